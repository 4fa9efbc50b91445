"""Derive: what loads brought becomes ORDERS, LINES, FACTS and the latest word on every customer and item.

A set of loads decides which version of every order counts. Where that differs from the ledger before, the customers
concerned are touched, and only they are derived again: as the base of a bucket the first time, as a delta later,
folded into a new base when deltas grow past their limit. Undoing a load is the same derivation without it.

Loads keep the ids of their sources. Ids that are one customer (`workspace.aliases`) are read under the one that stays:
their rows move to its bucket, and who is joined or parted by a derivation is touched by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import ibis

from bakhsh.edges.store import needs_folding
from bakhsh.language.sentences import Sentence
from bakhsh.loop.data import buckets, ledger
from bakhsh.loop.data.merged import said_of, under
from bakhsh.loop.features import facts, orders
from bakhsh.records import BucketFiles, Delta, Manifest, Piece
from bakhsh.tables import OF_CUSTOMER
from bakhsh.workspace.aliases import History, Settled, bind_loads, settle
from bakhsh.workspace.doubtful import said_of_doubtful
from bakhsh.workspace.opened import ALL_BUCKETS, Opened
from bakhsh.workspace.progress import Progress, Say

__all__ = ["derive"]

_ORDER: Mapping[str, tuple[str, ...]] = {
    "lines": ("customer_id", "at", "order_id", "line"),
    "orders": ("customer_id", "ordered_at", "order_id"),
    "facts": (),
    "category_facts": (),
}
"""How pieces are sorted, customer_id where nothing else is said. Facts are not: they are only ever read by the bucket
and grouped by customer, and sorting them costs a seventh of deriving them."""


def derive(ws: Opened, before: Manifest, history: History, say: Say) -> Manifest:
    """The ledger of these loads, derived from the ledger `before`; commits nothing (version stays `before`'s)."""
    work = _Derivation(ws, before, history, f"ledger/derived/{ws.store.catalogue.next_load()}")
    work.decide()
    built: dict[str, BucketFiles] = {}
    for number, bucket in enumerate(ALL_BUCKETS):
        say(Progress(Sentence("workspace.step_derive"), number, len(ALL_BUCKETS)))
        built[bucket] = work.bucket(bucket)
    loads = tuple(sorted(int(number) for number in history))
    settled = work.settled
    return Manifest(
        before.version, loads, dict(history), built, work.whole,
        identity=settled.declared, settled=settled.content,
        notes=(*settled.notes, *said_of_doubtful(ws, history)), without=before.without,
    )  # fmt: skip


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
    aliases: ibis.Table | None = None
    settled: Settled = field(init=False)
    whole: dict[str, Piece] = field(default_factory=dict)

    # ---- who is touched ----------------------------------------------------------------------------------------
    def decide(self) -> None:
        """Materialises the winning versions, the latest words and, unless everybody is, the touched customers."""
        self.settled = settle(self.ws, self.history)
        self.aliases = self._bound_aliases(self._aliases_piece(), "aliases_now")
        earlier = self._bound_aliases(self.before.whole.get("aliases"), "aliases_before")
        now = self.winning = self._winning(self.history, "winning")
        latest = {table: self._latest(self.history, table, f"{table}_now", self.aliases) for table in OF_CUSTOMER}
        items = self._latest(self.history, "items", "items_now", None)
        self.whole |= self._items(items)
        if not self.before.loads:
            return
        old = self._winning(self.before.history, "winning_before")
        touched = self._under_both(_difference(now, old)[["customer_id"]], earlier)
        for table in OF_CUSTOMER:
            was = self._latest(self.before.history, table, f"{table}_before", earlier)
            touched = touched.union(_difference(latest[table].drop("load"), was.drop("load"))[["customer_id"]])
        touched = touched.union(self._of_recategorised(items)).distinct()
        self.ws.engine.materialise("touched", touched.mutate(bucket=buckets.bucket_of(touched.customer_id)))
        self.touched = ibis.table({"customer_id": "string", "bucket": "string"}, name="touched")

    def _aliases_piece(self) -> Piece | None:
        """ALIASES as a piece of this ledger version: the earlier one where it says the same."""
        standing = self.before.whole.get("aliases")
        if standing is None or self.ws.engine.tables.read(standing) != self.settled.aliases:
            if not self.settled.aliases.num_rows:
                return None
            path = f"{self.folder}/aliases.parquet"
            standing = self.ws.engine.tables.write(self.settled.aliases, path, order_by=("customer_id",))
        self.whole["aliases"] = standing
        return standing

    def _bound_aliases(self, piece: Piece | None, name: str) -> ibis.Table | None:
        """The piece under a name of its own; None where nobody has an alias."""
        if piece is None:
            return None
        schema = self.ws.unbound("aliases").schema()
        self.ws.bind_pieces(name, [piece], self.ws.schema("aliases"))
        return ibis.table(schema, name=name)

    def _under_both(self, ids: ibis.Table, earlier: ibis.Table | None) -> ibis.Table:
        """Source ids, and those that are settled otherwise than before, under the ids they had and have."""
        columns = ["customer_id", "settled_id"]
        now = self.aliases
        if now is not None and earlier is not None:
            ids = ids.union(_difference(now[columns], earlier[columns])[["customer_id"]])
        elif (only := now if now is not None else earlier) is not None:
            ids = ids.union(only[["customer_id"]])
        found = [under(ids, aliases) if aliases is not None else ids for aliases in (now, earlier)]
        return found[0].union(found[1])

    def _winning(self, history: History, name: str) -> ibis.Table:
        bind_loads(self.ws, history, "versions")
        return self._materialised(name, ledger.winners(self.ws.unbound("versions")))

    def _latest(self, history: History, table: str, name: str, aliases: ibis.Table | None) -> ibis.Table:
        bind_loads(self.ws, history, table)
        return self._materialised(name, said_of(table, self.ws.unbound(table), aliases))

    def _materialised(self, name: str, expr: ibis.Table) -> ibis.Table:
        self.ws.engine.materialise(name, expr)
        return ibis.table(expr.schema(), name=name)

    def _of_recategorised(self, items: ibis.Table) -> ibis.Table:
        """Customers with lines of items whose category is another one now: their CATEGORY_FACTS are stale."""
        self.ws.bind_ledger(self.before, ("lines",))
        columns = ["item_id", "category"]
        earlier = self._latest(self.before.history, "items", "items_before", None)
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
        for table in ("lines", "orders"):
            pieces[table] = self._write(table, bucket, self.derived[table], prefix)
            self.ws.bind_pieces(table, [piece for piece in [pieces[table]] if piece], self.ws.schema(table))
        self.ws.bind_pieces("items", [self.whole["items"]] if "items" in self.whole else [], self.ws.schema("items"))
        for table in ("facts", "category_facts"):
            pieces[table] = self._write(table, bucket, self.derived[table], prefix)
        pieces |= {table: self._beside(table, bucket, customers, prefix) for table in OF_CUSTOMER}
        return {table: piece for table, piece in pieces.items() if piece}

    @cached_property
    def derived(self) -> dict[str, ibis.Table]:
        """What is derived, over tables that are bound anew for every bucket: built and compiled once."""
        lines = self.ws.unbound("lines")
        entries = self.ws.unbound("entries")
        if self._chosen:
            entries = ibis.table(entries.schema(), name=_NOW)
        return {
            "orders": orders.with_returns(ledger.orders(entries), lines),
            "lines": ledger.lines(entries),
            "facts": facts.facts(lines),
            "category_facts": facts.category_facts(lines, self.ws.unbound("items")),
        }

    @property
    def _chosen(self) -> bool:
        """Whether only some of the entries count: several loads speak, or only some customers are derived."""
        return len(self.history) > 1 or self.touched is not None or self.aliases is not None

    def _bind_entries(self, bucket: str, customers: ibis.Table | None) -> None:
        """The winning ENTRIES of a bucket (or some customers of it), materialised unless they are all there are."""
        moved = self._moved(bucket, customers) if self.aliases is not None else None
        bind_loads(self.ws, self.history, "entries", (bucket,))
        if not self._chosen:
            return
        entries = self.ws.unbound("entries")
        won = entries.semi_join(self.winning, ["order_id", "load"])
        if self.aliases is not None:
            won = won.anti_join(self.aliases, "customer_id")
        if customers is not None:
            won = won.semi_join(customers, "customer_id")
        self.ws.engine.materialise(_NOW, won if moved is None else won.union(moved))

    def _moved(self, bucket: str, customers: ibis.Table | None) -> ibis.Table:
        """The winning ENTRIES of merged ids that a bucket (or its touched customers) takes in, under the settled id."""
        if customers is None and self.touched is not None:  # a bucket that is folded holds all its customers
            coming = self.placed.filter(self.placed.to_bucket == bucket)
            return self._taken_in(coming, "entries_folded").drop("to_bucket")
        moved = self.all_moved
        return moved.filter(moved.to_bucket == bucket).drop("to_bucket")

    @cached_property
    def all_moved(self) -> ibis.Table:
        """All of them, or those of touched customers: read once for all buckets."""
        placed, touched = self.placed, self.touched
        if touched is not None:
            placed = placed.semi_join(touched, placed.settled_id == touched.customer_id)
        return self._taken_in(placed, "entries_moved")

    def _taken_in(self, coming: ibis.Table, name: str) -> ibis.Table:
        """The entries of these of the placed aliases, with the bucket they go to."""
        coming = self._materialised(f"{name}_ids", coming)
        found = self.ws.engine.query(coming.select("from_bucket").distinct()).column("from_bucket").to_pylist()
        bind_loads(self.ws, self.history, "entries", sorted(found))
        entries = self.ws.unbound("entries")
        theirs = entries.semi_join(self.winning, ["order_id", "load"])
        to = coming.select("customer_id", "settled_id", "to_bucket")
        joined = theirs.inner_join(to, "customer_id").mutate(customer_id=ibis._.settled_id)
        return self._materialised(name, joined.select(*entries.columns, "to_bucket"))

    @cached_property
    def placed(self) -> ibis.Table:
        """ALIASES with the bucket each id comes from and the one it goes to."""
        aliases = ibis.table(self.ws.unbound("aliases").schema(), name="aliases_now")
        from_bucket, to_bucket = buckets.bucket_of(aliases.customer_id), buckets.bucket_of(aliases.settled_id)
        return self._materialised("placed_aliases", aliases.mutate(from_bucket=from_bucket, to_bucket=to_bucket))

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
