"""The models by the names that saved ones call them."""

from __future__ import annotations

from bakhsh.loop.predictions.purchases.bg import BG
from bakhsh.loop.predictions.purchases.mbg import MBG
from bakhsh.loop.predictions.purchases.nbd import NBD
from bakhsh.loop.predictions.purchases.protocol import PurchaseModel

__all__ = ["model_named"]

_MODELS: dict[str, PurchaseModel] = {one.name: one for one in (NBD, BG, MBG)}


def model_named(name: str) -> PurchaseModel:
    """The model; KeyError where there is none of that name."""
    return _MODELS[name]
