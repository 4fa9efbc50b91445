"""Sentences become text here, and only here.

A template holds `{name}` placeholders and nothing else that is special: what stands in an argument is never read as a
template. Each argument is written by its type (see `sentences`), in the reader's digits, calendar and money unit, and
set apart by isolates in right-to-left text, so that a Latin name or a file cannot turn the words around it. English
text holds no invisible mark unless an argument holds right-to-left letters.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from functools import singledispatch
from numbers import Integral, Real

from bakhsh.language.catalogues import message
from bakhsh.language.dates import show_date, show_datetime
from bakhsh.language.figures import NOTHING, show_number, show_share
from bakhsh.language.locale import Locale
from bakhsh.language.money import show_money
from bakhsh.language.sentences import Code, Money, Sentence, Share, Titled

__all__ = ["render", "show"]

_FIRST_STRONG, _LEFT_TO_RIGHT, _RIGHT_TO_LEFT, _POP = "\u2068", "\u2066", "\u2067", "\u2069"
_RIGHT_TO_LEFT_LETTERS = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
# Marks that would reach beyond the argument: direction overrides and what a terminal takes for commands.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def render(sentence: Sentence, locale: Locale) -> str:
    """The sentence in the reader's language. An id the catalogue lacks comes back in brackets."""
    found = message(locale.language, sentence.id)
    if found is None:
        return f"[{sentence.id}]"
    args = sentence.args
    return "".join(
        [
            text if name is None else show(args[name], locale) if name in args else f"{{{name}}}"
            for text, name in found.parts(args.get("count"))
        ]
    )


@singledispatch
def show(value: object, locale: Locale) -> str:
    """One argument as the reader reads it, by its type; what has no type of ours is written as a name."""
    return show(str(value), locale)


@show.register
def _(value: None, locale: Locale) -> str:
    return NOTHING


@show.register
def _(value: bool, locale: Locale) -> str:
    return render(Sentence("words.yes") if value else Sentence("words.no"), locale)


@show.register(int)
@show.register(float)
@show.register(Decimal)
def _(value: int | float | Decimal, locale: Locale) -> str:
    return show_number(value, locale)


@show.register(Integral)
def _(value: Integral, locale: Locale) -> str:
    return show_number(int(value), locale)


@show.register(Real)
def _(value: Real, locale: Locale) -> str:
    return show_number(float(value), locale)


@show.register
def _(value: Money, locale: Locale) -> str:
    return show_money(value.minor, locale)


@show.register
def _(value: Share, locale: Locale) -> str:
    return show_share(value.value, locale, decimals=value.decimals, signed=value.signed)


@show.register
def _(value: datetime, locale: Locale) -> str:
    return show_datetime(value, locale)


@show.register
def _(value: date, locale: Locale) -> str:
    return show_date(value, locale)


@show.register
def _(value: Code, locale: Locale) -> str:
    return _isolated(value.text, locale, _LEFT_TO_RIGHT)


@show.register
def _(value: Titled, locale: Locale) -> str:
    title = value.title.get(locale.language)
    first = next((letter for letter in title or "" if letter.isalpha()), "")
    if title and locale.direction == "rtl" and first.isascii() and _RIGHT_TO_LEFT_LETTERS.search(title):
        # A title in the reader's language runs as it does, though a letter of another stands first: "A: …".
        return _isolated(title, locale, _RIGHT_TO_LEFT)
    return show(title or value.name, locale)


@show.register
def _(value: str, locale: Locale) -> str:
    return _isolated(value, locale, _FIRST_STRONG)


@show.register
def _(value: Sentence, locale: Locale) -> str:
    return render(value, locale)


@show.register
def _(value: tuple, locale: Locale) -> str:  # type: ignore[type-arg]
    shown = [show(part, locale) for part in value]
    if len(shown) < 2:
        return shown[0] if shown else NOTHING
    comma = "، " if locale.language == "fa" else ", "
    return f"{comma.join(shown[:-1])} {render(Sentence('words.and'), locale)} {shown[-1]}"


def _isolated(text: str, locale: Locale, opening: str) -> str:
    safe = _UNSAFE.sub("", text)
    if locale.direction == "rtl" or _RIGHT_TO_LEFT_LETTERS.search(safe):
        return f"{opening}{safe}{_POP}"
    return safe
