"""The terminal of one command: who reads, where text goes, how errors and long work are shown."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console, RenderableType
from rich.text import Text

from bakhsh.errors import BakhshError, ProjectErrors
from bakhsh.language.locale import ENGLISH, Calendar, Language, Locale, locale_for
from bakhsh.language.render import render, show
from bakhsh.language.sentences import Argument, Sentence
from bakhsh.language.units import MoneyUnit
from bakhsh.records import as_json

__all__ = ["Screen", "error_json", "plain", "system_language"]

_MARKS = {ord(mark): None for mark in "\u2066\u2067\u2068\u2069\u200e\u200f\u061c"}
"""Terminals order right-to-left text by themselves where they can; these marks they show as boxes or blanks."""


_LETTERS: Mapping[Language, str] = {"en": "a", "fa": "پ۱"}


def plain(text: str) -> str:
    """Text for a terminal, without the invisible marks that pages need."""
    return text.translate(_MARKS)


def system_language() -> Language:
    """The language the system is set to, where there is a catalogue for it; else English."""
    said = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "fa" if said.lower().startswith("fa") else "en"


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    if hasattr(stream, "reconfigure") and not (stream.encoding or "").lower().startswith("utf"):
        stream.reconfigure(errors="replace")  # a letter the terminal lacks becomes "?", never a traceback
    return Console(stderr=stderr, highlight=False, emoji=False)


@dataclass
class Screen:
    """What a verb shows, in the reader's language, or as JSON for programs."""

    locale: Locale = ENGLISH
    json: bool = False
    out: Console = field(default_factory=lambda: _console(stderr=False))
    err: Console = field(default_factory=lambda: _console(stderr=True))

    def __post_init__(self) -> None:
        self.language: Language = self.locale.language
        self.read_by(self.language, self.locale.calendar, self.locale.money)

    def read_by(self, language: str, calendar: Calendar | str, money: MoneyUnit | str) -> None:
        """From now on the reader reads so: the project's calendar and money unit, his own language.

        `language` stays what was asked for, as reports and audiences want it; a terminal that has no letters for it is
        spoken to in English.
        """
        self.language = "fa" if language == "fa" else "en"
        counted: Calendar = "jalali" if calendar == "jalali" else "gregorian"
        self.locale = locale_for(self._spoken(self.language), calendar=counted, money=money)

    def _spoken(self, language: Language) -> Language:
        try:
            _LETTERS[language].encode(self.out.encoding or "utf-8")
        except (UnicodeEncodeError, LookupError):
            return "en"
        return language

    # ---- text ----------------------------------------------------------------------------------------------------
    def text(self, value: Argument) -> str:
        """A sentence, a figure, a date as text for this reader."""
        return plain(render(value, self.locale) if isinstance(value, Sentence) else show(value, self.locale))

    def say(self, value: Argument, style: str = "") -> None:
        """One line of text on standard output; nothing in JSON."""
        if not self.json:
            self.out.print(Text(self.text(value), style))

    def draw(self, *renderables: RenderableType) -> None:
        """Tables and the like on standard output; nothing in JSON."""
        if not self.json:
            for one in renderables:
                self.out.print(one)

    def result(self, record: object) -> None:
        """The record as JSON, where JSON was asked for."""
        if self.json:
            self.document(as_json(record))

    def document(self, value: Any) -> None:
        """JSON on standard output, as ASCII where the stream holds no more."""
        ascii_only = not (self.out.encoding or "").lower().startswith("utf")
        text = json.dumps(_finite(value), ensure_ascii=ascii_only, indent=2, default=str)
        self.out.file.write(text + "\n")

    def title(self, value: Mapping[str, str], name: str) -> str:
        """What a declared thing is called in the reader's language."""
        return plain(value.get(self.locale.language) or name)

    # ---- errors --------------------------------------------------------------------------------------------------
    def error(self, error: BakhshError) -> None:
        """What is wrong, where, what to do: on standard error, or as a JSON document on standard output."""
        if self.json:
            self.document({"error": error_json(error)})
            return
        listed = error.errors if isinstance(error, ProjectErrors) else (error,)
        for one in listed:
            self._one_error(one)
        if len(listed) > 1:
            self.err.print(Text(self.text(error.sentence), "bold"))

    def _one_error(self, error: BakhshError) -> None:
        line = Text()
        if error.where and error.where.file:
            line.append(f"{error.where}  ", "bold cyan")
        line.append(self.text(error.sentence), "red")
        self.err.print(line, soft_wrap=True)
        if error.hint:
            self.err.print(Text(f"  → {self.text(error.hint)}", "dim"), soft_wrap=True)

    # ---- long work -----------------------------------------------------------------------------------------------
    @contextmanager
    def progress(self) -> Iterator[Callable[[Any], None] | None]:
        """Shows steps and bars on standard error while the block runs, where that is a terminal; else yields None."""
        if not self.err.is_terminal:
            yield None
            return
        from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn

        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(24), TaskProgressColumn())
        with Progress(*columns, TimeElapsedColumn(), console=self.err, transient=True) as bar:
            task = bar.add_task("", total=None)

            def say(now: Any) -> None:
                bar.update(task, description=self.text(now.step), completed=now.done, total=now.total)

            yield say


def error_json(error: BakhshError) -> dict[str, Any]:
    """{"kind", "text", "sentence", "where", "hint"}, and "errors" with one such for each mistake of a project."""
    found: dict[str, Any] = {
        "kind": type(error).__name__,
        "text": str(error.sentence),
        "sentence": as_json(error.sentence),
        "where": as_json(error.where) if error.where else None,
        "hint": as_json(error.hint) if error.hint else None,
    }
    if isinstance(error, ProjectErrors):
        found["errors"] = [error_json(one) for one in error.errors]
    return found


def _finite(value: Any) -> Any:
    """JSON knows no infinity and no not-a-number."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _finite(part) for key, part in value.items()}
    return [_finite(part) for part in value] if isinstance(value, list) else value
