"""What people call the features of a project, and words that it names itself."""

from __future__ import annotations

from bakhsh.language.sentences import Argument, Titled
from bakhsh.specs.available import declared
from bakhsh.specs.files import ProjectFiles

__all__ = ["called"]


def called(files: ProjectFiles) -> dict[str, Argument]:
    """Titles by the feature's name, of all there can be in this project: those of the bases, those that settings name,
    its own that have one. And by feature and value ("top_interest.ceremony") of values that the project has titled."""
    found: dict[str, Argument] = {one.name: one.title for one in declared(files)}
    found |= {one.name: Titled(one.name, one.title) for one in files.features if one.title}
    themes, points = files.psychographic.titles, files.geographic.titles
    found |= {f"top_interest.{name}": Titled(name, title) for name, title in themes.items()}
    return found | {f"nearest_point.{name}": Titled(name, title) for name, title in points.items()}
