"""New: a stranger's file becomes a project folder that says in plain words how the file is read."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from bakhsh import project
from bakhsh.edges.sources.guess import guess
from bakhsh.edges.store import Store
from bakhsh.records import Guess

__all__ = ["new"]


def new(
    folder: Path, source_file: Path, *, answers: Mapping[str, str] | None = None, dry_run: bool = False
) -> tuple[Guess, tuple[Path, ...]]:
    """Guesses how `source_file` is read and writes the folder's files; `answers` settle what the guess left open.

    Returns the guess and the files written (with `dry_run`: none). Existing files are never overwritten: a ProjectError
    lists them. The file of data stays where it is and is named relative to the folder.
    """
    guessed = guess(Path(source_file))
    if dry_run:
        return guessed, ()
    written = project.write_new(Path(folder), guessed, Path(folder).resolve().name, source_file, answers or {})
    store = Store.open(Path(folder) / ".bakhsh")
    try:
        store.key(os.environ, create=True)
    finally:
        store.close()
    return guessed, written
