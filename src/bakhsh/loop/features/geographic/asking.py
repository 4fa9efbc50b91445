"""Questions about where customers live, and the joins that bring the answers to each of them."""

from __future__ import annotations

from collections.abc import Mapping

import ibis

from bakhsh.language.keys import KEY_FROM, KEY_TO
from bakhsh.loop.features.geographic.points import apart

__all__ = ["ASTRAY_KM", "CELLS", "cells", "located", "pairs", "postal_codes", "spellings"]

CELLS = 100
"""Coordinates are looked up by cells of so many to a degree: 1.1 km from south to north."""
ASTRAY_KM = 100.0
"""Coordinates further than this from the middle of the city that words or a postal code name are not the customer's:
the city's stand in. They are compared by cells, so to within 0.8 km."""
_MOST = 500_000
"""So many different spellings, codes or cells are looked up, the commonest; no city has more names than that."""
_BEYOND = 1_000.0
"""Coordinates are cut off here before they are counted: whatever is further out is equally wrong."""
_SAID = ("city", "province", "country")


def spellings(customers: ibis.Table) -> ibis.Table:
    """city, province, country as files say them (empty where they say nothing) and the customers of each."""
    words = _words(customers)
    filled = words.filter((words.city != "") | (words.province != "") | (words.country != ""))
    counted = filled.group_by(*_SAID).agg(customers=filled.count())
    return counted.order_by(counted.customers.desc(), *_SAID).limit(_MOST)


def postal_codes(customers: ibis.Table, length: int) -> ibis.Table:
    """The beginnings of postal codes and the customers of each."""
    coded = customers.select(prefix=_prefix(customers, length))
    coded = coded.filter(coded.prefix != "")
    counted = coded.group_by("prefix").agg(customers=coded.count())
    return counted.order_by(counted.customers.desc(), "prefix").limit(_MOST)


def cells(customers: ibis.Table) -> ibis.Table:
    """The cells of customers' coordinates and the customers in each."""
    found = customers.select(latitude_cell=_cell(customers.latitude), longitude_cell=_cell(customers.longitude))
    found = found.filter(found.latitude_cell.notnull() & found.longitude_cell.notnull())
    counted = found.group_by("latitude_cell", "longitude_cell").agg(customers=found.count())
    return counted.order_by(counted.customers.desc(), "latitude_cell", "longitude_cell").limit(_MOST)


def pairs(customers: ibis.Table, length: int) -> ibis.Table:
    """What files say of a customer beside the cell of his coordinates, and the customers of each; of the postal code
    the first `length` characters."""
    prefix = _prefix(customers, length) if length else ibis.literal("")
    cell = {"latitude_cell": _cell(customers.latitude), "longitude_cell": _cell(customers.longitude)}
    said = customers.select(**_said(customers), prefix=prefix, **cell)
    said = said.filter(said.latitude_cell.notnull() & said.longitude_cell.notnull())
    keys = (*_SAID, "prefix", "latitude_cell", "longitude_cell")
    counted = said.group_by(*keys).agg(customers=said.count())
    return counted.order_by(counted.customers.desc(), *keys).limit(_MOST)


def located(customers: ibis.Table, looked: Mapping[str, ibis.Table], length: int) -> ibis.Table:
    """Every customer of whom anything is known, with the columns of his row of WHERE: by the words of his files where
    they name a city, else by his postal code, else by his coordinates, else by what the words say all the same. His own
    coordinates stand before those of his city, where they lie near one and no further than ASTRAY_KM from his."""
    said = customers.select(
        "customer_id", **_said(customers), prefix=_prefix(customers, length), latitude_cell=_cell(customers.latitude),
        longitude_cell=_cell(customers.longitude), own_latitude=customers.latitude, own_longitude=customers.longitude,
    )  # fmt: skip
    named = looked["named"].select(*_SAID, named="at", sure="sure")
    posted = looked["posted"].select("prefix", posted="at")
    pointed = looked["pointed"].select("latitude_cell", "longitude_cell", pointed="at")
    joined = said
    for found, keys in ((named, _SAID), (posted, ("prefix",)), (pointed, ("latitude_cell", "longitude_cell"))):
        joined = joined.left_join(found, keys)
        joined = joined.drop(*(name for name in joined.columns if name.endswith("_right")))
    certain = joined.sure.ifelse(joined.named, ibis.null("string"))
    found = joined.select(
        "customer_id", here=ibis.coalesce(certain, joined.posted, joined.pointed, joined.named),
        own_latitude=joined.pointed.notnull().ifelse(joined.own_latitude, ibis.null("float64")),
        own_longitude=joined.pointed.notnull().ifelse(joined.own_longitude, ibis.null("float64")),
        up=joined.latitude_cell.cast("float64") / CELLS, along=joined.longitude_cell.cast("float64") / CELLS,
    )  # fmt: skip
    where = looked["where"]
    read = found.inner_join(where, found.here == where["at"])
    astray = (apart(read.up, read.along, read.latitude, read.longitude) > ASTRAY_KM).fill_null(False)
    theirs = (~astray) & read.own_latitude.notnull() & read.own_longitude.notnull()
    return read.mutate(
        latitude=theirs.ifelse(read.own_latitude, read.latitude),
        longitude=theirs.ifelse(read.own_longitude, read.longitude),
    ).drop("here", "at", "own_latitude", "own_longitude", "up", "along")


def _words(customers: ibis.Table) -> ibis.Table:
    return customers.select("customer_id", **_said(customers))


def _said(customers: ibis.Table) -> dict[str, ibis.Value]:
    return {name: customers[name].coalesce("") for name in _SAID}


def _prefix(customers: ibis.Table, length: int) -> ibis.Value:
    key = customers.postal_code.lower().translate(KEY_FROM, KEY_TO)
    return key.substr(0, length).coalesce("")


def _cell(degrees: ibis.Value) -> ibis.Value:
    cut = ibis.greatest(ibis.least(degrees, ibis.literal(_BEYOND, "float64")), ibis.literal(-_BEYOND, "float64"))
    return degrees.isnull().ifelse(ibis.null("int64"), (cut * CELLS).round().cast("int64"))
