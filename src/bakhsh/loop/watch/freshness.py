"""Freshness: whether a source's data come as they use to, against its own history.

What a source's rhythm is, its own days say: a weekday is *open* where it had data on at least half of such days, and
waits, gaps and weeks are counted in open days, without holidays and pauses. A pause is what the same week of last year
was silent in; of a source that does not know last year the longest holidays of its calendar (`pauses`). Where too
little is known to say what is usual, nothing is said. The signs: *late* (no data for longer than it waits as a rule:
99 of 100 waits, of fewer all of them), *missing* (more open days without data than
its history has by chance), *shrinking* (a week with fewer rows than the weeks before differ by), *duplicated* and
*rejected* (a load of which a larger share than ever was known already, or was not taken).
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

import ibis
import pyarrow as pa

from bakhsh.language.sentences import Argument, Code, Sentence, Share
from bakhsh.loop.watch.pauses import pauses
from bakhsh.records import Feed, Finding, LoadRecord
from bakhsh.specs.watching import FeedLimits

__all__ = ["Told", "days_of", "fresh"]

_HISTORY = timedelta(days=456)
"""A year, and the quarter before it that tells in which weeks of this year's last quarter the source uses to rest."""
_YEARS_AGO = (364, 365, 366)
"""The same weekday a year ago, and the same date."""
_USUAL_WAITS = 0.99
_FEWEST_DAYS = 20
"""Days with data below which a source has no rhythm yet."""
_FEWEST_WAITS = 8
_FEWEST_WEEKS = 6
_WEEKS = 12
_FEWEST_LOADS = 4
_CHANCE = 0.005
_MATTERS = 0.25
"""A week that lost less than this part is not worth a word, however steady the weeks before were."""
_JUMP = 0.05
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Told:
    """A source: how many rows it has of each day, and its loads, oldest first; `closed`: days on which the business
    rests (weekends and holidays), `long_holidays`: on which it may."""

    source: str
    days: Mapping[date, int]
    loads: Sequence[LoadRecord]
    weekend: frozenset[int] = frozenset()
    holidays: frozenset[date] = frozenset()
    long_holidays: frozenset[date] = frozenset()
    limits: FeedLimits = field(default_factory=FeedLimits)


def days_of(table: ibis.Table, as_of: date) -> Generator[ibis.Table, pa.Table, dict[int, dict[date, int]]]:
    """Rows of each day of the year, and a quarter more, up to `as_of`, by load, of a table of the ledger that has a
    time `at`."""
    first, last = ibis.date((as_of - _HISTORY).isoformat()), ibis.date(as_of.isoformat())
    day = table["at"].date()
    seen = table.select("load", day=day).filter(lambda one: (one.day > first) & (one.day <= last))
    answer = yield seen.group_by("load", "day").agg(rows=seen.count())
    found: dict[int, dict[date, int]] = {}
    for row in answer.to_pylist():
        found.setdefault(int(row["load"]), {})[row["day"]] = int(row["rows"])
    return found


def fresh(told: Told, as_of: date, since: date) -> tuple[Feed, tuple[Finding, ...]]:
    """The source as of the end of a day, and what is unusual about it; gaps are looked for after `since`."""
    rhythm = _Rhythm(told)
    feed = Feed(told.source, len(told.loads), max(told.days, default=None))
    if not told.limits.watched:
        return feed, ()
    findings = [*_loads(told)]
    if len(told.days) < _FEWEST_DAYS or feed.last_on is None:
        return feed, tuple(findings)
    waited, waits = rhythm.open_between(feed.last_on, as_of), rhythm.longest_wait()
    rows, usual = rhythm.week(feed.last_on), rhythm.usual_week(feed.last_on)
    feed = Feed(told.source, len(told.loads), feed.last_on, waited, waits, rows, usual.middle if usual else None)
    findings += [*_late(told, feed), *_missing(told, rhythm, rhythm.last, since)]
    findings += [*_shrinking(told, rows, usual)] if usual else []
    return feed, tuple(findings)


@dataclass(frozen=True, slots=True)
class _Usual:
    middle: float
    low: float


class _Rhythm:
    """On which days a source speaks."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.first, self.last = min(told.days, default=date.min), max(told.days, default=date.min)
        self.open = self._weekdays()
        self.pauses = pauses(told.days, self.open)

    def _weekdays(self) -> frozenset[int]:
        span = (self.last - self.first).days + 1
        spoke = [0] * 7
        for day in self.told.days:
            spoke[day.weekday()] += 1
        if span < 28:
            return frozenset(range(7)) - self.told.weekend
        every = span / 7
        usual = frozenset(weekday for weekday in range(7) if spoke[weekday] >= every / 2)
        # A source that hardly ever speaks has no weekdays: every day is as good as another.
        return usual or frozenset(range(7))

    def is_open(self, day: date) -> bool:
        return day.weekday() in self.open and day not in self.told.holidays and not self._rests(day)

    def _rests(self, day: date) -> bool:
        """As in the same week of last year; where that is not known, on the longest holidays, unless there are data."""
        then = [day - timedelta(days=back) for back in _YEARS_AGO]
        if then[-1] >= self.first:
            return any(one in self.pauses for one in then)
        return day in self.told.long_holidays and not self.told.days.get(day)

    def open_between(self, after: date, until: date) -> int:
        """Open days after a day, up to and with another."""
        return sum(self.is_open(after + timedelta(days=step)) for step in range(1, max((until - after).days, 0) + 1))

    def longest_wait(self) -> int | None:
        """Open days without data between two days with data: what 99 of 100 waits do not pass, as a closing of last
        winter is no reason to be patient all summer. None where too few waits are known."""
        ordered = sorted(self.told.days)
        waits = sorted(self.open_between(one, other) - self.is_open(other) for one, other in pairwise(ordered))
        return waits[math.ceil(_USUAL_WAITS * len(waits)) - 1] if len(waits) >= _FEWEST_WAITS else None

    def silent(self, after: date, until: date) -> tuple[list[date], int]:
        """Open days without data, and how many open days there were."""
        days = [after + timedelta(days=step) for step in range(1, max((until - after).days, 0) + 1)]
        opened = [day for day in days if self.is_open(day)]
        return [day for day in opened if not self.told.days.get(day)], len(opened)

    def week(self, last: date) -> int:
        """Rows of the seven days up to a day."""
        return sum(self.told.days.get(last - timedelta(days=back), 0) for back in range(7))

    def usual_week(self, last: date) -> _Usual | None:
        """The median of the weeks before, and what they stay above: three spreads (1.4826 median absolute deviations,
        at least what counting alone differs by)."""
        ends = [last - timedelta(days=7 * back) for back in range(1, _WEEKS + 1)]
        weeks = sorted(self.week(end) for end in ends if end - timedelta(days=6) >= self.first)
        if len(weeks) < _FEWEST_WEEKS:
            return None
        middle = _median(weeks)
        spread = max(1.4826 * _median([abs(one - middle) for one in weeks]), math.sqrt(middle))
        return _Usual(middle, max(middle - 3 * spread, 0.0))


def _median(values: Sequence[float]) -> float:
    ranked = sorted(values)
    half = len(ranked) // 2
    return float(ranked[half]) if len(ranked) % 2 else (ranked[half - 1] + ranked[half]) / 2


# ---- signs -------------------------------------------------------------------------------------------------------
def _late(told: Told, feed: Feed) -> Iterator[Finding]:
    if feed.waited is None or feed.waits is None or feed.last_on is None or feed.waited <= feed.waits:
        return
    limit = feed.waits + told.limits.late_days
    said = Sentence(
        "freshness.late",
        {"source": Code(told.source), "last": feed.last_on, "count": feed.waited, "waits": feed.waits},
    )
    yield Finding(told.source, "late", said, feed.waited, feed.waits, limit, serious=feed.waited > limit)


def _missing(told: Told, rhythm: _Rhythm, last: date, since: date) -> Iterator[Finding]:
    gone, opened = rhythm.silent(max(since, rhythm.first), last)
    before, earlier = rhythm.silent(rhythm.first, max(since, rhythm.first))
    if not gone or earlier < _FEWEST_DAYS:
        return
    usual = _most_by_chance(opened, (len(before) + 1) / (earlier + 2))
    if len(gone) <= usual:
        return
    limit = usual + told.limits.missing_days
    shown = tuple(gone[:_SHOWN])
    said = Sentence("freshness.missing", {"source": Code(told.source), "count": len(gone), "days": shown})
    yield Finding(told.source, "missing", said, len(gone), usual, limit, serious=len(gone) > limit)


def _most_by_chance(trials: int, share: float) -> int:
    """What a binomial count passes in one of two hundred cases."""
    from scipy.special import bdtr

    return next(count for count in range(trials + 1) if bdtr(count, trials, share) >= 1 - _CHANCE)


def _shrinking(told: Told, rows: int, usual: _Usual) -> Iterator[Finding]:
    lost = 1 - rows / usual.middle if usual.middle else 0.0
    if rows >= usual.low or lost < _MATTERS:
        return
    said = Sentence("freshness.shrinking", {"source": Code(told.source), "count": rows, "usual": round(usual.middle)})
    most = told.limits.shrinking
    yield Finding(told.source, "shrinking", said, lost, 1 - usual.low / usual.middle, most, serious=lost > most)


def _loads(told: Told) -> Iterator[Finding]:
    """Of the newest load: what of it was known already, what was not taken, and whether a table that is read whole has
    lost its rows."""
    loads = [one for one in told.loads if one.rows]
    if not loads:
        return
    newest = loads[-1]
    for kind, limit in (("duplicated", told.limits.duplicated), ("rejected", told.limits.rejected)):
        yield from _share(told.source, kind, [_part(one, kind) for one in loads], newest, limit)
    whole = [one.rows for one in loads[:-1] if one.file == newest.file and not one.since and not newest.since]
    if not told.days and whole and newest.rows < (1 - _MATTERS) * whole[-1]:
        args: dict[str, Argument] = {"source": Code(told.source), "count": newest.rows, "usual": whole[-1]}
        lost, most = 1 - newest.rows / whole[-1], told.limits.shrinking
        said = Sentence("freshness.smaller_reading", args)
        yield Finding(told.source, "shrinking", said, lost, None, most, serious=lost > most)


def _part(load: LoadRecord, kind: str) -> float:
    return (load.duplicates if kind == "duplicated" else load.rejected) / load.rows


def _share(
    source: str, kind: str, shares: Sequence[float], newest: LoadRecord, limit: float | None
) -> Iterator[Finding]:
    now, past = shares[-1], shares[:-1]
    ceiling = None
    if past:
        most = max(past)
        noise = 3 * math.sqrt(max(most * (1 - most), 1 / newest.rows) / newest.rows)
        ceiling = most + max(noise, _JUMP) if len(past) >= _FEWEST_LOADS else most + 0.5
    unusual = ceiling is not None and now > ceiling
    serious = limit is not None and now > limit
    if unusual or serious:
        args: dict[str, Argument] = {"source": Code(source), "file": Code(newest.file), "share": Share(now)}
        said = Sentence("freshness.duplicated", args) if kind == "duplicated" else Sentence("freshness.rejected", args)
        yield Finding(source, kind, said, now, ceiling, limit, serious)
