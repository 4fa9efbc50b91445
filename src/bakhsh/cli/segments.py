"""Segmentations and their segments."""

from __future__ import annotations

import typer

from bakhsh.cli.options import HERE, AsJson, AsOf, Division, InLanguage, OfProject, OtherDivision
from bakhsh.cli.verb import day, opened, screen, verb

__all__ = ["parts"]

parts = typer.Typer(help="Segmentations and their segments.", invoke_without_command=True)


@parts.callback()
def _segments(
    context: typer.Context,
    as_of: AsOf = "",
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    if context.invoked_subcommand is None:
        segments_list(as_of=as_of, project=project, as_json=as_json, language=language)


@parts.command("list")
@verb
def segments_list(
    as_of: AsOf = "", project: OfProject = HERE, as_json: AsJson = False, language: InLanguage = ""
) -> None:
    """List the segments of every segmentation with their size and revenue.

    Example: `bakhsh segments list --as-of 2011-11-30`
    """
    from bakhsh.cli import show

    with opened(project, language) as shop:
        face = screen()
        found = shop.profiles(day(as_of, shop.files.project.calendar, "--as-of"))
        face.draw(*(show.profile(face, one) for one in found))
        face.result({"segmentations": found})


@parts.command("overlap")
@verb
def segments_overlap(
    one: Division,
    other: OtherDivision,
    as_of: AsOf = "",
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Lay two segmentations over each other: how many customers are in which two segments, and whether by chance.

    Example: `bakhsh segments overlap value rfm`
    """
    from bakhsh.cli import show_cards

    with opened(project, language) as shop:
        face = screen()
        found = shop.overlap(one, other, day(as_of, shop.files.project.calendar, "--as-of"))
        face.draw(show_cards.overlap(face, found))
        face.result(found)
