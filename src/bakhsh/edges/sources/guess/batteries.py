"""Columns that are a survey's: answers to numbered items, or many with the same few steps."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bakhsh import reference
from bakhsh.edges.sources.evidence import Profile
from bakhsh.language.digits import to_latin
from bakhsh.language.keys import matching_key
from bakhsh.language.sentences import Argument, Code, Sentence

__all__ = ["batteries"]

_NUMBERED = re.compile(r"(.*?\D|)[\s_\-.]*(\d{1,3})")
_ITEMS = frozenset(map(matching_key, (
    "q", "question", "item", "answer", "statement", "likert", "سؤال", "سوال", "پرسش", "گویه", "پاسخ",
)))  # fmt: skip
"""What the items of a survey are called."""

_LEAST = 3
_MANY = 10
_SURVEY = "survey"


def batteries(columns: Sequence[Profile]) -> tuple[dict[str, tuple[str, ...]], list[Sentence]]:
    """By scale the columns that answer its items 1, 2, 3 …, and what is to be said.

    Sure are columns called by a word for items (or by the key of a published scale) and numbered from 1 on without a
    gap, that hold whole numbers of few steps. Many columns of the same steps without numbers are told, and taken for
    nothing.
    """
    found: dict[str, tuple[str, ...]] = {}
    notes: list[Sentence] = []
    for stem, numbered in _stems(columns).items():
        names = [numbered[number].name for number in sorted(numbered)]
        if sorted(numbered) != list(range(1, len(names) + 1)) or not all(map(_stepped, numbered.values())):
            continue
        if (scale := _scale(stem, len(names))) and scale not in found:
            found[scale] = tuple(names)
            args: dict[str, Argument] = {
                "count": len(names), "first": Code(names[0]), "last": Code(names[-1]), "scale": Code(scale),
                "file": Code("psychographic.toml"),
            }  # fmt: skip
            notes.append(Sentence("surveys.answers", args))
    listed = {name for names in found.values() for name in names}
    return found, [*notes, *_alike([one for one in columns if one.name not in listed])]


def _stems(columns: Sequence[Profile]) -> Mapping[str, dict[int, Profile]]:
    """The numbered columns by what stands before the number; a stem of which a number stands twice is none."""
    stems: dict[str, dict[int, Profile]] = {}
    twice = set()
    for column in columns:
        if match := _NUMBERED.fullmatch(to_latin(column.name).strip()):
            numbered = stems.setdefault(matching_key(match[1].strip(" _-.")), {})
            twice |= {matching_key(match[1].strip(" _-."))} if int(match[2]) in numbered else set()
            numbered[int(match[2])] = column
    return {stem: found for stem, found in stems.items() if len(found) >= _LEAST and stem not in twice}


def _scale(stem: str, items: int) -> str:
    """What the scale is called: a published key whose items are as many, else the survey; empty for another stem."""
    for key, said in reference.scales().items():
        numbers = {abs(item) for listed in said["dimensions"].values() for item in listed}
        if stem.replace(" ", "") == matching_key(key) and max(numbers) == items:
            return key
    return _SURVEY if stem in _ITEMS else ""


def _stepped(column: Profile) -> bool:
    """Whole numbers from 0 to 10, of three steps or more."""
    if column.numeric < 1 or column.whole < 1:
        return False
    steps = {number for number in column.numbers if number is not None}
    return len(steps) > 2 and 0 <= min(steps) <= max(steps) <= 10


def _alike(columns: Sequence[Profile]) -> list[Sentence]:
    by_top: dict[int, list[Profile]] = {}
    for column in filter(_stepped, columns):
        steps = [number for number in column.numbers if number is not None]
        if min(steps) == 1:
            by_top.setdefault(int(max(steps)), []).append(column)
    told = []
    for top, alike in sorted(by_top.items()):
        if top >= 4 and len(alike) >= _MANY:
            args: dict[str, Argument] = {
                "count": len(alike), "top": top, "first": Code(alike[0].name), "table": Code("[answers]"),
            }  # fmt: skip
            told.append(Sentence("surveys.alike", args))
    return told
