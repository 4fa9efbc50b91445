"""Tell what came out: why a customer is where he is, what the segments are like, the report."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bakhsh.cli.options import (
    HERE,
    AsJson,
    AsOf,
    InLanguage,
    MoneyOnly,
    OfProject,
    ReportOut,
    What,
)
from bakhsh.cli.verb import day, opened, screen, verb
from bakhsh.language.sentences import Code, Sentence

__all__ = ["VERBS"]


@verb
def explain(
    what: What,
    as_of: AsOf = "",
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Say why a customer is where he is, or what a segmentation's segments are like and how they are made.

    Example: `bakhsh explain 17850`
    """
    from bakhsh.cli import show

    with opened(project, language) as shop:
        face, on = screen(), day(as_of, shop.files.project.calendar, "--as-of")
        if what in {one.name for one in shop.files.segmentations}:
            found = shop.profile(what, on)
            face.draw(show.profile(face, found, notes=True), show.rules(face, found))
            face.result(found)
        else:
            customer = shop.explain(what, on)
            face.draw(show.explanation(face, customer, shop.files))
            face.result(customer)


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


VERBS: Mapping[str, Callable[..., None]] = {"explain": explain, "report": report}
"""The verbs by the names they have on the command line."""
