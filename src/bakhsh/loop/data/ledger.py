"""From what the files said to what happened: one version of every order, its lines, and what returns undo.

Everything depends on what rows say and on which load brought them, never on where they stood in a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops

from bakhsh.loop.data.buckets import md5
from bakhsh.loop.data.fates import SAID_TWICE
from bakhsh.loop.data.returns import linked
from bakhsh.specs import CHARGES
from bakhsh.tables import BUCKET_MARK, ENTRIES, LINES, ORDERS

__all__ = [
    "changed", "collisions", "dropped", "duplicates", "left_out", "lines", "orders", "says", "settled",
    "standing", "unique_latest", "versions", "whole_number", "winners",
]  # fmt: skip

_SHOWN = 3
_PLACE = ("load", "part", "file_line")
_OF_AN_ORDER = (
    "status", "channel", "branch", "salesperson", "coupon", "payment_method", "shipping_method",
)  # fmt: skip
_FROM_LINES = ("back_on", "undone_on")
_NOT_ON_LINES = ("order_id", "instant", "refunded", "refunded_at", "left_out", "doubt", *_OF_AN_ORDER)


def versions(entries: ibis.Table) -> ibis.Table:
    """VERSIONS: every order as each load had it.

    `content` is the md5 of its rows' md5s, sorted: equal rows count as often as they stand there, and their order does
    not matter. Where a row stood is nothing it says (load, part, file_line), and a row that was dropped because another
    one says the same says nothing. The customer is the smallest id of its rows. Engines write fractions differently,
    so contents compare within one engine: another one takes an order that comes again for a changed one, which
    replaces it by its like.
    """
    said = entries.filter(entries.left_out.isnull() | (entries.left_out != SAID_TWICE))
    hashed = said.select(
        "load", "order_id", "customer_id", row=md5(_row_text(said)), counts=said.left_out.isnull().cast("int32")
    )
    return hashed.group_by("load", "order_id").agg(
        customer_id=hashed.customer_id.min(),
        content=md5(hashed.row.collect().sort().join("")),
        rows=whole_number(hashed.counts.sum()),
    )


def winners(versions: ibis.Table) -> ibis.Table:
    """For each order the load that counts: the earliest of those that say what the latest load of the order says.

    So an order that comes again unchanged is a duplicate, and one that comes again changed replaces what was before.
    Columns: order_id, load, customer_id, content.
    """
    latest = versions.mutate(newest=versions.load.max().over(ibis.window(group_by=versions.order_id)))
    content = latest.filter(latest.load == latest.newest).select("order_id", "content")
    same = versions.join(content, ["order_id", "content"])
    first = same.mutate(first=same.load.min().over(ibis.window(group_by=same.order_id)))
    return first.filter(first.load == first.first).select("order_id", "load", "customer_id", "content")


def duplicates(versions: ibis.Table, new: Sequence[int]) -> ibis.Table:
    """How many rows of each new load say of their order just what the latest earlier load of the order says.

    Columns: load, rows; a load without such rows is not there.
    """
    window = ibis.window(group_by=versions.order_id, order_by=versions.load)
    known = versions.mutate(before=versions.content.lag().over(window))
    again = known.filter(known.load.isin(list(new)) & (known.content == known.before))
    return again.group_by("load").agg(rows=whole_number(again["rows"].sum()))


def changed(versions: ibis.Table, load: int) -> ibis.Table:
    """The orders of which a load says something else than the latest earlier load, or something at all for the first
    time. Column: order_id."""
    window = ibis.window(group_by=versions.order_id, order_by=versions.load)
    known = versions.mutate(before=versions.content.lag().over(window))
    return known.filter((known.load == load) & (known.before.isnull() | (known.before != known.content)))[["order_id"]]


def dropped(versions: ibis.Table, before: int, after: int) -> ibis.Table:
    """How many orders load `before` has that load `after` has not: one row, column `orders`."""
    had = versions.filter(versions.load == before).select("order_id")
    has = versions.filter(versions.load == after).select("order_id")
    gone = had.anti_join(has, "order_id")
    return gone.agg(orders=gone.count().cast("int64"))


def standing(versions: ibis.Table, present: Sequence[int]) -> ibis.Table:
    """For each order the load whose rows stand for it where files are spoken of as they are now.

    Of the loads that say what the latest load of the order says: the latest of those in `present` (the last readings of
    their files), where none of these says so the latest of all. Its rows say the same as the winner's (see `winners`).
    Columns: order_id, load, content.
    """
    latest = versions.mutate(newest=versions.load.max().over(ibis.window(group_by=versions.order_id)))
    content = latest.filter(latest.load == latest.newest).select("order_id", "content")
    same = versions.join(content, ["order_id", "content"])
    now = same.load.max(where=same.load.isin(list(present)))
    stands = same.group_by("order_id", "content").agg(load=now.coalesce(same.load.max()))
    return stands.select("order_id", "load", "content")


def left_out(entries: ibis.Table) -> ibis.Table:
    """The entries that the policy leaves out, in the columns of REJECTED that follow from them: load, part, line,
    reason, column, found, at, amount, and as the row its order's number. An unknown status is what was found; other
    reasons speak for themselves."""
    e = entries.filter(entries.left_out.notnull())
    of_status = e.left_out.startswith("status_")
    return e.select(
        "load",
        "part",
        line="file_line",
        reason="left_out",
        column=of_status.ifelse(ibis.literal("status"), ibis.null("string")),
        found=of_status.ifelse(e.status, ibis.null("string")),
        at=e["at"],
        amount=says(e),
        row=ibis.literal('{"order_id": "') + e.order_id.replace("\\", "\\\\").replace('"', '\\"') + ibis.literal('"}'),
    )


def says(entries: ibis.Table) -> Any:
    """What a row says was to be paid, charges that do not count and what was refunded later reckoned in."""
    e = entries
    beside = e.shipping.coalesce(0) + e.fee.coalesce(0) + e.tax.coalesce(0)
    return e.amount + beside - e.refunded.coalesce(0)


def collisions(versions: ibis.Table, loads: Mapping[str, Sequence[int]], new: Sequence[int]) -> ibis.Table:
    """Orders of which two sources say different things, where a load among `new` says one of them.

    `loads` are those of each source to compare, by its name; a source's word on an order is its latest. One row for
    each of up to three orders of a pair, the smallest ids: source (of the later load), other, order_id, orders (how
    many the pair has).
    """
    of = [(versions.load.isin(list(numbers)), ibis.literal(name)) for name, numbers in loads.items() if numbers]
    named = versions.mutate(source=ibis.cases(*of, else_=ibis.null("string")))
    named = named.filter(named.source.notnull()).select("source", "order_id", "load", "content")
    newest = named.load.max().over(ibis.window(group_by=[named.source, named.order_id]))
    words = named.mutate(newest=newest)
    words = words.filter(words.load == words.newest)
    late = words.filter(words.load.isin(list(new)))
    others = words.select("order_id", other="source", other_content="content", other_load="load")
    differ = [late.source != others.other, late.content != others.other_content, late.load > others.other_load]
    pairs = late.join(others, ["order_id", *differ])
    pair = [pairs.source, pairs.other]
    ranked = pairs.mutate(
        nth=ibis.row_number().over(ibis.window(group_by=pair, order_by=pairs.order_id)),
        orders=pairs.count().over(ibis.window(group_by=pair)).cast("int64"),
    )
    return ranked.filter(ranked.nth < _SHOWN).select("source", "other", "order_id", "orders")


def settled(entries: ibis.Table) -> ibis.Table:
    """ENTRIES in which all rows of an order (of one load) carry one customer: the smallest id of them, of a person
    before that of a bucket customer."""
    window = ibis.window(group_by=[entries.load, entries.order_id])
    person = entries.customer_id.startswith(BUCKET_MARK).ifelse(ibis.null("string"), entries.customer_id)
    settled_id = person.min().over(window).coalesce(entries.customer_id.min().over(window))
    return entries.mutate(customer_id=settled_id).select(*entries.columns)


def orders(entries: ibis.Table) -> ibis.Table:
    """ORDERS from the entries that won (see `winners`), of whole customers, without those the policy leaves out.

    `ordered_at` is the earliest time of its rows. The margin is known where the cost of every row is. Text that belongs
    to an order (status, channel …) is the first by alphabet where its rows disagree. Further columns of an open source
    are kept where all rows of the order agree on them, else empty. A document of returns alone is an order too, with a
    negative amount. What was refunded later is taken off the amount and the margin. When something came back follows
    from LINES, so those columns are not here yet.
    """
    e = entries.filter(entries.left_out.isnull())
    known = e.cost.count() == e.count()
    paid = e.amount - e.refunded.coalesce(0)
    extras = [name for name in e.columns if name not in ENTRIES.names]
    grouped = e.group_by("order_id").agg(
        customer_id=e.customer_id.min(),
        ordered_at=e["at"].min(),
        instant=e.instant.min(),
        amount=whole_number(paid.sum()),
        discount=whole_number(e.discount.sum()),
        margin=ibis.ifelse(known, whole_number(paid.sum() - e.cost.sum()), ibis.null("int64")),
        products=whole_number((e.kind == "product").cast("int32").sum()),
        goods=whole_number(e.amount.sum(where=e.kind.isin(["product", "discount"])).coalesce(0)),
        **{name: e[name].min() for name in _OF_AN_ORDER},
        **{name: _agreed(e[name]) for name in extras},
        load=e.load.min(),
    )
    return grouped.select(*(name for name in ORDERS.names if name not in _FROM_LINES), *extras)


def lines(entries: ibis.Table) -> ibis.Table:
    """LINES from the entries that won (see `winners`), of whole customers, without those the policy leaves out.

    Lines of an order are numbered from 1 by what they say: equal lines stay apart, and the same order numbers its lines
    alike wherever its rows stood. What a return takes back is said in `returns.linked`. What was refunded of a line is
    a return of its own, numbered after the order's rows.
    """
    e = entries.filter(entries.left_out.isnull())
    extras = [name for name in e.columns if name not in ENTRIES.names]
    numbered = _numbered(e)
    kept = [name for name in numbered.columns if name not in (*_NOT_ON_LINES, "part", "file_line")]
    whole = linked(numbered.select("order_id", *kept)).select(*LINES.names, *extras)
    given_back = e.semi_join(e.filter(e.refunded.notnull()).select("order_id"), "order_id")
    return whole.union(_refunds(_numbered(given_back)).select(*LINES.names, *extras))


def _numbered(entries: ibis.Table) -> ibis.Table:
    said = [name for name in entries.columns if name not in (*_PLACE, "order_id", "customer_id")]
    by_content = ibis.window(group_by=entries.order_id, order_by=[entries[name] for name in said])
    return entries.mutate(line=ibis.row_number().over(by_content) + 1)


def _refunds(numbered: ibis.Table) -> ibis.Table:
    """What was given back of lines, as return lines: never before the sale; no pieces, as nobody says whether any came
    back, and so no cost."""
    order = ibis.window(group_by=numbered.order_id)
    counted = numbered.mutate(line_count=numbered.count().over(order))
    r = counted.filter(counted.refunded.notnull())
    nothing = {name: ibis.null("int64") for name in ("discount", *CHARGES)}
    return r.mutate(
        line=r.line + r.line_count,
        kind=ibis.literal("return"),
        undoes=r.order_id,
        undoes_line=r.line,
        at=ibis.greatest(r.refunded_at.coalesce(r["at"]), r["at"]),
        quantity=ibis.null("float64"),
        amount=-r.refunded,
        cost=ibis.literal(0, "int64"),
        **nothing,
    )


def unique_latest(table: ibis.Table, key: tuple[str, ...]) -> ibis.Table:
    """One row for each key (CUSTOMERS, ITEMS, CONSENT, EVENTS, ADDRESSES): the latest load that says something wins.

    Column by column, so what a later load leaves empty keeps its earlier value. Where one load says several things of
    a key, the largest value counts, and false before true: a permission that is both given and withdrawn is withdrawn.
    In a table with `since` (CONSENT) only the rows of the latest day count, whole rows and not columns, an empty day
    being the earliest. `load` is the latest one.
    """
    table = _latest_since(table, key) if "since" in table.columns else table
    values = [name for name in table.columns if name not in (*key, "load")]
    window = ibis.window(group_by=[table[name] for name in key])
    marked = table.mutate(
        **{f"{name}_load": table.load.max(where=table[name].notnull()).over(window) for name in values}
    )
    picked = {
        name: _largest(marked[name], marked[name].notnull() & (marked.load == marked[f"{name}_load"]))
        for name in values
    }
    return marked.group_by(*key).agg(**picked, load=marked.load.max()).select(*table.columns)


def _latest_since(table: ibis.Table, key: tuple[str, ...]) -> ibis.Table:
    columns = table.columns
    window = ibis.window(group_by=[table[name] for name in key])
    day = table.since.coalesce(ibis.date("1000-01-01"))
    newest = table.mutate(day_=day, newest_=table.load.max().over(window))
    newest = newest.filter(newest.load == newest.newest_)
    window = ibis.window(group_by=[newest[name] for name in key])
    latest = newest.mutate(latest_=newest.day_.max().over(window))
    return latest.filter(latest.day_ == latest.latest_).select(*columns)


def _largest(column: Any, where: Any) -> Any:
    if column.type().is_boolean():
        return column.cast("int32").min(where=where).cast("boolean")
    return column.max(where=where)


def _agreed(column: Any) -> Any:
    """The column's one value, empty where there are several."""
    if column.type().is_boolean():
        numbers = column.cast("int32")
        return ibis.ifelse(numbers.min() == numbers.max(), numbers.min(), ibis.null("int32")).cast("boolean")
    return ibis.ifelse(column.min() == column.max(), column.min(), ibis.null(column.type()))


def whole_number(total: Any) -> Any:
    """The sum as int64 in the SQL too: engines widen sums, and Ibis takes them for int64 and would leave it out."""
    return ops.Cast(total, dt.int64).to_expr()


_BETWEEN, _EMPTY = "\u241f", "\u2400"
_UNSAID = (*_PLACE, "order_id", "instant", "doubt")
"""Not part of a row's text: its place, the order it is compared within, and what follows from what it says."""


def _row_text(entries: ibis.Table) -> Any:
    """All a row says as one text: a sign nobody types between the columns, another one for what is empty."""
    said = [_text(entries[name]).coalesce(_EMPTY) for name in entries.columns if name not in _UNSAID]
    return ibis.literal(_BETWEEN).join(said)


def _text(column: Any) -> Any:
    return column.cast("int32").cast("string") if column.type().is_boolean() else column.cast("string")
