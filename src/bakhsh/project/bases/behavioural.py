"""behavioural.toml: its keys, and the spec they become."""

from __future__ import annotations

from bakhsh.project.form import Form
from bakhsh.project.shapes import Key, Mistakes, Table, Taken, Whole
from bakhsh.specs import Behavioural

__all__ = ["FORM", "build"]

FORM = Form(
    "behavioural", "", "How far back what customers do is looked at.",
    Table((
        Key("engagement_days", Whole(low=1, high=3660), "days in which visits, opens and clicks count"),
    )),
    file="behavioural.toml",
)  # fmt: skip


def build(taken: Taken, mistakes: Mistakes) -> Behavioural:
    """The spec; what could not be taken has its default."""
    return Behavioural(**taken)
