"""What is learned of where customers live: spellings, postal codes and coordinates, each taken to a place once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from bakhsh.language.digits import to_latin
from bakhsh.language.keys import display_form, matching_key
from bakhsh.language.place_keys import place_key
from bakhsh.language.places.gazetteer import Place
from bakhsh.language.places.regions import STRANGE
from bakhsh.language.places.resolve import Found, Resolver, Said
from bakhsh.language.places.settled import deepest
from bakhsh.language.places.words_around import parts_of
from bakhsh.loop.features.geographic.classes import place_class, region

__all__ = ["NAMED", "POINTED", "POSTED", "WHERE", "Row", "Whereabouts", "are_old_codes", "postal_places"]

_T = pa.string()
NAMED = pa.schema([
    ("city", _T), ("province", _T), ("country", _T), ("at", _T), ("sure", pa.bool_()), ("state", _T), ("among", _T),
    ("customers", pa.int64()),
])  # fmt: skip
"""A spelling: what was said, where that is (a row of WHERE), whether a city was found, and how many say it. `state`:
how it is open or doubtful, else what was found (see Found); `among`: what it can mean, or was taken for."""
POSTED = pa.schema([("prefix", _T), ("at", _T)])
POINTED = pa.schema([("latitude_cell", pa.int64()), ("longitude_cell", pa.int64()), ("at", _T)])
WHERE = pa.schema([
    ("at", _T), ("country", _T), ("province", _T), ("city", _T), ("region", _T), ("place_class", _T), ("climate", _T),
    ("climate_group", _T), ("latitude", pa.float64()), ("longitude", pa.float64()),
])  # fmt: skip

_CODE = re.compile(r"ir-?(\d\d)")
_ONLY_OLD, _ONLY_NEW = {"31", "32"}, {"00", "09"}


def are_old_codes(provinces: Iterable[str]) -> bool:
    """Whether a column holds codes of Iran's provinces as they were before November 2020: one of them is only in that
    list, and none only in the one in force."""
    codes = {match[1] for text in provinces if (match := _CODE.fullmatch(matching_key(text)))}
    return bool(codes & _ONLY_OLD) and not codes & _ONLY_NEW


def postal_places(resolver: Resolver, rows: Iterable[Mapping[str, str | None]]) -> tuple[dict[str, Found], int]:
    """What each beginning of a postal code means; and how many mean different places, which are left out."""
    means: dict[str, dict[str, Found]] = {}
    for row in rows:
        found = resolver.resolve(Said(row["city"] or "", row["province"] or "", row["country"] or ""))
        if (place := deepest(found)) is not None and (prefix := matching_key(row["prefix"] or "")):
            means.setdefault(prefix, {})[place.place_id] = found
    single = {prefix: next(iter(found.values())) for prefix, found in means.items() if len(found) == 1}
    return single, len(means) - len(single)


def meaning(code: str, postal: Mapping[str, Found]) -> Found | None:
    """What a postal code means: by the longest beginning that is known. One that lost its leading zeros to a
    spreadsheet, which the table's codes have, is read with them."""
    width = max(map(len, postal), default=0)
    digits = to_latin(code)
    for text in (code, digits.zfill(width)) if digits.isdecimal() and len(digits) < width else (code,):
        for length in range(min(len(text), width), 0, -1):
            if (found := postal.get(text[:length])) is not None:
                return found
    return None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of WHERE before it has a name."""

    country: str | None = None
    province: str | None = None
    city: str | None = None
    place: Place | None = None
    region: str | None = None


@dataclass(slots=True)
class Whereabouts:
    """Collects WHERE: each whereabouts once. `persian`: names are the Persian ones; `home`: the country where none is
    said."""

    persian: bool
    home: Place | None = None
    _ids: dict[Row, str] = field(default_factory=dict)

    def at(self, found: Found, said: Said) -> str:
        """The name of the row; what was not found keeps the words that were said."""
        country = self._name(found.country, said.country) or self._name(self.home, "")
        kept = said.city if _says_more(found, said) else ""
        city = self._name(found.city, kept)
        row = Row(
            country, self._name(found.province, said.province), city, found.city,
            region(found.province.place_id) if found.province else None,
        )  # fmt: skip
        return self._ids.setdefault(row, str(len(self._ids)))

    def _name(self, place: Place | None, said: str) -> str | None:
        if place is None:
            return display_form(said) if place_key(said) else None
        return (place.name_fa if self.persian else None) or place.name

    def table(self) -> pa.Table:
        """WHERE."""
        return pa.Table.from_pylist([_where(at, row) for row, at in self._ids.items()], schema=WHERE)


def _says_more(found: Found, said: Said) -> bool:
    """Whether the word for a city says more than what was found: not where it is the province or country itself."""
    if found.state in ("province", "country"):
        return found.doubt == STRANGE and len(parts_of(said.city)) > 1
    return found.state != "nothing"


def _where(at: str, row: Row) -> dict[str, object]:
    said: dict[str, object] = {
        "at": at,
        "country": row.country,
        "province": row.province,
        "city": row.city,
        "region": row.region,
    }
    if row.place is None:
        return said
    measured = {name: getattr(row.place, name) for name in ("climate", "climate_group", "latitude", "longitude")}
    return {**said, **measured, "place_class": place_class(row.place.population)}


def named_rows(resolver: Resolver, where: Whereabouts, asked: pa.Table) -> Iterator[dict[str, object]]:
    """NAMED: every spelling that was asked for, resolved."""
    for row in asked.to_pylist():
        said = Said(row["city"], row["province"], row["country"])
        found = resolver.resolve(said)
        yield {
            **row, "at": where.at(found, said), "sure": found.city is not None, "state": found.doubt or found.state,
            "among": _ids([place] if found.doubt and (place := deepest(found)) else found.among),
        }  # fmt: skip


def _ids(places: Sequence[Place]) -> str:
    return " ".join(one.place_id for one in places)
