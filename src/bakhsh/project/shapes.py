"""The shapes a value in a declared file can have: what is taken, what is said when it does not fit, what editors see.

One declaration serves both the reader (`take`) and the JSON Schema (`schema`). `take` never raises: it notes every
mistake with its place and returns None for what could not be taken, which no TOML value is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from bakhsh import conditions
from bakhsh.errors import BadCondition, ProjectError, Where
from bakhsh.language.dates import parse_day
from bakhsh.language.sentences import Code, Sentence
from bakhsh.project.mistakes import codes, mistake, near, shown, unknown
from bakhsh.project.places import Spot

__all__ = [
    "Day", "Flag", "Key", "Lookup", "Many", "Mistakes", "Named", "Number", "Plain", "Shape", "Table", "Taken", "Text",
    "Title", "Whole", "Written",
]  # fmt: skip

Mistakes = list[ProjectError]


class Taken(dict[str, Any]):
    """A table as taken: its good keys, and where it stands."""

    def __init__(self, values: Mapping[str, Any], spot: Spot) -> None:
        super().__init__(values)
        self.spot = spot

    @property
    def at(self) -> Where:
        return self.spot.where


class Shape(Protocol):
    """What may stand at one place."""

    def take(self, value: object, spot: Spot, mistakes: Mistakes) -> Any:
        """The value in the form specs want, or None after noting what is wrong with it."""

    def schema(self) -> dict[str, Any]:
        """The same as JSON Schema."""


def _wrong_type(value: object, expected: Sentence, spot: Spot, mistakes: Mistakes) -> None:
    said = Sentence("project.wrong_type", {"key": Code(spot.key), "expected": expected, "found": Code(shown(value))})
    mistakes.append(mistake(spot.where, said))


@dataclass(frozen=True, slots=True)
class Text:
    """A text; `choices`: one of these; `pattern`: of this form, which `form` says in words."""

    choices: tuple[str, ...] = ()
    pattern: str = ""
    form: Sentence | None = None
    empty: bool = True
    example: str = ""

    def take(self, value: object, spot: Spot, mistakes: Mistakes) -> str | None:
        if not isinstance(value, str):
            _wrong_type(value, Sentence("project.type_text"), spot, mistakes)
        elif self.choices and value not in self.choices:
            said = Sentence(
                "project.not_one_of",
                {"key": Code(spot.key), "found": Code(shown(value)), "near": codes(near(value, self.choices))},
            )
            mistakes.append(mistake(spot.where, said))
        elif not self.empty and not value.strip():
            mistakes.append(mistake(spot.where, Sentence("project.empty", {"key": Code(spot.key)})))
        elif self.pattern and value and not re.fullmatch(self.pattern, value):
            said = Sentence("project.wrong_form", {"key": Code(spot.key), "found": Code(shown(value))})
            mistakes.append(mistake(spot.where, said, self.form))
        else:
            return value
        return None

    def schema(self) -> dict[str, Any]:
        more: dict[str, Any] = {"enum": list(self.choices)} if self.choices else {}
        if self.pattern:
            more["pattern"] = f"^(?:{self.pattern})$" if not self.empty else f"^(?:{self.pattern})?$"
        elif not self.empty and not self.choices:
            more["minLength"] = 1
        return {"type": "string"} | more | ({"examples": [self.example]} if self.example else {})


@dataclass(frozen=True, slots=True)
class Lookup:
    """A text that a function knows or refuses with a sentence: a money unit, a time zone."""

    know: Callable[[str], Sentence | None]
    example: str

    def take(self, value: object, spot: Spot, mistakes: Mistakes) -> str | None:
        text = Text(empty=False).take(value, spot, mistakes)
        refusal = self.know(text) if text is not None else None
        if refusal is not None:
            mistakes.append(mistake(spot.where, refusal))
            return None
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "examples": [self.example]}


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `low` to `high`."""

    low: int = 0
    high: int | None = None

    def take(self, value: object, spot: Spot, mistakes: Mistakes) -> int | None:
        if isinstance(value, bool) or not isinstance(value, int):
            _wrong_type(value, Sentence("project.type_whole"), spot, mistakes)
            return None
        return value if _inside(value, self.low, self.high, spot, mistakes) else None

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.low} | ({} if self.high is None else {"maximum": self.high})


@dataclass(frozen=True, slots=True)
class Number:
    """A number from `low` to `high`, as a float; `exact` keeps the decimal as it was written (money)."""

    low: float | None = None
    high: float | None = None
    exact: bool = False

    def take(self, value: object, spot: Spot, mistakes: Mistakes) -> float | Decimal | None:
        finite = isinstance(value, Decimal) and value.is_finite()
        if isinstance(value, bool) or not (finite or isinstance(value, int)):
            _wrong_type(value, Sentence("project.type_number"), spot, mistakes)
            return None
        number = Decimal(str(value))
        if not _inside(number, self.low, self.high, spot, mistakes):
            return None
        return number if self.exact else float(number)

    def schema(self) -> dict[str, Any]:
        bounds = {"minimum": self.low, "maximum": self.high}
        return {"type": "number"} | {name: bound for name, bound in bounds.items() if bound is not None}


def _inside(value: Decimal | int, low: float | None, high: float | None, spot: Spot, mistakes: Mistakes) -> bool:
    if (low is None or value >= low) and (high is None or value <= high):
        return True
    args = {"key": Code(spot.key), "found": Code(str(value)), "low": low}
    said = Sentence("project.below", args) if high is None else Sentence("project.outside", args | {"high": high})
    mistakes.append(mistake(spot.where, said))
    return False


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false."""

    def take(self, value: object, spot: Spot, mistakes: Mistakes) -> bool | None:
        if not isinstance(value, bool):
            _wrong_type(value, Sentence("project.type_flag"), spot, mistakes)
            return None
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Day:
    """A day: 2024-05-31 as TOML writes dates, or as a text in either calendar."""

    def take(self, value: object, spot: Spot, mistakes: Mistakes) -> date | None:
        found = parse_day(value, "gregorian") if isinstance(value, str) else value
        if isinstance(found, date) and not isinstance(found, datetime):
            return found
        _wrong_type(value, Sentence("project.type_day"), spot, mistakes)
        return None

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "examples": ["2024-05-31"]}


@dataclass(frozen=True, slots=True)
class Plain:
    """A text or a number, kept as the text that would stand in the data."""

    def take(self, value: object, spot: Spot, mistakes: Mistakes) -> str | None:
        if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
            _wrong_type(value, Sentence("project.type_text"), spot, mistakes)
            return None
        return str(value)

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "number"]}


@dataclass(frozen=True, slots=True)
class Many:
    """A list of one shape, as a tuple; a lone value stands for a list of one where `lone`."""

    of: Shape
    least: int = 0
    lone: bool = False

    def take(self, value: object, spot: Spot, mistakes: Mistakes) -> tuple[Any, ...] | None:
        if self.lone and not isinstance(value, list):
            only = self.of.take(value, spot, mistakes)
            return None if only is None else (only,)
        if not isinstance(value, list):
            _wrong_type(value, Sentence("project.type_list"), spot, mistakes)
            return None
        if len(value) < self.least:
            mistakes.append(mistake(spot.where, Sentence("project.empty", {"key": Code(spot.key)})))
        taken = [self.of.take(part, spot.at(position), mistakes) for position, part in enumerate(value)]
        return tuple(part for part in taken if part is not None)

    def schema(self) -> dict[str, Any]:
        listed: dict[str, Any] = {"type": "array", "items": self.of.schema()}
        if self.least:
            listed["minItems"] = self.least
        return {"anyOf": [self.of.schema(), listed]} if self.lone else listed


@dataclass(frozen=True, slots=True)
class Title:
    """What a person reads: one text for every language, or one by language."""

    languages: tuple[str, ...] = ("en", "fa")

    def take(self, value: object, spot: Spot, mistakes: Mistakes) -> dict[str, str] | None:
        if isinstance(value, str):
            return dict.fromkeys(self.languages, value)
        if not isinstance(value, dict):
            _wrong_type(value, Sentence("project.type_title"), spot, mistakes)
            return None
        return Table(tuple(Key(name, Text(), "") for name in self.languages)).take(value, spot, mistakes)

    def schema(self) -> dict[str, Any]:
        by_language = {name: {"type": "string"} for name in self.languages}
        table = {"type": "object", "properties": by_language, "additionalProperties": False}
        return {"anyOf": [{"type": "string"}, table]}


@dataclass(frozen=True, slots=True)
class Written:
    """A condition (or, where `value`, a value) in the one small language."""

    value: bool = False

    def take(self, value: object, spot: Spot, mistakes: Mistakes) -> conditions.Condition | conditions.Value | None:
        text = Text(empty=False).take(value, spot, mistakes)
        if text is None:
            return None
        try:
            return conditions.parse_value(text) if self.value else conditions.parse(text)
        except BadCondition as error:
            where = spot.where_in(text, error.column)
            mistakes.append(BadCondition(error.sentence, column=error.column, where=where, hint=error.hint))
            return None

    def schema(self) -> dict[str, Any]:
        example = "spent(last = '90 days') / monetary" if self.value else "recency <= 30 and frequency >= 5"
        return {"type": "string", "minLength": 1, "examples": [example]}


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table: its name, its shape, what it means. A key that must be there carries an `example`."""

    name: str
    shape: Shape
    means: str
    example: str = ""

    @property
    def required(self) -> bool:
        return bool(self.example)


@dataclass(frozen=True, slots=True)
class Table:
    """Keys of known names. `short`: the key that a lone text stands for (`order_id = "InvoiceNo"`)."""

    keys: tuple[Key, ...]
    short: str = ""

    def take(self, value: object, spot: Spot, mistakes: Mistakes) -> Taken | None:
        if self.short and isinstance(value, str):
            value = {self.short: value}
        if not isinstance(value, dict):
            expected = Sentence("project.type_text") if self.short else Sentence("project.type_table")
            _wrong_type(value, expected, spot, mistakes)
            return None
        known = {key.name: key for key in self.keys}
        taken: dict[str, Any] = {}
        for name, part in value.items():
            there = spot.at(name)
            if name not in known:
                mistakes.append(unknown(there.where, "project.unknown_key", name, known, _rename()))
            elif (good := known[name].shape.take(part, there, mistakes)) is not None:
                taken[name] = good
        for key in self.keys:
            if key.required and key.name not in value:
                said = Sentence("project.missing_key", {"key": Code(key.name)})
                line = Code(f"{key.name} = {key.example}")
                mistakes.append(mistake(spot.where, said, Sentence("project.add_key", {"line": line})))
        return Taken(taken, spot)

    def schema(self) -> dict[str, Any]:
        table: dict[str, Any] = {
            "type": "object",
            "properties": {key.name: key.shape.schema() | _described(key) for key in self.keys},
            "additionalProperties": False,
        }
        required = [key.name for key in self.keys if key.required]
        if required:
            table["required"] = required
        return {"anyOf": [{"type": "string"}, table]} if self.short else table


def _rename() -> Sentence:
    return Sentence("project.rename_or_remove")


def _described(key: Key) -> dict[str, str]:
    return {"description": key.means} if key.means else {}


@dataclass(frozen=True, slots=True)
class Named:
    """A table whose names the user chooses, each holding the same shape; its places are kept for what is checked
    later."""

    of: Shape
    names: tuple[str, ...] = ()
    """Names that editors offer."""
    rooms: tuple[str, ...] = ()
    """Names before a dot: `items.name` may also be written as a table `items` with a key `name`."""

    def take(self, value: object, spot: Spot, mistakes: Mistakes) -> Taken | None:
        if not isinstance(value, dict):
            _wrong_type(value, Sentence("project.type_table"), spot, mistakes)
            return None
        parts = {name: self.of.take(part, there, mistakes) for name, part, there in self._flat(value, spot)}
        return Taken({name: part for name, part in parts.items() if part is not None}, spot)

    def _flat(self, value: dict[str, Any], spot: Spot) -> Iterator[tuple[str, Any, Spot]]:
        for name, part in value.items():
            if name in self.rooms and isinstance(part, dict):
                yield from ((f"{name}.{key}", below, spot.at(name, key)) for key, below in part.items())
            else:
                yield name, part, spot.at(name)

    def schema(self) -> dict[str, Any]:
        table: dict[str, Any] = {"type": "object", "additionalProperties": self.of.schema()}
        offered = {name: self.of.schema() for name in self.names}
        offered |= {name: {"type": "object", "additionalProperties": self.of.schema()} for name in self.rooms}
        return table | ({"properties": offered} if offered else {})
