"""From text to nodes: one grammar for conditions and values, read by precedence climbing.

    condition  =  and { "or" and }
    and        =  not { "and" not }
    not        =  "not" not | test
    test       =  sum [ sign sum | ["not"] "in" "(" sum { "," sum } ")" | ["not"] "between" sum "and" sum
                      | "is" ["not"] "empty" ]  |  in_segment  |  was_in_segment  |  "(" condition ")"
                      |  ("top" | "bottom") number "%" "by" sum
    sum        =  product { ("+" | "-") product }
    product    =  whole { ("*" | "/") whole }
    whole      =  "-" whole | number | text | "true" | "false" | name | count(…) | spent(…) | "(" sum ")"

Nothing else can be written, which is what keeps the user's text out of every engine. Brackets may hold either a
condition or a value, so every step may return both and the one above says which it needs.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from bakhsh.conditions.syntax import (
    Aggregate,
    And,
    Argument,
    Arithmetic,
    Compare,
    Condition,
    InSegment,
    IsEmpty,
    Name,
    Node,
    Not,
    Number,
    OneOf,
    Or,
    Text,
    Top,
    Truth,
    Value,
    Within,
)  # fmt: skip
from bakhsh.conditions.tokens import Kind, Token, example, tokens
from bakhsh.errors import BadCondition
from bakhsh.language.sentences import Argument as Said
from bakhsh.language.sentences import Code, Sentence

__all__ = ["AGGREGATES", "DEEPEST", "MOST_SIGNS", "parse", "parse_value"]

AGGREGATES = ("count", "spent")
_RANKS = ("top", "bottom")
_FUNCTIONS = (*AGGREGATES, "in_segment", "was_in_segment")

DEEPEST = 30
"""The most brackets and `not`s inside one another."""

MOST_SIGNS = 60
"""The most arithmetic signs in one condition."""

_COMPARE = frozenset({"=", "!=", "<", "<=", ">", ">="})
_CONDITION_EXAMPLE = "recency <= 30 and frequency >= 5"
_TOP_EXAMPLE = "top 20% by monetary"
_FINEST = Decimal("0.00001")
"""Shares are whole thousandths of a percent: finer ones ask for more customers than there are."""
_VALUE_EXAMPLE = "spent(category = 'sport', last = '90 days')"
_N = TypeVar("_N", bound=Node)


def parse(text: str) -> Condition:
    """The condition `text` says; its `text` is `text` again. Raises BadCondition with the column of the mistake."""
    reader = _Reader(text)
    node = reader.condition(reader.any_of())
    reader.finish()
    return replace(node, span=(0, len(text)))


def parse_value(text: str) -> Value:
    """The value `text` says: arithmetic over features, `count` and `spent`. Raises BadCondition like `parse`."""
    reader = _Reader(text)
    node = reader.any_of()
    if isinstance(node, Condition):
        args: dict[str, Said] = {"column": node.column, "found": Code(node.text)}
        top = isinstance(node, Top)
        problem = Sentence("banded.no_value", args) if top else Sentence("conditions.value_wanted", args)
        raise BadCondition(problem, column=node.column, hint=example(_VALUE_EXAMPLE))
    reader.finish()
    return replace(reader.value(node), span=(0, len(text)))


class _Reader:
    """A place in the words, moving forward. `depth` counts what is open, `signs` the arithmetic so far."""

    def __init__(self, text: str) -> None:
        self.source = text
        self.words = tokens(text)
        self.at = 0
        self.depth = 0
        self.signs = 0

    # ---- the words -------------------------------------------------------------------------------------------
    @property
    def word(self) -> Token:
        return self.words[self.at]

    def next(self) -> Token:
        token = self.word
        self.at += token.kind is not Kind.END
        return token

    def sees(self, kind: Kind, *words: str) -> bool:
        return self.word.kind is kind and self.word.word in words

    def take(self, kind: Kind, *words: str) -> Token | None:
        return self.next() if self.sees(kind, *words) else None

    def need(self, kind: Kind, word: str, expected: Said, hint: str) -> Token:
        if not self.sees(kind, word):
            raise self.unexpected(expected, hint)
        return self.next()

    def unexpected(self, expected: Said, hint: str) -> BadCondition:
        """What was found here, what was expected instead."""
        column = self.word.start + 1
        found: Said = Code(self.source[self.word.start : self.word.end])
        if self.word.kind is Kind.END:
            found = Sentence("conditions.the_end")
        problem = Sentence("conditions.expected", {"column": column, "found": found, "expected": expected})
        return BadCondition(problem, column=column, hint=example(hint))

    def finish(self) -> None:
        if self.word.kind is not Kind.END:
            raise self.unexpected(Sentence("conditions.and_or_end"), _CONDITION_EXAMPLE)

    def placed(self, node: _N, start: int) -> _N:
        """The node with the place it was read from: from `start` to the last word taken."""
        return replace(node, span=(start, self.words[self.at - 1].end), source=self.source)

    def deeper(self, read: Callable[[], Node]) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            problem = Sentence("conditions.too_deep", {"deepest": DEEPEST})
            raise BadCondition(problem, column=self.word.start + 1, hint=example("not (recency > 30 or overdue > 2)"))
        node = read()
        self.depth -= 1
        return node

    # ---- conditions ------------------------------------------------------------------------------------------
    def condition(self, node: Node) -> Condition:
        if isinstance(node, Condition):
            return node
        if self.word.kind is Kind.END or self.sees(Kind.KEYWORD, "and", "or") or self.sees(Kind.SIGN, ")"):
            problem = Sentence("conditions.condition_wanted", {"column": node.column, "found": Code(node.text)})
            raise BadCondition(problem, column=node.column, hint=example(_CONDITION_EXAMPLE))
        raise self.unexpected(Sentence("conditions.a_comparison"), _CONDITION_EXAMPLE)

    def any_of(self) -> Node:
        return self.joined("or", self.all_of, Or)

    def all_of(self) -> Node:
        return self.joined("and", self.negation, And)

    def joined(self, word: str, read: Callable[[], Node], join: type[Or] | type[And]) -> Node:
        start = self.word.start
        first = read()
        if not self.sees(Kind.KEYWORD, word):
            return first
        parts = [self.condition(first)]
        while self.take(Kind.KEYWORD, word):
            parts.append(self.condition(read()))
        return self.placed(join(tuple(parts)), start)

    def negation(self) -> Node:
        start = self.word.start
        if not self.take(Kind.KEYWORD, "not"):
            return self.test()
        part = self.condition(self.deeper(self.negation))
        return self.placed(Not(part), start)

    def test(self) -> Node:
        start = self.word.start
        left = self.ranked() if self.sees_rank() else self.sum()
        if isinstance(left, Condition):
            return left
        value = self.value(left)
        if self.word.kind is Kind.SIGN and self.word.word in _COMPARE:
            sign = self.next().word
            return self.placed(Compare(sign, value, self.value(self.sum())), start)
        if self.take(Kind.KEYWORD, "is"):
            return self.emptiness(value, start)
        negated = self.take(Kind.KEYWORD, "not") is not None
        if self.take(Kind.KEYWORD, "in"):
            return self.placed(OneOf(value, self.options(), negated), start)
        if self.take(Kind.KEYWORD, "between"):
            return self.range(value, negated, start)
        if negated:
            raise self.unexpected(Sentence("conditions.in_or_between"), "city not in ('Tehran', 'Qom')")
        return left

    def sees_rank(self) -> bool:
        """`top` and `bottom` are words of the language only before a number: a feature may be called so."""
        return (
            self.word.kind is Kind.NAME
            and self.word.word.lower() in _RANKS
            and self.words[self.at + 1].kind is Kind.NUMBER
        )

    def ranked(self) -> Node:
        rank, share = self.next(), self.next()
        if not share.word.endswith("%") or not 0 < share.number < 1 or share.number % _FINEST:
            found = Code(self.source[share.start : share.end])
            problem = Sentence("banded.share_wanted", {"column": share.start + 1, "found": found})
            raise BadCondition(problem, column=share.start + 1, hint=example(_TOP_EXAMPLE))
        if self.word.kind is not Kind.NAME or self.word.word.lower() != "by":
            raise self.unexpected(Code("by"), _TOP_EXAMPLE)
        self.next()
        value = self.value(self.sum())
        return self.placed(Top(share.number, value, rank.word.lower() == "bottom"), rank.start)

    def emptiness(self, value: Value, start: int) -> Node:
        negated = self.take(Kind.KEYWORD, "not") is not None
        self.need(Kind.KEYWORD, "empty", Code("empty"), "city is not empty")
        return self.placed(IsEmpty(value, negated), start)

    def options(self) -> tuple[Value, ...]:
        hint = "city in ('Tehran', 'Qom')"
        self.need(Kind.SIGN, "(", Code("("), hint)
        values = [self.value(self.sum())]
        while self.take(Kind.SIGN, ","):
            values.append(self.value(self.sum()))
        self.need(Kind.SIGN, ")", Sentence("conditions.comma_or_bracket"), hint)
        return tuple(values)

    def range(self, value: Value, negated: bool, start: int) -> Node:
        low = self.value(self.sum())
        self.need(Kind.KEYWORD, "and", Code("and"), "monetary between 100 and 500")
        return self.placed(Within(value, low, self.value(self.sum()), negated), start)

    # ---- values ----------------------------------------------------------------------------------------------
    def value(self, node: Node) -> Value:
        if isinstance(node, Value):
            return node
        problem = Sentence("conditions.value_wanted", {"column": node.column, "found": Code(node.text)})
        raise BadCondition(problem, column=node.column, hint=example("(monetary / orders) > 50"))

    def sum(self) -> Node:
        return self.chained(("+", "-"), self.product)

    def product(self) -> Node:
        return self.chained(("*", "/"), self.whole)

    def chained(self, signs: tuple[str, ...], read: Callable[[], Node]) -> Node:
        start = self.word.start
        left = read()
        while sign := self.take(Kind.SIGN, *signs):
            self.count_sign(sign)
            pair = Arithmetic(sign.word, self.value(left), self.value(read()))
            left = self.placed(pair, start)
        return left

    def count_sign(self, sign: Token) -> None:
        self.signs += 1
        if self.signs > MOST_SIGNS:
            problem = Sentence("conditions.too_many_signs", {"most": MOST_SIGNS})
            raise BadCondition(problem, column=sign.start + 1, hint=example(_CONDITION_EXAMPLE))

    def whole(self) -> Node:
        token = self.next()
        match token:
            case Token(kind=Kind.SIGN, word="("):
                node = self.deeper(self.any_of)
                self.need(Kind.SIGN, ")", Code(")"), "not (recency > 30 or overdue > 2)")
                return node
            case Token(kind=Kind.SIGN, word="-"):
                return self.negative(token)
            case Token(kind=Kind.NUMBER):
                return self.placed(Number(token.number), token.start)
            case Token(kind=Kind.TEXT):
                return self.placed(Text(token.word), token.start)
            case Token(kind=Kind.KEYWORD, word="true" | "false"):
                return self.placed(Truth(token.word == "true"), token.start)
            case Token(kind=Kind.NAME) if self.take(Kind.SIGN, "("):
                return self.call(token)
            case Token(kind=Kind.NAME):
                return self.placed(Name(token.word), token.start)
        self.at -= token.kind is not Kind.END
        raise self.unexpected(Sentence("conditions.a_feature_or_value"), _CONDITION_EXAMPLE)

    def negative(self, sign: Token) -> Node:
        """-5 is a number; -name is 0 - name."""
        if self.word.kind is Kind.NUMBER:
            return self.placed(Number(-self.next().number), sign.start)
        self.count_sign(sign)
        zero = self.placed(Number(Decimal(0)), sign.start)
        return self.placed(Arithmetic("-", zero, self.value(self.deeper(self.whole))), sign.start)

    # ---- calls -----------------------------------------------------------------------------------------------
    def call(self, name: Token) -> Node:
        function = name.word.lower()
        if function in ("in_segment", "was_in_segment"):
            return self.placed(self.membership(past=function == "was_in_segment"), name.start)
        if function in AGGREGATES:
            return self.placed(Aggregate(function, self.arguments(function)), name.start)
        near = difflib.get_close_matches(function, _FUNCTIONS, n=1, cutoff=0.5) or _FUNCTIONS
        known = tuple(Code(one) for one in near)
        problem = Sentence("conditions.unknown_function", {"name": Code(name.word), "known": known})
        raise BadCondition(problem, column=name.start + 1, hint=example("count(brand = 'X', last = '90 days') >= 2"))

    def membership(self, past: bool) -> InSegment:
        hint = "was_in_segment('value', 'champions', '1 month ago')" if past else "in_segment('value', 'champions')"
        names = [self.quoted(Sentence("conditions.a_segmentation"), hint)]
        while self.take(Kind.SIGN, ","):
            names.append(self.quoted(Sentence("conditions.a_segment"), hint))
        if len(names) == 1:
            raise self.unexpected(Sentence("conditions.a_segment"), hint)
        if past and len(names) == 2:
            raise self.unexpected(Sentence("migration.a_period_ago"), hint)
        self.need(Kind.SIGN, ")", Sentence("conditions.comma_or_bracket"), hint)
        return InSegment(names[0], tuple(names[1:-1]), names[-1]) if past else InSegment(names[0], tuple(names[1:]))

    def quoted(self, expected: Said, hint: str) -> Text:
        if self.word.kind is not Kind.TEXT:
            raise self.unexpected(expected, hint)
        token = self.next()
        return self.placed(Text(token.word), token.start)

    def arguments(self, function: str) -> tuple[Argument, ...]:
        hint = f"{function}(category = 'sport', last = '90 days') > 0"
        found: list[Argument] = []
        if self.take(Kind.SIGN, ")"):
            return ()
        while True:
            found.append(self.argument(hint))
            if not self.take(Kind.SIGN, ","):
                break
        self.need(Kind.SIGN, ")", Sentence("conditions.comma_or_bracket"), hint)
        return tuple(found)

    def argument(self, hint: str) -> Argument:
        if self.word.kind is not Kind.NAME:
            raise self.unexpected(Sentence("conditions.an_argument"), hint)
        name = self.next()
        if self.take(Kind.KEYWORD, "in"):
            options = self.options()
            return self.placed(Argument(name.word.lower(), "in", options), name.start)
        if not self.sees(Kind.SIGN, "=", "!="):
            raise self.unexpected(Sentence("conditions.argument_sign"), hint)
        sign = self.next().word
        value = self.value(self.sum())
        return self.placed(Argument(name.word.lower(), sign, (value,)), name.start)
