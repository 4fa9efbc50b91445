"""What a form of a declared file is."""

from __future__ import annotations

from dataclasses import dataclass

from bakhsh.language.sentences import Sentence
from bakhsh.project.shapes import Table, Text

__all__ = ["NAME", "Form"]

NAME = Text(pattern="[a-z][a-z0-9_]{0,62}", form=Sentence("project.name_form"), empty=False)
"""Names stand in conditions, in paths and in tables: lower-case Latin letters, digits and _. A title says the rest."""


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of file: where such files lie in the project folder, what they declare, their keys."""

    kind: str
    folder: str
    means: str
    table: Table
    file: str = "bakhsh.toml"
    """Where there is one file of the kind: its name."""

    @property
    def pattern(self) -> str:
        return f"{self.folder}/*.toml" if self.folder else self.file
