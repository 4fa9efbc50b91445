"""predictions.toml: its keys, and the spec they become."""

from __future__ import annotations

from bakhsh.project.form import Form
from bakhsh.project.shapes import Flag, Key, Mistakes, Number, Table, Taken, Text, Whole
from bakhsh.specs import Predictions
from bakhsh.specs.predicting import MODELS

__all__ = ["FORM", "build"]

FORM = Form(
    "predictions", "", "What customers are expected to do next: how far ahead, and by what model.",
    Table((
        Key("on", Flag(), "whether anything is predicted"),
        Key("horizon_days", Whole(low=1, high=1830), "days after a snapshot's day in which purchases are expected"),
        Key("value_days", Whole(low=1, high=3660), "days after it whose margin is a customer's value (clv)"),
        Key("discount", Number(0, 10), "what a year takes off later money: 0.15 makes 1.15 in a year worth 1 today"),
        Key("model", Text(MODELS), "how purchases are predicted: as evenly as customers buy (`auto`), or by one model"),
    )),
    file="predictions.toml",
)  # fmt: skip


def build(taken: Taken, mistakes: Mistakes) -> Predictions:
    """The spec; what could not be taken has its default."""
    return Predictions(**taken, at=taken.at)
