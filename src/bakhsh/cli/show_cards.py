"""Segments compared, laid over each other and on cards, for a terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from bakhsh.cli.laid import Row, bullets, headline, laid_out
from bakhsh.cli.screen import Screen
from bakhsh.language.sentences import Argument, Money, Sentence, Share, Titled
from bakhsh.loop.segments.card_words import PARTS, SURE
from bakhsh.loop.segments.compared import FEWEST
from bakhsh.loop.segments.overlap import overlap_said
from bakhsh.loop.segments.telling import OTHERS, about, figures
from bakhsh.records import Card, CardPart, CardRow, Comparison, Overlap, OverlapCell
from bakhsh.stats import Interval
from bakhsh.workspace.comparing import wording_of

if TYPE_CHECKING:
    from bakhsh.workspace import Workspace

__all__ = ["card", "comparison", "overlap"]

_STYLES = {"bad": "red", "good": "green", "": ""}
_MOST_PAIRS = 20
"""So many pairs of segments are listed, the most telling."""


# ---- what sets a segment apart -----------------------------------------------------------------------------------
def comparison(screen: Screen, one: Comparison, shop: Workspace) -> RenderableType:
    """The differences of a segment, strongest first, each with its interval."""
    others: Argument = Titled(one.against, one.against_title) if one.against else OTHERS
    args: dict[str, Argument] = {"segment": Titled(one.segment, one.title), "others": others, "as_of": one.as_of}
    parts: list[RenderableType] = [headline(screen, Sentence("cards.compared", args))]
    sides: dict[str, Argument] = {"customers": one.customers, "count": one.others}
    parts.append(Text(screen.text(Sentence("cards.sides", sides))))
    if one.too_few:
        return Group(*parts, Text(screen.text(Sentence("cards.too_few_either", {"fewest": FEWEST})), "yellow"))
    if not one.differences:
        return Group(*parts, Text(screen.text(Sentence("cards.nothing_differs"))))
    wording = wording_of(shop, one.as_of)
    rows = (
        (about(each, wording), figures(each, wording, others), _effect(each.effect), SURE[each.sure])
        for each in one.differences
    )
    parts.append(laid_out(screen, ("feature", "difference", "effect", "sure_of_it"), rows))
    notes = [Sentence("cards.effect_note"), Sentence("cards.tested", {"count": one.tested})]
    notes += [Sentence("cards.sampled", {"count": one.sample})] if one.sample else []
    return Group(*parts, *bullets(screen, notes))


def _effect(effect: Interval) -> Sentence:
    points = {name: round(getattr(effect, end) * 100) for name, end in _ENDS}
    return Sentence("cards.effect_between", dict(points))


_ENDS = (("value", "estimate"), ("low", "low"), ("high", "high"))


# ---- a card ------------------------------------------------------------------------------------------------------
def card(screen: Screen, one: Card) -> RenderableType:
    """A segment on one card."""
    of: dict[str, Argument] = {"segmentation": Titled(one.segmentation, one.segmentation_title), "as_of": one.as_of}
    parts: list[RenderableType] = [
        Text(screen.text(Titled(one.segment, one.title)), "bold"),
        Text(screen.text(Sentence("cards.of_segmentation", of)), "dim"),
        Padding(Text(screen.text(one.who), "italic"), (1, 0)),
        *_worth(screen, one),
    ]
    for part in one.parts:
        parts += _part(screen, part)
    return Group(*parts, *bullets(screen, one.notes))


def _worth(screen: Screen, one: Card) -> list[RenderableType]:
    lines: list[tuple[Argument, Sentence, Sentence]] = [
        (one.customers, Sentence("cards.customers"), Sentence("cards.share_of_customers", {"share": Share(one.share)})),
        (
            Money(one.revenue), Sentence("cards.revenue"),
            Sentence("cards.share_of_revenue", {"share": Share(one.revenue_share)}),
        ),
    ]  # fmt: skip
    if one.per_customer is not None:
        lines.append((Money(round(one.per_customer.estimate)), Sentence("cards.per_customer"), per_customer(one)))
    found: list[RenderableType] = [Text(screen.text(Sentence("cards.worth")), "bold")]
    for value, what, beside in lines:
        found.append(Text(f"  {screen.text(value)} {screen.text(what)} · {screen.text(beside)}"))
    return found


def per_customer(one: Card) -> Sentence:
    """How sure revenue per customer is, and that of all others."""
    own = one.per_customer
    other: dict[str, Argument] = {"other": None if one.of_others is None else Money(round(one.of_others))}
    if own is None or not math.isfinite(own.low):
        return Sentence("cards.per_customer_others", other)
    ends: dict[str, Argument] = {"low": Money(round(own.low)), "high": Money(round(own.high))}
    return Sentence("cards.per_customer_between", {**ends, **other})


def _part(screen: Screen, part: CardPart) -> list[RenderableType]:
    found: list[RenderableType] = [Padding(Text(screen.text(PARTS[part.name]), "bold"), (1, 0, 0, 0))]
    if part.note is not None:
        found.append(Text(f"  {screen.text(part.note)}", "dim"))
    return [*found, *(_line(screen, row) for row in part.rows)]


def _line(screen: Screen, row: CardRow) -> Text:
    line = Text("  ")
    line.append(f"{screen.text(row.about)}: ", "bold" if row.tone == "bad" else "")
    line.append(screen.text(row.said), _STYLES[row.tone])
    if row.sure:
        line.append(f" ({screen.text(SURE[row.sure])})", "dim")
    return line


# ---- two segmentations -------------------------------------------------------------------------------------------
def overlap(screen: Screen, one: Overlap) -> RenderableType:
    """The pairs of segments that are no chance, those furthest from it first, and how much the two have in common."""
    args: dict[str, Argument] = {name: _called(one, name) for name in (one.one, one.other)}
    said = {"one": args[one.one], "other": args[one.other], "as_of": one.as_of}
    sure = sorted((cell for cell in one.cells if cell.sure), key=lambda cell: -_strength(cell))
    rows = (_pair(one, cell) for cell in sure[:_MOST_PAIRS])
    heads = ("segment", "segment", ">customers", ">of_one", ">of_other", "lift")
    table = [laid_out(screen, heads, rows)] if sure else []
    return Group(headline(screen, Sentence("cards.overlap", said)), *table, Text(screen.text(overlap_said(one))))


def _pair(one: Overlap, cell: OverlapCell) -> Row:
    titles = (_called(one, f"{one.one}.{cell.one}"), _called(one, f"{one.other}.{cell.other}"))
    shares = (None if share is None else Share(share, 0) for share in (cell.of_one, cell.of_other))
    return (*titles, cell.customers, *shares, _times(cell.lift))


def _times(lift: Interval | None) -> Argument:
    if lift is None:
        return None
    said = {"times": lift.estimate, "low": lift.low, "high": lift.high}
    return Sentence("cards.times_between", {name: float(f"{value:.2g}") for name, value in said.items()})


def _strength(cell: OverlapCell) -> float:
    """How far a pair surely is from chance: the logarithm of the nearer end, whichever way it goes."""
    lift = cell.lift
    if lift is None:
        return 0.0
    return math.log(lift.low) if lift.low > 1 else -math.log(max(lift.high, 1e-9))


def _called(one: Overlap, name: str) -> Titled:
    return Titled(name.rpartition(".")[2], one.titles.get(name, {}))
