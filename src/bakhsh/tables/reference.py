"""Facts of the world that readings look things up in: shipped with the package, with the project's own laid over."""

from __future__ import annotations

from bakhsh.tables.contracts import Contract, Type, columns

__all__ = ["CALENDAR", "DEFLATOR", "PLACES", "PLACE_NAMES", "POSTAL", "THEMES"]

_T = Type

PLACES = Contract(
    "PLACES", "a country, a province or a city", ("place_id",),
    columns=columns(
        ("*place_id", _T.TEXT, "a city's GeoNames number, a province's ISO 3166-2 code, a country's ISO 3166-1 code"),
        ("*kind", _T.TEXT, "country, province or city"),
        ("*name", _T.TEXT, "its English name"),
        ("name_fa", _T.TEXT, "its Persian name, where one is known"),
        ("*country", _T.TEXT, "ISO 3166-1 code of its country"),
        ("province", _T.TEXT, "ISO 3166-2 code of its province, where that is known"),
        ("latitude", _T.NUMBER, "of a city: degrees north"),
        ("longitude", _T.NUMBER, "of a city: degrees east"),
        ("population", _T.INTEGER, "people who live there, where that is known"),
        ("climate", _T.TEXT, "of a city: Köppen-Geiger code"),
        (
            "climate_group", _T.TEXT,
            "of a city, in plain words: hot_dry, cold_dry, hot_humid, mediterranean, caspian, temperate_humid, cold, "
            "tropical or polar",
        ),
    ),
)  # fmt: skip
PLACE_NAMES = Contract(
    "PLACE_NAMES", "a name by which a place is found", ("key", "place_id"),
    columns=columns(
        ("*key", _T.TEXT, "matching key of the name, in any language and script"),
        ("*place_id", _T.TEXT, "the place in PLACES"),
        ("*kind", _T.TEXT, "country, province or city"),
        ("*country", _T.TEXT, "ISO 3166-1 code of its country"),
        ("*rank", _T.INTEGER, "1 its own name, 2 another name, 3 a code, 4 a code that is not in force any more"),
    ),
)  # fmt: skip
POSTAL = Contract(
    "POSTAL", "the beginning of postal codes and the city it means; a table of the project's own", (),
    columns=columns(
        ("*prefix", _T.TEXT, "how postal codes of the place begin"),
        ("city", _T.TEXT, "its city"),
        ("province", _T.TEXT, "its province"),
        ("country", _T.TEXT, "its country"),
    ),
)  # fmt: skip
CALENDAR = Contract(
    "CALENDAR", "a day and what is special about it", ("day",), open=True,
    columns=columns(
        ("*day", _T.DATE, "the day"),
        ("*jalali_year", _T.INTEGER, "its year in the Solar Hijri calendar"),
        ("*jalali_month", _T.INTEGER, "its month there, 1 to 12"),
        ("*jalali_day", _T.INTEGER, "its day there, 1 to 31"),
        ("*weekday", _T.INTEGER, "day of the week, Monday = 0 … Sunday = 6"),
        ("*holiday", _T.BOOLEAN, "a public holiday in Iran (Fridays are none for being Fridays)"),
        ("holiday_en", _T.TEXT, "its English name"),
        ("holiday_fa", _T.TEXT, "its Persian name"),
        ("*estimated", _T.BOOLEAN, "what is said of the day is not certain: a moon reckoned and not seen"),
        ("*nowruz", _T.BOOLEAN, "the run-up to Nowruz: Esfand"),
        ("*nowruz_holiday", _T.BOOLEAN, "1 to 13 Farvardin"),
        ("*chaharshanbe_suri", _T.BOOLEAN, "the last Tuesday of the year"),
        ("*yalda", _T.BOOLEAN, "the run-up to Yalda night: 20 to 30 Azar"),
        ("*school", _T.BOOLEAN, "back to school: 15 Shahrivar to 10 Mehr"),
        ("*sepandarmazgan", _T.BOOLEAN, "the week up to Sepandarmazgan: 23 to 29 Bahman"),
        ("*ramadan", _T.BOOLEAN, "Ramadan as observed in Iran"),
        ("*muharram", _T.BOOLEAN, "1 to 10 Muharram as observed in Iran"),
        ("*mothers_day", _T.BOOLEAN, "the ten days up to Mother's Day in Iran (20 Jumada II)"),
        ("*fathers_day", _T.BOOLEAN, "the ten days up to Father's Day in Iran (13 Rajab)"),
        ("*black_friday_iran", _T.BOOLEAN, "the run of sales from 1 Azar to Black Friday"),
        ("*black_friday", _T.BOOLEAN, "Monday before Black Friday to Monday after it"),
        ("*singles_day", _T.BOOLEAN, "11 November"),
        ("*valentine", _T.BOOLEAN, "the week up to 14 February"),
        ("*christmas", _T.BOOLEAN, "the run-up to Christmas: 1 to 24 December"),
    ),
)  # fmt: skip
SEA = Contract(
    "SEA", "a stretch of sea along a parallel, in cells of a tenth of a degree", ("row", "first"),
    columns=columns(
        ("*row", _T.INTEGER, "tenths of a degree north of the equator, at the cells' southern edge"),
        ("*first", _T.INTEGER, "tenths of a degree east of Greenwich, at the first cell's western edge"),
        ("*last", _T.INTEGER, "the same of the last cell"),
    ),
)  # fmt: skip
DEFLATOR = Contract(
    "DEFLATOR", "the price level of a month", ("starts_on",),
    columns=columns(
        ("*starts_on", _T.DATE, "first day of the month"),
        ("*ends_on", _T.DATE, "last day of the month"),
        ("*level", _T.NUMBER, "prices of the month, on any scale"),
        ("*source", _T.TEXT, "the file that says so"),
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
