"""Answers to scales in a run: what is wrong with them, how reliable the scales are, and the scores."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import ibis
import pyarrow as pa

from bakhsh.conditions.sums import count, whole
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop.features.bases import Given, Learned
from bakhsh.loop.features.psychographic.reliability import LOW, Reliability, question, reliabilities
from bakhsh.loop.features.psychographic.scales import answered, answers_by, in_range, of_scale, scores
from bakhsh.specs import Scale

__all__ = ["RELIABILITY", "learn", "readings"]

RELIABILITY = pa.schema([
    ("scale", pa.string()), ("dimension", pa.string()), ("items", pa.int64()), ("people", pa.int64()),
    ("method", pa.string()), ("coefficient", pa.float64()), ("low", pa.float64()), ("high", pa.float64()),
])  # fmt: skip
"""The looked table `reliability`, a row a dimension of two items or more; see `reliability.Reliability`."""

_SHOWN = 5


def learn(given: Given) -> Generator[ibis.Table, pa.Table, Learned]:
    """The reliability of every dimension, over those who answered all its items by `as_of`; and what is to be said:
    answers outside the range, to items the scale does not have or to scales nobody declared, items and scales nobody
    answered, dimensions that say little of one person."""
    scales = wanted(given)
    if not scales:
        return Learned()
    answers = answers_by(given)
    seen = _seen((yield _counts(answers, scales)), scales)
    notes = [note for scale in scales for note in _of_answers(seen[scale.name], scale, seen)]
    if all(seen[scale.name].answers for scale in scales):  # else the first note names them already
        notes += _undeclared(seen, {one.name for one in given.files.psychographic.scales})
    rows = (yield question(answered(answers, scales), scales)).to_pylist()
    found = reliabilities(rows[0], scales)
    by_name = {scale.name: scale for scale in scales}
    low = (one for one in found if one.interval is not None and one.interval.estimate < LOW)
    notes += [_low(one, by_name[one.scale]) for one in low]
    return Learned({"reliability": pa.Table.from_pylist([_row(one) for one in found], RELIABILITY)}, tuple(notes))


def readings(given: Given) -> Sequence[ibis.Table]:
    """The scores of every customer who answered anything that counts."""
    scales = wanted(given)
    if not scales:
        return ()
    wide = answered(answers_by(given), scales)
    found = {name: score for scale in scales for name, score in scores(wide, scale).items()}
    return (wide.select("customer_id", **found),)


def wanted(given: Given) -> tuple[Scale, ...]:
    """The scales whose scores this project has."""
    return tuple(
        one for one in given.files.psychographic.scales if {one.feature(name) for name in one.dimensions} & given.wanted
    )


# ---- what is wrong with the answers --------------------------------------------------------------------------------
@dataclass(slots=True)
class _Seen:
    """Of one scale: how many answers there are of each item, and how many of them lie outside the range."""

    answers: dict[int, int] = field(default_factory=dict)
    outside: dict[int, int] = field(default_factory=dict)


def _counts(answers: ibis.Table, scales: Sequence[Scale]) -> ibis.Table:
    """Answers by scale, in whatever case it is written, and item."""
    outside = ibis.literal(False)
    for scale in scales:
        outside = outside | (of_scale(answers, scale) & ~in_range(answers, scale))
    named = answers.select(scale=answers.scale.strip().lower(), item=answers.item, outside=outside)
    return named.group_by("scale", "item").agg(answers=whole(named.count()), outside=count(named.outside))


def _seen(found: pa.Table, scales: Sequence[Scale]) -> dict[str, _Seen]:
    seen: dict[str, _Seen] = {scale.name: _Seen() for scale in scales}
    for row in found.to_pylist():
        of_scale = seen.setdefault(row["scale"], _Seen())
        of_scale.answers[row["item"]] = row["answers"]
        if row["outside"]:
            of_scale.outside[row["item"]] = row["outside"]
    return seen


def _of_answers(seen: _Seen, scale: Scale, others: Mapping[str, _Seen]) -> Iterator[Sentence]:
    name = scale.called
    if not seen.answers:
        known = tuple(Code(one) for one in sorted(others) if others[one].answers)
        if known:
            yield Sentence("psychographic.scale_without_answers", {"scale": name, "known": known})
        else:
            yield Sentence("psychographic.no_answers", {"scale": name})
        return
    outside = {item: many for item, many in seen.outside.items() if item in scale.items}
    if outside:
        said: dict[str, Argument] = {
            "scale": name, "items": tuple(sorted(outside)), "count": sum(outside.values()),
            "low": scale.low, "high": scale.high,
        }  # fmt: skip
        yield Sentence("psychographic.out_of_range", said)
    strange = tuple(sorted(item for item in seen.answers if item not in scale.items))
    if strange:
        ends: dict[str, Argument] = {"first": scale.items[0], "last": scale.items[-1]}
        count = sum(seen.answers[item] for item in strange)
        yield Sentence("heard.items_unknown", {"scale": name, "items": strange[:_SHOWN], "count": count, **ends})
    missing = tuple(item for item in scale.items if item not in seen.answers)
    if missing:
        args: dict[str, Argument] = {"scale": name, "items": missing, "largest": max(seen.answers)}
        yield Sentence("psychographic.item_without_answers", args)


def _undeclared(seen: Mapping[str, _Seen], declared: Collection[str]) -> Iterator[Sentence]:
    """Answers to scales that the project does not declare: nothing is reckoned of them."""
    count = {name: sum(one.answers.values()) for name, one in seen.items() if name not in declared}
    if count:
        shown = tuple(Code(name) for name in sorted(count, key=lambda name: (-count[name], name))[:_SHOWN])
        args: dict[str, Argument] = {"count": sum(count.values()), "scales": shown, "file": Code("psychographic.toml")}
        yield Sentence("heard.scales_undeclared", args)


def _low(one: Reliability, scale: Scale) -> Sentence:
    assert one.interval is not None
    args: dict[str, Argument] = {
        "dimension": scale.dimension(one.dimension), "scale": scale.called, "found": round(one.interval.estimate, 2),
        "least": LOW,
        "low": round(one.interval.low, 2), "high": round(one.interval.high, 2), "people": one.people,
    }  # fmt: skip
    if one.method == "alpha":
        return Sentence("psychographic.low_alpha", args)
    return Sentence("psychographic.low_spearman_brown", args)


def _row(one: Reliability) -> dict[str, Any]:
    found = one.interval
    return {
        "scale": one.scale, "dimension": one.dimension, "items": one.items, "people": one.people, "method": one.method,
        "coefficient": found and found.estimate, "low": found and found.low, "high": found and found.high,
    }  # fmt: skip
