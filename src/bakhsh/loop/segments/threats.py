"""What threatens a segment: customers past their time, falling sales, complaints, contracts that end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from bakhsh.conditions.wording import Wording
from bakhsh.language.sentences import Argument, Sentence, Share
from bakhsh.loop.segments.compared import FEWEST, LEAST_WORD
from bakhsh.loop.segments.sampled import Sampled
from bakhsh.loop.segments.telling import about, figures, once_each, rounded_value
from bakhsh.records import CardRow, Difference
from bakhsh.stats import Interval, Sample, mean_interval, proportion_difference

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Values = npt.NDArray[np.float64]
    Booleans = npt.NDArray[np.bool_]

__all__ = ["threats"]

LEVEL = 0.90

_MOST_ROWS = 6
"""So many lines fit on a page beside all others."""

_PAST = 2.0
"""Past their time are customers who have not bought for twice their usual gap."""

_SOON = 90
"""A contract that ends within so many days ends soon."""

_LESS_IS_WORSE = frozenset({"engagement"})


def threats(sampled: Sampled, segment: str, told: Sequence[Difference], wording: Wording) -> tuple[CardRow, ...]:
    """The lines on threats that can be told of a segment, those that are bad first. `told`: its differences from all
    others that are signs of one."""
    rows = (
        *_overdue(sampled, segment), *_spending(sampled, segment, wording), *_complaints(sampled, segment),
        *_contracts(sampled, segment), *_signs(told, wording),
    )  # fmt: skip
    return tuple(sorted(rows, key=lambda row: row.tone != "bad"))[:_MOST_ROWS]


def _overdue(sampled: Sampled, segment: str) -> Iterator[CardRow]:
    found = _share(sampled, segment, "overdue", lambda values: values >= _PAST)
    if found is not None:
        own, other, apart = found
        said = Sentence("cards.overdue_share", {"own": Share(own, 0), "other": Share(other, 0)})
        yield CardRow(Sentence("cards.about_overdue"), said, *_judged(apart))


def _complaints(sampled: Sampled, segment: str) -> Iterator[CardRow]:
    found = _share(sampled, segment, "complaints", lambda values: values > 0)
    if found is not None and found[0]:
        own, other, apart = found
        said = Sentence("cards.complained", {"own": Share(own, 0), "other": Share(other, 0)})
        yield CardRow(Sentence("cards.about_complaints"), said, *_judged(apart))


def _contracts(sampled: Sampled, segment: str) -> Iterator[CardRow]:
    for name, about_it in _ENDING.items():
        found = _share(sampled, segment, name, lambda values: values <= _SOON)
        if found is not None and found[0]:
            own, other, apart = found
            said = Sentence("cards.ends_soon", {"own": Share(own, 0), "other": Share(other, 0), "days": _SOON})
            yield CardRow(about_it, said, *_judged(apart))


_ENDING = {
    "lease_days_left": Sentence("cards.about_lease"),
    "warranty_days_left": Sentence("cards.about_warranty"),
}


def _signs(told: Sequence[Difference], wording: Wording) -> Iterator[CardRow]:
    """Differences that are signs of leaving, each kind of thing once."""
    for one in once_each(told):
        if (one.effect.estimate < 0) == (one.feature in _LESS_IS_WORSE):
            yield CardRow(about(one, wording), figures(one, wording), one.effect, one.sure, "bad")


def _spending(sampled: Sampled, segment: str, wording: Wording) -> Iterator[CardRow]:
    """Sales of the last 90 days against those of the 90 before, of the same customers."""
    if not {"spent_90", "spent_before_90"} <= set(sampled.numeric):
        return
    now, before = (sampled.values(name, segment) for name in ("spent_90", "spent_before_90"))
    if len(now) < FEWEST or len(now) != len(before) or before.sum() <= 0:
        return
    change = mean_interval(Sample.from_values(now - before), LEVEL)
    tone = "bad" if change.high < 0 else "good" if change.low > 0 else ""
    args: dict[str, Argument] = {
        "change": Share(float(now.sum() / before.sum()) - 1, 0, signed=True),
        "now": rounded_value("spent_90", float(now.mean()), wording),
        "before": rounded_value("spent_90", float(before.mean()), wording),
    }
    said = Sentence("cards.spending", args) if tone else Sentence("cards.spending_unclear", args)
    yield CardRow(Sentence("cards.about_spending"), said, None, "likely" if tone else "", tone)


def _share(
    sampled: Sampled, segment: str, name: str, holds: Callable[[Values], Booleans]
) -> tuple[float, float, Interval] | None:
    """The share of customers of whom something holds, among those of whom it is known; that of the others; and how far
    they are apart. None where too few are known."""
    if name not in sampled.numeric:
        return None
    own, other = sampled.values(name, segment), sampled.values(name, segment, others=True)
    if min(len(own), len(other)) < FEWEST:
        return None
    a, b = int(holds(own).sum()), int(holds(other).sum())
    return a / len(own), b / len(other), proportion_difference(a, len(own), b, len(other), LEVEL)


def _judged(apart: Interval) -> tuple[Interval, str, str]:
    """The effect of a share that is a threat where it is larger, how sure it is, and its tone."""
    if not apart.excludes(0):
        return apart, "", ""
    nearest = min(abs(apart.low), abs(apart.high))
    return apart, "clear" if nearest >= LEAST_WORD else "likely", "bad" if apart.estimate > 0 else "good"
