"""Splitting a condition into columns that must be computed and a condition over columns only."""

from __future__ import annotations

from typing import overload

from bakhsh.conditions.ago import read_ago
from bakhsh.conditions.calls import Lifted, Membership, lifted_name, membership_name, read_call
from bakhsh.conditions.syntax import Aggregate, Condition, InSegment, Name, Node, OneOf, Text, Value, rebuilt
from bakhsh.conditions.tokens import example
from bakhsh.errors import BadCondition
from bakhsh.language.sentences import Code, Sentence

__all__ = ["ago_mistake", "lift", "lifted"]


@overload
def lift(node: Condition) -> tuple[tuple[Lifted, ...], Condition]: ...
@overload
def lift(node: Value) -> tuple[tuple[Lifted, ...], Value]: ...
def lift(node: Condition | Value) -> tuple[tuple[Lifted, ...], Condition | Value]:
    """The columns `node` needs, each once and in the order of the text, and `node` with their names in place of
    `count`, `spent`, `in_segment` and `was_in_segment`.

    Raises the first BadCondition or UnknownName of a call that cannot be understood (see `check` for all of them).
    """
    found: dict[str, Lifted] = {}
    rewritten = _without_calls(node, found)
    assert isinstance(rewritten, Condition | Value)
    return tuple(found.values()), rewritten


def lifted(node: Aggregate | InSegment) -> Lifted:
    """The column one call becomes. Raises its first mistake."""
    if isinstance(node, InSegment):
        name, ago = node.segmentation.value, read_ago(node.ago.value) if node.ago else None
        if node.ago and ago is None:
            raise ago_mistake(node.ago)
        return Lifted(membership_name(name, ago), Membership(name, ago))
    call, problems = read_call(node)
    if problems:
        raise problems[0]
    return Lifted(lifted_name(call), call)


def ago_mistake(ago: Text) -> BadCondition:
    """The error for a time that nobody can read."""
    said = Sentence("migration.ago_not_understood", {"column": ago.column, "found": Code(ago.value)})
    return BadCondition(said, column=ago.column, hint=example("was_in_segment('value', 'champions', '1 month ago')"))


def _without_calls(node: Node, found: dict[str, Lifted]) -> Node:
    if not isinstance(node, Aggregate | InSegment):
        return rebuilt(node, lambda child: _without_calls(child, found))
    column = lifted(node)
    found.setdefault(column.name, column)
    name = Name(column.name, span=node.span, source=node.source)
    if isinstance(node, InSegment):
        return OneOf(name, node.segments, span=node.span, source=node.source)
    return name
