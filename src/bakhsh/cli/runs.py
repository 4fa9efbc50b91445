"""Past runs: list, show, prune, build again."""

from __future__ import annotations

import typer

from bakhsh.cli.ask import confirm
from bakhsh.cli.options import HERE, AsJson, DryRun, InLanguage, OfProject, RunNumber, Yes
from bakhsh.cli.verb import opened, screen, verb
from bakhsh.language.sentences import Sentence

__all__ = ["past"]

past = typer.Typer(help="Past runs: list, show, prune, again.", invoke_without_command=True)


@past.callback()
def _runs(
    context: typer.Context, project: OfProject = HERE, as_json: AsJson = False, language: InLanguage = ""
) -> None:
    if context.invoked_subcommand is None:
        runs_list(project=project, as_json=as_json, language=language)


@past.command("list")
@verb
def runs_list(project: OfProject = HERE, as_json: AsJson = False, language: InLanguage = "") -> None:
    """List all runs, the newest first.

    Example: `bakhsh runs list`
    """
    from bakhsh.cli import show

    with opened(project, language) as shop:
        known = shop.runs()
        screen().draw(show.runs(screen(), known))
        screen().result({"runs": known})


@past.command("show")
@verb
def runs_show(
    number: RunNumber,
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Show one run: what was read and how large the segments were.

    Example: `bakhsh runs show 3`
    """
    from bakhsh.cli import show

    with opened(project, language) as shop:
        found = shop.show_run(number)
        screen().draw(show.run(screen(), found, show.titles(shop)))
        screen().result(found)


@past.command("prune")
@verb
def runs_prune(
    dry_run: DryRun = False,
    yes: Yes = False,
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Remove old runs and files that nothing current needs ([retention] in bakhsh.toml says when).

    Example: `bakhsh runs prune --dry-run`
    """
    from bakhsh.cli import show

    with opened(project, language) as shop:
        face = screen()
        found = shop.prune(dry_run=True)
        face.draw(show.prune_plan(face, found))
        if not dry_run and (found.runs or found.files):
            if confirm(face, Sentence("cli.prune_ask"), yes, default=False):
                found = shop.prune(dry_run=False)
                face.draw(show.prune_plan(face, found))
            else:
                face.say(Sentence("cli.prune_how"))
        face.result(found)


@past.command("again")
@verb
def runs_again(
    number: RunNumber,
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Build a past run again from what it read and declared then, and compare.

    Example: `bakhsh runs again 3`
    """
    from bakhsh.cli import show

    with opened(project, language) as shop:
        face = screen()
        with face.progress() as say:
            found = shop.again(number, say)
        face.draw(show.run(face, found, show.titles(shop)))
        face.result(found)
