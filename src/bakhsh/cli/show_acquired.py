"""What each source has won, as tables and lines."""

from __future__ import annotations

from rich.console import Group, RenderableType

from bakhsh.cli.laid import Row, bullets, headline, laid_out, unit_word
from bakhsh.cli.screen import Screen
from bakhsh.language.dates import show_month
from bakhsh.language.figures import NOTHING
from bakhsh.language.money import show_money
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.records import Acquired, Acquisition
from bakhsh.records.acquiring_words import again_said, payback_said, segments_said, source_said
from bakhsh.tables.features import feature_title

__all__ = ["acquisition"]

_MOST_MONTHS = 24


def acquisition(screen: Screen, one: Acquisition) -> RenderableType:
    """A row a source, then new and returning revenue of the last two years."""
    by: Argument = feature_title(one.by) or Code(one.by)
    args: dict[str, Argument] = {"by": by, "as_of": one.as_of, "count": sum(each.customers for each in one.sources)}
    heads = ("source_of", ">won", ">$cost_each", ">$margin_each", ">payback")
    paid = ("source_of", ">$revenue_each", ">again_90", ">again_180", ">again_365", ">$clv", "mix")
    months: list[Row] = [
        (Code(show_month(each.month, screen.locale)), _amount(screen, each.new), _amount(screen, each.returning))
        for each in one.months[-_MOST_MONTHS:]
    ]
    return Group(
        headline(screen, Sentence("acquisition.headline", args)),
        laid_out(screen, heads, [_costs(screen, each) for each in one.sources]),
        laid_out(screen, paid, [_brought(screen, one, each) for each in one.sources]),
        laid_out(screen, ("month", ">$new_revenue", ">$returning_revenue"), months),
        *bullets(screen, one.notes),
    )


def _costs(screen: Screen, one: Acquired) -> Row:
    cost = one.cost / one.costed if one.cost is not None and one.costed else None
    margin = one.margin_each.estimate if one.margin_each else None
    return (
        source_said(one), one.customers, _amount(screen, cost), _amount(screen, margin), payback_said(one),
    )  # fmt: skip


def _brought(screen: Screen, found: Acquisition, one: Acquired) -> Row:
    revenue = one.revenue_each.estimate if one.revenue_each else None
    again = [again_said(each) for each in one.again] or [Code(NOTHING)] * 3
    clv = one.clv.estimate if one.clv else None
    mix = segments_said(one, found.titles)
    return (source_said(one), _amount(screen, revenue), *again, _amount(screen, clv), mix)


def _amount(screen: Screen, minor: float | None) -> Code:
    """An amount in short, its unit standing in the head."""
    if minor is None:
        return Code(NOTHING)
    return Code(show_money(round(minor), screen.locale, compact=True).removesuffix(f" {unit_word(screen)}"))
