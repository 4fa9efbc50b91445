"""The nodes a condition is made of, and their canonical writing.

A node remembers the span of the user's text it was read from; spans take no part in equality, so two conditions
that differ in spacing, brackets around one test or quotes are equal. And and Or hold two or more parts side by side;
a bracketed And inside an And stays a part of its own, as it was written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import Any

from bakhsh.errors import NotReady
from bakhsh.language.keys import matching_key
from bakhsh.language.sentences import Code, Sentence

__all__ = [
    "Aggregate", "And", "Argument", "Arithmetic", "Compare", "Condition", "InSegment", "IsEmpty", "Name", "Node",
    "Not", "Number", "OneOf", "Or", "Text", "Top", "Truth", "Value", "Within", "children", "rebuilt", "show",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Node:
    """Anything in a condition. `span` is [start, end) in `source`, the whole text it was read from."""

    span: tuple[int, int] = field(default=(0, 0), compare=False, repr=False, kw_only=True)
    source: str = field(default="", compare=False, repr=False, kw_only=True)

    @property
    def text(self) -> str:
        """The user's own spelling; the canonical one for a node that was not read from text."""
        return self.source[slice(*self.span)] or show(self)

    @property
    def column(self) -> int:
        """Where it starts in its text, counted from 1."""
        return self.span[0] + 1


class Value(Node):
    """A node that gives a value for a customer."""

    __slots__ = ()


class Condition(Node):
    """A node that is true or false of a customer."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Number(Value):
    """A number as written: money in the project's unit, a share as 0.2 or 20%."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Text(Value):
    """A text in quotes; a date where it is compared with one. `term` is the word of a vocabulary that `value` spells
    (see `spelled`): that is compared, while what was written stays."""

    value: str
    term: str = field(default="", compare=False, repr=False, kw_only=True)

    @property
    def meant(self) -> str:
        """The term it spells, else what was written."""
        return self.term or self.value

    @property
    def key(self) -> str:
        """The matching key of what is meant: what texts are compared by."""
        return matching_key(self.meant)


@dataclass(frozen=True, slots=True)
class Truth(Value):
    """`true` or `false`."""

    value: bool


@dataclass(frozen=True, slots=True)
class Name(Value):
    """A feature: a column of ROWS."""

    name: str


@dataclass(frozen=True, slots=True)
class Arithmetic(Value):
    """Two values and one of + - * /."""

    sign: str
    left: Value
    right: Value


@dataclass(frozen=True, slots=True)
class Argument(Node):
    """One argument of count or spent: `category = 'sport'`, `brand in ('A', 'B')`, `last = '90 days'`."""

    name: str
    sign: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Aggregate(Value):
    """`count(…)` or `spent(…)`: a number over the customer's own lines."""

    function: str
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Compare(Condition):
    """Two values and one of = != < <= > >=."""

    sign: str
    left: Value
    right: Value


@dataclass(frozen=True, slots=True)
class Within(Condition):
    """`value between low and high`, both ends included. `negated`: outside them."""

    value: Value
    low: Value
    high: Value
    negated: bool = False


@dataclass(frozen=True, slots=True)
class OneOf(Condition):
    """`value in (…)`. `negated`: none of them."""

    value: Value
    options: tuple[Value, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class IsEmpty(Condition):
    """`value is empty`. `negated`: `is not empty`."""

    value: Value
    negated: bool = False


@dataclass(frozen=True, slots=True)
class InSegment(Condition):
    """`in_segment('value', 'champions', …)`: the customer is in one of these segments of the segmentation; with `ago`,
    `was_in_segment('value', 'champions', …, '1 month ago')`: he was then."""

    segmentation: Text
    segments: tuple[Text, ...]
    ago: Text | None = None


@dataclass(frozen=True, slots=True)
class Top(Condition):
    """`top 20% by value`: among so large a share of all customers with a value, those with the highest; `lowest`:
    `bottom 20% by value`. `cut` is the value from which on one is in (down to which, where `lowest`), as it would be
    written, money in the project's unit: it is learned (see `cuts`), so without one nobody can be placed."""

    share: Decimal
    value: Value
    lowest: bool = False
    cut: Decimal | None = field(default=None, compare=False, repr=False, kw_only=True)

    @property
    def compared(self) -> Compare:
        """The test that it comes to. Raises NotReady where the cut point has not been learned."""
        if self.cut is None:
            said = Sentence("banded.cut_not_learned", {"condition": Code(self.text)})
            raise NotReady(said, hint=Sentence("segments.run_first", {"command": Code("bakhsh run")}))
        return Compare("<=" if self.lowest else ">=", self.value, Number(self.cut))


@dataclass(frozen=True, slots=True)
class And(Condition):
    """All parts hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or(Condition):
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not(Condition):
    """The part does not hold."""

    part: Condition


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, in the order of the text."""
    found: list[Node] = []
    for one in fields(node):
        value = getattr(node, one.name)
        found += [part for part in (value if isinstance(value, tuple) else (value,)) if isinstance(part, Node)]
    return tuple(found)


def rebuilt(node: Node, change: Callable[[Node], Node]) -> Node:
    """The same node over changed children; its place in the text stays."""
    new: dict[str, Any] = {}
    for one in fields(node):
        value = getattr(node, one.name)
        if isinstance(value, Node):
            new[one.name] = change(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], Node):
            new[one.name] = tuple(change(part) for part in value)
    return replace(node, **new) if new else node


# How strongly a node holds its parts together; a part that holds less strongly than asked for gets brackets.
_OR, _AND, _NOT, _SUM, _PRODUCT, _WHOLE = range(6)


def show(node: Node) -> str:
    """The canonical writing: one space, lower-case words, single quotes, Latin digits, only the brackets needed.

    Parsing it gives an equal node.
    """
    return _show(node, _OR)


def _show(node: Node, least: int) -> str:
    strength, text = _written(node)
    return text if strength >= least else f"({text})"


def _written(node: Node) -> tuple[int, str]:
    match node:
        case Or(parts=parts):
            return _OR, " or ".join(_show(part, _AND) for part in parts)
        case And(parts=parts):
            return _AND, " and ".join(_show(part, _NOT) for part in parts)
        case Not(part=part):
            return _NOT, f"not {_show(part, _NOT)}"
        case Arithmetic(sign="+" | "-" as sign, left=left, right=right):
            return _SUM, f"{_show(left, _SUM)} {sign} {_show(right, _PRODUCT)}"
        case Arithmetic(sign=sign, left=left, right=right):
            return _PRODUCT, f"{_show(left, _PRODUCT)} {sign} {_show(right, _WHOLE)}"
        case Condition():
            return _NOT, _test(node)
    return _WHOLE, _whole(node)


def _test(node: Condition) -> str:
    match node:
        case Compare(sign=sign, left=left, right=right):
            return f"{_show(left, _SUM)} {sign} {_show(right, _SUM)}"
        case Within(value=value, low=low, high=high, negated=negated):
            return f"{_show(value, _SUM)} {_not(negated)}between {_show(low, _SUM)} and {_show(high, _SUM)}"
        case OneOf(value=value, options=options, negated=negated):
            return f"{_show(value, _SUM)} {_not(negated)}in {_listed(options)}"
        case IsEmpty(value=value, negated=negated):
            return f"{_show(value, _SUM)} is {_not(negated)}empty"
        case Top(share=share, value=value, lowest=lowest):
            return f"{'bottom' if lowest else 'top'} {_whole(Number(share * 100))}% by {_show(value, _SUM)}"
        case InSegment(segmentation=segmentation, segments=segments, ago=None):
            return f"in_segment{_listed((segmentation, *segments))}"
        case InSegment(segmentation=segmentation, segments=segments, ago=Text() as ago):
            return f"was_in_segment{_listed((segmentation, *segments, ago))}"
    raise TypeError(f"not a condition: {node!r}")


def _whole(node: Node) -> str:
    match node:
        case Number(value=number):
            plain = f"{number:f}"
            return plain.rstrip("0").rstrip(".") if "." in plain else plain
        case Text(value=text):
            return _quoted(text)
        case Truth(value=value):
            return "true" if value else "false"
        case Name(name=name):
            return name
        case Argument(name=name, sign="in", values=values):
            return f"{name} in {_listed(values)}"
        case Argument(name=name, sign=sign, values=(value,)):
            return f"{name} {sign} {_show(value, _SUM)}"
        case Aggregate(function=function, arguments=arguments):
            return f"{function}{_listed(arguments)}"
    raise TypeError(f"not a value: {node!r}")


def _listed(nodes: tuple[Node, ...]) -> str:
    return "(" + ", ".join(_show(node, _OR) for node in nodes) + ")"


def _not(negated: bool) -> str:
    return "not " if negated else ""


def _quoted(text: str) -> str:
    quote = '"' if "'" in text and '"' not in text else "'"
    return quote + text.replace(quote, quote * 2) + quote
