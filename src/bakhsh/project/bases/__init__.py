"""The files in which a project says how it looks at the four bases, at prices, at what comes next and at change: one
form and one builder each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bakhsh.project.bases import behavioural, demographic, geographic, predictions, prices, psychographic, watch
from bakhsh.project.form import Form
from bakhsh.project.shapes import Mistakes, Taken

__all__ = ["BASES", "Base"]


@dataclass(frozen=True, slots=True)
class Base:
    """A file of which a project has one or none: its form, and what makes a spec of it."""

    form: Form
    build: Callable[[Taken, Mistakes], Any]


_FILES = (demographic, geographic, psychographic, behavioural, prices, predictions, watch)

BASES = tuple(Base(one.FORM, one.build) for one in _FILES)
