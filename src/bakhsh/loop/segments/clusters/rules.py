"""The tree beside clusters as conditions: one for each cluster, as a rule segmentation would be written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from bakhsh.conditions.sorts import Sort, sort_of_column
from bakhsh.loop.segments.clusters.model import Found
from bakhsh.tables import Type

__all__ = ["rules"]


def rules(found: Found, unit: int) -> dict[str, str]:
    """By cluster, in the clusters' order, the condition under which the tree puts a customer there; a cluster that has
    no leaf is absent. `unit`: minor units in one unit of money as users write it.

    A condition is the leaves of the cluster joined by "or". Tests of one path that say nothing beside a later one on
    the same feature are left out.
    """
    paths: dict[int, list[str]] = {}
    for cluster, tests in _leaves(found.tree["tree"], ()):
        paths.setdefault(cluster, []).append(" and ".join(_written(tests, found.types, unit)))
    whole = {at: [one for one in path if one] for at, path in paths.items()}
    return {
        found.names[at]: " or ".join(_bracketed(path, len(whole[at]) > 1) for path in whole[at]) or "frequency >= 0"
        for at in sorted(whole)
    }


_Test = tuple[str, Any, str, bool]
"""A feature, the number it is compared with (None: being empty), or the word, and whether the test holds."""


def _leaves(node: Mapping[str, Any], tests: tuple[_Test, ...]) -> Iterator[tuple[int, tuple[_Test, ...]]]:
    if "cluster" in node:
        yield node["cluster"], tests
        return
    for side in ("yes", "no"):
        test = (node["feature"], node.get("at"), node.get("word", ""), side == "yes")
        yield from _leaves(node[side], (*tests, test))


def _bracketed(path: str, several: bool) -> str:
    return f"({path})" if several and " and " in path else path


def _written(tests: tuple[_Test, ...], types: Mapping[str, Type], unit: int) -> Iterator[str]:
    """The tests of one path. Of several ends on one side of one feature the last is the narrowest."""
    narrowest = {(feature, word, holds): at for at, (feature, _, word, holds) in enumerate(tests)}
    for at, (feature, end, word, holds) in enumerate(tests):
        if narrowest[feature, word, holds] != at:
            continue
        if word:
            yield from _of_word(feature, word, holds, types[feature])
        elif end is None:
            yield f"{feature} is empty" if holds else f"{feature} is not empty"
        else:
            # A number that is empty counts as below every other, so it goes with those up to the end.
            known = any(one == feature and not other and not word_of for one, _, word_of, other in tests)
            limit = _number(feature, end, types[feature], unit)
            up_to = f"{feature} <= {limit}"
            yield (up_to if known else f"({up_to} or {feature} is empty)") if holds else f"{feature} > {limit}"


def _of_word(feature: str, word: str, holds: bool, kind: Type) -> Iterator[str]:
    if word == "unknown":
        nobody = f"({feature} is empty or {feature} = 'unknown')" if kind is Type.TEXT else f"{feature} is empty"
        yield nobody if holds else f"not {nobody}"
    elif kind is Type.BOOLEAN:
        yield f"{feature} = {word}" if holds else f"not {feature} = {word}"
    else:
        quoted = "'" + word.replace("'", "''") + "'"
        yield f"{feature} = {quoted}" if holds else f"not {feature} = {quoted}"


def _number(feature: str, value: float, kind: Type, unit: int) -> str:
    """The number as it is written in a condition: money in the project's unit."""
    said = Decimal(repr(float(value)))
    if sort_of_column(feature, kind) is Sort.MONEY:
        said /= unit
    text = f"{said.normalize():f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
