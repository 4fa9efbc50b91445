"""Watch: what has changed, and what that means for each segmentation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

import typer
from typer import Option

from bakhsh.cli.options import HERE, AsJson, AsOf, InLanguage, OfProject
from bakhsh.cli.verb import day, opened, screen, verb

__all__ = ["LIMIT_PASSED", "VERBS"]

LIMIT_PASSED = 3
_AGAINST = "The earlier snapshot's day. Default: the latest at least a month before."
Against = Annotated[str, Option("--against", metavar="DAY", help=_AGAINST)]


@verb
def watch(
    as_of: AsOf = "",
    against: Against = "",
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Say what has changed since an earlier snapshot, whether data are late, and which segmentations to keep, refit or
    review. Exit code 3: a limit of watch.toml was passed.

    Example: `bakhsh watch --as-of 2011-11-30 --against 2011-08-31`
    """
    from bakhsh.cli import show_watch

    with opened(project, language) as shop:
        face, calendar = screen(), shop.files.project.calendar
        found = shop.watch(day(as_of, calendar, "--as-of"), day(against, calendar, "--against"))
        face.draw(show_watch.watched(face, found, shop.files))
        face.result(found)
        if found.serious:
            raise typer.Exit(LIMIT_PASSED)


VERBS: Mapping[str, Callable[..., None]] = {"watch": watch}
"""The verbs by the names they have on the command line."""
