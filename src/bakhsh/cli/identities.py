"""Who is one customer: list what was merged and what may be, and answer."""

from __future__ import annotations

import typer

from bakhsh.cli.options import HERE, AsJson, Ids, InLanguage, OfProject, Unmasked
from bakhsh.cli.verb import opened, screen, verb
from bakhsh.language.sentences import Code, Sentence
from bakhsh.records import as_json as as_json_of

__all__ = ["who"]

who = typer.Typer(help="Who is one customer under several ids: list, same, different.", invoke_without_command=True)


@who.callback()
def _identities(
    context: typer.Context,
    unmasked: Unmasked = False,
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    if context.invoked_subcommand is None:
        identities_list(unmasked=unmasked, project=project, as_json=as_json, language=language)


@who.command("list")
@verb
def identities_list(
    unmasked: Unmasked = False, project: OfProject = HERE, as_json: AsJson = False, language: InLanguage = ""
) -> None:
    """List customers with several ids, and pairs that may be one customer, with what speaks for it.

    Example: `bakhsh identities list`
    """
    from bakhsh.cli import show_identities

    with opened(project, language) as shop:
        found = shop.identities()
        ids = (one for pair in found.proposals for one in pair.ids)
        people = shop.acquainted((*(one.customer_id for one in found.merges), *ids), unmasked, "identities")
        screen().draw(show_identities.identities(screen(), found, people))
        screen().result({**as_json_of(found), "people": people})


@who.command("same")
@verb
def identities_same(ids: Ids, project: OfProject = HERE, as_json: AsJson = False, language: InLanguage = "") -> None:
    """Answer that these ids are one customer; written to identity.toml, followed by the next run.

    Example: `bakhsh identities same 17 3021`
    """
    with opened(project, language) as shop:
        written = shop.settle("same", ids)
        screen().say(Sentence("identity.written_same", {"ids": tuple(map(Code, written))}), "bold")
        screen().result({"answer": "same", "ids": written})


@who.command("different")
@verb
def identities_different(
    ids: Ids, project: OfProject = HERE, as_json: AsJson = False, language: InLanguage = ""
) -> None:
    """Answer that these ids are different customers, whatever they share; written to identity.toml.

    Example: `bakhsh identities different 17 3021`
    """
    with opened(project, language) as shop:
        written = shop.settle("different", ids)
        screen().say(Sentence("identity.written_different", {"ids": tuple(map(Code, written))}), "bold")
        screen().result({"answer": "different", "ids": written})
