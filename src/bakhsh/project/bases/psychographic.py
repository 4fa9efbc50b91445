"""psychographic.toml: its keys, and the spec they become."""

from __future__ import annotations

from bakhsh.project.form import Form
from bakhsh.project.shapes import Flag, Key, Mistakes, Table, Taken
from bakhsh.specs import Psychographic

__all__ = ["FORM", "build"]

FORM = Form(
    "psychographic", "", "What customers value and like; off unless it is switched on.",
    Table((
        Key("on", Flag(), "whether customers who consented to profiling are profiled"),
    )),
    file="psychographic.toml",
)  # fmt: skip


def build(taken: Taken, mistakes: Mistakes) -> Psychographic:
    """The spec; what could not be taken has its default."""
    return Psychographic(**taken)
