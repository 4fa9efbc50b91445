"""What segments are like: means of a few features, marked where they are far from everyone's."""

from __future__ import annotations

from dataclasses import dataclass

from bakhsh.language.sentences import Sentence
from bakhsh.records import SegmentationProfile, SegmentProfile
from bakhsh.report.reader import Reader
from bakhsh.tables import Type
from bakhsh.tables.features import KNOWN

__all__ = ["Mean", "ProfileRow", "ProfileTable", "profile_table"]

_FEATURES = (
    "recency", "frequency", "monetary", "average_order", "rhythm", "overdue", "discount_share", "return_share",
)  # fmt: skip
"""The columns of the table, in their order."""

_IN_DAYS = frozenset({"recency", "rhythm"})
_FAR = 2.0
"""A mean twice everyone's, or half of it, is marked."""


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean as shown; `mark` is high, low or empty."""

    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A segment's means, in the order of the columns."""

    title: str
    means: tuple[Mean, ...]


@dataclass(frozen=True, slots=True)
class ProfileTable:
    """Columns (name and unit), everyone's means, then each segment's."""

    columns: tuple[tuple[str, str], ...]
    everyone: tuple[Mean, ...]
    rows: tuple[ProfileRow, ...]


def profile_table(seen: SegmentationProfile, reader: Reader) -> ProfileTable:
    """Only features that differ from nothing somewhere have a column."""
    names = [name for name in _FEATURES if any(one.means.get(name) for one in seen.segments)]
    everyone = {name: _of_everyone(seen, name) for name in names}
    decimals = {name: _decimals(name, seen, reader) for name in names}

    def shown(name: str, value: float | None) -> str:
        return _shown(name, value, decimals[name], reader)

    def mean(one: SegmentProfile, name: str) -> Mean:
        text = shown(name, one.means.get(name))
        return Mean(text, _mark(one, name) if text != shown(name, 0.0) else "")  # of nothing, no part is told

    return ProfileTable(
        columns=tuple((reader.say(KNOWN[name].title), _unit(name, reader)) for name in names),
        everyone=tuple(Mean(shown(name, everyone[name])) for name in names),
        rows=tuple(
            ProfileRow(
                reader.title(one.segment, one.title),
                tuple(mean(one, name) for name in names),
            )
            for one in seen.segments
            if one.customers
        ),
    )


def _of_everyone(seen: SegmentationProfile, name: str) -> float | None:
    """Everyone's mean, from the largest segment's mean and how many times everyone's that is."""
    for one in sorted(seen.segments, key=lambda one: -one.customers):
        mean, ratio = one.means.get(name), one.ratios.get(name)
        if mean is not None and ratio:
            return mean / ratio
    return None


def _mark(one: SegmentProfile, name: str) -> str:
    ratio = one.ratios.get(name)
    if ratio is None:
        return ""
    return "high" if ratio >= _FAR else "low" if ratio <= 1 / _FAR else ""


def _kind(name: str) -> Type:
    """A mean order is a number of minor units in its contract, and money to a reader."""
    return Type.MONEY if KNOWN[name].money else KNOWN[name].type


def _unit(name: str, reader: Reader) -> str:
    if _kind(name) is Type.MONEY:
        return reader.unit
    if name in _IN_DAYS:
        return reader.say(Sentence("report.days"))
    return reader.say(Sentence("report.usual_gaps")) if name == "overdue" else ""


def _decimals(name: str, seen: SegmentationProfile, reader: Reader) -> int:
    """One number of decimals for the whole column, so that its digits stand below one another."""
    if _kind(name) is not Type.MONEY:
        return 1
    largest = max(abs(one.means.get(name) or 0) for one in seen.segments)
    money = reader.locale.money
    return 0 if largest >= 100 * money.minor_per_unit else money.decimals


def _shown(name: str, value: float | None, decimals: int, reader: Reader) -> str:
    if _kind(name) is Type.MONEY:
        return reader.amount(value, decimals)
    if _kind(name) is Type.SHARE:
        return reader.share(value)
    return reader.number(value, decimals)
