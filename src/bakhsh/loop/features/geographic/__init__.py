"""Where customers live: places that names, postal codes or coordinates mean, and how far that is from points."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence

import ibis
import pyarrow as pa

from bakhsh.language.places.gazetteer import Gazetteer, Place, gazetteer
from bakhsh.language.places.resolve import Resolver, Said
from bakhsh.language.places.settled import settle
from bakhsh.language.sentences import Sentence
from bakhsh.loop.features.bases import Given, Learned
from bakhsh.loop.features.geographic import asking, telling
from bakhsh.loop.features.geographic.astray import astray
from bakhsh.loop.features.geographic.coordinates import Pointed, Sea, nearest_cities
from bakhsh.loop.features.geographic.placed import (
    NAMED,
    POINTED,
    POSTED,
    Whereabouts,
    are_old_codes,
    meaning,
    named_rows,
    postal_places,
)
from bakhsh.loop.features.geographic.points import distances
from bakhsh.specs.geographic import home_country

__all__ = ["learn", "readings"]

FEATURES = ("country", "province", "city", "region", "place_class", "climate", "climate_group")
"""What is read of a place."""


def learn(given: Given) -> Generator[ibis.Table, pa.Table, Learned]:
    """Every spelling, postal code and pair of coordinates of customers, taken to a place; what could not be is told."""
    places = yield given.tables["places"].order_by("place_id")
    names = yield given.tables["place_names"].order_by("kind", "key", "place_id", "rank")
    known, files = gazetteer(places, names), given.files
    home = home_country(files.geographic, files.project.unit)
    settled, wrong = settle(known, home, files.geographic.places)
    where = Whereabouts(files.project.language == "fa", known.place(home))
    spelled = yield asking.spellings(given.tables["customers"])
    resolver = Resolver(known, home, settled, are_old_codes(spelled["province"].to_pylist()))
    named = pa.Table.from_pylist(list(named_rows(resolver, where, spelled)), schema=NAMED)
    notes = [*telling.wrong_answers(wrong), *telling.names(named), *telling.codes(resolver)]
    posted, more = yield from _posted(given, resolver, where)
    pointed, further = yield from _pointed(given, known, where, resolver)
    tables = {"named": named, "posted": posted, "pointed": pointed, "where": where.table()}
    if pointed.num_rows and (named.num_rows or posted.num_rows):
        settings = files.geographic
        both = yield asking.pairs(given.tables["customers"], settings.length if settings.postal else 0)
        further = [*further, *telling.astray(astray(both, tables))]
    return Learned(tables, (*notes, *more, *further))


def _posted(
    given: Given, resolver: Resolver, where: Whereabouts
) -> Generator[ibis.Table, pa.Table, tuple[pa.Table, list[Sentence]]]:
    """POSTED: the postal codes of customers that the project's own table knows."""
    if given.files.geographic.postal is None:
        return POSTED.empty_table(), []
    listed = yield given.tables["postal"]
    postal, doubtful = postal_places(resolver, listed.to_pylist())
    asked = yield asking.postal_codes(given.tables["customers"], given.files.geographic.length)
    found = {row["prefix"]: (meaning(row["prefix"], postal), row["customers"]) for row in asked.to_pylist()}
    rows = [{"prefix": code, "at": where.at(one, Said())} for code, (one, _) in found.items() if one is not None]
    unknown = sum(customers for one, customers in found.values() if one is None)
    return pa.Table.from_pylist(rows, schema=POSTED), telling.postal(unknown, doubtful)


def _pointed(
    given: Given, gazetteer: Gazetteer, where: Whereabouts, resolver: Resolver
) -> Generator[ibis.Table, pa.Table, tuple[pa.Table, list[Sentence]]]:
    """POINTED: the coordinates of customers, by cells of a hundredth of a degree."""
    asked = yield asking.cells(given.tables["customers"])
    if not asked.num_rows:
        return POINTED.empty_table(), []
    at, by = asked["latitude_cell"].to_pylist(), asked["longitude_cell"].to_pylist()
    sea = Sea((yield given.tables["sea"]))
    points = [one / 100 for one in at], [one / 100 for one in by]
    found = nearest_cities(*points, gazetteer.cities(), resolver.home, sea)
    rows = [
        {"latitude_cell": up, "longitude_cell": along, "at": where.at(resolver.told(place), Said())}
        for up, along, one in zip(at, by, found, strict=True)
        if (place := _city(gazetteer, one)) is not None
    ]
    return pa.Table.from_pylist(rows, schema=POINTED), telling.coordinates(found, asked["customers"].to_pylist())


def _city(gazetteer: Gazetteer, one: Pointed) -> Place | None:
    return gazetteer.place(one.place_id) if one.place_id else None


def readings(given: Given, looked: Mapping[str, ibis.Table]) -> Sequence[ibis.Table]:
    """What is known of where each customer lives, and his distances from the project's points."""
    located = asking.located(given.tables["customers"], looked, given.files.geographic.length)
    wanted = {name: located[name] for name in FEATURES if name in given.wanted}
    found = [located.select("customer_id", **wanted)] if wanted else []
    if points := given.files.geographic.points:
        found.append(distances(located.select("customer_id", "latitude", "longitude"), points))
    return found
