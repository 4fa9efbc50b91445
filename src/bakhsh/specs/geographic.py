"""Where customers live: what is taken for granted where files do not say it, and what the project knows of places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from bakhsh.language.money import unit
from bakhsh.language.sentences import Titled
from bakhsh.specs.words import Title
from bakhsh.tables import Feature, Type
from bakhsh.tables.features.geographic import SAID

__all__ = ["Geographic", "PostalTable", "declared", "distance", "home_country"]

_RIALS = "IRR"


@dataclass(frozen=True, slots=True)
class PostalTable:
    """A file of the project that says which city the beginning of a postal code means, and what its columns are called.
    `length`: so many characters of a postal code say where it is. A row without a city says a province alone."""

    file: str
    prefix: str = "prefix"
    city: str = "city"
    province: str = "province"
    country: str = "country"
    length: int = 5


@dataclass(frozen=True, slots=True)
class Geographic:
    """geographic.toml. `country`: the country (ISO 3166-1, two letters) of customers of whom no file says one; empty:
    Iran where the project counts in Iranian money, else none. `places`: what words of the files mean: a place's name or
    id, or nothing. `points`: latitude and longitude of places that distances are measured to; `titles` what people call
    them, by point."""

    country: str = ""
    postal: PostalTable | None = None
    places: Mapping[str, str] = field(default_factory=dict)
    points: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    titles: Mapping[str, Title] = field(default_factory=dict)

    @property
    def length(self) -> int:
        """How many characters of a postal code are looked at."""
        return self.postal.length if self.postal else 1


def home_country(said: Geographic, money: str) -> str:
    """The country of customers of whom no file says one, in a project that counts in this money unit; empty where none
    is taken for granted."""
    return said.country or ("IR" if unit(money).currency == _RIALS else "")


def distance(point: str) -> str:
    """The name of the feature that says how far a customer lives from a declared point."""
    return f"km_to_{point}"


def declared(said: Geographic) -> tuple[Feature, ...]:
    """The distances to the points of the project; none where it declares no point."""
    if not said.points:
        return ()
    to_each = (
        _of(distance(one), Type.NUMBER, said="km_to", args={"point": Titled(one, said.titles.get(one, {}))})
        for one in said.points
    )
    return (*to_each, _of("km_to_nearest", Type.NUMBER), _of("nearest_point", Type.TEXT))


_of = partial(Feature, base="geographic", window="known now", empty="nowhere", needs=SAID)
