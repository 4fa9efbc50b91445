"""What campaigns caused: the difference with its interval, and a verdict in words."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bakhsh.language.sentences import Argument, Money, Sentence, Share
from bakhsh.records import Conversion, Readout
from bakhsh.report.reader import Reader
from bakhsh.report.section import Given, Section, plain
from bakhsh.specs import ProjectFiles
from bakhsh.stats import Interval

__all__ = ["SECTION", "CampaignView", "Figure", "Further", "Strip", "campaign"]

_MONEY = frozenset({"margin", "revenue"})
_SHARES = frozenset({"retained"})
_OUTCOMES: Mapping[str, Sentence] = {
    "margin": Sentence("report.outcome_margin"),
    "revenue": Sentence("report.outcome_revenue"),
    "orders": Sentence("report.outcome_orders"),
    "retained": Sentence("report.outcome_retained"),
}
_VERDICTS: Mapping[str, Sentence] = {
    "works": Sentence("report.verdict_works"),
    "hurts": Sentence("report.verdict_hurts"),
    "cannot_tell": Sentence("report.verdict_cannot_tell"),
    "waiting": Sentence("report.verdict_waiting"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A labelled value, and where it is uncertain its interval."""

    label: str
    value: str
    interval: str = ""


@dataclass(frozen=True, slots=True)
class Strip:
    """An interval on a line: its ends, its middle and zero, in percent from the smallest value to the largest."""

    low: float
    high: float
    middle: float
    zero: float


@dataclass(frozen=True, slots=True)
class Further:
    """A further outcome: its mean in both groups, their difference and its interval."""

    outcome: str
    treated: str
    holdout: str
    difference: str
    interval: str


@dataclass(frozen=True, slots=True)
class CampaignView:
    """A readout in words."""

    title: str
    wave: str
    window: str
    kind: str
    verdict: str
    needed: str
    figures: tuple[Figure, ...]
    strip: Strip | None
    also: tuple[Further, ...]
    notes: tuple[str, ...]


def campaign(seen: Readout, files: ProjectFiles, reader: Reader) -> CampaignView:
    """One readout as a card."""
    declared = {one.name: one.title for one in files.campaigns}
    return CampaignView(
        title=reader.title(seen.campaign, declared.get(seen.campaign, {})),
        wave=reader.say(Sentence("report.wave", {"wave": seen.wave})),
        window=_window(seen, reader),
        kind=seen.verdict,
        verdict=reader.say(_VERDICTS[seen.verdict]),
        needed=_needed(seen, reader),
        figures=_figures(seen, reader),
        strip=_strip(seen.difference),
        also=tuple(_further(one, reader) for one in seen.also),
        notes=tuple(reader.say(note) for note in seen.notes),
    )


def _window(seen: Readout, reader: Reader) -> str:
    if seen.window_start is None or seen.window_end is None:
        return ""
    args: dict[str, Argument] = {
        "first": reader.day(seen.window_start),
        "last": reader.day(seen.window_end - timedelta(days=1)),
    }
    return reader.say(Sentence("report.window", args))


def _needed(seen: Readout, reader: Reader) -> str:
    if seen.verdict != "cannot_tell" or seen.needed is None:
        return ""
    return reader.say(Sentence("report.verdict_needs", {"count": seen.needed}))


def _outcome(name: str, reader: Reader) -> str:
    return reader.say(_OUTCOMES[name]) if name in _OUTCOMES else name


# ---- figures -----------------------------------------------------------------------------------------------------
_Shown = Callable[[float], str]
_Said = Callable[[float], Argument]


@dataclass(frozen=True, slots=True)
class _Wording:
    """How figures of one outcome are written: a mean and a signed difference as text, and the end of an interval as an
    argument of a sentence (text set in a sentence loses the marks that keep its sign in place)."""

    mean: _Shown
    difference: _Shown
    end: _Said


def _wording(outcome: str, reader: Reader) -> _Wording:
    if outcome in _MONEY:
        return _Wording(reader.money, lambda value: reader.money(value, signed=True), Money)
    if outcome in _SHARES:
        return _Wording(reader.share, lambda value: reader.say(_signed_points(value, reader)), _points)
    return _plain(reader)


def _plain(reader: Reader) -> _Wording:
    return _Wording(reader.number, lambda value: reader.number(value, signed=True), float)


def _whole(reader: Reader) -> _Wording:
    """Customers or orders in all."""
    return _Wording(reader.number, lambda value: reader.number(_rounded(value), signed=True), _rounded)


def _rounded(value: float) -> float:
    """Whole where it is finite; a bound nobody can give is not."""
    return round(value) if math.isfinite(value) else value


def _points(value: float) -> Sentence:
    """A difference of two shares, in percentage points."""
    return Sentence("report.points", {"points": round(value * 100, 2)})


def _signed_points(value: float, reader: Reader) -> Sentence:
    shown = reader.number(round(value * 100, 2), signed=True)
    return Sentence("report.points", {"points": shown})


def _interval(one: Interval, end: _Said, reader: Reader) -> str:
    return reader.say(Sentence("report.from_to", {"low": end(one.low), "high": end(one.high)}))


def _uncertain(label: Sentence, one: Interval | None, wording: _Wording, reader: Reader) -> Figure:
    if one is None:
        return Figure(reader.say(label), reader.number(None))
    return Figure(reader.say(label), wording.difference(one.estimate), _interval(one, wording.end, reader))


def _further(one: Conversion, reader: Reader) -> Further:
    wording = _wording(one.outcome, reader)
    return Further(
        _outcome(one.outcome, reader),
        wording.mean(one.treated),
        wording.mean(one.holdout),
        wording.difference(one.difference.estimate),
        _interval(one.difference, wording.end, reader),
    )


def _figures(seen: Readout, reader: Reader) -> tuple[Figure, ...]:
    outcome: dict[str, Argument] = {"outcome": _OUTCOMES.get(seen.outcome, seen.outcome)}
    wording = _wording(seen.outcome, reader)
    total = wording if seen.outcome in _MONEY else _whole(reader)
    found = [
        _uncertain(Sentence("report.difference", outcome), seen.difference, wording, reader),
        _group(Sentence("report.treated"), wording.mean(seen.treated_mean), seen.treated, reader),
        _group(Sentence("report.holdout"), wording.mean(seen.holdout_mean), seen.holdout, reader),
        _uncertain(Sentence("report.incremental", outcome), seen.incremental, total, reader),
    ]
    if seen.cost:
        found.append(Figure(reader.say(Sentence("report.cost")), reader.money(seen.cost)))
    if seen.roi is not None:
        signed = _Wording(reader.share, lambda value: reader.share(value, signed=True), Share)
        found.append(_uncertain(Sentence("report.roi"), seen.roi, signed, reader))
    return tuple(found)


def _group(label: Sentence, mean: str, customers: int, reader: Reader) -> Figure:
    return Figure(reader.say(label), mean, reader.say(Sentence("report.per_customer", {"count": customers})))


def _strip(one: Interval | None) -> Strip | None:
    """The interval between the smallest and the largest of its bounds and zero; None where a bound is infinite."""
    if one is None or not all(math.isfinite(value) for value in (one.low, one.high)):
        return None
    low, high = min(one.low, 0.0), max(one.high, 0.0)
    if high <= low:
        return None
    room = (high - low) * 0.08

    def at(value: float) -> float:
        return round((value - low + room) / (high - low + 2 * room) * 100, 2)

    return Strip(at(one.low), at(one.high), at(one.estimate), at(0.0))


def _view(given: Given) -> tuple[CampaignView, ...]:
    return tuple(campaign(one, given.view.files, given.reader) for one in given.view.readouts)


SECTION = Section("campaigns", plain("campaigns", Sentence("report.campaigns"), _view))
