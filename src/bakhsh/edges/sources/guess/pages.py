"""What the pages of a file add to a guess: how its tables lie, and what stands around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bakhsh.edges.sources.evidence import Profile
from bakhsh.edges.sources.guess.presets import preset_of
from bakhsh.edges.sources.guess.roles import Part, Parts
from bakhsh.edges.sources.layouts import PageGuess, guess_layout
from bakhsh.language.sentences import Sentence
from bakhsh.records import Choice, Question
from bakhsh.specs import Layout, Policy, Reading

__all__ = ["around", "of_file", "questions_of", "taken_back"]


def of_file(path: Path, reading: Reading) -> PageGuess:
    """How the file is laid out. The layout of a known kind of export is known: only its sheets are looked for."""
    found = guess_layout(path, reading)
    if preset_of(found.names) is None:
        return found
    return PageGuess(Layout(sheets=found.layout.sheets), found.reading, found.names, plain=found.plain)


def around(pages: PageGuess, columns: tuple[Profile, ...]) -> Parts:
    """The parts that are played by what stands around the table: the month, the cell of a month, the sheet."""
    found: Parts = {}
    for column in columns:
        role = pages.parts.get(column.name, "")
        if role:
            form = (column.dates.form if column.dates else "either") if role == "ordered_at" else ""
            found[role] = Part(column, role, 0.9, Sentence("pages.around", {"name": column.name}), form)
    return found


def taken_back(pages: PageGuess, policy: Policy) -> Policy:
    """The policy with the sheets or titles whose rows take something back."""
    marked: Mapping[str, tuple[str, ...]] = {**policy.return_when, **pages.returns}
    return replace(policy, return_when=marked)


def questions_of(pages: PageGuess) -> list[Question]:
    return [
        Question(one.key, one.asked, tuple(Choice(value, means) for value, means in one.choices))
        for one in pages.questions
    ]
