"""From what the files say to revenue, on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from rich.console import Group, RenderableType
from rich.measure import Measurement
from rich.text import Text

from bakhsh.cli.laid import Row, bullets, headline, laid_out
from bakhsh.cli.screen import Screen, plain
from bakhsh.cli.words import HEADS
from bakhsh.language.dates import show_month
from bakhsh.language.figures import show_number
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.records import MonthTotal, Reconciliation

__all__ = ["money"]

_AMOUNTS = (">in_files", ">left_out", ">sold", ">returned", ">net")
_ANY = 10_000
"""Wider than any terminal: how wide a table would like to be."""


def money(screen: Screen, seen: Reconciliation) -> RenderableType:
    """The way from the files to revenue, in all and by month, what it rests on, and what to look at. The unit is said
    once, above; where the months do not fit the terminal side by side, their figures stand below one another."""
    from bakhsh.loop.data.way import way

    steps = way(seen)
    names = [one.source for one in seen.sources] if steps and steps[0].amounts else []
    shown = [(one.said, one.rows, _bare(screen, one.amount)) for one in steps]
    parts: list[RenderableType] = [_titled(screen), laid_out(screen, ("on_the_way", ">rows", ">amount"), shown)]
    for place, name in enumerate(names):
        own = [
            (one.said, _bare(screen, one.amounts[place])) for one in steps if one.amounts[place] or one.kind == "net"
        ]
        parts += [headline(screen, Sentence("policy.way_of", {"source": Code(name)}))]
        parts += [laid_out(screen, ("on_the_way", ">amount"), own)]
    parts.append(_months(screen, seen))
    return Group(*parts, *bullets(screen, (*seen.findings, *seen.notes)))


def _titled(screen: Screen) -> Text:
    said = headline(screen, Sentence("policy.way"))
    unit = screen.locale.money
    word = unit.persian if screen.locale.language == "fa" else unit.symbol or unit.label
    return said.append(f" ({word})") if word else said


def _bare(screen: Screen, minor: int) -> Code:
    """An amount without its unit."""
    unit = screen.locale.money
    return Code(plain(show_number(Decimal(minor) / unit.minor_per_unit, screen.locale, decimals=unit.decimals)))


def _months(screen: Screen, seen: Reconciliation) -> RenderableType:
    rows = [(Code(show_month(one.month, screen.locale)), one.rows, *_money(screen, one)) for one in seen.months]
    side_by_side = laid_out(screen, ("month", ">rows", *_AMOUNTS), rows)
    if Measurement.get(screen.out, screen.out.options.update(max_width=_ANY), side_by_side).maximum <= screen.out.width:
        return side_by_side
    return laid_out(screen, ("month", "on_the_way", ">amount"), _stacked(rows))


def _stacked(rows: Iterable[Row]) -> Iterator[Row]:
    for month, _, *amounts in rows:
        for place, (head, amount) in enumerate(zip(_AMOUNTS, amounts, strict=True)):
            yield ("" if place else month, HEADS[head.lstrip(">")], amount)


def _money(screen: Screen, one: MonthTotal) -> tuple[Argument, ...]:
    """What the files say before refunds, less what was left out, is what was sold; less what was returned, the net."""
    out = sum(found.amount for found in one.exclusions)
    amounts = (one.file_amount + one.returned, out, one.sold, one.returned, one.net)
    return tuple(_bare(screen, amount) for amount in amounts)
