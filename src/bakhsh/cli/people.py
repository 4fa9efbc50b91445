"""People's data: forget somebody, hand out what is kept of him."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import typer

from bakhsh.cli.ask import confirm
from bakhsh.cli.options import HERE, AsJson, Customer, DryRun, InLanguage, OfProject, To, Yes
from bakhsh.cli.verb import opened, screen, verb
from bakhsh.language.sentences import Sentence

__all__ = ["VERBS"]


@verb
def forget(
    customer: Customer,
    dry_run: DryRun = False,
    yes: Yes = False,
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Remove everything about a customer, from the past too, for good; never take him in again.

    Example: `bakhsh forget 17850 --dry-run`
    """
    from bakhsh.cli import show_people

    with opened(project, language) as shop:
        face = screen()
        found = shop.forget(customer, dry_run=True)
        face.draw(show_people.forgetting(face, found))
        if found.already or dry_run:
            face.result(found)
            return
        if not confirm(face, Sentence("privacy.ask_forget"), yes, default=False):
            face.say(Sentence("privacy.nothing_removed"))
            face.result(found)
            raise typer.Exit(2)
        with face.progress() as say:
            found = shop.forget(customer, progress=say)
        face.draw(show_people.forgotten(face, found))
        face.result(found)


@verb
def export_customer(
    customer: Customer,
    to: To = None,
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Write everything that is kept about a customer: JSON for programs, a workbook for the person.

    Example: `bakhsh export-customer 17850 --to for-17850 --language fa`
    """
    from bakhsh.cli import show_people

    with opened(project, language) as shop:
        face = screen()
        found = shop.export_customer(customer, to or shop.folder / "exports", face.language)
        face.draw(show_people.exported(face, found))
        face.result(found)


VERBS: Mapping[str, Callable[..., None]] = {"forget": forget, "export-customer": export_customer}
"""The verbs by the names they have on the command line."""
