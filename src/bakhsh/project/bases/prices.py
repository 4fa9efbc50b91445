"""prices.toml: its keys, and the spec they become."""

from __future__ import annotations

from bakhsh.project.form import Form
from bakhsh.project.shapes import Key, Mistakes, Table, Taken, Text
from bakhsh.specs import Prices

__all__ = ["FORM", "build"]

FORM = Form(
    "prices", "", "How money of different months is made comparable.",
    Table((
        Key("constant", Text(("off", "table", "rank")), "by a price index, by the rank within the month, or not"),
    )),
    file="prices.toml",
)  # fmt: skip


def build(taken: Taken, mistakes: Mistakes) -> Prices:
    """The spec; what could not be taken has its default."""
    return Prices(**taken)
