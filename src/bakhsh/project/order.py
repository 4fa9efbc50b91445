"""What stands on what: extra features on extra features, segmentations on segmentations."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Protocol, TypeVar

from bakhsh import conditions
from bakhsh.specs import ExtraFeature, ProjectFiles, Segmentation

__all__ = ["circles", "feature_needs", "features", "nodes", "segmentation_needs", "segmentations"]


class _Named(Protocol):
    @property
    def name(self) -> str: ...


_N = TypeVar("_N", bound=_Named)


def features(files: ProjectFiles) -> tuple[ExtraFeature, ...]:
    """The extra features in an order in which each finds those it uses already there; else as declared.

    A circle is left in the declared order (`check` reports it)."""
    return _ordered(files.features, feature_needs)


def segmentations(files: ProjectFiles) -> tuple[Segmentation, ...]:
    """The segmentations in an order in which each finds those its `in_segment` asks for; else as declared."""
    return _ordered(files.segmentations, segmentation_needs)


def feature_needs(feature: ExtraFeature) -> frozenset[str]:
    """Names of the features its value uses."""
    return frozenset(node.name for node in nodes(feature.value) if isinstance(node, conditions.Name))


def segmentation_needs(segmentation: Segmentation) -> frozenset[str]:
    """Names of the segmentations its conditions ask for as of the same day, or that it crosses; where somebody was
    before is known."""
    written = [one.where for one in segmentation.segments if one.where is not None]
    asked = [
        node for where in written for node in nodes(where) if isinstance(node, conditions.InSegment) and not node.ago
    ]
    crossed = segmentation.cross.of if segmentation.kind == "cross" else ()
    return frozenset((*(node.segmentation.value for node in asked), *crossed))


def circles(specs: Sequence[_N], needs: Callable[[_N], Collection[str]]) -> tuple[tuple[_N, ...], ...]:
    """Every circle once, beginning with the one of its members that is declared first."""
    by_name = {spec.name: spec for spec in specs}
    found: dict[frozenset[str], tuple[_N, ...]] = {}
    for spec in specs:
        way = _way_back(spec.name, by_name, needs)
        if way and frozenset(way) not in found:
            found[frozenset(way)] = tuple(by_name[name] for name in way)
    return tuple(found.values())


def _way_back(start: str, by_name: dict[str, _N], needs: Callable[[_N], Collection[str]]) -> tuple[str, ...]:
    """The shortest way from `start` to itself; empty where there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for name in sorted(needs(by_name[way[-1]])):
            if name == start:
                return way
            if name in by_name and name not in seen:
                seen.add(name)
                ways.append((*way, name))
    return ()


def _ordered(specs: Sequence[_N], needs: Callable[[_N], Collection[str]]) -> tuple[_N, ...]:
    waiting, ready = list(specs), dict[str, _N]()
    names = {spec.name for spec in specs}
    while waiting:
        free = [spec for spec in waiting if not (set(needs(spec)) & names) - ready.keys()]
        spec = free[0] if free else waiting[0]
        ready[spec.name] = spec
        waiting.remove(spec)
    return tuple(ready.values())


def nodes(node: conditions.Node) -> list[conditions.Node]:
    """The node and all below it, in the order of the text."""
    return [node, *(below for child in conditions.children(node) for below in nodes(child))]
