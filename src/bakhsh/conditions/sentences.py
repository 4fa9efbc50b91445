"""Conditions in words, for people who do not read files: in every language of the catalogues."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bakhsh.conditions.ago import read_ago, said_ago
from bakhsh.conditions.sorts import FIXED, Sort
from bakhsh.conditions.syntax import (
    And,
    Compare,
    Condition,
    InSegment,
    IsEmpty,
    Node,
    Not,
    Number,
    OneOf,
    Or,
    Top,
    Value,
    Within,
)
from bakhsh.conditions.wording import Wording, either_of, percent_decimals
from bakhsh.language.sentences import Argument, Sentence, Share
from bakhsh.tables import Type

__all__ = ["opposite", "say", "to_sentence"]

_NONE: Mapping[str, Argument] = MappingProxyType({})
_MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def to_sentence(
    condition: Condition,
    titles: Mapping[str, Argument] | None = None,
    unit: int = 1,
    types: Mapping[str, Type] | None = None,
) -> Sentence:
    """`condition` in words: "recency is at most 30 days ago and purchase days is at least 5".

    `titles` are what the project calls its features, its segmentations (both by name), its segments (as
    "segmentation.segment") and values it names itself ("feature.value"); features of the contracts have names in the
    catalogues, others are shown as written. `unit` and `types` as for `to_ibis`; the contracts' own types are known.
    Give the condition as parsed, not as lifted: calls are said in words. And and Or inside one another become
    "any of (…; …)" and "all of (…; …)".
    """
    return say(condition, Wording(titles or _NONE, types or {}, unit))


def say(condition: Condition, words: Wording) -> Sentence:
    """`to_sentence` with a wording at hand."""
    match condition:
        case And(parts=parts):
            return _both([_inner(part, words) for part in parts])
        case Or(parts=parts):
            return _either([_inner(part, words) for part in parts])
    return _inner(condition, words)


def _inner(condition: Condition, words: Wording) -> Sentence:
    match condition:
        case And(parts=parts):
            return Sentence("conditions.all_of", {"parts": _listed([_inner(part, words) for part in parts])})
        case Or(parts=parts):
            return Sentence("conditions.any_of", {"parts": _listed([_inner(part, words) for part in parts])})
        case Not(part=And(parts=parts)):
            return Sentence("conditions.not_all_of", {"parts": _listed([_inner(part, words) for part in parts])})
        case Not(part=Or(parts=parts)):
            return Sentence("conditions.none_of", {"parts": _listed([_inner(part, words) for part in parts])})
        case Not(part=Top() as top):
            return Sentence("banded.not_among", {"feature": words.named(top.value), "place": _ranks(top, words)})
        case Not(part=part):
            return Sentence("conditions.not_so", {"what": _inner(part, words)})
    return _test(condition, words)


def _both(parts: list[Sentence]) -> Sentence:
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return Sentence("conditions.both", {"first": _both(parts[:half]), "second": _both(parts[half:])})


def _either(parts: list[Sentence]) -> Sentence:
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return Sentence("conditions.either", {"first": _either(parts[:half]), "second": _either(parts[half:])})


def _listed(parts: list[Sentence]) -> Sentence:
    if len(parts) == 1:
        return parts[0]
    half = len(parts) // 2
    return Sentence("conditions.listed", {"first": _listed(parts[:half]), "second": _listed(parts[half:])})


def _test(node: Node, words: Wording) -> Sentence:
    match node:
        case Compare(sign=sign, left=left, right=right) if isinstance(left, FIXED):
            return _compared(_MIRRORED[sign], right, left, words)
        case Compare(sign=sign, left=left, right=right):
            return _compared(sign, left, right, words)
        case Within(value=value, low=low, high=high, negated=negated):
            beside = next((one for one in (value, low, high) if not isinstance(one, FIXED)), value)
            first, second = words.written(low, beside), words.written(high, beside)
            args: dict[str, Argument] = {"feature": words.written(value, beside), "low": first, "high": second}
            return Sentence("conditions.not_between", args) if negated else Sentence("conditions.between", args)
        case OneOf(value=value, options=options, negated=negated):
            values = either_of(tuple(words.written(option, value) for option in options))
            args = {"feature": words.named(value), "value": values}
            return Sentence("conditions.differs", args) if negated else Sentence("conditions.equals", args)
        case IsEmpty(value=value, negated=negated):
            args = {"feature": words.named(value)}
            return Sentence("conditions.is_filled", args) if negated else Sentence("conditions.is_empty", args)
        case InSegment():
            return _placed(node, words)
        case Top():
            return Sentence("banded.among", {"feature": words.named(node.value), "place": _ranks(node, words)})
    raise TypeError(f"not a test: {node!r}")


def _ranks(top: Top, words: Wording) -> Sentence:
    """The share of customers, with the cut point where it has been learned."""
    args: dict[str, Argument] = {"share": Share(float(top.share), decimals=percent_decimals(top.share))}
    if top.cut is None:
        return Sentence("banded.lowest", args) if top.lowest else Sentence("banded.highest", args)
    args["limit"] = words.written(Number(top.cut), top.value)
    return Sentence("banded.lowest_to", args) if top.lowest else Sentence("banded.highest_from", args)


def _placed(node: InSegment, words: Wording) -> Sentence:
    name, ago = node.segmentation.value, read_ago(node.ago.value) if node.ago else None
    places = either_of(tuple(words.segment(name, one.value) for one in node.segments))
    args: dict[str, Argument] = {"segments": places, "segmentation": words.segmentation(name)}
    if ago is None:
        return Sentence("conditions.in_segment", args)
    return Sentence("migration.was_in_segment", {**args, "ago": said_ago(ago)})


def _compared(sign: str, left: Value, right: Value, words: Wording) -> Sentence:
    args: dict[str, Argument] = {"feature": words.named(left), "value": words.written(right, left)}
    if sign == "=":
        return Sentence("conditions.equals", args)
    if sign == "!=":
        return Sentence("conditions.differs", args)
    if words.sort(left, right) is Sort.DATE:
        return _dated(sign, args)
    match sign:
        case "<":
            return Sentence("conditions.is_below", args)
        case "<=":
            return Sentence("conditions.is_at_most", args)
        case ">":
            return Sentence("conditions.is_above", args)
    return Sentence("conditions.is_at_least", args)


def _dated(sign: str, args: dict[str, Argument]) -> Sentence:
    match sign:
        case "<":
            return Sentence("conditions.is_before", args)
        case "<=":
            return Sentence("conditions.is_until", args)
        case ">":
            return Sentence("conditions.is_after", args)
    return Sentence("conditions.is_since", args)


def opposite(atom: Condition) -> Condition:
    """The test that holds of filled values where `atom` does not."""
    match atom:
        case Compare(sign=sign, left=left, right=right):
            return Compare(_OPPOSITE[sign], left, right)
        case Within(value=value, low=low, high=high, negated=negated):
            return Within(value, low, high, not negated)
        case OneOf(value=value, options=options, negated=negated):
            return OneOf(value, options, not negated)
        case IsEmpty(value=value, negated=negated):
            return IsEmpty(value, not negated)
    return Not(atom)
