"""The models by the names that saved ones call them."""

from __future__ import annotations

from bakhsh.loop.predictions.purchases.bg import BG
from bakhsh.loop.predictions.purchases.bgbb import BGBB
from bakhsh.loop.predictions.purchases.mbg import MBG
from bakhsh.loop.predictions.purchases.nbd import NBD
from bakhsh.loop.predictions.purchases.pareto import PARETO
from bakhsh.loop.predictions.purchases.protocol import PurchaseModel
from bakhsh.loop.predictions.purchases.regular import regular_named
from bakhsh.loop.predictions.purchases.sbg import SBG

__all__ = ["model_named"]

_MODELS: dict[str, PurchaseModel] = {one.name: one for one in (NBD, BG, MBG, PARETO, BGBB, SBG)}


def model_named(name: str) -> PurchaseModel:
    """The model, such as `bg_nbd` or `mbg_cnbd_3`; KeyError where there is none of that name."""
    return _MODELS[name] if name in _MODELS else regular_named(name)
