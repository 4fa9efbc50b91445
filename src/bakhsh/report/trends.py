"""How segments have grown and shrunk over the snapshots there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from bakhsh.language.sentences import Argument, Sentence
from bakhsh.records import RunRecord, SegmentationProfile
from bakhsh.report.reader import Reader
from bakhsh.report.spark import sparkline

__all__ = ["Trend", "snapshots", "trends"]

_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Trend:
    """The size of a segment through time: at the first snapshot, at the last, and the line between. `change` counts
    customers: a segment often begins with a handful, and percentages of a handful say nothing."""

    title: str
    first: str
    last: str
    change: str
    line: Markup


def snapshots(runs: Sequence[RunRecord], as_of: date) -> tuple[RunRecord, ...]:
    """The current run of every day up to `as_of`, in the order of time."""
    return tuple(sorted((run for run in runs if run.current and run.as_of <= as_of), key=lambda run: run.as_of))


def trends(seen: SegmentationProfile, through: Sequence[RunRecord], reader: Reader) -> tuple[Trend, ...]:
    """The sizes of each segment over the snapshots that know its segmentation; empty where they are fewer than two."""
    sizes = [run.sizes[seen.segmentation] for run in through if seen.segmentation in run.sizes]
    if len(sizes) < _FEWEST:
        return ()
    found = []
    for one in seen.segments:
        values = tuple(size.get(one.segment, 0) for size in sizes)
        title = reader.title(one.segment, one.title)
        found.append(
            Trend(
                title,
                reader.number(values[0]),
                reader.number(values[-1]),
                reader.number(values[-1] - values[0], signed=True),
                sparkline(values, _said(title, values, reader)),
            )
        )
    return tuple(found)


def _said(title: str, values: tuple[int, ...], reader: Reader) -> str:
    args: dict[str, Argument] = {"segment": title, "first": values[0], "last": values[-1], "snapshots": len(values)}
    return reader.say(Sentence("report.trend_line", args))
