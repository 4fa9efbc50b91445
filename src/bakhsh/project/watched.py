"""What watch.toml names, compared with what there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bakhsh.errors import ProjectError
from bakhsh.project.mistakes import unknown
from bakhsh.specs import ProjectFiles

__all__ = ["mistakes"]


def mistakes(files: ProjectFiles, features: Iterable[str]) -> Iterator[ProjectError]:
    """Features and sources that this project has not got."""
    declared, known = files.watch, sorted(features)
    for name in declared.features:
        if name not in known:
            yield unknown(declared.at, "verdict.unknown_feature", name, known)
    sources = [one.name for one in files.sources]
    for name in declared.source:
        if name not in sources:
            yield unknown(declared.at, "verdict.unknown_source", name, sources)
