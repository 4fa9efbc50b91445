"""Asking a person, where there is one: never without a terminal, never in JSON."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping

import typer
from rich.prompt import Confirm, Prompt

from bakhsh.cli.screen import Screen
from bakhsh.language.sentences import Code, Sentence
from bakhsh.records import Guess

__all__ = ["confirm", "questions", "settled_by", "somebody_there"]


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
            raise typer.BadParameter(pair, param_hint="--set")
        found[key.strip()] = value.strip()
    margin = found.get("margin", "0")
    if not re.fullmatch(r"0?\.\d+|[01](\.0+)?", margin):
        raise typer.BadParameter(margin, param_hint="--margin")
    return found


def questions(screen: Screen, guess: Guess, known: Mapping[str, str], yes: bool) -> dict[str, str]:
    """Answers to what the guess left open, asked only of a person; else the guess stands."""
    if yes or not somebody_there(screen):
        return {}
    found: dict[str, str] = {}
    for question in guess.questions:
        key, choices = _choices(question, guess)
        if key and key not in known:
            said = Prompt.ask(screen.text(question), choices=choices, default=choices[0], console=screen.out)
            found[key] = said
    return found


_COLUMNS = {
    "data.question_no_customer": "customer_id",
    "data.question_no_date": "ordered_at",
    "data.question_no_amount": "amount",
}


def _choices(question: Sentence, guess: Guess) -> tuple[str, list[str]]:
    """What an answer settles, and the answers there are, the usual one first; nothing for what is only said."""
    if question.id in _COLUMNS:
        return _COLUMNS[question.id], [column.source for column in guess.columns if not column.column]
    match question.id:
        case "data.question_toman_or_rial":
            return "unit", ["IRT", "IRR"]
        case "data.question_day_or_month":
            return "form", [one.text for one in map(question.args.get, ("form", "either")) if isinstance(one, Code)]
        case "data.question_amount_repeats":
            return "table", ["lines", "orders"]
    return "", []
