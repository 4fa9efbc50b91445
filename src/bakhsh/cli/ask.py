"""Asking a person, where there is one: never without a terminal, never in JSON."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping

import typer
from rich.prompt import Confirm, Prompt

from bakhsh.cli.screen import Screen
from bakhsh.language.sentences import Code, Sentence
from bakhsh.records import Choice, Guess, Question

__all__ = ["confirm", "questions", "settled_by", "somebody_there", "unanswered"]


def somebody_there(screen: Screen) -> bool:
    """Whether a person can answer."""
    return not screen.json and sys.stdin.isatty() and screen.out.is_terminal


def confirm(screen: Screen, question: Sentence, yes: bool, default: bool) -> bool:
    """The answer; `yes` answers by itself, and without a terminal nobody agrees to anything."""
    if yes or not somebody_there(screen):
        return yes
    return Confirm.ask(screen.text(question), console=screen.out, default=default)


def settled_by(pairs: Iterable[str], named: Mapping[str, str]) -> dict[str, str]:
    """Answers given on the command line, as `key=value` or by an option of their own; empty ones are left out."""
    found = {key: value for key, value in named.items() if value}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key.strip():
            raise typer.BadParameter(pair, param_hint="--answer")
        found[key.strip()] = value.strip()
    margin = found.get("margin", "0")
    if not re.fullmatch(r"0?\.\d+|[01](\.0+)?", margin):
        raise typer.BadParameter(margin, param_hint="--margin")
    return found


def questions(screen: Screen, guess: Guess, known: Mapping[str, str]) -> dict[str, str]:
    """A person's answers to what is open, one by one; the usual answer is the default where a wrong one would cost
    nothing, or where there is a usual one."""
    found: dict[str, str] = {}
    for question in guess.questions:
        if question.key not in known:
            screen.say(question.asked, "bold")
            for choice in question.choices:
                screen.say(_offered(choice))
            values = [choice.value for choice in question.choices]
            found[question.key] = Prompt.ask(
                ">", choices=values or None, default=values[0] if values else "", console=screen.out, show_choices=False
            )
    return found


def unanswered(screen: Screen, asked: Iterable[Question]) -> None:
    """What nobody answered, with the words that answer it."""
    for question in asked:
        screen.say(question.asked, "yellow" if question.grave else "dim")
        for choice in question.choices[:8]:
            screen.say(_offered(choice, f"--answer {question.key}="), "" if question.grave else "dim")


def _offered(choice: Choice, before: str = "") -> Sentence:
    value = Code(f"{before}{choice.value}")
    if choice.means is None:
        return Sentence("guess.choice", {"value": value})
    return Sentence("guess.choice_means", {"value": value, "means": choice.means})
