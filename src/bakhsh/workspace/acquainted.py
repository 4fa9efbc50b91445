"""Whom ids stand for: a customer's name and a way to reach him, half shown; whole where that is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bakhsh.edges import clock
from bakhsh.edges.sinks.words import address
from bakhsh.edges.who import asking
from bakhsh.loop.data.veiled import veiled
from bakhsh.records import AuditEntry, Person
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.person import buckets_of

__all__ = ["acquainted"]

_REACH = ("mobile", "phone", "email")


def acquainted(ws: Opened, ids: Iterable[str], unmasked: bool = False, about: str = "") -> Mapping[str, Person]:
    """Of these customers those whose name or address the ledger holds, by id; of several addresses of a channel the
    smallest. Half shown, unless `unmasked`: that is written down in the audit trail, with what it was `about`."""
    wanted = sorted(set(ids))
    manifest = ws.store.catalogue.manifest()
    if not wanted or not manifest.loads:
        return {}
    ws.bind_ledger(manifest, ("addresses",), sorted(buckets_of(wanted)))
    table = ws.unbound("addresses")
    theirs = table.filter(table.customer_id.isin(wanted)).group_by("customer_id", "channel")
    held: dict[str, dict[str, str]] = {}
    for row in ws.engine.query(theirs.agg(address=table.address.min())).to_pylist():
        held.setdefault(row["customer_id"], {})[row["channel"]] = address(row["channel"], row["address"])
    if unmasked:
        counts = {"customers": len(held)}
        entry = AuditEntry(0, clock.now(), "unmasked", asked_by=asking(), about=about, counts=counts)
        ws.store.people.write_down(entry)
    return {one: _shown(channels, unmasked) for one, channels in sorted(held.items())}


def _shown(channels: Mapping[str, str], unmasked: bool) -> Person:
    said = {channel: text if unmasked else veiled(channel, text) for channel, text in channels.items()}
    reach = next((said[channel] for channel in _REACH if channel in said), "")
    return Person(said.get("name", ""), reach)
