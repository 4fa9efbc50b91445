"""Answers written into declared files: who is one customer, what a place is called. All else in them stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tomlkit

from bakhsh.errors import EdgeError, Where
from bakhsh.language.sentences import Code, Sentence
from bakhsh.project.bases import geographic
from bakhsh.project.edit import set_value
from bakhsh.project.forms import FORMS
from bakhsh.project.schema import schema_comment

__all__ = ["answered", "place_settled", "write_text"]

_OTHER = {"same": "different", "different": "same"}


def answered(text: str, answer: str, ids: Sequence[str]) -> str:
    """The text of identity.toml with one more answer, `same` or `different`; the opposite answer about just these ids
    is taken out, and an answer that stands there already is not repeated."""
    document = tomlkit.parse(text or f"{schema_comment(FORMS['identity'])}\n")
    said = frozenset(ids)
    opposite: Any = document.get(_OTHER[answer], [])
    for place in reversed(range(len(opposite))):
        if frozenset(map(str, opposite[place])) == said:
            del opposite[place]
    held: Any = document.get(answer)
    if held is None:
        held = tomlkit.array()
        held.multiline(True)
        document[answer] = held
    if all(frozenset(map(str, one)) != said for one in held):
        held.append(list(ids))
    return tomlkit.dumps(document)


def place_settled(text: str, word: str, place: str) -> str:
    """The text of geographic.toml with one more answer: what a word of the files means; an earlier one is replaced."""
    return set_value(text or f"{schema_comment(geographic.FORM)}\n", ("places", word), place)


def write_text(path: Path, text: str) -> None:
    """The declared file with this text, whole or not at all. EdgeError where the disk refuses."""
    fresh = path.with_name(f".{path.name}.part")
    try:
        fresh.write_text(text, encoding="utf-8", newline="\n")
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        args = {"file": Code(path.name), "found": Code(error.strerror or str(error))}
        raise EdgeError(Sentence("project.not_written", args), where=Where(str(path))) from error
