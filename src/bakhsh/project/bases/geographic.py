"""geographic.toml: its keys, and the spec they become."""

from __future__ import annotations

from bakhsh.language.sentences import Sentence
from bakhsh.project.form import Form
from bakhsh.project.shapes import Key, Mistakes, Table, Taken, Text
from bakhsh.specs import Geographic

__all__ = ["FORM", "build"]

FORM = Form(
    "geographic", "", "Where customers live, and what is taken for granted.",
    Table((
        Key(
            "country", Text(pattern="[A-Z]{2}", form=Sentence("project.country_form"), example="IR"),
            "country of customers of whom no file says one (ISO 3166-1, two letters)",
        ),
    )),
    file="geographic.toml",
)  # fmt: skip


def build(taken: Taken, mistakes: Mistakes) -> Geographic:
    """The spec; what could not be taken has its default."""
    return Geographic(**taken)
