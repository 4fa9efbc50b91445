"""How sources are read where it decides what recency, frequency and money are: what learned numbers measure."""

from __future__ import annotations

from bakhsh import project
from bakhsh.workspace.opened import Opened

__all__ = ["measured"]

_MEASURED = (
    "order_id", "customer_id", "ordered_at", "kind", "status", "quantity", "price", "amount", "discount", "shipping",
    "fee", "tax", "refunded",
)  # fmt: skip


def measured(ws: Opened) -> dict[str, list[str]]:
    """By source, fingerprints of how orders and their money are read. Cut points in pounds do not divide yen."""
    return {
        source.name: [
            *(project.fingerprint(column) for column in source.columns if column.column in _MEASURED),
            project.fingerprint(source.policy),
        ]
        for source in ws.files.sources
    }
