"""Features of the calendar: in which seasons a customer buys, against everybody."""

from __future__ import annotations

from collections.abc import Mapping

from bakhsh.tables.contracts import Feature, Type

__all__ = ["FEATURES", "IRAN", "WEST", "lift", "lift_name"]

_SEASON = "purchase days {when}, first ones apart: how many times as many as expected from everybody's"
_EMPTY = "bought on one day at most, or nobody bought again on such days since"

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

_WHEN = {
    "payday": "around pay-day (the end of the month, unless behavioural.toml says else)",
    "holiday": "on Iranian public holidays",
    "nowruz": "in the run-up to Nowruz (Esfand)",
    "yalda": "in the run-up to Yalda night (20 to 30 Azar)",
    "ramadan": "in Ramadan",
    "muharram": "from 1 to 10 Muharram",
    "school": "in the weeks around the beginning of school (15 Shahrivar to 10 Mehr)",
    "mothers_day": "in the ten days up to Mother's Day in Iran",
    "fathers_day": "in the ten days up to Father's Day in Iran",
    "valentine": "in the week up to Valentine's Day (in Iran, Sepandarmazgan too)",
    "black_friday": "in the sales of Black Friday (in Iran from 1 Azar on)",
    "christmas": "from 1 to 24 December",
}


def lift_name(occasion: str) -> str:
    """What the feature of an occasion is called."""
    return f"{occasion}_lift"


def lift(occasion: str, when: str, needs: tuple[str, ...]) -> Feature:
    """The feature of an occasion."""
    return Feature(
        lift_name(occasion), Type.NUMBER, _SEASON.format(when=when), base="behavioural", grain="day", empty=_EMPTY,
        needs=needs,
    )  # fmt: skip


def _needs(occasion: str) -> tuple[str, ...]:
    places = [place for place, known in (("iran", IRAN), ("west", WEST)) if occasion in known]
    return ("lines", "|".join(f"occasions.{place}" for place in places))


FEATURES: tuple[Feature, ...] = (
    *(lift(occasion, when, _needs(occasion)) for occasion, when in _WHEN.items()),
    *(
        Feature(
            f"{name}_share", Type.SHARE, f"share of purchase days that are a {name.title()}", base="behavioural",
            grain="day", empty="no purchase day stands", needs=("lines", "occasions.iran"),
        )
        for name in ("thursday", "friday")
    ),
)  # fmt: skip
