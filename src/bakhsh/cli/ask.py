"""Asking a person, where there is one: never without a terminal, never in JSON."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from rich.prompt import Confirm, Prompt

from bakhsh.cli.screen import Screen
from bakhsh.language.sentences import Sentence
from bakhsh.project.write import is_iranian
from bakhsh.records import Guess

__all__ = ["confirm", "questions", "somebody_there"]


def somebody_there(screen: Screen) -> bool:
    """Whether a person can answer."""
    return not screen.json and sys.stdin.isatty() and screen.out.is_terminal


def confirm(screen: Screen, question: Sentence, yes: bool, default: bool) -> bool:
    """The answer; `yes` answers by itself, and without a terminal nobody agrees to anything."""
    if yes or not somebody_there(screen):
        return yes
    return Confirm.ask(screen.text(question), console=screen.out, default=default)


def questions(screen: Screen, guess: Guess, known: Mapping[str, str], yes: bool) -> dict[str, str]:
    """Answers to what the guess left open, asked only of a person; else what is usual stands."""
    if yes or not somebody_there(screen) or not is_iranian(guess) or "unit" in known:
        return {}
    said = Prompt.ask(screen.text(Sentence("cli.ask_unit")), choices=["IRT", "IRR"], default="IRT", console=screen.out)
    return {"unit": said}
