"""Tell what came out: why a customer is where he is, what the segments are like, the report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import typer

from bakhsh.cli.options import (
    HERE,
    Against,
    AsJson,
    AsOf,
    Division,
    InLanguage,
    MoneyOnly,
    OfProject,
    OfSegment,
    OnCard,
    ReportOut,
    SegmentName,
    What,
)
from bakhsh.cli.verb import day, opened, screen, verb
from bakhsh.language.sentences import Code, Sentence

if TYPE_CHECKING:
    from bakhsh.workspace import Workspace

__all__ = ["VERBS"]


@verb
def explain(
    what: What,
    segment: OfSegment = "",
    against: Against = "",
    on_card: OnCard = False,
    as_of: AsOf = "",
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Say why a customer is where he is, what a segmentation's segments are like, or what sets one of them apart.

    Example: `bakhsh explain 17850`, or `bakhsh explain value --segment champions --against loyal`
    """
    from bakhsh.cli import show, show_cards, show_watched

    with opened(project, language) as shop:
        face, on = screen(), day(as_of, shop.files.project.calendar, "--as-of")
        division = what in {one.name for one in shop.files.segmentations}
        if (segment or against or on_card) and not (division and segment):
            raise typer.BadParameter(face.text(Sentence("cards.needs_segmentation", {"what": Code(what)})))
        if on_card:
            _show_card(shop, what, segment, on)
        elif segment:
            compared = shop.compare(what, segment, against, on)
            face.draw(show_cards.comparison(face, compared, shop))
            face.result(compared)
        elif division:
            _explain_division(shop, what, on)
        else:
            customer = shop.explain(what, on)
            face.draw(show.explanation(face, customer, shop.files), show_watched.path(face, customer.path, shop.files))
            face.result(customer)


def _explain_division(shop: Workspace, what: str, on: date | None) -> None:
    from bakhsh.cli import show, show_clusters

    face, found = screen(), shop.profile(what, on)
    if found.kind == "cluster":
        tried = shop.clusters(what, on)
        # Places are for pictures: tens of thousands of them would bury what a program asks for.
        laid = replace(tried.map, points=()) if tried.map is not None else None
        found = replace(found, clusters=replace(tried, map=laid))
    face.draw(show.profile(face, found, notes=True), show.rules(face, found))
    if found.clusters is not None:
        face.draw(show_clusters.tried(face, found.clusters))
    face.result(found)


@verb
def card(
    segmentation: Division,
    segment: SegmentName,
    as_of: AsOf = "",
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Show a segment on one card: who they are, what they need, what they are worth, what threatens them.

    Example: `bakhsh card value champions --language fa`
    """
    with opened(project, language) as shop:
        _show_card(shop, segmentation, segment, day(as_of, shop.files.project.calendar, "--as-of"))


def _show_card(shop: Workspace, segmentation: str, segment: str, on: date | None) -> None:
    from bakhsh.cli import show_cards

    found = shop.card(segmentation, segment, on)
    screen().draw(show_cards.card(screen(), found))
    screen().result(found)


@verb
def report(
    out: ReportOut = None,
    money: MoneyOnly = False,
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Write the report: one HTML file that needs nothing else. With --money, only print what became of the money.

    Example: `bakhsh report --out report.html --language fa`
    """
    from bakhsh.cli import show_money
    from bakhsh.report import write

    with opened(project, language) as shop:
        face = screen()
        if money:
            seen = shop.reconciliation()
            face.draw(show_money.money(face, seen))
            face.result(seen)
            return
        written = write(shop, out, face.language)
        face.say(Sentence("cli.report_written", {"file": Code(str(written))}), "bold")
        face.result({"report": str(written)})


VERBS: Mapping[str, Callable[..., None]] = {"explain": explain, "card": card, "report": report}
"""The verbs by the names they have on the command line."""
