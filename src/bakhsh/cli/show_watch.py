"""What a watch says, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import Group, RenderableType
from rich.text import Text

from bakhsh.cli.laid import Row, bullets, headline, laid_out
from bakhsh.cli.screen import Screen
from bakhsh.language.sentences import Argument, Code, Sentence, Share, Titled
from bakhsh.records import DECISIONS, READINGS, Drift, Feed, Finding, Watched
from bakhsh.specs import ProjectFiles
from bakhsh.specs.called import called

__all__ = ["watched"]

_MOST = 12


def watched(screen: Screen, found: Watched, files: ProjectFiles) -> RenderableType:
    """The days, the verdicts, what was found with the serious in red, and the tables it rests on: of the features that
    moved more than noise the dozen that moved most."""
    parts: list[RenderableType] = []
    if found.against is not None:
        days: dict[str, Argument] = {"as_of": found.as_of, "against": found.against}
        parts.append(headline(screen, Sentence("verdict.compared", days)))
    titles: dict[str, Argument] = dict(called(files))
    titles |= {one.name: Titled(one.name, one.title) for one in files.segmentations if one.title}
    verdicts = (
        (titles.get(one.segmentation, Code(one.segmentation)), DECISIONS[one.decision]) for one in found.verdicts
    )
    parts.append(laid_out(screen, ("segmentation", "verdict"), verdicts))
    parts += [Text(f"· {screen.text(one.said)}") for one in found.verdicts]
    parts += [Text(""), *_findings(screen, found.findings), *bullets(screen, found.notes)]
    moved = [one for one in found.drifts if one.reading != "still"][:_MOST]
    if moved:
        heads: tuple[str, ...] = ("feature", ">index", ">ceiling", ">customers_moved", "reading")
        parts += [Text(""), headline(screen, Sentence("drift.table"))]
        parts.append(laid_out(screen, heads, (_drift(one, titles) for one in moved)))
    if found.feeds:
        heads = ("source", "last_day", ">waited", ">waits", ">week", ">usual_week")
        parts += [headline(screen, Sentence("freshness.table")), laid_out(screen, heads, map(_feed, found.feeds))]
    if found.serious:
        count = sum(one.serious for one in found.findings)
        parts.append(Text(screen.text(Sentence("verdict.limits", {"count": count})), "bold red"))
    return Group(*parts)


def _findings(screen: Screen, findings: tuple[Finding, ...]) -> Iterator[RenderableType]:
    yield headline(screen, Sentence("verdict.findings"))
    if not findings:
        yield Text(screen.text(Sentence("verdict.no_findings")))
    for one in findings:
        yield Text(f"· {screen.text(one.said)}", "red" if one.serious else "")


def _drift(one: Drift, titles: Mapping[str, Argument]) -> Row:
    name = titles.get(one.name, Code(one.name))
    return (name, round(one.psi, 3), round(one.psi_ceiling, 3), Share(one.moved), READINGS[one.reading])


def _feed(one: Feed) -> Row:
    usual = None if one.usual_rows is None else round(one.usual_rows)
    return (Code(one.source), one.last_on, one.waited, one.waits, one.rows, usual)
