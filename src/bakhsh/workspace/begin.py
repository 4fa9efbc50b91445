"""New: a stranger's files become a project folder that says in plain words how they are read."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from bakhsh import project
from bakhsh.edges.sources.guess import guess
from bakhsh.edges.store import Store
from bakhsh.errors import NotReady
from bakhsh.language.sentences import Code, Sentence
from bakhsh.project.settle import open_questions, settled
from bakhsh.records import Guess
from bakhsh.workspace.progress import Progress, Say

__all__ = ["look", "make", "new"]


def new(
    folder: Path,
    source_file: Path,
    *further: Path,
    answers: Mapping[str, str] | None = None,
    dry_run: bool = False,
    draft: bool = False,
) -> tuple[Guess, tuple[Path, ...]]:
    """Guesses how the files are read and writes the folder's files; `answers` settle what the guess left open.

    Returns the guess and the files written (with `dry_run`: none). See `make` for what is refused.
    """
    guessed = look((Path(source_file), *map(Path, further)), answers)
    return guessed, () if dry_run else make(Path(folder), guessed, answers, draft=draft)


def look(files: Sequence[Path], answers: Mapping[str, str] | None = None, say: Say | None = None) -> Guess:
    """What the files seem to be, with the answers put in. Raises as `guess` and `project.settle.settled` do."""
    if say is not None:
        say(Progress(Sentence("guess.reading", {"files": tuple(Code(file.name) for file in files)})))
    return settled(guess(*files), answers or {})


def make(
    folder: Path, guessed: Guess, answers: Mapping[str, str] | None = None, *, draft: bool = False
) -> tuple[Path, ...]:
    """Writes the project's files. Existing ones are never overwritten: a ProjectError lists them. The files of data
    stay where they are and are named relative to the folder.

    NotReady, and nothing written, where a question is open whose wrong answer would change money, days or who bought;
    with `draft` the files are written all the same, and say what is open.
    """
    asked = open_questions(guessed)
    if asked and not draft:
        keys = tuple(Code(one.key) for one in asked)
        hint = Sentence("guess.answer_so", {"answers": tuple(Code(f"--answer {one.key}=…") for one in asked)})
        raise NotReady(Sentence("guess.not_settled", {"count": len(keys), "keys": keys}), hint=hint)
    written = project.write_new(folder, guessed, folder.resolve().name, Path(guessed.file), answers or {})
    store = Store.open(folder / ".bakhsh")
    try:
        store.key(os.environ, create=True)
    finally:
        store.close()
    return written
