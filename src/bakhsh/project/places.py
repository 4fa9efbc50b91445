"""Where in a TOML text each key stands.

tomllib says what a file holds and not where, tomlkit keeps the text but not its lines; a mistake is only useful with
both. So this walks a text that tomllib has accepted, without judging it again, and notes the line of every key, of
every element of a list and of every table.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from bakhsh.errors import Where

__all__ = ["Path", "Place", "Spot", "places"]

Path = tuple[str | int, ...]
"""The way to a value: names of keys, and positions in lists from 0."""


@dataclass(frozen=True, slots=True)
class Place:
    """`line`: where the key (or the element of a list) begins. `text_line`: the line of the first character of a
    text's content, which in a multi-line string is often the next one; `lines_follow` says that a line break in the
    content is one in the file."""

    line: int
    text_line: int = 0
    lines_follow: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """One value of one file."""

    file: str
    places: Mapping[Path, Place] = field(default_factory=dict)
    path: Path = ()

    def at(self, *steps: str | int) -> Spot:
        return Spot(self.file, self.places, self.path + steps)

    @property
    def key(self) -> str:
        """The names of the keys on the way, joined by dots; positions in lists are left out."""
        return ".".join(step for step in self.path if isinstance(step, str))

    @property
    def where(self) -> Where:
        """The line of the value; of the nearest one around it where it is not in the file itself."""
        return Where(self.file, self._place().line, self.key)

    def where_in(self, text: str, column: int) -> Where:
        """The line on which the `column`-th character (from 1) of the text that stands here was written."""
        place = self._place()
        below = text[: column - 1].count("\n") if place.lines_follow else 0
        return Where(self.file, (place.text_line or place.line) + below, self.key)

    def _place(self) -> Place:
        for length in range(len(self.path), 0, -1):
            if self.path[:length] in self.places:
                return self.places[self.path[:length]]
        return Place(0)


def places(text: str) -> dict[Path, Place]:
    """The place of every key, list element and table of a valid TOML text, by the way to it."""
    return _Walk(text).all()


_BLANK = re.compile(r"[ \t]*")
_VOID = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}\r\n#]*")
_STRINGS = {
    '"""': re.compile(r'"""(?:[^\\"]|\\.|"(?!""))*"{3,5}', re.DOTALL),
    "'''": re.compile(r"'''(?:[^']|'(?!''))*'{3,5}", re.DOTALL),
    '"': re.compile(r'"(?:[^\\"]|\\.)*"'),
    "'": re.compile(r"'[^']*'"),
}


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text
        self.here = 0
        self.found: dict[Path, Place] = {}
        self.lists: dict[Path, int] = {}
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def all(self) -> dict[Path, Place]:
        table: Path = ()
        self.skip(_VOID)
        while self.here < len(self.text):
            if self.peek() == "[":
                table = self.header()
            else:
                self.pair(table)
            self.skip(_VOID)
        return self.found

    def header(self) -> Path:
        """`[a.b]` or `[[a.b]]`: the way of the table that begins; a list on the way stands for its last element."""
        line, double = self.line(), self.text.startswith("[[", self.here)
        self.here += 2 if double else 1
        self.skip(_BLANK)
        keys = self.keys()
        self.skip(_BLANK)
        self.here += 2 if double else 1
        way: Path = ()
        for position, key in enumerate(keys):
            way += (key,)
            if double and position == len(keys) - 1:
                self.lists[way] = self.lists.get(way, -1) + 1
            self.note(way, line)
            if way in self.lists:
                way += (self.lists[way],)
                self.note(way, line)
        return way

    def pair(self, table: Path) -> None:
        line, way = self.line(), table
        for key in self.keys():
            way += (key,)
            self.note(way, line)
        self.skip(_BLANK)
        self.here += 1  # the equals sign
        self.skip(_BLANK)
        self.value(way, line)

    def value(self, way: Path, line: int) -> None:
        match self.peek():
            case "[":
                self.many(way)
            case "{":
                self.inline(way)
            case '"' | "'":
                self.string(way, line)
            case _:
                self.skip(_SCALAR)

    def many(self, way: Path) -> None:
        self.here += 1
        self.skip(_VOID)
        position = 0
        while self.peek() != "]":
            self.note((*way, position), self.line())
            self.value((*way, position), self.line())
            position += 1
            self.comma()
        self.here += 1

    def inline(self, way: Path) -> None:
        self.here += 1
        self.skip(_VOID)
        while self.peek() != "}":
            self.pair(way)
            self.comma()
        self.here += 1

    def string(self, way: Path, line: int) -> None:
        opening = next(mark for mark in _STRINGS if self.text.startswith(mark, self.here))
        first = self.line()
        if len(opening) == 3:  # a line break right after the opening is not part of the content
            after = self.text[self.here + 3 : self.here + 5]
            first += after.startswith(("\n", "\r\n"))
        self.found[way] = Place(line, first, lines_follow=len(opening) == 3)
        self.skip(_STRINGS[opening])

    def keys(self) -> list[str]:
        names = [self.key()]
        self.skip(_BLANK)
        while self.peek() == ".":
            self.here += 1
            self.skip(_BLANK)
            names.append(self.key())
            self.skip(_BLANK)
        return names

    def key(self) -> str:
        start, quote = self.here, self.peek()
        self.skip(_STRINGS.get(quote, _BARE_KEY))
        raw = self.text[start : self.here]
        return next(iter(tomllib.loads(f"{raw}=0"))) if quote in _STRINGS else raw

    def comma(self) -> None:
        self.skip(_VOID)
        if self.peek() == ",":
            self.here += 1
            self.skip(_VOID)

    def note(self, way: Path, line: int) -> None:
        self.found.setdefault(way, Place(line))

    def skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.here)
        if match is None:
            raise ValueError(f"not TOML at character {self.here}")
        self.here = match.end()

    def peek(self) -> str:
        return self.text[self.here : self.here + 1]

    def line(self) -> int:
        return bisect_right(self.starts, self.here)
