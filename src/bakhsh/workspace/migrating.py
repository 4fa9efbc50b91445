"""Migration between two snapshots: their pieces, the earlier ruler, the market, put together and asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import ibis
import pyarrow as pa

from bakhsh import conditions
from bakhsh.errors import NotReady
from bakhsh.language.sentences import Argument, Code, Sentence, Titled
from bakhsh.loop.watch import market
from bakhsh.loop.watch import migration as room
from bakhsh.loop.watch.paths import FEWEST_PAIRS, Counts, abnormal
from bakhsh.records import CAUSES, Finding, Migration, RunRecord
from bakhsh.tables import CONTRACTS, Type
from bakhsh.workspace.markets import between, rows_of
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.past import pieces_of
from bakhsh.workspace.rulers import Ruler, ruler_of
from bakhsh.workspace.stage import answer

__all__ = [
    "Pair", "everybody", "members_of", "migration", "movers", "pair_of", "runs_with", "title_of", "titles_of",
    "unusual",
]  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """Two snapshots and the segmentation that is compared."""

    segmentation: str
    before: Ruler
    after: Ruler


def runs_with(ws: Opened, segmentation: str) -> list[RunRecord]:
    """The current snapshots that hold a segmentation, in the order of days; NotReady where none does."""
    found = [run for run in ws.store.catalogue.runs() if run.current and segmentation in run.sizes]
    if not found:
        ws.snapshot()
        ws.segmentation(segmentation)
        said = Sentence("migration.never_made", {"name": Code(segmentation)})
        raise NotReady(said, hint=Sentence("workspace.run_first"))
    return sorted(found, key=lambda run: run.as_of)


def pair_of(
    ws: Opened, segmentation: str, start: date | str | None = None, end: date | str | None = None
) -> tuple[RunRecord, RunRecord]:
    """The snapshots to compare. Without `end` the latest there is; without `start` the latest that is at least a month
    older, else the one before. NotReady in words where there is no such pair."""
    runs = runs_with(ws, segmentation)
    first, last = ws.day(start), ws.day(end)
    if first and last and first >= last:
        raise NotReady(Sentence("migration.wrong_order", {"before": first, "after": last}))
    later = _named(runs, last) if last else runs[-1]
    if first:
        earlier = _named(runs, first)
        if earlier.as_of >= later.as_of:
            raise NotReady(Sentence("migration.wrong_order", {"before": earlier.as_of, "after": later.as_of}))
        return earlier, later
    older = [run for run in runs if run.as_of < later.as_of]
    if not older:
        args: dict[str, Argument] = {"name": Code(segmentation), "as_of": later.as_of}
        hint = Sentence("migration.run_every", {"command": Code("bakhsh run --every month")})
        raise NotReady(Sentence("migration.only_one", args), hint=hint)
    month = conditions.day_ago(conditions.Last(months=1), later.as_of, ws.files.project.calendar)
    return max((run for run in older if run.as_of <= month), key=lambda run: run.as_of, default=older[-1]), later


def _named(runs: list[RunRecord], day: date) -> RunRecord:
    found = next((run for run in runs if run.as_of == day), None)
    if found is None:
        known = tuple(run.as_of for run in runs)
        said = Sentence("workspace.no_snapshot_of", {"as_of": day, "known": known})
        raise NotReady(said, hint=Sentence("workspace.run_first"))
    return found


def migration(
    ws: Opened, segmentation: str, start: date | str | None = None, end: date | str | None = None
) -> Migration:
    """Every move between two snapshots, with causes; see `loop.watch.migration`. NotReady where the snapshots are in
    the wrong order, or nobody is in both."""
    before, after = pair_of(ws, segmentation, start, end)
    pair = Pair(segmentation, ruler_of(ws, before), ruler_of(ws, after))
    expression, notes = everybody(ws, pair)
    cells = answer(ws.engine, room.moves(expression))
    if not any(one.from_segment and one.to_segment for one in cells):
        args: dict[str, Argument] = {"before": before.as_of, "after": after.as_of}
        raise NotReady(Sentence("migration.nobody_in_common", args), hint=Sentence("migration.other_days"))
    totals = {cause: sum(one.causes.get(cause, 0) for one in cells) for cause in (*CAUSES, "stayed")}
    return Migration(
        segmentation,
        title_of(ws, pair),
        before.as_of,
        after.as_of,
        titles_of(ws, pair, {place for one in cells for place in (one.from_segment, one.to_segment) if place}),
        cells,
        totals,
        tuple(notes),
        unusual(ws, segmentation, before, after),
    )


def movers(ws: Opened, segmentation: str, start: date | str | None = None, end: date | str | None = None) -> pa.Table:
    """MOVED: the customers who are elsewhere than before, with the cause of each."""
    before, after = pair_of(ws, segmentation, start, end)
    expression, _ = everybody(ws, Pair(segmentation, ruler_of(ws, before), ruler_of(ws, after)))
    gone = expression.filter(expression.cause != "stayed")
    named = gone.mutate(
        segmentation=ibis.literal(segmentation),
        before=ibis.date(before.as_of.isoformat()),
        after=ibis.date(after.as_of.isoformat()),
    )
    return ws.engine.query(named.select(*CONTRACTS["MOVED"].names).order_by("customer_id"))


def everybody(ws: Opened, pair: Pair, customer: str | None = None) -> tuple[ibis.Table, list[Sentence]]:
    """The place of everybody (or of one customer) before and after with its cause, as an expression whose tables the
    engine sees, and what is to be said of the causes."""
    name = pair.segmentation
    old, new = _places(ws, pair.before.run, name, "before"), _places(ws, pair.after.run, name, "after")
    rows = rows_of(ws, pair.after, "after")
    if customer is not None:
        old, new, rows = (table.filter(table.customer_id == customer) for table in (old, new, rows))
    rulers, notes = _rulers(ws, pair, rows)
    return room.moved(old, new, rulers), notes


def _rulers(ws: Opened, pair: Pair, rows: ibis.Table) -> tuple[room.Rulers, list[Sentence]]:
    name, then = pair.segmentation, pair.before
    if lost := then.lacks(name, pair.after):
        return room.Rulers(), [Sentence("migration.ruler_lost", {"names": tuple(Code(one) for one in lost)})]
    same = then.mark(name) == pair.after.mark(name)
    notes = [Sentence("migration.same_ruler" if same else "migration.other_ruler")]
    columns = tuple(one for one in then.measured(name, pair.after.types) if one.name in then.types)
    factors, said = between(ws, then, pair.after, columns)
    try:
        by_old = None if same else then.places(name, rows, pair.after.run)
        steady = then.places(name, market.adjusted(rows, columns, factors), pair.after.run) if factors else None
    except NotReady as error:
        return room.Rulers(), [Sentence("migration.ruler_fails", {"because": error.sentence})]
    return room.Rulers(by_old, steady), [*notes, said]


# ---- tables ------------------------------------------------------------------------------------------------------
def _places(ws: Opened, run: RunRecord, segmentation: str, bound: str) -> ibis.Table:
    """customer_id, segment and value of a run."""
    members = members_of(ws, run, segmentation, bound)
    paid = {"customer_id": Type.TEXT, "monetary": Type.MONEY}
    ws.bind_pieces(f"paid_{bound}", pieces_of(ws, run, "rows"), pa.schema([(n, k.arrow) for n, k in paid.items()]))
    money = ibis.table({one: kind.ibis for one, kind in paid.items()}, name=f"paid_{bound}")
    value = money.select(id_paid=money.customer_id, value=money.monetary)
    joined = members.left_join(value, members.customer_id == value.id_paid)
    return joined.select("customer_id", "segment", "value")


def members_of(ws: Opened, run: RunRecord, segmentation: str, bound: str) -> ibis.Table:
    """customer_id and segment of a run, under a name of its own."""
    contract = CONTRACTS["MEMBERS"]
    ws.bind_pieces(f"members_{bound}", pieces_of(ws, run, f"members-{segmentation}"), contract.schema())
    table = ibis.table({one.name: one.type.ibis for one in contract.columns}, name=f"members_{bound}")
    return table.select("customer_id", "segment")


# ---- history -----------------------------------------------------------------------------------------------------
def unusual(ws: Opened, segmentation: str, before: RunRecord, after: RunRecord) -> tuple[Finding, ...]:
    """Ways between segments that are gone oftener, or more rarely, between two snapshots than the shop's past explains;
    none where that past is too short, or where the segments were drawn anew in between: then the drawing moved
    customers. Causes are not asked for, so members alone are read."""
    pair = Pair(segmentation, ruler_of(ws, before), ruler_of(ws, after))
    chain = _chain(ws, segmentation, before, after)
    if pair.before.mark(segmentation) != pair.after.mark(segmentation) or len(chain) - 2 < FEWEST_PAIRS:
        return ()
    history = _gone(ws, segmentation, chain)
    return abnormal(segmentation, history[:-1][::-1], history[-1], _called(ws, pair))


def _chain(ws: Opened, segmentation: str, before: RunRecord, after: RunRecord) -> list[RunRecord]:
    """The two snapshots and those before them, each as far from the next as these two are apart; by days."""
    runs, gap, found = runs_with(ws, segmentation), (after.as_of - before.as_of).days, [after, before]
    while (earlier := _about(runs, found[-1], gap)) is not None:
        found.append(earlier)
    return found[::-1]


def _gone(ws: Opened, segmentation: str, chain: Sequence[RunRecord]) -> list[Counts]:
    """From each snapshot of the chain to the next, customers of both by their segment in the one and in the other. One
    question: the pieces of all are one table, which knows its days."""
    contract = CONTRACTS["MEMBERS"]
    pieces = [piece for run in chain for piece in pieces_of(ws, run, f"members-{segmentation}")]
    ws.bind_pieces("members_of_all", pieces, contract.schema())
    every = ibis.table({one.name: one.type.ibis for one in contract.columns}, name="members_of_all")
    days = [(_day(one), _day(other)) for one, other in pairwise(chain)]
    old = every.select(id_before=every.customer_id, day=every.as_of, to_day=every.as_of.cases(*days), was=every.segment)
    both = old.inner_join(every, (old.id_before == every.customer_id) & (old.to_day == every.as_of))
    answered = ws.engine.query(both.group_by("day", "was", "segment").agg(customers=both.count())).to_pylist()
    found: dict[date, Counts] = {run.as_of: {} for run in chain[:-1]}
    for row in answered:
        found[row["day"]] = {**found[row["day"]], (row["was"], row["segment"]): int(row["customers"])}
    return list(found.values())


def _day(run: RunRecord) -> ibis.Value:
    return ibis.date(run.as_of.isoformat())


def _about(runs: list[RunRecord], later: RunRecord, gap: int) -> RunRecord | None:
    """The snapshot that lies about so many days before: within 15 % of them, as months are."""
    near = [run for run in runs if abs((later.as_of - run.as_of).days - gap) <= 0.15 * gap]
    return min(near, key=lambda run: abs((later.as_of - run.as_of).days - gap), default=None)


# ---- names -------------------------------------------------------------------------------------------------------
def title_of(ws: Opened, pair: Pair) -> Mapping[str, str]:
    """What the segmentation is called: now, else then."""
    one = next((one for one in ws.files.segmentations if one.name == pair.segmentation), None)
    one = one or pair.after.segmentation(pair.segmentation)
    return one.title if one else {}


def titles_of(ws: Opened, pair: Pair, seen: set[str]) -> dict[str, Mapping[str, str]]:
    """Every segment in the order of the later snapshot, then those that only the earlier one had, then any other that
    was `seen`; titles as the files have them now."""
    found: dict[str, Mapping[str, str]] = {}
    for ruler in (pair.after, pair.before):
        for name, title in ruler.segments(pair.segmentation).items():
            found.setdefault(name, title)
    now = Ruler(ws, pair.after.run, pair.after.models).segments(pair.segmentation)
    return {name: now.get(name) or found.get(name, {}) for name in (*found, *sorted(seen - found.keys()))}


def _called(ws: Opened, pair: Pair) -> dict[str, Argument]:
    return {name: Titled(name, title) for name, title in titles_of(ws, pair, set()).items()}
