"""A sentence is an id and typed arguments; only a face turns it into text.

Rooms, conditions and errors never build text. They return `Sentence("segments.others", {"customers": 12})`
and the face that shows it renders it in the reader's language, digits, calendar and money unit
(`bakhsh.language.render`). The id is always a literal, so a test can compare code and catalogues.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Union

__all__ = ["Argument", "Code", "Money", "Sentence", "Share", "Titled", "speak_english_with"]


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole minor units of the project's currency (cents, rials); shown in the reader's unit."""

    minor: int | float


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, 0.25 for a quarter; shown as a percentage. `signed` writes "+" before what is above zero."""

    value: float
    decimals: int = 1
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """Something the user types or reads verbatim (a file, a column, a condition): never translated, always
    left to right, never with local digits."""

    text: str


@dataclass(frozen=True, slots=True)
class Titled:
    """Something declared under a name and titled by language (a segment, a campaign): shown by its title in the
    reader's language, by its name where it has none."""

    name: str
    title: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __hash__(self) -> int:
        return hash(self.name)


# A plain `str` is a name (of a city, a person): shown as it is, isolated for bidirectional text.
Argument = Union[
    str, int, float, bool, date, datetime, Money, Share, Code, Titled, "Sentence", tuple["Argument", ...], None
]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing said to a person: a message id of the catalogues and its arguments by name."""

    id: str
    args: Mapping[str, Argument] = field(default_factory=lambda: MappingProxyType({}))

    def __hash__(self) -> int:
        return hash((self.id, tuple(sorted((k, repr(v)) for k, v in self.args.items()))))

    def __str__(self) -> str:
        """English, for logs and tracebacks; faces call `render` with their reader's locale instead."""
        return _in_english(self)


def _unspoken(sentence: Sentence) -> str:
    return f"[{sentence.id}]"


_in_english: Callable[[Sentence], str] = _unspoken


def speak_english_with(render: Callable[[Sentence], str]) -> None:
    """Says how `str(sentence)` becomes English. The package does so once, when it is imported: a sentence is a word
    that renderers know, so it cannot import one itself."""
    global _in_english
    _in_english = render
