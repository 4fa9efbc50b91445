"""Whose seasons of trade a project looks at, and the features of its own occasions."""

from __future__ import annotations

from bakhsh.specs.files import ProjectFiles
from bakhsh.tables import Feature
from bakhsh.tables.features.occasions import own_lift

__all__ = ["declared", "place"]


def place(files: ProjectFiles) -> str:
    """Whose seasons are looked at: "iran", "west" or "none". Where the project does not say: Iran's where it counts in
    Jalali months, Iranian money or for customers there, else the west's."""
    if files.behavioural.occasions:
        return files.behavioural.occasions
    iranian = files.project.calendar == "jalali" or files.project.unit in ("IRR", "IRT")
    return "iran" if iranian or files.geographic.country == "IR" else "west"


def declared(files: ProjectFiles) -> tuple[Feature, ...]:
    """The features of the project's own occasions."""
    return tuple(own_lift(one.name, one.title) for one in files.behavioural.occasion)
