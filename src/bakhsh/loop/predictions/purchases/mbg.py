"""MBG/NBD: a customer may stop after his first purchase too. Batislam, Denizel & Filiztekin (2007)."""

from __future__ import annotations

from bakhsh.loop.predictions.purchases.geometric import Geometric

__all__ = ["MBG"]

MBG = Geometric("mbg_nbd", from_first=True)
