"""What has changed between two snapshots, whether the data come as they use to, and what that means for each
segmentation. Nothing is changed by looking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import ibis
import pyarrow as pa

from bakhsh import conditions
from bakhsh.errors import NotReady
from bakhsh.language.sentences import Argument, Code, Sentence, Share, Titled
from bakhsh.loop import segments
from bakhsh.loop.watch import drift as room
from bakhsh.loop.watch import growth, verdict
from bakhsh.loop.watch.looks import Crossed, Looks, look
from bakhsh.project.order import nodes
from bakhsh.records import Drift, Feed, Finding, RunRecord, Verdict, Watched
from bakhsh.specs import Segmentation, asked
from bakhsh.specs.available import declared
from bakhsh.specs.called import called
from bakhsh.tables import CONTRACTS, Type
from bakhsh.tables.features.predicted import PREDICTED
from bakhsh.workspace import feeds
from bakhsh.workspace.dividing import described
from bakhsh.workspace.markets import between
from bakhsh.workspace.migrating import unusual
from bakhsh.workspace.opened import Opened, opened_then
from bakhsh.workspace.past import pieces_of
from bakhsh.workspace.rows import needed, row_types
from bakhsh.workspace.rulers import ruler_of
from bakhsh.workspace.stage import answer

__all__ = ["watch"]

_MONTH = timedelta(days=25)
"""Without a day to compare with, the latest snapshot at least this much older is taken."""
_NEAR = 0.2
"""Earlier pairs count where they are as far apart, but for this part of it."""
_PAST = 6
_FEWEST_MEMBERS = 20


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two snapshots, and the types of the columns both have."""

    before: RunRecord
    after: RunRecord
    types: Mapping[str, Type]

    @property
    def days(self) -> int:
        return (self.after.as_of - self.before.as_of).days


def watch(
    ws: Opened, as_of: date | str | None = None, against: date | str | None = None, only_used: bool = False
) -> Watched:
    """What a watch says as of a snapshot's day, against an earlier one: the one named, else the latest at least a month
    older, else the one before. Without an earlier one only the sources are looked at, and a note says so.

    Sources are looked at as of the day named; without one as of yesterday, unless the data are a history that ended
    more than ninety days ago. `only_used`: features that no segmentation asks for and watch.toml does not name are
    left out. NotReady where the days are in the wrong order, or the snapshots have no customer in common.
    """
    after = ws.snapshot(as_of)
    before = _earlier(ws, after, ws.day(against))
    since = before.as_of if before else after.as_of - timedelta(days=28)
    told, of_sources = feeds.look(ws, ws.day(as_of), after, since)
    if before is None:
        none = Sentence(
            "verdict.nothing_to_compare", {"as_of": after.as_of, "command": Code("bakhsh run --every month")}
        )
        judged = [verdict.judge(one, (), of_sources, compared=False) for one in _judged(ws, after, None)]
        return _watched(after, None, of_sources, judged, (), told, (none,))
    pair = _Pair(before, after, _both(ws, before, after))
    moved = _moved(ws, pair, only_used)
    names = _called(ws)
    redrawn = _redrawn(ws, pair)
    found = [
        one
        for each in moved.drifts
        for one in verdict.findings_of(
            each,
            ws.files.watch,
            names.get(each.name, Code(each.name)),
            each.kind == "segments" and each.name in redrawn,
        )
    ]
    found += [*_leaving(ws, pair, redrawn, moved.crossings), *_since_learned(ws, after, before, names)]
    found += _paths(ws, pair, redrawn)
    judged = [verdict.judge(one, found, of_sources) for one in _judged(ws, after, before)]
    return _watched(after, before, (*of_sources, *found), judged, moved.drifts, told, moved.market)


def _watched(
    after: RunRecord,
    before: RunRecord | None,
    found: Sequence[Finding],
    judged: Sequence[Verdict],
    drifts: tuple[Drift, ...],
    told: tuple[Feed, ...],
    notes: tuple[Sentence, ...],
) -> Watched:
    day, serious = before.as_of if before else None, any(one.serious for one in found)
    return Watched(after.as_of, day, verdict.ranked(found), tuple(judged), drifts, told, notes, serious)


def _earlier(ws: Opened, after: RunRecord, named: date | None) -> RunRecord | None:
    older = sorted(
        (run for run in ws.store.catalogue.runs() if run.current and run.as_of < after.as_of), key=lambda run: run.as_of
    )
    if named is not None:
        if named >= after.as_of:
            raise NotReady(Sentence("verdict.wrong_order", {"before": named, "after": after.as_of}))
        return ws.snapshot(named)
    month = [run for run in older if run.as_of <= after.as_of - _MONTH]
    return (month or older)[-1] if older else None


# ---- drift -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Moved:
    """What was found between two snapshots; by segmentation how customers crossed over; on what the market rests, where
    anything was put down to it or to everybody."""

    drifts: tuple[Drift, ...]
    crossings: Mapping[str, Crossed]
    market: tuple[Sentence, ...]


def _moved(ws: Opened, pair: _Pair, only_used: bool) -> _Moved:
    """Every watched feature and segmentation; of what has moved, also what is usual."""
    used = _used(ws, pair.after)
    watched = _watched_features(ws, pair, used, only_used)
    looks = _looks(ws, pair, watched)
    if not looks.shared:
        days: dict[str, Argument] = {"before": pair.before.as_of, "after": pair.after.as_of}
        raise NotReady(Sentence("drift.nobody_in_common", days), hint=Sentence("drift.other_days"))
    both = [name for name in pair.after.sizes if name in pair.before.sizes]
    members = {name: _members(ws, pair, name) for name in both}
    occasions = frozenset(name for name in pair.types if name.endswith("_lift"))
    watching = room.Watching(pair.days, ws.files.watch.noticed, occasions, used_by=used, **_by_time(ws, pair.types))
    found = room.compare(looks, members, watching)
    found, said = _by_market(ws, pair, looks, members, watching, found)
    usual = {(one.name, one.kind): one for one in _usual(ws, pair, [one for one in found if one.reading == "drift"])}
    crossings = {name: one.cross("segment") for name, one in members.items()}
    return _Moved(tuple(usual.get((one.name, one.kind), one) for one in found), crossings, said)


def _by_market(
    ws: Opened,
    pair: _Pair,
    looks: Looks,
    members: Mapping[str, Looks],
    watching: room.Watching,
    found: tuple[Drift, ...],
) -> tuple[tuple[Drift, ...], tuple[Sentence, ...]]:
    """The same with what the market explains; it is asked for where anything has moved that it could."""
    moved = [one.name for one in found if one.kind == "number" and one.reading in ("drift", "alike")]
    if not moved:
        return found, ()
    before, after = ruler_of(ws, pair.before), ruler_of(ws, pair.after)
    columns = after.market_moves({name: pair.types[name] for name in moved})
    factors, said = between(ws, before, after, columns)
    if factors:
        found = room.compare(looks, members, replace(watching, market=factors))
    told = any(one.reading in ("market", "alike") and one.factor is not None for one in found)
    return found, (said,) if told else ()


def _watched_features(ws: Opened, pair: _Pair, used: Mapping[str, tuple[str, ...]], only_used: bool) -> tuple[str, ...]:
    chosen = ws.files.watch.features
    named = (*chosen, *used) if chosen or only_used else ()
    predicted = {one.name for one in PREDICTED}  # watched where somebody names them: they follow from what is watched
    known = _features(ws, pair) & {*(named or pair.types.keys() - predicted)}
    return tuple(name for name in pair.types if name in known)


def _looks(ws: Opened, pair: _Pair, names: Sequence[str]) -> Looks:
    """The named columns of both snapshots, and since when customers are known: sums of all time are held against it."""
    numbers = [name for name in names if pair.types[name] in _NUMBERS]
    beside = ["known_for"] if numbers and "known_for" not in numbers and "known_for" in pair.types else []
    words = [name for name in names if pair.types[name] in _WORDS]
    before, after = _rows(ws, pair, pair.before, "before"), _rows(ws, pair, pair.after, "after")
    looks = answer(ws.engine, look(before, after, [*numbers, *beside], words, _customers(pair)))
    return replace(looks, beside=frozenset(beside))


def _customers(pair: _Pair) -> int:
    return max(pair.before.customers, pair.after.customers)


def _by_time(ws: Opened, types: Mapping[str, Type]) -> dict[str, Any]:
    """Which columns time moves, and which have a unit. A count or a sum without a day or a window is one over all time;
    whatever is said of customers themselves has a unit, as age and income have, but for shares."""
    calls = {call.name: call.call for call in needed(ws) if isinstance(call.call, conditions.Call)}
    known, own = {one.name: one for one in declared(ws.files)}, {one.name for one in ws.files.features}
    bases = {name: one.base for name, one in known.items()} | dict.fromkeys(own, "own")
    of_customers = {
        name
        for name, kind in types.items()
        if kind in (Type.INTEGER, Type.NUMBER) and bases.get(name, "demographic") in ("demographic", "geographic")
    }
    money = {name for name, kind in types.items() if kind is Type.MONEY or (name in known and known[name].money)}
    return {
        "sums": growth.SUMS | {name for name, call in calls.items() if call.window is None},
        "settling": growth.SETTLING,
        "amounts": growth.AMOUNTS | calls.keys() | of_customers | money,
    }


_NUMBERS = (Type.INTEGER, Type.NUMBER, Type.MONEY, Type.SHARE)
_WORDS = (Type.TEXT, Type.BOOLEAN)


def _features(ws: Opened, pair: _Pair) -> set[str]:
    return {*described(ws, pair.types), *(call.name for call in needed(ws))} - {"customer_id"}


def _both(ws: Opened, before: RunRecord, after: RunRecord) -> dict[str, Type]:
    old, new = (row_types(opened_then(ws, run)) for run in (before, after))
    return {name: kind for name, kind in new.items() if old.get(name) == kind}


def _usual(ws: Opened, pair: _Pair, moved: Sequence[Drift]) -> Iterator[Drift]:
    """What has moved, with how much it moved between earlier snapshots as far apart."""
    past: dict[tuple[str, str], list[float]] = {}
    for earlier in _pairs_before(ws, pair) if moved else ():
        columns = [one.name for one in moved if one.kind != "segments" and one.name in earlier.types]
        looks = _looks(ws, earlier, columns) if columns else None
        for one in moved:
            if one.kind != "segments" and looks is not None and one.name in columns:
                crossed = looks.cross(one.name)
            elif one.kind == "segments" and one.name in earlier.before.sizes and one.name in earlier.after.sizes:
                crossed = _members(ws, earlier, one.name).cross("segment")
            else:
                continue
            past.setdefault((one.name, one.kind), []).append(crossed.shift().psi)
    for one in moved:
        yield room.usual(one, past.get((one.name, one.kind), ()))


def _pairs_before(ws: Opened, pair: _Pair) -> Iterator[_Pair]:
    """The snapshots before, two by two as far apart, the latest first."""
    runs = [run for run in ws.store.catalogue.runs() if run.current]
    later, gap = pair.before, pair.days
    for _ in range(_PAST):
        day = later.as_of - timedelta(days=gap)
        near = [run for run in runs if abs((run.as_of - day).days) <= max(_NEAR * gap, 1) and run.as_of < later.as_of]
        if not near:
            return
        earlier = min(near, key=lambda run: abs((run.as_of - day).days))
        yield _Pair(earlier, later, _both(ws, earlier, later))
        later = earlier


def _since_learned(ws: Opened, after: RunRecord, before: RunRecord, names: Mapping[str, Argument]) -> Iterator[Finding]:
    """A ruler ages slowly: what no month shows may have moved far since it was learned."""
    ruler = ruler_of(ws, after)
    models = ruler.models
    for one in ws.files.segmentations:
        model = models.get(one.name)
        then = ws.store.catalogue.current_run(model.learned_as_of) if model else None
        if then is None or then.as_of >= before.as_of:
            continue
        pair = _Pair(then, after, _both(ws, then, after))
        asked = tuple(name for name in sorted(ruler.asks(one.name)) if pair.types.get(name) in (*_NUMBERS, *_WORDS))
        looks, by_time = _looks(ws, pair, asked), _by_time(ws, pair.types)
        watching = room.Watching(pair.days, ws.files.watch.drift, **by_time)
        for each in _by_market(ws, pair, looks, {}, watching, room.compare(looks, {}, watching))[0]:
            if each.reading == "drift":
                args: dict[str, Argument] = {
                    "feature": names.get(each.name, Code(each.name)),
                    "learned": then.as_of,
                    "psi": each.psi,
                }
                said = Sentence("drift.since_learned", args)
                limit = ws.files.watch.drift
                yield Finding(one.name, "since_learned", said, each.psi, each.psi_ceiling, limit, serious=True)


def _redrawn(ws: Opened, pair: _Pair) -> frozenset[str]:
    """Segmentations whose ruler is another than on the earlier day: their members are not comparable, for customers
    who stood still have moved."""
    old, new = ruler_of(ws, pair.before), ruler_of(ws, pair.after)
    both = [name for name in pair.after.sizes if name in pair.before.sizes]
    return frozenset(name for name in both if old.mark(name) != new.mark(name))


def _leaving(ws: Opened, pair: _Pair, redrawn: frozenset[str], crossings: Mapping[str, Crossed]) -> Iterator[Finding]:
    """Segments that more of their customers have left than watch.toml allows; not of a segmentation drawn anew, whose
    customers were moved by the drawing."""
    limit = ws.files.watch.leaving
    titles = _titles(ws, pair.before)
    for one in ws.files.segmentations if limit is not None else ():
        if one.name not in pair.before.sizes or one.name not in pair.after.sizes or one.name in redrawn:
            continue
        crossed = crossings[one.name]
        for at, segment in enumerate(crossed.levels, start=1):
            were = sum(crossed.table[at])
            share = 1 - crossed.table[at][at] / were if were else 0.0
            if were >= _FEWEST_MEMBERS and limit is not None and share > limit:
                named: Argument = titles[one.name].get(segment) or Code(segment)
                said = Sentence("drift.leaving", {"segment": named, "name": _title(one), "share": Share(share)})
                yield Finding(one.name, "leaving", said, share, None, limit, serious=True)


def _paths(ws: Opened, pair: _Pair, redrawn: frozenset[str]) -> Iterator[Finding]:
    """Ways between segments that are gone oftener, or more rarely, than the past explains."""
    for name in (one.name for one in ws.files.segmentations):
        if name in pair.before.sizes and name in pair.after.sizes and name not in redrawn:
            yield from unusual(ws, name, pair.before, pair.after)


# ---- who asks for what -------------------------------------------------------------------------------------------
def _judged(ws: Opened, run: RunRecord, before: RunRecord | None) -> list[verdict.Judged]:
    ruler = ruler_of(ws, run)
    return [
        verdict.Judged(
            one.name,
            _title(one),
            ruler.asks(one.name),
            segments.learned(one),
            fresh=before is not None
            and one.name in ruler.models
            and ruler.models[one.name].learned_as_of > before.as_of,
        )
        for one in ws.files.segmentations
        if one.name in run.sizes
    ]


def _used(ws: Opened, run: RunRecord) -> dict[str, tuple[str, ...]]:
    """By column of ROWS the segmentations that place customers by it, as the run drew them."""
    ruler = ruler_of(ws, run)
    found: dict[str, tuple[str, ...]] = {}
    for one in ws.files.segmentations:
        for name in sorted(ruler.asks(one.name)):
            found[name] = (*found.get(name, ()), one.name)
    return found


def _titles(ws: Opened, run: RunRecord) -> dict[str, dict[str, Titled]]:
    """What the segments of a run are called; those of a cluster by its model."""
    ruler = ruler_of(ws, run)
    return {
        one.name: {name: Titled(name, title) for name, title in ruler.segments(one.name).items() if title}
        for one in ws.files.segmentations
    }


def _title(one: Segmentation) -> Argument:
    return Titled(one.name, one.title) if one.title else Code(one.name)


def _called(ws: Opened) -> dict[str, Argument]:
    """What people call features and segmentations; what conditions compute as it is spelled."""
    found: dict[str, Argument] = dict(called(ws.files))
    written = [node for one in ws.files.segmentations for node in asked(one)]
    for node in (one for condition in written for one in nodes(condition)):
        if isinstance(node, conditions.Aggregate):
            found[conditions.lift(node)[0][0].name] = Code(conditions.show(node))
    return found | {one.name: _title(one) for one in ws.files.segmentations}


# ---- tables ------------------------------------------------------------------------------------------------------
def _rows(ws: Opened, pair: _Pair, run: RunRecord, bound: str) -> ibis.Table:
    """ROWS of a run, as far as the other one has them, under a name of their own."""
    name = f"rows_{bound}"
    ws.bind_pieces(name, pieces_of(ws, run, "rows"), pa.schema([(one, kind.arrow) for one, kind in pair.types.items()]))
    return ibis.table({one: kind.ibis for one, kind in pair.types.items()}, name=name)


def _members(ws: Opened, pair: _Pair, segmentation: str) -> Looks:
    """Where everybody was and is."""
    contract, sides = CONTRACTS["MEMBERS"], []
    for run, bound in ((pair.before, "members_before"), (pair.after, "members_after")):
        ws.bind_pieces(bound, pieces_of(ws, run, f"members-{segmentation}"), contract.schema())
        sides.append(ibis.table({one.name: one.type.ibis for one in contract.columns}, name=bound))
    return answer(ws.engine, look(sides[0], sides[1], [], ["segment"], _customers(pair)))
