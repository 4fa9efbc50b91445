"""Segmentations and their segments."""

from __future__ import annotations

import typer

from bakhsh.cli.options import HERE, As, AsJson, AsOf, Division, DryRun, InLanguage, OfProject, OtherDivision
from bakhsh.cli.verb import day, opened, screen, verb
from bakhsh.language.sentences import Argument, Code, Sentence, Share

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


@parts.command("freeze")
@verb
def segments_freeze(
    name: Division,
    new_name: As = "",
    dry_run: DryRun = False,
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Write the tree that comes near to clusters as an ordinary rule segmentation. Nothing is overwritten.

    Example: `bakhsh segments freeze groups --as fixed_groups --dry-run`
    """
    with opened(project, language) as shop:
        face = screen()
        found = shop.freeze(name, new_name, dry_run)
        if dry_run:
            face.say(Code(found.text))
        args: dict[str, Argument] = {"file": Code(found.file), "agrees": Share(found.agrees, decimals=0)}
        done, would = Sentence("clustering.frozen", args), Sentence("clustering.would_freeze", args)
        face.say(done if found.written else would, "bold")
        face.result(found)


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
