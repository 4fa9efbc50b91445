"""Text into words: names, numbers, quoted texts and signs, each with the place it stands at."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from bakhsh.errors import BadCondition
from bakhsh.language.digits import to_latin
from bakhsh.language.sentences import Argument, Code, Sentence

__all__ = ["KEYWORDS", "LONGEST", "Kind", "Parts", "Token", "example", "tokens"]

Parts = dict[str, Argument]
"""The arguments of a sentence."""

LONGEST = 4_000
"""The longest condition, in characters."""

_DIGITS = 15
"""The most digits of a number: so many an integer column and a double both hold exactly."""

KEYWORDS = frozenset({"and", "or", "not", "in", "is", "empty", "between", "true", "false"})

_QUOTES = {"'": "'", '"': '"', "«": "»", "‘": "’", "“": "”"}
_SIGNS = {"≤": "<=", "≥": ">=", "≠": "!=", "==": "=", "<>": "!=", "،": ",", "×": "*", "÷": "/", "−": "-"}
_SIGN = re.compile(r"<=|>=|!=|<>|==|[=<>≤≥≠+\-−*/×÷(),،]")
_NUMBER = re.compile(r"\d[\d_٬]*(?:[.٫]\d+)?[%٪]?")
_WORD = re.compile(r"[^\W\d]\w*")
_SPACE = re.compile(r"[\s\u200c\u200e\u200f\ufeff]+")
_RUN_ON = re.compile(r"[\w.٫٬]")


class Kind(Enum):
    """What a word is."""

    NAME = "name"
    KEYWORD = "keyword"
    NUMBER = "number"
    TEXT = "text"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """One word. `word` is the keyword in lower case, the sign in its plain form, the name, or the text without quotes;
    `start` and `end` are its place in the user's text."""

    kind: Kind
    word: str
    start: int
    end: int
    number: Decimal = Decimal(0)


def example(text: str) -> Sentence:
    """A hint: something correct to follow. Examples are never translated."""
    return Sentence("conditions.example", {"example": Code(text)})


def tokens(text: str) -> tuple[Token, ...]:
    """The words of `text`, an END last. Raises BadCondition at the first character that starts no word, at a text
    whose quote is not closed, at a number of more than 15 digits, and when `text` is longer than 4,000 characters."""
    if len(text) > LONGEST:
        raise BadCondition(
            Sentence("conditions.too_long", {"length": len(text), "longest": LONGEST}),
            column=LONGEST + 1,
            hint=Sentence("conditions.use_a_segment", {"example": Code("in_segment('value', 'champions')")}),
        )
    return tuple(_read(text))


def _read(text: str) -> Iterator[Token]:
    at = 0
    while True:
        if space := _SPACE.match(text, at):
            at = space.end()
        if at == len(text):
            yield Token(Kind.END, "", at, at)
            return
        token = _next(text, at)
        yield token
        at = token.end


def _next(text: str, at: int) -> Token:
    if text[at] in _QUOTES:
        return _quoted(text, at)
    if number := _NUMBER.match(text, at):
        return _number(text, number)
    if word := _WORD.match(text, at):
        lower = word.group().lower()
        if lower in KEYWORDS:
            return Token(Kind.KEYWORD, lower, at, word.end())
        return Token(Kind.NAME, word.group(), at, word.end())
    if sign := _SIGN.match(text, at):
        return Token(Kind.SIGN, _SIGNS.get(sign.group(), sign.group()), at, sign.end())
    raise BadCondition(
        Sentence("conditions.unknown_character", {"column": at + 1, "found": Code(_visible(text[at]))}),
        column=at + 1,
        hint=example("recency <= 30 and city in ('Tehran', 'Qom')"),
    )


def _number(text: str, found: re.Match[str]) -> Token:
    spelled = to_latin(found.group()).replace("_", "").replace("٬", "").replace("٫", ".").replace("٪", "%")
    value = Decimal(spelled.rstrip("%"))
    at, end = found.span()
    if len(spelled.rstrip("%").replace(".", "").lstrip("0")) > _DIGITS:
        problem = Sentence("conditions.number_too_long", {"column": at + 1, "digits": _DIGITS})
        raise BadCondition(problem, column=at + 1, hint=example("monetary >= 1500000"))
    if run_on := _RUN_ON.match(text, end):
        wrong = Code(text[at : run_on.end()])
        problem = Sentence("conditions.not_a_number", {"column": at + 1, "found": wrong})
        raise BadCondition(problem, column=at + 1, hint=example("monetary >= 1500.5"))
    return Token(Kind.NUMBER, spelled, at, end, value.scaleb(-2) if spelled.endswith("%") else value)


def _quoted(text: str, at: int) -> Token:
    """A text in quotes; the closing quote written twice stands for itself."""
    close = _QUOTES[text[at]]
    letters: list[str] = []
    here = at + 1
    while here < len(text):
        if text[here] != close:
            _refuse_control(text, here)
            letters.append(text[here])
            here += 1
        elif text.startswith(close, here + 1):
            letters.append(close)
            here += 2
        else:
            return Token(Kind.TEXT, "".join(letters), at, here + 1)
    raise BadCondition(
        Sentence("conditions.quote_not_closed", {"column": at + 1, "quote": Code(close)}),
        column=at + 1,
        hint=example("city = 'Tehran'"),
    )


def _refuse_control(text: str, at: int) -> None:
    if unicodedata.category(text[at]) in ("Cc", "Cs"):
        raise BadCondition(
            Sentence("conditions.unknown_character", {"column": at + 1, "found": Code(_visible(text[at]))}),
            column=at + 1,
            hint=example("city = 'Tehran'"),
        )


def _visible(character: str) -> str:
    """The character itself, or its number where it shows nothing."""
    return character if character.isprintable() else f"U+{ord(character):04X}"
