"""The mistakes of a declared file, said the same way everywhere: what, where, found against known, what to do."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal

from bakhsh.errors import ProjectError, UnknownName, Where
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.project.places import Spot

__all__ = ["codes", "duplicate", "mistake", "near", "shown", "unknown", "unknown_keys"]


def mistake(where: Where, sentence: Sentence, hint: Sentence | None = None) -> ProjectError:
    """A mistake at that place."""
    return ProjectError(sentence, where=where, hint=hint)


def unknown(where: Where, sentence: str, found: str, known: Iterable[str], hint: Sentence | None = None) -> UnknownName:
    """A name nobody declared. The sentence gets `found` and `near`: the nearest known names, or all where none is."""
    args: dict[str, Argument] = {"found": Code(found), "near": codes(near(found, known))}
    return UnknownName(Sentence(sentence, args), where=where, hint=hint)


def duplicate(where: Where, name: str, first: Where) -> ProjectError:
    """A name that another declaration already has."""
    args: dict[str, Argument] = {"name": Code(name), "first": Code(str(first))}
    return mistake(where, Sentence("project.duplicate", args), Sentence("project.rename_one"))


def unknown_keys(named: Mapping[str, object], spot: Spot, known: Collection[str]) -> Iterator[UnknownName]:
    """Of a table of names those that nothing has: `spot` is where the table stands."""
    hint = Sentence("project.rename_or_remove")
    for name in named:
        if name not in known:
            yield unknown(spot.at(name).where, "project.unknown_key", name, known, hint)


def near(found: str, known: Iterable[str]) -> tuple[str, ...]:
    """Up to three known names like the found one, the likest first; all of them, in their order, where none is like."""
    names = tuple(dict.fromkeys(known))
    lowered = {name.lower(): name for name in names}
    close = difflib.get_close_matches(found.strip().lower(), lowered, n=3, cutoff=0.6)
    return tuple(lowered[name] for name in close) or names


def codes(names: Iterable[str]) -> tuple[Code, ...]:
    """Names as arguments of a sentence."""
    return tuple(Code(name) for name in names)


def shown(value: object) -> str:
    """A value as it would stand in the file, cut short."""
    match value:
        case bool():
            text = "true" if value else "false"
        case str():
            text = f'"{value}"'
        case Decimal() | int() | date() | datetime() | time():
            text = str(value)
        case list():
            text = "[" + ", ".join(shown(part) for part in value) + "]"
        case dict():
            text = "{ " + ", ".join(f"{key} = {shown(part)}" for key, part in value.items()) + " }"
        case _:
            text = str(value)
    text = text.replace("\n", " ")
    return text if len(text) <= 60 else text[:57] + "…"
