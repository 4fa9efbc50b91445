"""Findings: what somebody should look at in the ledger as it stands. Nothing is changed by them."""

from __future__ import annotations

from bakhsh.language.sentences import Code, Sentence
from bakhsh.loop.data.likely_buckets import likely_buckets
from bakhsh.loop.data.notices import kinds_nobody_knows, merged, mostly_unread
from bakhsh.records import LoadRecord, Manifest
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.stage import answer

__all__ = ["bucket_findings", "findings_of_loads"]


def bucket_findings(ws: Opened, manifest: Manifest) -> tuple[Sentence, ...]:
    """Customers who are probably many and are not declared so."""
    ws.bind_ledger(manifest, ("facts", "addresses"))
    return answer(ws.engine, likely_buckets(ws.unbound("facts"), ws.unbound("addresses")))


def findings_of_loads(ws: Opened, loads: tuple[LoadRecord, ...], manifest: Manifest) -> tuple[Sentence, ...]:
    """What a run says of what it has just read: statuses and kinds of lines nobody declared, money of orders that
    stands where nobody could read it, columns that could hardly be read, and probable bucket customers."""
    if not loads:
        return ()
    unknown = sum(load.reasons.get("status_unknown", 0) for load in loads)
    said: tuple[Sentence, ...] = (Sentence("policy.run_unknown", {"count": unknown}),) if unknown else ()
    lost: dict[str, int] = {}
    for load in loads:
        for column, count in load.noticed.get("order_money_lost", {}).items():
            lost[column] = lost.get(column, 0) + count
    said += tuple(one for load in loads for one in kinds_nobody_knows(load))
    for column, count in sorted(lost.items()):
        said += (Sentence("policy.noticed_order_money_lost", {"column": Code(column), "count": count}),)
    noticed: dict[str, dict[str, int]] = {}
    for load in loads:
        noticed = merged(noticed, load.noticed)
    return (*said, *mostly_unread(noticed), *bucket_findings(ws, manifest))
