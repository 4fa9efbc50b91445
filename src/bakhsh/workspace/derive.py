"""Derive: what loads brought becomes ORDERS, LINES, FACTS and the latest word on every customer and item.

A set of loads decides which version of every order counts. Where that differs from the ledger before, the customers
concerned are touched, and only they are derived again: as the base of a bucket the first time, as a delta later,
folded into a new base when deltas grow past their limit. Undoing a load is the same derivation without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import ibis

from bakhsh.edges.store import needs_folding
from bakhsh.language.sentences import Sentence
from bakhsh.loop.data import buckets, ledger
from bakhsh.loop.features import facts
from bakhsh.records import BucketFiles, Delta, Manifest, Piece
from bakhsh.tables import CONTRACTS
from bakhsh.workspace.opened import ALL_BUCKETS, Opened
from bakhsh.workspace.progress import Progress, Say

__all__ = ["BESIDE", "History", "bind_loads", "derive"]

BESIDE = ("customers", "consent", "addresses", "events")
"""Tables per customer that do not come from ENTRIES: the latest load wins per key."""

History = Mapping[str, Mapping[str, Piece]]

_ORDER: Mapping[str, tuple[str, ...]] = {
    "lines": ("customer_id", "at", "order_id", "line"),
    "orders": ("customer_id", "ordered_at", "order_id"),
    "facts": (),
    "category_facts": (),
}
"""How pieces are sorted, customer_id where nothing else is said. Facts are not: they are only ever read by the bucket
and grouped by customer, and sorting them costs a seventh of deriving them."""


def bind_loads(ws: Opened, history: History, table: str, over: Sequence[str] | None = None) -> None:
    """The engine sees what loads brought to a table, just as they brought it: over some buckets (entries), or whole."""
    names = [f"{table}-{bucket}" for bucket in over] if over is not None else [table]
    pieces = [history[number][name] for number in sorted(history, key=int) for name in names if name in history[number]]
    ws.bind_pieces(table, pieces, ws.schema(table))


def derive(ws: Opened, before: Manifest, history: History, say: Say) -> Manifest:
    """The ledger of these loads, derived from the ledger `before`; commits nothing (version stays `before`'s)."""
    work = _Derivation(ws, before, history, f"ledger/derived/{ws.store.catalogue.next_load()}")
    work.decide()
    built: dict[str, BucketFiles] = {}
    for number, bucket in enumerate(ALL_BUCKETS):
        say(Progress(Sentence("workspace.step_derive"), number, len(ALL_BUCKETS)))
        built[bucket] = work.bucket(bucket)
    loads = tuple(sorted(int(number) for number in history))
    return Manifest(before.version, loads, dict(history), built, work.whole)


_NOW = "entries_now"


@dataclass
class _Derivation:
    """One derivation: what it starts from, what it is to hold, and the folder of its own new pieces."""

    ws: Opened
    before: Manifest
    history: History
    folder: str
    touched: ibis.Table | None = None
    winning: ibis.Table | None = None
    whole: Mapping[str, Piece] = field(default_factory=dict)

    # ---- who is touched ----------------------------------------------------------------------------------------
    def decide(self) -> None:
        """Materialises the winning versions, the latest words and, unless everybody is, the touched customers."""
        now = self.winning = self._winning(self.history, "winning")
        latest = {table: self._latest(self.history, table, f"{table}_now") for table in (*BESIDE, "items")}
        self.whole = self._items(latest["items"])
        if not self.before.loads:
            return
        old = self._winning(self.before.history, "winning_before")
        touched = _difference(now, old)[["customer_id"]]
        for table in BESIDE:
            earlier = self._latest(self.before.history, table, f"{table}_before")
            touched = touched.union(_difference(latest[table].drop("load"), earlier.drop("load"))[["customer_id"]])
        touched = touched.union(self._of_recategorised(latest["items"])).distinct()
        self.ws.engine.materialise("touched", touched.mutate(bucket=buckets.bucket_of(touched.customer_id)))
        self.touched = ibis.table({"customer_id": "string", "bucket": "string"}, name="touched")

    def _winning(self, history: History, name: str) -> ibis.Table:
        bind_loads(self.ws, history, "versions")
        return self._materialised(name, ledger.winners(self.ws.unbound("versions")))

    def _latest(self, history: History, table: str, name: str) -> ibis.Table:
        bind_loads(self.ws, history, table)
        rows = self.ws.unbound(table)
        return self._materialised(name, ledger.unique_latest(rows, CONTRACTS[table.upper()].key).select(*rows.columns))

    def _materialised(self, name: str, expr: ibis.Table) -> ibis.Table:
        self.ws.engine.materialise(name, expr)
        return ibis.table(expr.schema(), name=name)

    def _of_recategorised(self, items: ibis.Table) -> ibis.Table:
        """Customers with lines of items whose category is another one now: their CATEGORY_FACTS are stale."""
        self.ws.bind_ledger(self.before, ("lines",))
        columns = ["item_id", "category"]
        earlier = self._latest(self.before.history, "items", "items_before")
        moved = _difference(items[columns], earlier[columns])
        return self.ws.unbound("lines").semi_join(moved, "item_id")[["customer_id"]].distinct()

    def _items(self, items: ibis.Table) -> dict[str, Piece]:
        if not any("items" in pieces for pieces in self.history.values()):
            return {}
        return {"items": self.ws.engine.tables.write(items, f"{self.folder}/items.parquet", order_by=("item_id",))}

    # ---- one bucket --------------------------------------------------------------------------------------------
    def bucket(self, bucket: str) -> BucketFiles:
        """The files of one bucket: as before, with one more delta, or a new base."""
        earlier = self.before.buckets.get(bucket, BucketFiles())
        if self.touched is None:
            return BucketFiles(self._pieces(bucket, None))
        touched = self.touched.filter(self.touched.bucket == bucket)[["customer_id"]]
        ids = self.ws.engine.tables.write(touched, f"{self.folder}/ids-{bucket}.parquet", order_by=("customer_id",))
        if not ids.rows:
            self.ws.engine.tables.drop([ids.path])
            return earlier
        delta = Delta(ids, self._pieces(bucket, touched))
        grown = replace(earlier, deltas=(*earlier.deltas, delta))
        if not needs_folding(grown):
            return grown
        self.ws.engine.tables.drop([ids.path, *(piece.path for piece in delta.tables.values())])
        return BucketFiles(self._pieces(bucket, None, "base-"))

    def _pieces(self, bucket: str, customers: ibis.Table | None, prefix: str = "") -> dict[str, Piece]:
        self._bind_entries(bucket, customers)
        pieces: dict[str, Piece | None] = {}
        for table in ("orders", "lines"):
            pieces[table] = self._write(table, bucket, self.derived[table], prefix)
            self.ws.bind_pieces(table, [piece for piece in [pieces[table]] if piece], self.ws.schema(table))
        self.ws.bind_pieces("items", list(self.whole.values()), self.ws.schema("items"))
        for table in ("facts", "category_facts"):
            pieces[table] = self._write(table, bucket, self.derived[table], prefix)
        pieces |= {table: self._beside(table, bucket, customers, prefix) for table in BESIDE}
        return {table: piece for table, piece in pieces.items() if piece}

    @cached_property
    def derived(self) -> dict[str, ibis.Table]:
        """What is derived, over tables that are bound anew for every bucket: built and compiled once."""
        lines = self.ws.unbound("lines")
        entries = self.ws.unbound("entries")
        if self._chosen:
            entries = ibis.table(entries.schema(), name=_NOW)
        return {
            "orders": ledger.orders(entries),
            "lines": ledger.lines(entries),
            "facts": facts.facts(lines),
            "category_facts": facts.category_facts(lines, self.ws.unbound("items")),
        }

    @property
    def _chosen(self) -> bool:
        """Whether only some of the entries count: several loads speak, or only some customers are derived."""
        return len(self.history) > 1 or self.touched is not None

    def _bind_entries(self, bucket: str, customers: ibis.Table | None) -> None:
        """The winning ENTRIES of a bucket (or some customers of it), materialised unless they are all there are."""
        bind_loads(self.ws, self.history, "entries", (bucket,))
        if not self._chosen:
            return
        entries = self.ws.unbound("entries")
        won = entries.semi_join(self.winning, ["order_id", "load"])
        self.ws.engine.materialise(_NOW, won.semi_join(customers, "customer_id") if customers is not None else won)

    def _write(self, table: str, bucket: str, rows: ibis.Table, prefix: str) -> Piece | None:
        path = f"{self.folder}/{prefix}{table}-{bucket}.parquet"
        columns = [name for name in self.ws.schema(table).names if name in rows.columns]
        piece = self.ws.engine.tables.write(rows.select(*columns), path, order_by=_ORDER.get(table, ("customer_id",)))
        if piece.rows:
            return piece
        self.ws.engine.tables.drop([piece.path])
        return None

    def _beside(self, table: str, bucket: str, customers: ibis.Table | None, prefix: str) -> Piece | None:
        if not any(table in pieces for pieces in self.history.values()):
            return None
        rows = ibis.table(self.ws.unbound(table).schema(), name=f"{table}_now")
        rows = rows.filter(buckets.bucket_of(rows.customer_id) == bucket)
        if customers is not None:
            rows = rows.semi_join(customers, "customer_id")
        return self._write(table, bucket, rows, prefix)


def _difference(one: ibis.Table, other: ibis.Table) -> ibis.Table:
    """Rows that only one of two tables of the same columns holds."""
    return one.difference(other).union(other.difference(one))
