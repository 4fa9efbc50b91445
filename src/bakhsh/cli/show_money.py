"""From what the files say to revenue, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType

from bakhsh.cli.laid import Row, bullets, headline, laid_out
from bakhsh.cli.screen import Screen
from bakhsh.language.dates import show_month
from bakhsh.language.sentences import Argument, Code, Money, Sentence
from bakhsh.records import MonthTotal, Reconciliation

__all__ = ["money"]


def money(screen: Screen, seen: Reconciliation) -> RenderableType:
    """The way from the files to revenue, in all and by month, what it rests on, and what to look at."""
    from bakhsh.loop.data.way import way

    steps = way(seen)
    names = [one.source for one in seen.sources] if steps and steps[0].amounts else []
    parts: list[RenderableType] = [
        headline(screen, Sentence("policy.way")),
        laid_out(
            screen, ("on_the_way", ">rows", ">revenue"), [(one.said, one.rows, Money(one.amount)) for one in steps]
        ),
    ]
    for place, name in enumerate(names):
        own = [(one.said, Money(one.amounts[place])) for one in steps if one.amounts[place] or one.kind == "net"]
        parts += [headline(screen, Sentence("policy.way_of", {"source": Code(name)}))]
        parts += [laid_out(screen, ("on_the_way", ">revenue"), own)]
    heads = ("month", ">rows", ">in_files", ">left_out", ">sold", ">returned", ">net")
    parts.append(laid_out(screen, heads, _months(screen, seen)))
    return Group(*parts, *bullets(screen, (*seen.findings, *seen.notes)))


def _months(screen: Screen, seen: Reconciliation) -> Iterator[Row]:
    for one in seen.months:
        yield (Code(show_month(one.month, screen.locale)), one.rows, *_money(one))


def _money(one: MonthTotal) -> tuple[Argument, ...]:
    out = sum(found.amount for found in one.exclusions)
    return tuple(map(Money, (one.file_amount, out, one.sold, one.returned, one.net)))
