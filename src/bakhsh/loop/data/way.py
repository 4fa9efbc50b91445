"""The way of money from what the files say to revenue, step by step, in all and for each source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bakhsh.language.sentences import Code, Sentence
from bakhsh.loop.data.fates import reason
from bakhsh.records import Exclusion, MonthTotal, Reconciliation, SourceTotal

__all__ = ["Step", "way"]

_Total = MonthTotal | SourceTotal


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `kind`: files, back (refunds put back, which the files have taken off already), less (left out for a
    reason), sold, returned, net, or many (what of the net is of bucket customers) and known (the rest). `rows` is None
    where a step is about money alone; `amounts` are the sources' own, in order, where there are several. What is taken
    off is below zero."""

    kind: str
    said: Sentence | Code
    rows: int | None
    amount: int
    amounts: tuple[int, ...] = ()


def way(seen: Reconciliation) -> tuple[Step, ...]:
    """What the files say with refunds put back, less each reason (those with most money first), is what was sold; less
    what was returned it is revenue. Each figure follows from those above it."""
    several = seen.sources if len([one for one in seen.sources if one.rows]) > 1 else ()
    parts: Sequence[_Total] = seen.sources or seen.months
    out: dict[str, list[Exclusion]] = {}
    for one in (*(found for part in parts for found in part.exclusions), *(() if seen.sources else seen.undated)):
        out.setdefault(one.reason, []).append(one)
    undated = 0 if seen.sources else sum(one.amount for one in seen.undated)
    rows = sum(part.rows for part in parts) + (0 if seen.sources else sum(one.rows for one in seen.undated))
    ordered = sorted(out.items(), key=lambda item: (-abs(_amount(item[1])), -_rows(item[1]), item[0]))
    less = [_less(name, found, several) for name, found in ordered]
    returned = sum(part.returned for part in parts)
    each_back = tuple(one.returned for one in several)
    back = [Step("back", Sentence("policy.way_back"), None, returned, each_back)] if returned or any(each_back) else []
    steps = [
        Step("files", Sentence("policy.way_files"), rows, sum(part.file_amount for part in parts) + undated,
             tuple(one.file_amount for one in several)),
        *back,
        *less,
        Step("sold", Sentence("policy.way_sold"), rows - sum(step.rows or 0 for step in less),
             sum(part.sold for part in parts), tuple(one.sold for one in several)),
        Step("returned", Sentence("policy.way_returned"), None, -returned,
             tuple(-one.returned for one in several)),
        Step("net", Sentence("policy.way_net"), None, sum(part.net for part in parts),
             tuple(one.net for one in several)),
    ]  # fmt: skip
    if any(part.bucket for part in parts):
        bucket, net = sum(part.bucket for part in parts), sum(part.net for part in parts)
        each = tuple(one.bucket for one in several)
        rest = tuple(one.net - one.bucket for one in several)
        steps.append(Step("many", Sentence("policy.way_many"), None, bucket, each))
        steps.append(Step("known", Sentence("policy.way_known"), None, net - bucket, rest))
    return tuple(steps)


def _less(name: str, found: Sequence[Exclusion], several: Sequence[SourceTotal]) -> Step:
    each = tuple(-sum(one.amount for one in source.exclusions if one.reason == name) for source in several)
    return Step("less", _said(name), _rows(found) or None, -_amount(found), each)


def _said(name: str) -> Sentence | Code:
    """The reason in words; its id where a later release knows one that this one does not."""
    try:
        return reason(name)
    except KeyError:
        return Code(name)


def _rows(found: Sequence[Exclusion]) -> int:
    return sum(one.rows for one in found)


def _amount(found: Sequence[Exclusion]) -> int:
    return sum(one.amount for one in found)
