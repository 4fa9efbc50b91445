"""The ruler of an earlier snapshot on the rows of a later one: its definitions, its models, its own features."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import ibis

from bakhsh import conditions, project
from bakhsh.conditions import Between, Call, Lifted, Membership
from bakhsh.loop import segments
from bakhsh.loop.watch.market import Measured
from bakhsh.project.order import nodes
from bakhsh.records import Model, RunRecord
from bakhsh.specs import Segmentation, asked
from bakhsh.tables import Type
from bakhsh.tables.features import KNOWN
from bakhsh.tables.features import prices as price_features
from bakhsh.workspace.opened import Opened, opened_then
from bakhsh.workspace.rows import needed, row_types
from bakhsh.workspace.then import bind_then

__all__ = ["Ruler", "ruler_of"]

_LENGTH = re.compile(r"\b(days?|weeks?|months?|years?)\b")
_CONSTANT = frozenset(one.name for one in price_features.FEATURES)


@dataclass(frozen=True)
class Ruler:
    """How one run placed everybody: the files as they stood, and the models in force."""

    ws: Opened
    run: RunRecord
    models: Mapping[str, Model]

    @cached_property
    def types(self) -> dict[str, Type]:
        """The columns of its rows."""
        return row_types(self.ws)

    def segmentation(self, name: str) -> Segmentation | None:
        """As it was declared then."""
        return next((one for one in self.ws.files.segmentations if one.name == name), None)

    def segments(self, name: str) -> dict[str, Mapping[str, str]]:
        """The titles of its segments, in their order; none where it did not have the segmentation."""
        if self.segmentation(name) is None:
            return {}
        every = segments.all_segments(self.ws.files.segmentations, self.models)
        return {one.name: one.title for one in every[name]}

    def mark(self, name: str) -> list[str]:
        """What decides who is where: equal for rulers that place equal rows alike."""
        one = self.segmentation(name)
        if one is None:
            return []
        own = [project.fingerprint(feature) for feature in self.ws.files.features if feature.name in self._named(one)]
        model = self.models.get(name)
        asked = [mark for other in sorted(_asked(one)) for mark in self.mark(other)]
        return [segments.definition(one), model.fingerprint if model else "", *own, *asked]

    def lacks(self, name: str, later: Ruler) -> tuple[str, ...]:
        """Columns it would need that the rows of a later run do not hold."""
        one = self.segmentation(name)
        if one is None:
            return (name,)
        own = {feature.name for feature in self.ws.files.features}
        held = {column for column, kind in later.types.items() if self.types.get(column, kind) == kind}
        lost = {column for column in self._named(one) if column not in held and column not in own}
        feature_columns = {
            column
            for feature in self.ws.files.features
            if feature.name in self._named(one)
            for column in _read(feature.value)
        }
        lost |= feature_columns - held - own
        return tuple(sorted({*lost, *(more for other in _asked(one) for more in self.lacks(other, later))}))

    def places(self, name: str, rows: ibis.Table, later: RunRecord) -> ibis.Table:
        """customer_id and segment by this ruler, over the rows of a later run whose own features are reckoned anew."""
        one = self.segmentation(name)
        assert one is not None, "lacks() is asked first"
        rows = self._own_features(rows, self._named(one))
        calls = segments.needs(one)
        beside = bind_then(self.ws, calls, later.as_of)
        for column, call in _memberships(calls):
            if call.ago is None:
                place = self.places(call.segmentation, rows, later)
                beside.append(place.select("customer_id", **{column: place.segment}))
        for place in beside:
            joined = rows.left_join(place, "customer_id", rname="of_{name}")
            rows = joined.drop("of_customer_id") if "of_customer_id" in joined.columns else joined
        kind = segments.KINDS[one.kind]
        members = kind.assign(rows, one, self.models.get(name), self.types, self.ws.minor_per_unit)
        return members.select("customer_id", "segment")

    def _own_features(self, rows: ibis.Table, wanted: frozenset[str]) -> ibis.Table:
        for one in project.features(self.ws.files):
            if one.name in wanted:
                value = conditions.lift(one.value)[1]
                found = conditions.value_to_ibis(value, rows, self.types, self.ws.minor_per_unit)
                rows = rows.mutate(**{one.name: found.cast(self.types[one.name].ibis)})
        return rows

    def _named(self, one: Segmentation) -> frozenset[str]:
        """The columns its definition reads from ROWS: those its model was learned on, where it says which."""
        if one.kind == "rfm":
            return frozenset({"recency", "frequency", *_RFM_MONEY[one.rfm.money]})
        model = self.models.get(one.name)
        found = set(model.body.get("features", ())) if model else set()
        for node in asked(one):
            places = {column for column, _ in _memberships(conditions.lift(node)[0])}
            found |= _read(node) - places
        return frozenset(found)

    def asks(self, name: str) -> frozenset[str]:
        """The columns of ROWS that place a customer, with those of the segmentations it asks about; none where it did
        not have the segmentation."""
        one = self.segmentation(name)
        return self._read(one) if one is not None else frozenset()

    def _read(self, one: Segmentation) -> frozenset[str]:
        """The columns its definition reads, with those of the segmentations it asks about."""
        others = [other for name in _asked(one) if (other := self.segmentation(name)) is not None]
        return self._named(one).union(*(self._read(other) for other in others))

    def measured(self, name: str, held: Mapping[str, Type]) -> tuple[Measured, ...]:
        """The columns among `held`, used by the segmentation, that a market moves: money as it was paid, and counts and
        sums that look back a fixed time."""
        one = self.segmentation(name)
        if one is None:
            return ()
        used = self._read(one)
        of_features = {column for own in self.ws.files.features if own.name in used for column in _read(own.value)}
        return self.market_moves({column: held[column] for column in used | of_features if column in held})

    def market_moves(self, held: Mapping[str, Type]) -> tuple[Measured, ...]:
        """The columns among `held` that a market moves."""
        calls = {call.name: call.call for call in needed(self.ws) if isinstance(call.call, Call)}
        found = (_measured(column, held[column], calls.get(column)) for column in sorted(held))
        return tuple(one for one in found if one is not None and (one.nominal or one.seasonal))


def _measured(column: str, kind: Type, call: Call | None) -> Measured | None:
    whole = kind is Type.MONEY
    if call is not None:
        fixed = call.window is None or isinstance(call.window, Between)
        return Measured(column, nominal=whole, seasonal=not fixed, whole=whole)
    known = KNOWN.get(column)
    if known is None or known.base != "behavioural":
        return None
    amount = whole or known.money
    seasonal = (amount or kind is Type.INTEGER) and _LENGTH.search(known.window) is not None
    return Measured(column, amount and column not in _CONSTANT, seasonal, whole)


_RFM_MONEY = {"nominal": ("monetary",), "constant": ("monetary_base",), "rank": ("month_rank",)}


def _read(node: conditions.Condition | conditions.Value) -> set[str]:
    return {one.name for one in nodes(conditions.lift(node)[1]) if isinstance(one, conditions.Name)}


def _asked(one: Segmentation) -> set[str]:
    return {call.segmentation for _, call in _memberships(segments.needs(one)) if call.ago is None}


def _memberships(calls: tuple[Lifted, ...]) -> list[tuple[str, Membership]]:
    return [(one.name, one.call) for one in calls if isinstance(one.call, Membership)]


def ruler_of(ws: Opened, run: RunRecord) -> Ruler:
    """The ruler of a run."""
    models = {model.segmentation: model for model in ws.store.catalogue.models(run.run)}
    return Ruler(opened_then(ws, run), run, models)
