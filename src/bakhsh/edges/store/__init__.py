"""Who remembers: the catalogue, the ledger's versions, the lock and the key."""

from __future__ import annotations

from bakhsh.edges.store.catalogue import Catalogue
from bakhsh.edges.store.erasure import Intent, Rewritten
from bakhsh.edges.store.manifests import needs_folding, pieces_of
from bakhsh.edges.store.store import Store

__all__ = ["Catalogue", "Intent", "Rewritten", "Store", "needs_folding", "pieces_of"]
