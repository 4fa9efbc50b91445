"""A project and its files: make it, check it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import typer

from bakhsh.cli.ask import confirm, questions, settled_by, somebody_there, unanswered
from bakhsh.cli.options import (
    HERE,
    Answers,
    AsJson,
    AskData,
    AskFeatures,
    Draft,
    DryRun,
    Further,
    InLanguage,
    Margin,
    NewFolder,
    OfProject,
    Source,
    Unit,
    Yes,
)
from bakhsh.cli.screen import Screen, error_json
from bakhsh.cli.unused import unused_columns
from bakhsh.cli.verb import opened, screen, verb
from bakhsh.errors import BakhshError
from bakhsh.language.sentences import Code, Sentence

__all__ = ["VERBS"]


@verb
def new(
    folder: NewFolder,
    source: Source,
    further: Further = None,
    unit: Unit = "",
    margin: Margin = "",
    answer: Answers = None,
    dry_run: DryRun = False,
    draft: Draft = False,
    yes: Yes = False,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Make a project from files: guess how they are read, show the guess, ask what only you know, write.

    Example: `bakhsh new shop --from orders.csv`, or `bakhsh new shop --from orders.csv items.csv customers.csv`
    """
    from bakhsh.cli import show_guess
    from bakhsh.project.settle import settled
    from bakhsh.workspace import look, make

    face = screen()
    answers = settled_by(answer or (), {"unit": unit, "margin": margin, "language": language})
    with face.progress() as say:
        guess = look((source, *(further or ())), answers, say)
    face.draw(show_guess.guess(face, guess))
    if dry_run or yes or not somebody_there(face):
        unanswered(face, guess.questions)
    if dry_run:
        face.say(Sentence("cli.would_write"))
        face.result({"guess": guess, "files": ()})
        return
    if not yes and somebody_there(face):
        answers |= questions(face, guess, answers)
        guess = settled(guess, answers)
    if not confirm(face, Sentence("cli.ask_write"), yes, default=True):
        open_still = any(question.grave for question in guess.questions)
        face.say(Sentence("cli.not_sure_and_open") if open_still else Sentence("cli.not_sure"))
        face.result({"guess": guess, "files": ()})
        raise typer.Exit(2)
    written = make(folder, guess, answers, draft=draft)
    face.say(Sentence("cli.written"), "bold")
    for path in written:
        face.say(Code(f"  {path}"))
    face.say(Sentence("cli.keep_key", {"file": Code(str(folder / ".bakhsh" / "key"))}))
    face.say(Sentence("cli.next_run", {"command": Code(f"bakhsh run -C {folder}")}), "bold")
    face.result({"guess": guess, "files": [str(path) for path in written]})


@verb
def check(
    features: AskFeatures = False,
    data: AskData = False,
    project: OfProject = HERE,
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Find every mistake in the declared files; nothing is computed.

    Example: `bakhsh check --data`
    """
    from bakhsh.cli import show_features
    from bakhsh.project import write_schemas

    with opened(project, language) as shop:
        face = screen()
        if features:
            known = shop.features()
            face.draw(show_features.features(face, known))
            face.result({"features": known})
            return
        write_schemas(shop.folder)
        mistakes, unused = shop.check(data=data), unused_columns(shop) if data else {}
        _tell(face, mistakes, unused, (*shop.remarks(), *(shop.unread() if data else ())))
        if mistakes:
            raise typer.Exit(1)


def _tell(
    face: Screen, mistakes: tuple[BakhshError, ...], unused: dict[str, tuple[str, ...]], remarks: tuple[Sentence, ...]
) -> None:
    if face.json:
        found = [error_json(one) for one in mistakes]
        face.document({"mistakes": found, "unused": unused, "remarks": [face.text(one) for one in remarks]})
        return
    for remark in remarks:
        face.say(remark, "yellow")
    for file, columns in unused.items():
        names = tuple(Code(column) for column in columns)
        face.say(Sentence("cli.not_used", {"file": Code(file), "columns": names}), "dim")
    for one in mistakes:
        face.error(one)
    if mistakes:
        face.say(Sentence("cli.found_mistakes", {"count": len(mistakes)}), "bold red")
    else:
        face.say(Sentence("cli.all_fine"), "bold green")


VERBS: Mapping[str, Callable[..., None]] = {"new": new, "check": check}
"""The verbs by the names they have on the command line."""
