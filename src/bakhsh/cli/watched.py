"""Watch what changes: who moves between segments and why, who keeps buying, who comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

from typer import Argument, Option

from bakhsh.cli.options import HERE, AsJson, AsOf, InLanguage, OfProject
from bakhsh.cli.verb import day, opened, screen, verb

__all__ = ["VERBS"]

Division = Annotated[str, Argument(metavar="SEGMENTATION", help="A segmentation of segments/.")]
Earlier = Annotated[str, Option("--from", metavar="DAY", help="The earlier snapshot. Default: about a month before.")]
Later = Annotated[str, Option("--to", metavar="DAY", help="The later snapshot. Default: the latest.")]
Period = Annotated[str, Option("--period", metavar="week|month|quarter", help="Of what length the cohorts are.")]
Silent = Annotated[int, Option("--silent", metavar="DAYS", help="Who is silent for longer is lost.")]
Since = Annotated[str, Option("--from", metavar="DAY", help="From which first purchases on. Default: from the first.")]
OfSegments = Annotated[str, Option("--segmentation", metavar="NAME", help="Ask each segment: who bought since?")]
Until = Annotated[str, Option("--to", metavar="DAY", help="With --segmentation: up to which snapshot.")]


@verb
def migration(
    segmentation: Division,
    start: Earlier = "",
    end: Later = "",
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Say who went from which segment to which between two snapshots, and what moved them.

    Example: `bakhsh migration value --from 2011-10-31 --to 2011-11-30`
    """
    from bakhsh.cli import show_watched

    with opened(project, language) as shop:
        face, calendar = screen(), shop.files.project.calendar
        found = shop.migration(segmentation, day(start, calendar, "--from"), day(end, calendar, "--to"))
        face.draw(show_watched.migration(face, found))
        face.result(found)


@verb
def retention(
    period: Period = "month",
    silent: Silent = 90,
    start: Since = "",
    segmentation: OfSegments = "",
    end: Until = "",
    as_of: AsOf = "",
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Say how many customers of each cohort keep buying, for how long, and who comes back; or which segments stay.

    Example: `bakhsh retention --period quarter`, or `bakhsh retention --segmentation value --from 2011-10-31`
    """
    from bakhsh.cli import show_watched

    with opened(project, language) as shop:
        face, calendar = screen(), shop.files.project.calendar
        first, on = day(start, calendar, "--from"), day(as_of, calendar, "--as-of")
        if segmentation:
            kept = shop.retained(segmentation, first, day(end, calendar, "--to") or on)
            face.draw(show_watched.retained(face, kept))
            face.result(kept)
            return
        cohorts, survival = shop.retention(on, period, first), shop.survival(on, silent, period)
        face.draw(show_watched.cohorts(face, cohorts), show_watched.survival(face, survival))
        face.result({"cohorts": cohorts, "survival": survival})


By = Annotated[str, Option("--by", metavar="COLUMN", help="Where customers came from: any column of words.")]
Mix = Annotated[str, Option("--segmentation", metavar="NAME", help="Whose segments are counted. Default: the first.")]


@verb
def acquisition(
    by: By = "",
    segmentation: Mix = "",
    as_of: AsOf = "",
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Say whom each source has won, what that cost, when it is paid back, and who comes again.

    Example: `bakhsh acquisition`, or `bakhsh acquisition --by entry_category`
    """
    from bakhsh.cli import show_acquired

    with opened(project, language) as shop:
        face = screen()
        found = shop.acquisition(by, segmentation, day(as_of, shop.files.project.calendar, "--as-of"))
        face.draw(show_acquired.acquisition(face, found))
        face.result(found)


VERBS: Mapping[str, Callable[..., None]] = {
    "acquisition": acquisition, "migration": migration, "retention": retention,
}  # fmt: skip
"""The verbs of this file by their names."""
