"""The catalogues: gettext PO files, one domain a room and language, read when a sentence of theirs is first shown.

`segments.others` is the message `segments.others` of `en/segments.po` and `fa/segments.po`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from string import Formatter

from bakhsh.language.locale import Language

__all__ = ["Message", "catalogue", "domains", "message"]

Parts = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A message's templates, cut into literal text and the names of placeholders; two where it has a plural form."""

    language: Language
    forms: tuple[Parts, ...]

    def parts(self, count: object) -> Parts:
        """The form for this count. English counts "1" alone as singular; Persian nouns stay singular after a number."""
        return self.forms[0] if count == 1 or self.language == "fa" else self.forms[-1]

    @property
    def placeholders(self) -> frozenset[str]:
        return frozenset(name for form in self.forms for _, name in form if name is not None)


def message(language: Language, message_id: str) -> Message | None:
    """The message with this id, None where there is none."""
    domain = message_id.partition(".")[0]
    return catalogue(language, domain).get(message_id) if domain.isidentifier() else None


@lru_cache(maxsize=256)
def catalogue(language: Language, domain: str) -> Mapping[str, Message]:
    """All messages of a domain by id; empty where there is no such file. Read once."""
    source = files(__name__) / language / f"{domain}.po"
    if not source.is_file():
        return {}
    from babel.messages.pofile import read_po

    found = {}
    for entry in read_po(BytesIO(source.read_bytes()), locale=language, abort_invalid=True):
        if entry.id:
            message_id = entry.id if isinstance(entry.id, str) else entry.id[0]
            texts = entry.string if isinstance(entry.string, (tuple, list)) else (entry.string,)
            found[message_id] = Message(language, tuple(_parts(text) for text in texts if text))
    return found


def domains(language: Language) -> tuple[str, ...]:
    """The domains a language has a file for, sorted."""
    names = (entry.name for entry in (files(__name__) / language).iterdir())
    return tuple(sorted(name.removesuffix(".po") for name in names if name.endswith(".po")))


def _parts(template: str) -> Parts:
    """Text and names by turns. `{{` and `}}` are braces; only plain names are placeholders, never an attribute."""
    parts: list[tuple[str, str | None]] = []
    for text, name, _form, _conversion in Formatter().parse(template):
        if text:
            parts.append((text, None))
        if name is not None:
            parts.append(("", name))
    return tuple(parts)
