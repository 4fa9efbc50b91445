"""What somebody should look at in rows that are in the ledger: said, counted, and never decided here."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import pyarrow as pa

from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop.data.ledger import whole_number
from bakhsh.loop.data.statuses import UNKNOWN, asked, meaning_of
from bakhsh.specs import Source

__all__ = ["LedgerTables", "findings"]

_SHOWN = 5
_ASKED = 200
"""So many values of a status are looked at, those with most rows."""

BySource = Callable[[Any], Any]
Found = Generator[ibis.Table, pa.Table, tuple[Sentence, ...]]


@dataclass(frozen=True, slots=True)
class LedgerTables:
    """ENTRIES, VERSIONS and REJECTED as loads brought them, and LINES as derived from those that count. Of ENTRIES
    only those of `present` loads are asked for."""

    entries: ibis.Table
    versions: ibis.Table
    lines: ibis.Table
    rejected: ibis.Table


def findings(tables: LedgerTables, present: Sequence[int], sources: Sequence[Source], by_load: BySource) -> Found:
    """Statuses nobody declared; statuses that usually mean no sale in a source without a policy for them; cells of one
    order that disagree; rows of an order that say just the same; lines that cost nothing."""
    unknown = yield from _unknown_statuses(tables.rejected, present)
    counted = yield from _counted_statuses(tables.entries, sources, by_load)
    doubts = yield from _doubts(tables.entries, by_load)
    lines = yield from _lines(tables.lines)
    return (*unknown, *counted, *doubts, *lines)


def _unknown_statuses(rejected: ibis.Table, present: Sequence[int]) -> Found:
    found = rejected.filter((rejected.reason == UNKNOWN) & rejected.load.isin(list(present)))
    grouped = found.group_by("source", found=found.found.coalesce("")).agg(rows=found.count().cast("int64"))
    answer = yield grouped.order_by(grouped.rows.desc(), "source", "found").limit(_ASKED)
    said = []
    for source, rows in _by_source(answer).items():
        args: dict[str, Argument] = {"source": Code(source), "count": sum(row["rows"] for row in rows)}
        said.append(Sentence("policy.unknown_statuses", {**args, "values": tuple(map(_with_meaning, rows[:_SHOWN]))}))
    return tuple(said)


def _with_meaning(row: dict[str, Any]) -> Sentence:
    if not row["found"]:
        return Sentence("policy.status_empty", {"count": row["rows"]})
    likely, args = meaning_of(row["found"]), {"status": Code(row["found"]), "count": row["rows"]}
    if not likely:
        return Sentence("policy.status_rows", args)
    return Sentence("policy.status_rows_likely", {**args, "key": Code(likely)})


def _counted_statuses(entries: ibis.Table, sources: Sequence[Source], by_load: BySource) -> Found:
    """Where no policy speaks of statuses, those that usually do not count."""
    silent = [one.name for one in sources if not asked(one.policy) and any(of.column == "status" for of in one.columns)]
    if not silent:
        return ()
    rows = entries.filter(entries.left_out.isnull() & entries.status.notnull()).mutate(source=by_load(entries.load))
    rows = rows.filter(rows.source.isin(silent))
    grouped = rows.group_by("source", found=rows.status).agg(rows=rows.count().cast("int64"))
    answer = yield grouped.order_by(grouped.rows.desc(), "source", "found").limit(_ASKED)
    said = []
    for source, found in _by_source(answer).items():
        odd = [row for row in found if meaning_of(row["found"]) not in ("", "statuses")]
        if odd:
            args: dict[str, Argument] = {"source": Code(source), "count": sum(row["rows"] for row in odd)}
            values = tuple(map(_with_meaning, odd[:_SHOWN]))
            said.append(Sentence("policy.statuses_counted", {**args, "values": values}))
    return tuple(said)


def _doubts(entries: ibis.Table, by_load: BySource) -> Found:
    doubtful = entries.filter(entries.doubt.notnull())
    grouped = doubtful.group_by("doubt", source=by_load(doubtful.load))
    answer = yield grouped.agg(
        orders=doubtful.order_id.nunique().cast("int64"), example=doubtful.order_id.min()
    ).order_by("source", "doubt")
    by_column: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for row in answer.to_pylist():
        for column in row["doubt"].split():
            by_column.setdefault((row["source"], column), []).append((row["orders"], row["example"]))
    return tuple(_doubt(*key, found) for key, found in sorted(by_column.items()))


def _doubt(source: str, column: str, found: list[tuple[int, str]]) -> Sentence:
    args: dict[str, Argument] = {
        "source": Code(source), "column": Code(column), "count": sum(orders for orders, _ in found),
        "order": Code(min(example for _, example in found)),
    }  # fmt: skip
    if column == "refunded":
        return Sentence("policy.doubt_refunded", args)
    if column == "given_up":
        return Sentence("policy.doubt_given_up", args)
    return Sentence("policy.doubt_discount" if column == "discount" else "policy.doubt_differs", args)


def _lines(lines: ibis.Table) -> Found:
    """How many lines of an order say just what another one of it says, and how many cost nothing."""
    sold = lines.filter(lines.kind == "product")
    alike = sold.group_by("order_id", "item_id", "at", "quantity", "amount", "discount").agg(rows=sold.count())
    free = alike.amount == 0
    answer = yield alike.agg(
        again=whole_number((alike["rows"] - 1).sum().coalesce(0)),
        orders=alike.order_id.nunique(where=alike["rows"] > 1).coalesce(0).cast("int64"),
        free=whole_number(free.ifelse(alike["rows"], 0).sum().coalesce(0)),
    )
    found = answer.to_pylist()[0]
    said = []
    if found["again"]:
        said.append(Sentence("policy.lines_again", {"count": found["again"], "orders": found["orders"]}))
    if found["free"]:
        said.append(Sentence("policy.lines_free", {"count": found["free"]}))
    return tuple(said)


def _by_source(answer: pa.Table) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in answer.to_pylist():
        found.setdefault(row["source"], []).append(row)
    return dict(sorted(found.items()))
