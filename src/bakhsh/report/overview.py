"""The cards at the top: everybody together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bakhsh.language.sentences import Money, Sentence, Share
from bakhsh.records import Overview, SegmentationProfile
from bakhsh.report.reader import Reader
from bakhsh.report.section import Given, Section, Shown
from bakhsh.specs.prices import SAID_OF_MONEY

__all__ = ["SECTION", "Kpi", "OverviewView", "kpis", "money"]


@dataclass(frozen=True, slots=True)
class Kpi:
    """One figure: its label, its value, its change where one can be said, and a line that puts it in place."""

    label: str
    value: str
    under: str = ""
    change: str = ""
    turn: str = "same"
    """rising, falling or same."""


@dataclass(frozen=True, slots=True)
class OverviewView:
    """The cards, and in whose money the page counts."""

    kpis: tuple[Kpi, ...]
    money: str


def kpis(seen: Overview, reader: Reader) -> tuple[Kpi, ...]:
    """Customers, activity, money and repeat share as cards."""
    change = _change(seen)
    active = Share(seen.active_90 / seen.buyers if seen.buyers else 0.0)
    return (
        Kpi(
            reader.say(Sentence("report.kpi_customers")),
            reader.number(seen.customers),
            reader.say(Sentence("report.kpi_buyers", {"count": seen.buyers})),
        ),
        Kpi(
            reader.say(Sentence("report.kpi_active")),
            reader.number(seen.active_90),
            reader.say(Sentence("report.kpi_of_buyers", {"share": active})),
        ),
        Kpi(
            reader.say(Sentence("report.kpi_repeat")),
            reader.share(seen.repeat_share),
            reader.say(Sentence("report.kpi_repeat_note")),
        ),
        Kpi(
            reader.say(Sentence("report.kpi_revenue_90")),
            reader.money(seen.revenue_90, compact=True),
            reader.say(Sentence("report.kpi_before", {"revenue": Money(seen.revenue_before_90)})),
            "" if change is None else reader.share(change, signed=True),
            _turn(change),
        ),
        Kpi(
            reader.say(Sentence("report.kpi_revenue_all")),
            reader.money(seen.revenue, compact=True),
            reader.say(_exactly(seen)),
        ),
        Kpi(
            reader.say(Sentence("report.kpi_average_order")),
            reader.money(seen.average_order, compact=True),
            reader.say(Sentence("report.kpi_orders", {"count": seen.orders})),
        ),
    )


def _exactly(seen: Overview) -> Sentence:
    """The revenue in full, and what it is with customers nobody knows by name."""
    if not seen.bucket_revenue:
        return Sentence("report.kpi_exactly", {"revenue": Money(seen.revenue)})
    whole = Money(seen.revenue + seen.bucket_revenue)
    return Sentence("policy.kpi_with_buckets", {"revenue": Money(seen.revenue), "whole": whole})


def _change(seen: Overview) -> float | None:
    """Of the last 90 days against the 90 before; None where there is nothing to compare with."""
    before = seen.revenue_before_90
    return (seen.revenue_90 - before) / before if before > 0 else None


def _turn(change: float | None) -> str:
    if not change or abs(change) < 0.0005:  # shown as 0.0 %
        return "same"
    return "rising" if change > 0 else "falling"


def money(profiles: Sequence[SegmentationProfile], reader: Reader) -> str:
    """In whose money the page counts, as every profile notes it; empty where there is none."""
    said = (note for one in profiles for note in one.notes if note.id in SAID_OF_MONEY)
    return next((reader.say(note) for note in said), "")


def _shown(given: Given) -> tuple[Shown, ...]:
    view, reader = given.view, given.reader
    return (Shown("", "", OverviewView(kpis(view.overview, reader), money(view.profiles, reader))),)


SECTION = Section("overview", _shown)
