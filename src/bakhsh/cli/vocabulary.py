"""Words: how files spell what customers are, and what each spelling means."""

from __future__ import annotations

import typer

from bakhsh.cli.options import HERE, AsJson, DryRun, InLanguage, OfProject, Spelling, Term, WordsOf
from bakhsh.cli.verb import opened, screen, verb
from bakhsh.language.sentences import Code, Sentence

__all__ = ["spelled"]

spelled = typer.Typer(help="How files spell gender, education …: list, settle.", invoke_without_command=True)


@spelled.callback()
def _words(
    context: typer.Context, project: OfProject = HERE, as_json: AsJson = False, language: InLanguage = ""
) -> None:
    if context.invoked_subcommand is None:
        words_list(project=project, as_json=as_json, language=language)


@spelled.command("list")
@verb
def words_list(project: OfProject = HERE, as_json: AsJson = False, language: InLanguage = "") -> None:
    """List the spellings of the files with the word each is taken for, those that nobody knows first.

    Example: `bakhsh words list`
    """
    from bakhsh.cli import show_words

    with opened(project, language) as shop:
        found = shop.words()
        screen().draw(show_words.words(screen(), found))
        screen().result({"words": found})


@spelled.command("settle")
@verb
def words_settle(
    feature: WordsOf,
    spelling: Spelling,
    term: Term,
    dry_run: DryRun = False,
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Say what a spelling means; written to demographic.toml, followed by the next run.

    Example: `bakhsh words settle gender 1 female`
    """
    with opened(project, language) as shop:
        one = shop.settle_word(feature, spelling, term, write=not dry_run)
        args = {"feature": Code(feature), "spelling": Code(one.text), "term": Code(one.term)}
        said = Sentence("demographic.would_settle", args) if dry_run else Sentence("demographic.settled", args)
        screen().say(said, "bold")
        screen().result({"feature": feature, "spelling": one.text, "term": one.term, "written": not dry_run})
