"""Which folder is the project's."""

from __future__ import annotations

from pathlib import Path

from bakhsh.errors import NotReady
from bakhsh.language.sentences import Code, Sentence

__all__ = ["MARK", "find"]

MARK = "bakhsh.toml"
"""The file whose folder is a project."""


def find(start: Path) -> Path:
    """The folder that holds bakhsh.toml: `start` itself or the nearest one above it.

    Raises NotReady where there is none, saying how to make one.
    """
    folder = start.expanduser().absolute()
    for place in (folder, *folder.parents):
        if (place / MARK).is_file():
            return place
    said = Sentence("project.none_here", {"folder": Code(str(start)), "file": Code(MARK)})
    raise NotReady(said, hint=Sentence("project.make_one", {"command": Code("bakhsh new shop --from orders.csv")}))
