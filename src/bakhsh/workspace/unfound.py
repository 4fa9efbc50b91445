"""Clusters that conditions ask for and that were never found: their numbers are known only once a model is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bakhsh import conditions
from bakhsh.language.keys import matching_key
from bakhsh.language.sentences import Code, Sentence
from bakhsh.loop import segments
from bakhsh.project.order import nodes
from bakhsh.records import Model
from bakhsh.specs import ProjectFiles

__all__ = ["unfound"]


def unfound(files: ProjectFiles, models: Mapping[str, Model]) -> Iterator[Sentence]:
    """Each name once that segments or audiences ask for as of the day and that the model in force does not have, in the
    order of the files. `models`: those in force, by segmentation."""
    names = {
        one.name: segments.segment_names(one, models[one.name])
        for one in files.segmentations
        if one.kind == "cluster" and one.name in models
    }
    asked = dict.fromkeys((name, segment) for name, segment in _asked(files) if name in names)
    for name, segment in asked:
        if matching_key(segment) not in {matching_key(known) for known in names[name]}:
            known = tuple(Code(one) for one in names[name])
            yield Sentence("clustering.unfound", {"segmentation": Code(name), "segment": Code(segment), "known": known})


def _asked(files: ProjectFiles) -> Iterator[tuple[str, str]]:
    written = [part.where for one in files.segmentations for part in one.segments if part.where is not None]
    written += [one.audience for one in files.campaigns]
    for node in (node for where in written for node in nodes(where)):
        if isinstance(node, conditions.InSegment) and not node.ago:
            yield from ((node.segmentation.value, segment.value) for segment in node.segments)
