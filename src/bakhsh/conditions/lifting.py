"""Splitting a condition into columns that must be computed and a condition over columns only."""

from __future__ import annotations

from typing import overload

from bakhsh.conditions.calls import Lifted, Membership, lifted_name, membership_name, read_call
from bakhsh.conditions.syntax import Aggregate, Condition, InSegment, Name, Node, OneOf, Value, rebuilt

__all__ = ["lift", "lifted"]


@overload
def lift(node: Condition) -> tuple[tuple[Lifted, ...], Condition]: ...
@overload
def lift(node: Value) -> tuple[tuple[Lifted, ...], Value]: ...
def lift(node: Condition | Value) -> tuple[tuple[Lifted, ...], Condition | Value]:
    """The columns `node` needs, each once and in the order of the text, and `node` with their names in place of
    `count`, `spent` and `in_segment`.

    Raises the first BadCondition or UnknownName of a call that cannot be understood (see `check` for all of them).
    """
    found: dict[str, Lifted] = {}
    rewritten = _without_calls(node, found)
    assert isinstance(rewritten, Condition | Value)
    return tuple(found.values()), rewritten


def lifted(node: Aggregate | InSegment) -> Lifted:
    """The column one call becomes. Raises its first mistake."""
    if isinstance(node, InSegment):
        name = node.segmentation.value
        return Lifted(membership_name(name), Membership(name))
    call, problems = read_call(node)
    if problems:
        raise problems[0]
    return Lifted(lifted_name(call), call)


def _without_calls(node: Node, found: dict[str, Lifted]) -> Node:
    if not isinstance(node, Aggregate | InSegment):
        return rebuilt(node, lambda child: _without_calls(child, found))
    column = lifted(node)
    found.setdefault(column.name, column)
    name = Name(column.name, span=node.span, source=node.source)
    if isinstance(node, InSegment):
        return OneOf(name, node.segments, span=node.span, source=node.source)
    return name
