"""Where customers live, as far as names leave it open: list, and settle once."""

from __future__ import annotations

from typing import Annotated

import typer
from typer import Argument

from bakhsh.cli.options import HERE, AsJson, DryRun, InLanguage, OfProject
from bakhsh.cli.verb import opened, screen, verb

__all__ = ["where"]

Word = Annotated[str, Argument(metavar="WORD", help="What the files say, as `bakhsh places` lists it.")]
Place = Annotated[str, Argument(metavar="PLACE", help='A city, "city, province", a place\'s id; "" for no place.')]

where = typer.Typer(help="Where customers live: list open names, settle them.", invoke_without_command=True)


@where.callback()
def _places(
    context: typer.Context, project: OfProject = HERE, as_json: AsJson = False, language: InLanguage = ""
) -> None:
    if context.invoked_subcommand is None:
        places_list(project=project, as_json=as_json, language=language)


@where.command("list")
@verb
def places_list(project: OfProject = HERE, as_json: AsJson = False, language: InLanguage = "") -> None:
    """List names of places that are unknown or ambiguous, with the customers of each and what they can mean.

    Example: `bakhsh places list`
    """
    from bakhsh.cli import show_places

    with opened(project, language) as shop:
        found = shop.places()
        screen().draw(show_places.places(screen(), found))
        screen().result(found)


@where.command("settle")
@verb
def places_settle(
    word: Word,
    place: Place,
    project: OfProject = HERE,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Say once what a name in the files means; written to geographic.toml, followed by the next run.

    Example: `bakhsh places settle "تهرون" "تهران"`
    """
    from bakhsh.cli import show_places

    with opened(project, language) as shop:
        found = shop.settle_place(word, place, dry_run)
        screen().say(show_places.settled(word, found, dry_run), "bold")
        screen().result({"word": word, "place": found.place_id if found else "", "written": not dry_run})
