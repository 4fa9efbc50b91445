"""What changed between two states of the declared files, by meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from bakhsh import conditions
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.project.fingerprint import fingerprint
from bakhsh.project.read import read_texts
from bakhsh.specs import ColumnMap, ProjectFiles, Segment

__all__ = ["Change", "changes"]


@dataclass(frozen=True, slots=True)
class Change:
    """One declaration that is new, gone or other. `what`: project, source, feature, segmentation or campaign.

    `results`: whether anything computed can come out otherwise; a new title changes what is shown only. `details` say
    what is other, one sentence a key.
    """

    what: str
    name: str
    change: str
    results: bool
    said: Sentence
    details: tuple[Sentence, ...] = ()


_WHAT = {
    "project": Sentence("project.what_project"),
    "source": Sentence("project.what_source"),
    "feature": Sentence("project.what_feature"),
    "segmentation": Sentence("project.what_segmentation"),
    "campaign": Sentence("project.what_campaign"),
}


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Change, ...]:
    """What is new, gone or other in `after`, in the order project, sources, features, segmentations, campaigns.

    Both are {relative path: text}. Comments, formatting and the files' names do not count. Raises ProjectErrors where
    one of them cannot be read.
    """
    old, new = read_texts(before), read_texts(after)
    found: list[Change] = []
    for what in _WHAT:
        was, now = _by_name(old, what), _by_name(new, what)
        found += [_change(what, name, was.get(name), now.get(name)) for name in [*now, *(was.keys() - now.keys())]
                  if was.get(name) != now.get(name)]  # fmt: skip
    return tuple(found)


def _by_name(files: ProjectFiles, what: str) -> dict[str, Any]:
    listed: Mapping[str, tuple[Any, ...]] = {
        "source": files.sources, "feature": files.features, "segmentation": files.segmentations,
        "campaign": files.campaigns,
    }  # fmt: skip
    return {"": files.project} if what == "project" else {spec.name: spec for spec in listed[what]}


def _change(what: str, name: str, was: Any, now: Any) -> Change:
    args: dict[str, Argument] = {"what": _WHAT[what], "name": Code(name or (now or was).name)}
    if was is None:
        return Change(what, name, "added", True, Sentence("project.added", args))
    if now is None:
        return Change(what, name, "removed", True, Sentence("project.removed", args))
    details = tuple(_details(was, now, ""))
    results = fingerprint(was) != fingerprint(now)
    said = Sentence("project.changed", args) if results else Sentence("project.changed_words", args)
    return Change(what, name, "changed", results, said, details)


def _details(was: Any, now: Any, way: str) -> Iterator[Sentence]:
    for one in fields(now):
        old, new = getattr(was, one.name), getattr(now, one.name)
        if one.name != "at" and old != new:
            yield from _detail(old, new, f"{way}.{one.name}".removeprefix("."))


def _detail(old: Any, new: Any, way: str) -> Iterator[Sentence]:
    if is_dataclass(new) and type(old) is type(new) and not isinstance(new, conditions.Node):
        yield from _details(old, new, way)
    elif _parts(old, new):
        yield from _part_details(_named(old), _named(new), way)
    else:
        yield Sentence("project.changed_key", {"key": Code(way), "before": _shown(old), "after": _shown(new)})


def _parts(old: Any, new: Any) -> bool:
    return isinstance(new, tuple) and all(isinstance(part, (Segment, ColumnMap)) for part in (*old, *new))


def _named(parts: tuple[Segment | ColumnMap, ...]) -> dict[str, Any]:
    return {part.column if isinstance(part, ColumnMap) else part.name: part for part in parts}


def _part_details(old: dict[str, Any], new: dict[str, Any], way: str) -> Iterator[Sentence]:
    for name in [*new, *(old.keys() - new.keys())]:
        there = f"{way.removesuffix('s')} {name}"
        if name not in old:
            yield Sentence("project.added_key", {"key": Code(there)})
        elif name not in new:
            yield Sentence("project.removed_key", {"key": Code(there)})
        elif old[name] != new[name]:
            yield from _details(old[name], new[name], there)
    kept = [name for name in new if name in old]
    if isinstance(next(iter(new.values()), None), Segment) and kept != [name for name in old if name in new]:
        yield Sentence("project.changed_order", {"order": tuple(Code(name) for name in new)})


def _shown(value: Any) -> Argument:
    match value:
        case conditions.Node():
            return Code(value.text)
        case int() | float():
            return value
        case tuple():
            text = ", ".join(map(str, value))
        case Mapping():
            text = ", ".join(f"{key} = {part}" for key, part in value.items())
        case _:
            text = str(value or "")
    return Code(text or "–")
