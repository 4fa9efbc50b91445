"""Scales and the sources that hold their answers, looked at together: items no column holds, names already taken."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from bakhsh.errors import ProjectError
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.project.form import NAME
from bakhsh.project.mistakes import mistake
from bakhsh.specs import ProjectFiles, Scale, Source
from bakhsh.specs.available import declared

__all__ = ["mistakes"]


def mistakes(files: ProjectFiles) -> Iterator[ProjectError]:
    """What is wrong between psychographic.toml and the sources."""
    for source in files.sources:
        yield from _of_source(source)
    taken = Counter(one.name for one in declared(files))
    for scale in files.psychographic.scales:
        yield from _of_scale(scale, files)
        for dimension in scale.dimensions:
            if taken[name := scale.feature(dimension)] > 1:
                said = Sentence("project.feature_exists", {"name": Code(name)})
                yield mistake(scale.at, said, Sentence("project.rename_one"))


def _of_source(source: Source) -> Iterator[ProjectError]:
    if source.answers and source.table == "answers":
        yield mistake(source.at, Sentence("psychographic.answers_twice"), Sentence("psychographic.answers_twice_hint"))
    for name in source.answers:
        if not re.fullmatch(NAME.pattern, name):
            yield mistake(
                source.at, Sentence("project.wrong_form", {"key": Code("answers"), "found": Code(name)}), NAME.form
            )


def _of_scale(scale: Scale, files: ProjectFiles) -> Iterator[ProjectError]:
    """Where only lists of columns hold answers of the scale, an item beyond the longest has none and never will."""
    longest = max((len(one) for one in _lists(files, scale.name)), default=0)
    beyond = tuple(item for item in scale.items if item > longest)
    if longest and beyond and not any(one.table == "answers" for one in files.sources):
        args: dict[str, Argument] = {"scale": Code(scale.name), "items": beyond, "count": longest}
        yield mistake(
            scale.at, Sentence("psychographic.no_such_item", args), Sentence("psychographic.no_such_item_hint")
        )


def _lists(files: ProjectFiles, scale: str) -> Iterator[tuple[str, ...]]:
    for source in files.sources:
        listed: Mapping[str, tuple[str, ...]] = source.answers
        if scale in listed:
            yield listed[scale]
