"""Which features a project has: those whose tables and columns its sources fill."""

from __future__ import annotations

from collections.abc import Iterator

from bakhsh.specs import geographic, predicting, psychographic, seasons
from bakhsh.specs.files import ProjectFiles
from bakhsh.specs.sources import ColumnMap, Source
from bakhsh.tables import Feature
from bakhsh.tables.features import BASES
from bakhsh.tables.features.behavioural import BUYING

__all__ = ["available", "declared", "filled", "lacking"]

_SALES = ("lines", "orders")
_OF_ORDER = ("status", "channel", "branch", "salesperson", "coupon", "payment_method", "shipping_method")

_COMPARED = {"table": ("prices.level",), "own": ("prices.level",), "rank": ("prices.rank",)}


def declared(files: ProjectFiles) -> tuple[Feature, ...]:
    """All features there can be in this project, those that its settings name among them."""
    of_settings = (
        *geographic.declared(files.geographic), *psychographic.declared(files.psychographic), *seasons.declared(files),
        *predicting.declared(files.predictions),
    )  # fmt: skip
    return (*(one for features in BASES.values() for one in features), *of_settings)


def available(files: ProjectFiles) -> tuple[Feature, ...]:
    """The features that can be reckoned from what the sources fill, beyond those there always are."""
    said, always = filled(files), {one.name for one in BUYING}
    return tuple(one for one in declared(files) if one.name not in always and not _missing(one, said))


def lacking(files: ProjectFiles) -> dict[str, tuple[str, ...]]:
    """Of every other feature: what it needs that no source fills ("events", "customers.birth_date|…")."""
    said = filled(files)
    return {one.name: missing for one in declared(files) if (missing := _missing(one, said))}


def filled(files: ProjectFiles) -> frozenset[str]:
    """What sources fill: tables ("orders") and their columns ("orders.channel"), by our names; and what settings say:
    "psychographic.on", whose seasons are looked at ("occasions.iran"), how money is compared ("prices.level")."""
    return frozenset(one for source in files.sources for one in _filled(source)) | set(_settled(files))


def _settled(files: ProjectFiles) -> Iterator[str]:
    yield f"occasions.{seasons.place(files)}"
    yield from _COMPARED.get(files.prices.constant, ())
    if files.psychographic.on:
        yield "psychographic.on"
    if files.predictions.on:
        yield "predictions.on"


def _missing(feature: Feature, said: frozenset[str]) -> tuple[str, ...]:
    return tuple(need for need in feature.needs if not said & set(need.split("|")))


def _filled(source: Source) -> Iterator[str]:
    yield source.table
    if source.table in _SALES:
        yield from _SALES
    if source.answers:
        yield "answers"
    for mapped in source.columns:
        yield from _by(source, mapped)


def _by(source: Source, mapped: ColumnMap) -> Iterator[str]:
    table, dot, name = mapped.column.partition(".")
    if not dot:
        table, name = source.table, mapped.column
    if table in _SALES:
        yield from (f"{one}.{name}" for one in (_SALES if name in _OF_ORDER else ("lines",)))
    else:
        yield from (table, f"{table}.{name}")
