"""Lines of TOML with comments for one reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import tomlkit

from bakhsh.language.locale import LANGUAGES, Locale, locale_for
from bakhsh.language.render import render
from bakhsh.language.sentences import Sentence

__all__ = ["Commenter", "commenter", "declared", "inline", "line", "one_line", "text", "titled"]

Commenter = Callable[[Sentence], list[str]]
"""A sentence as comment lines in the reader's language."""

_NO_MARKS = {ord(mark): None for mark in "\u2066\u2067\u2068\u2069\u200e\u200f"}
_LONG = 100


def commenter(locale: Locale) -> Commenter:
    """Comments in this language, without invisible marks: editors do their own bidirectional text."""

    def say(sentence: Sentence) -> list[str]:
        return [f"# {one}" for one in render(sentence, locale).translate(_NO_MARKS).splitlines()]

    return say


def line(key: str, value: Any) -> str:
    """`key = value`; a list too long for a line stands on several."""
    plain = re.fullmatch(r"[A-Za-z0-9_-]+", key)
    written = _item(value).as_string()
    if isinstance(value, (list, tuple)) and len(written) > _LONG:
        written = "[\n" + "".join(f"    {_item(one).as_string()},\n" for one in value) + "]"
    return f"{key if plain else tomlkit.string(key).as_string()} = {written}"


def _item(value: Any) -> Any:
    if isinstance(value, Mapping):
        return inline(value)
    if isinstance(value, (tuple, list)):
        array = tomlkit.array()
        array.extend(_item(one) if isinstance(one, Mapping) else one for one in value)
        return array
    return tomlkit.item(value)


def inline(values: Mapping[str, Any]) -> Any:
    """An inline table."""
    table = tomlkit.inline_table()
    table.update({key: list(value) if isinstance(value, tuple) else value for key, value in values.items()})
    return table


def declared(spec: Any) -> dict[str, Any]:
    """The fields of a spec that are not what they are by themselves, as TOML takes them."""
    usual = type(spec)() if all(one.default is not one.default_factory for one in fields(spec)) else None
    found = {}
    for one in fields(spec):
        value = getattr(spec, one.name)
        if one.name != "at" and (usual is None or value != getattr(usual, one.name)):
            found[one.name] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value) if one.name != "at"}
    if isinstance(value, (tuple, list)):
        return [_plain(one) for one in value]
    return {key: _plain(one) for key, one in value.items()} if isinstance(value, Mapping) else value


def titled(sentence: Sentence) -> str:
    """A title in every language, as an inline table."""
    table = tomlkit.inline_table()
    table.update({one: render(sentence, locale_for(one)).translate(_NO_MARKS) for one in LANGUAGES})
    return table.as_string()


def one_line(text: str) -> str:
    """Text that fits a comment behind a line."""
    clean = re.sub(r"[\x00-\x1f\x7f-\x9f]+", " ", text).strip()
    return clean if len(clean) <= 60 else clean[:57] + "…"


def text(lines: Iterable[str]) -> str:
    """The lines as a file."""
    return "\n".join(lines) + "\n"
