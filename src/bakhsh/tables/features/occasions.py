"""Features of the calendar: in which seasons a customer buys, against everybody."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from bakhsh.language.sentences import Titled
from bakhsh.tables.contracts import Feature, Type

__all__ = ["FEATURES", "IRAN", "WEST", "lift_name", "own_lift"]

IRAN: Mapping[str, tuple[str, ...]] = {
    "payday": (),
    "holiday": ("holiday",),
    "nowruz": ("nowruz",),
    "yalda": ("yalda",),
    "ramadan": ("ramadan",),
    "muharram": ("muharram",),
    "school": ("school",),
    "mothers_day": ("mothers_day",),
    "fathers_day": ("fathers_day",),
    "valentine": ("valentine", "sepandarmazgan"),
    "black_friday": ("black_friday_iran",),
}
"""Seasons of trade in Iran, and the columns of CALENDAR that say which days they are; pay-day is the project's own."""

WEST: Mapping[str, tuple[str, ...]] = {
    "payday": (), "black_friday": ("black_friday",), "christmas": ("christmas",), "valentine": ("valentine",),
}  # fmt: skip
"""The same in the west."""

_ALL = (*IRAN, *(name for name in WEST if name not in IRAN))

_of = partial(Feature, base="behavioural", grain="day")
_lift = partial(_of, type=Type.NUMBER, empty="no_season")


def lift_name(occasion: str) -> str:
    """What the feature of an occasion is called."""
    return f"{occasion}_lift"


def own_lift(occasion: str, title: Mapping[str, str]) -> Feature:
    """The feature of an occasion of the project's own."""
    args = {"occasion": Titled(occasion, title)}
    return _lift(lift_name(occasion), needs=("lines",), said="occasion_lift", args=args)


def _needs(occasion: str) -> tuple[str, ...]:
    places = [place for place, known in (("iran", IRAN), ("west", WEST)) if occasion in known]
    return ("lines", "|".join(f"occasions.{place}" for place in places))


FEATURES: tuple[Feature, ...] = (
    *(_lift(lift_name(occasion), needs=_needs(occasion)) for occasion in _ALL),
    *(
        _of(f"{name}_share", Type.SHARE, empty="no_purchase", needs=("lines", "occasions.iran"))
        for name in ("thursday", "friday")
    ),
)
