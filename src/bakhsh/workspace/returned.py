"""Forgotten people who come back under another id, number or address: found over all files that one run reads.

Whether a row is theirs may stand on another row of its order, in another file. So what is read is looked through as a
whole; where that tells more of them than was known, the files concerned are read once more, knowing it. What was
learned is remembered as keyed hashes, so that the next file that says only this is stopped too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.edges import clock
from bakhsh.edges.who import asking
from bakhsh.loop.data.forgotten import Forgotten
from bakhsh.loop.data.notices import BESIDE, merged
from bakhsh.loop.data.returned import Group, groups
from bakhsh.records import AuditEntry, LoadRecord, Piece
from bakhsh.workspace.aliases import History, bind_loads, known_ids
from bakhsh.workspace.arrivals import Arrival
from bakhsh.workspace.opened import ALL_BUCKETS, Opened

__all__ = ["Reading", "without_returned"]

_SHOWN = 5
_ORDERS_OF_ONE, _SHARE = 100, 0.01
"""An id with more orders than this, and more than this share of all that were read, is not one person's."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one arrival brought: its load's record, its pieces, and the rows that were not taken (UNTAKEN; None where
    nobody was ever forgotten)."""

    arrival: Arrival
    record: LoadRecord
    pieces: Mapping[str, Piece]
    untaken: pa.Table | None = None


def without_returned(
    ws: Opened,
    readings: Sequence[Reading],
    standing: History,
    again: Callable[[Arrival, Forgotten], Reading | None],
) -> list[Reading]:
    """The readings, those that hold further rows of forgotten people read `again` without them (None: it cannot be read
    just now), until nothing more is learned. What is learned is remembered at once: should the run be stopped, it is
    only known earlier.

    `standing` are the loads that stay beside these. An id or address that somebody in them has is not the person's
    alone, and one that many share here is nobody's: neither is learned. The rows that name the person are stopped all
    the same, and customers who are kept are noticed in the load's record.
    """
    found, whom = list(readings), ws.forgotten()
    if whom is None:
        return found
    owners, learned = dict(ws.store.people.owners()), dict[str, str]()
    while named := _named(found):
        look = _Look(ws, found, standing, whom, owners)
        more = look.learned(named)
        if not more:
            break
        learned |= more
        owners |= more
        whom = replace(whom, tokens=whom.tokens | more.keys())
        touched = [place for place, one in enumerate(found) if look.touches(one)]
        if not touched:
            break
        ws.engine.tables.drop(piece.path for place in touched for piece in found[place].pieces.values())
        once_more = {place: again(found[place].arrival, whom) for place in touched}
        found = [one for place, old in enumerate(found) if (one := once_more.get(place, old)) is not None]
    if learned:
        entry = AuditEntry(0, clock.now(), "recognised", asked_by=asking(), counts={"tokens": len(learned)})
        ws.store.people.learn(learned, entry)
    return [_noticed(ws, one, standing, whom) for one in found]


def _named(readings: Iterable[Reading]) -> list[pa.Table]:
    """The rows that name somebody forgotten, of the readings that have any."""
    tables = (one.untaken.filter(one.untaken.column("named")) for one in readings if one.untaken is not None)
    return [table for table in tables if table.num_rows]


def _noticed(ws: Opened, one: Reading, standing: History, whom: Forgotten) -> Reading:
    """The reading with a notice of customers who are kept, on whose rows somebody forgotten is named."""
    ids = {name for rows in _named([one]) for name in rows.column("customer_id").to_pylist() if name is not None}
    beside = known_ids(ws, standing, (name for name in ids if whom.keyed(name) not in whom.tokens))
    if not beside:
        return one
    said = merged(one.record.noticed, {BESIDE: dict.fromkeys(sorted(beside)[:_SHOWN], 1)})
    return replace(one, record=replace(one.record, noticed=said))


@dataclass(slots=True)
class _Look:
    """One look over all that was read: what is new of forgotten people, and where it stands."""

    ws: Opened
    readings: Sequence[Reading]
    standing: History
    whom: Forgotten
    owners: Mapping[str, str]
    orders: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    """What was learned in plain, ids and what stands for addresses; it never leaves the memory."""

    def learned(self, named: Sequence[pa.Table]) -> dict[str, str]:
        """The tokens of orders, ids and addresses that are new, each with whose it is."""
        found = groups((row for table in named for row in table.to_pylist()), self.whom, self.owners)
        by_order = {one.order: one for one in found if one.order is not None}
        for order in self._of_many(by_order):
            by_order.pop(order).order = None
        self._fill(by_order)
        told = {name: one.owner for one in found for name in sorted(one.ids | one.addresses)}
        new = {name: owner for name, owner in told.items() if self.whom.keyed(name) not in self.whom.tokens}
        for name in self._known(new) | self._shared(found, new):
            new.pop(name)
        self.names = set(new)
        tokens = {self.whom.order(order): one.owner for order, one in by_order.items()}
        self.orders = {order for order in by_order if self.whom.order(order) not in self.whom.tokens}
        more = {token: owner for token, owner in tokens.items() if token not in self.whom.tokens}
        return more | {self.whom.keyed(name): owner for name, owner in new.items()}

    # ---- orders ------------------------------------------------------------------------------------------------
    def _of_many(self, orders: Iterable[str]) -> list[str]:
        """Of these orders those that name more customers than one order can: "0" or "-" for want of a number."""
        wanted = sorted(orders)
        if not wanted:
            return []
        links = self._bound("links")  # the entries of an order carry one customer by now
        counted = links.filter(links.about.isin(wanted)).group_by("about").agg(ids=links.customer_id.nunique())
        found = self.ws.engine.query(counted.filter(counted.ids > self.ws.files.identity.at_most))
        return sorted(found.column("about").to_pylist())

    def _fill(self, by_order: Mapping[str, Group]) -> None:
        """Ids and addresses on the other rows of these orders."""
        if not by_order:
            return
        wanted = sorted(by_order)
        entries, links = self._bound("entries"), self._bound("links")
        rows = entries.filter(entries.order_id.isin(wanted)).select("order_id", "customer_id").distinct()
        for row in self.ws.engine.query(rows).to_pylist():
            by_order[row["order_id"]].ids.add(row["customer_id"])
        told = links.filter(links.about.isin(wanted)).select("about", "address").distinct()
        for row in self.ws.engine.query(told).to_pylist():
            by_order[row["about"]].addresses.add(row["address"])
        for row in self._untaken(wanted):
            one = by_order[row["order_id"]]
            one.ids |= {row["customer_id"]} if row["customer_id"] is not None else set()
            one.addresses |= set(row["addresses"])

    # ---- whose else it is ------------------------------------------------------------------------------------------
    def _known(self, names: Iterable[str]) -> set[str]:
        """What somebody who is kept has too."""
        wanted = sorted(names)
        found = known_ids(self.ws, self.standing, wanted)
        if wanted and any("links" in pieces for pieces in self.standing.values()):
            bind_loads(self.ws, self.standing, "links")
            links = self.ws.unbound("links")
            asked = links.filter(links.address.isin(wanted)).select("address").distinct()
            found |= set(self.ws.engine.query(asked).column("address").to_pylist())
        return found

    def _shared(self, found: Iterable[Group], names: Iterable[str]) -> set[str]:
        """What many people share among what was read: an id with many addresses or very many orders, an address of many
        ids."""
        wanted, most = sorted(names), self.ws.files.identity.at_most
        if not wanted:
            return set()
        links, entries = self._bound("links"), self._bound("entries")
        by_id = links.filter(links.customer_id.isin(wanted)).group_by(name=links.customer_id)
        by_address = links.filter(links.address.isin(wanted)).group_by(name=links.address)
        counts = [by_id.agg(many=links.address.nunique()), by_address.agg(many=links.customer_id.nunique())]
        shared = {
            row["name"]
            for one in counts
            for row in self.ws.engine.query(one.filter(one.many > most)).to_pylist()
        }  # fmt: skip
        whole = self.ws.engine.query(entries.agg(orders=entries.order_id.nunique())).column("orders")[0].as_py()
        often = entries.filter(entries.customer_id.isin(wanted)).group_by(name=entries.customer_id)
        bought = often.agg(orders=entries.order_id.nunique())
        limit = max(_ORDERS_OF_ONE, int(_SHARE * whole))
        shared |= set(self.ws.engine.query(bought.filter(bought.orders > limit)).column("name").to_pylist())
        return shared & set(wanted)

    # ---- what was read -----------------------------------------------------------------------------------------
    def _bound(self, table: str) -> ibis.Table:
        history = {str(one.record.load): one.pieces for one in self.readings}
        bind_loads(self.ws, history, table, ALL_BUCKETS if table == "entries" else None)
        return self.ws.unbound(table)

    def _untaken(self, orders: Iterable[str]) -> Iterator[Mapping[str, Any]]:
        values = pa.array(sorted(orders), pa.string())
        for one in self.readings:
            if one.untaken is not None:
                yield from one.untaken.filter(pc.is_in(one.untaken.column("order_id"), value_set=values)).to_pylist()

    def touches(self, one: Reading) -> bool:
        """Whether the reading holds rows that are stopped by what was learned."""
        history = {str(one.record.load): one.pieces}
        if self._left(one) or known_ids(self.ws, history, self.names):
            return True
        bind_loads(self.ws, history, "entries", ALL_BUCKETS)
        entries = self.ws.unbound("entries")
        bind_loads(self.ws, history, "links")
        links = self.ws.unbound("links")
        asked = (
            entries.filter(entries.order_id.isin(sorted(self.orders))).count(),
            links.filter(links.address.isin(sorted(self.names))).count(),
        )
        return any(self.ws.engine.query(one.as_table()).column(0)[0].as_py() for one in asked)

    def _left(self, one: Reading) -> bool:
        """Whether rows that were not taken for another reason are concerned."""
        if one.untaken is None:
            return False
        rows = one.untaken.filter(pc.invert(one.untaken.column("stopped"))).to_pylist()
        return any(
            row["order_id"] in self.orders or self.names & {row["customer_id"], *row["addresses"]} for row in rows
        )
