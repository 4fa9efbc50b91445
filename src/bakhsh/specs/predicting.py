"""Whether, how far and by what model it is predicted what customers do next."""

from __future__ import annotations

from dataclasses import dataclass, field

from bakhsh.errors import Where
from bakhsh.specs.words import NOWHERE
from bakhsh.tables import Feature
from bakhsh.tables.features.predicted import predicted

__all__ = ["MODELS", "Predictions", "declared"]

MODELS = ("auto", "nbd", "bg_nbd", "mbg_nbd", "pareto_nbd")
"""How purchases may be predicted: by what the customers' own regularity asks for, or by one model."""


@dataclass(frozen=True, slots=True)
class Predictions:
    """predictions.toml. `on`: whether anything is predicted; off, nothing is, and no condition can ask for it.

    `horizon_days`: how many days after the day of a snapshot purchases are expected in; `value_days`: in how many days
    margin counts as a customer's value. `discount`: what a year takes off money that comes a year later: 0.15 as in
    Fader, Hardie and Lee (2005), "RFM and CLV"; over one year it takes off about 7 % in all, so the default hardly
    decides anything. `model`: one of MODELS.
    """

    on: bool = False
    horizon_days: int = 90
    value_days: int = 365
    discount: float = 0.15
    model: str = "auto"
    at: Where = field(default=NOWHERE, compare=False, repr=False)


def declared(spec: Predictions) -> tuple[Feature, ...]:
    """The features that predictions are, saying in how many days."""
    return predicted(spec.horizon_days, spec.value_days)
