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
from bakhsh.stats import Interval
from bakhsh.tables.features import feature_title

__all__ = ["acquisition"]

_MOST_MONTHS = 24


def acquisition(screen: Screen, one: Acquisition) -> RenderableType:
    """A row a source, then new and returning revenue of the last two years."""
    by: Argument = feature_title(one.by) or Code(one.by)
    args: dict[str, Argument] = {"by": by, "as_of": one.as_of, "count": sum(each.customers for each in one.sources)}
    costs = ("source_of", ">won", ">$cost_each", ">payback", ">$clv")
    worth = ("source_of", ">$margin_each", ">$revenue_each")
    again = ("source_of", ">again_90", ">again_180", ">again_365")
    months: list[Row] = [
        (Code(show_month(each.month, screen.locale)), _amount(screen, each.new), _amount(screen, each.returning))
        for each in one.months[-_MOST_MONTHS:]
    ]
    mixed = [each for each in one.sources if each.segments]
    return Group(
        headline(screen, Sentence("acquisition.headline", args)),
        laid_out(screen, costs, [_costs(screen, each) for each in one.sources]),
        laid_out(screen, worth, [_worth(screen, each) for each in one.sources]),
        laid_out(screen, again, [(source_said(each), *_again(each)) for each in one.sources]),
        laid_out(
            screen, ("source_of", "mix"), [(source_said(each), segments_said(each, one.titles)) for each in mixed]
        ),
        laid_out(screen, ("month", ">$new_revenue", ">$returning_revenue"), months),
        *bullets(screen, one.notes),
    )


def _costs(screen: Screen, one: Acquired) -> Row:
    cost = one.cost / one.costed if one.cost is not None and one.costed else None
    return (source_said(one), one.customers, _amount(screen, cost), payback_said(one), _between(screen, one.clv))


def _worth(screen: Screen, one: Acquired) -> Row:
    return (source_said(one), *(_between(screen, each) for each in (one.margin_each, one.revenue_each)))


def _between(screen: Screen, found: Interval | None) -> Argument:
    if found is None:
        return Code(NOTHING)
    value, low, high = (_amount(screen, each) for each in (found.estimate, found.low, found.high))
    return Sentence("acquisition.money_between", {"value": value, "low": low, "high": high})


def _again(one: Acquired) -> Row:
    return [again_said(each) for each in one.again] or [Code(NOTHING)] * 3


def _amount(screen: Screen, minor: float | None) -> Code:
    """An amount in short, its unit standing in the head."""
    if minor is None:
        return Code(NOTHING)
    return Code(show_money(round(minor), screen.locale, compact=True).removesuffix(f" {unit_word(screen)}"))
