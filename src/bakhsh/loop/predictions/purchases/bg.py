"""BG/NBD: a customer may stop after any repeat purchase. Fader, Hardie & Lee (2005)."""

from __future__ import annotations

from bakhsh.loop.predictions.purchases.geometric import Geometric

__all__ = ["BG"]

BG = Geometric("bg_nbd")
