"""Plan and run."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import typer

from bakhsh.cli.options import (
    HERE,
    AsJson,
    AsOf,
    Every,
    From,
    Full,
    FullReading,
    InLanguage,
    OfProject,
    Refit,
    Watch,
)
from bakhsh.cli.verb import day, opened, screen, verb

__all__ = ["VERBS"]


@verb
def plan(
    full: Full = False,
    as_of: AsOf = "",
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Say what a run would do and whom it would move, and do nothing.

    Example: `bakhsh plan --full`
    """
    from bakhsh.cli import show

    with opened(project, language) as shop:
        face = screen()
        with face.progress() as say:
            found = shop.plan(day(as_of, shop.files.project.calendar, "--as-of"), full, say)
        face.draw(show.plan(face, found, show.titles(shop)))
        face.result(found)


@verb
def run(
    as_of: AsOf = "",
    every: Every = "",
    start: From = "",
    refit: Refit = None,
    full_reading: FullReading = False,
    keep_watching: Watch = False,
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Read what is new, compute every customer, divide, publish. Running again changes nothing and says so.

    Example: `bakhsh run --every month --from 2011-01`
    """
    from bakhsh.cli import show, watching

    pause = watching.seconds(every) if keep_watching else 0
    if not keep_watching and every not in ("", "month", "week"):
        raise typer.BadParameter("month or week", param_hint="--every")
    if keep_watching:
        watching.keep_watching(project, language, pause)
    with opened(project, language) as shop:
        face, calendar = screen(), shop.files.project.calendar
        wanted, first = day(as_of, calendar, "--as-of"), day(start, calendar, "--from")
        with face.progress() as say:
            made = shop.run(wanted, every or None, first, tuple(refit or ()), say, full_reading)
        face.draw(show.ran(face, made, show.titles(shop)))
        face.result({"runs": made})


VERBS: Mapping[str, Callable[..., None]] = {"plan": plan, "run": run}
"""The verbs by the names they have on the command line."""
