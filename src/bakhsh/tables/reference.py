"""Facts of the world that readings look things up in: shipped with the package, with the project's own laid over."""

from __future__ import annotations

from bakhsh.tables.contracts import Contract, Type, columns

__all__ = ["CALENDAR", "DEFLATOR", "PLACES", "THEMES"]

_T = Type

PLACES = Contract(
    "PLACES", "a country, a province or a city", ("place_id",),
    columns=columns(
        ("*place_id", _T.TEXT, "a city's GeoNames number, a province's ISO 3166-2 code, a country's ISO 3166-1 code"),
        ("*kind", _T.TEXT, "country, province or city"),
        ("*name", _T.TEXT, "its English name"),
        ("name_fa", _T.TEXT, "its Persian name"),
        ("*country", _T.TEXT, "ISO 3166-1 code of its country"),
        ("province", _T.TEXT, "ISO 3166-2 code of its province, where that is known"),
        ("latitude", _T.NUMBER, "degrees north"),
        ("longitude", _T.NUMBER, "degrees east"),
        ("population", _T.INTEGER, "people who live there"),
        ("climate", _T.TEXT, "Köppen code"),
    ),
)  # fmt: skip
CALENDAR = Contract(
    "CALENDAR", "a day and what is special about it", ("day",), open=True,
    columns=columns(
        ("*day", _T.DATE, "the day"),
        ("*jalali_year", _T.INTEGER, "its year in the Solar Hijri calendar"),
        ("*jalali_month", _T.INTEGER, "its month there, 1 to 12"),
        ("*jalali_day", _T.INTEGER, "its day there, 1 to 31"),
    ),
)  # fmt: skip
DEFLATOR = Contract(
    "DEFLATOR", "the price level of a month", ("country", "starts_on"),
    columns=columns(
        ("*country", _T.TEXT, "ISO 3166-1 code"),
        ("*starts_on", _T.DATE, "first day of the month"),
        ("*ends_on", _T.DATE, "last day of the month"),
        ("*level", _T.NUMBER, "consumer prices, on any scale that is one for the country"),
        ("*source", _T.TEXT, "who says so"),
    ),
)  # fmt: skip
THEMES = Contract(
    "THEMES", "a theme of interest that a word in a category speaks of", ("word", "theme"),
    columns=columns(
        ("*word", _T.TEXT, "matching key of a category, or of a word in its path"),
        ("*theme", _T.TEXT, "the theme"),
        ("*weight", _T.NUMBER, "how much of it, 0 to 1"),
    ),
)  # fmt: skip
