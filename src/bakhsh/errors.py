"""Every error a user can meet.

    BakhshError                 sentence · where · hint
    ├── ProjectError            your files            (file, line, key)
    │   ├── UnknownName         a name that is not known here, with the nearest known one
    │   └── BadCondition        a condition that does not parse or whose types do not fit
    ├── DataError               your data             (table, column, how many rows, up to three masked examples)
    │   ├── MissingColumn       a column a file should have and has not
    │   └── BrokenContract      a table that does not keep its contract
    ├── NotReady                asked before it was made, or too little data (says how much is needed)
    ├── EngineError             this engine cannot do that (and which can)
    └── EdgeError               the outer world refused   (source, sink or store; retry or not)

Four parts, in this order: what is wrong, where, what was found against what is known, what to do. The first and
the third are one sentence, `where` is the second, `hint` the last. `str(error)` is English; faces render the
sentences in the reader's language.
"""

from __future__ import annotations

from dataclasses import dataclass

from bakhsh.language.sentences import Sentence

__all__ = [
    "BadCondition", "BakhshError", "BrokenContract", "DataError", "EdgeError", "EngineError",
    "MissingColumn", "NotReady", "ProjectError", "ProjectErrors", "UnknownName", "Where",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Where:
    """A place a user can open: a file, its line (from 1; 0 is "the whole file") and, where it helps, the key."""

    file: str
    line: int = 0
    key: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class BakhshError(Exception):
    """Something a user can mend. `exit_code` is what the command line leaves with."""

    exit_code = 1

    def __init__(self, sentence: Sentence, *, where: Where | None = None, hint: Sentence | None = None) -> None:
        super().__init__(sentence.id)
        self.sentence = sentence
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        parts = [str(self.where) if self.where else "", str(self.sentence), str(self.hint) if self.hint else ""]
        return "  ".join(part for part in parts if part)


class ProjectError(BakhshError):
    """A mistake in a declared file."""


class UnknownName(ProjectError):
    """A name nobody declared; the sentence carries the nearest known ones."""


class BadCondition(ProjectError):
    """A condition that cannot be read, or that compares what cannot be compared. `column` counts from 1 in its text."""

    def __init__(
        self, sentence: Sentence, *, column: int = 1, where: Where | None = None, hint: Sentence | None = None
    ) -> None:
        super().__init__(sentence, where=where, hint=hint)
        self.column = column


class ProjectErrors(ProjectError):
    """All mistakes of a project folder together, so that one `check` shows everything there is to mend."""

    def __init__(self, errors: tuple[ProjectError, ...]) -> None:
        super().__init__(Sentence("errors.project_has_mistakes", {"mistakes": len(errors)}))
        self.errors = errors

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)


class DataError(BakhshError):
    """The data do not allow it. Rows are never lost: what was not taken is in REJECTED with its reason."""


class MissingColumn(DataError):
    """A mapped column is not in the file; the sentence carries the ones that are."""


class BrokenContract(DataError):
    """A table differs from its contract: a column is missing, of another type, or a key is not unique."""


class NotReady(BakhshError):
    """Asked before it was made, or from too little data; the sentence says what is needed."""


class EngineError(BakhshError):
    """This engine cannot do that."""


class EdgeError(BakhshError):
    """The outer world refused: a file, a disk, a lock, a server. `retry` says whether trying again may help."""

    exit_code = 4

    def __init__(
        self, sentence: Sentence, *, retry: bool = False, where: Where | None = None, hint: Sentence | None = None
    ) -> None:
        super().__init__(sentence, where=where, hint=hint)
        self.retry = retry
