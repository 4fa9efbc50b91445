"""Bands as files write them: "25-34", "65+", "Under 15K", «۳۰ تا ۳۹ سال», «۱۰ تا ۲۰ میلیون تومان»."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from bakhsh.language.digits import to_latin
from bakhsh.language.keys import DISPLAY

__all__ = ["Band", "parse_band"]


@dataclass(frozen=True, slots=True)
class Band:
    """From `low` to `high`, None where it has no such end; equal for a single number.

    `step` is the smallest difference in which the last number counts (1, or 1,000 for "24K"). `closed`: the band holds
    its high end ("25-34"), which "under 35" does not. `money`: the words and signs of money in it («ریال», "$").
    """

    low: Decimal | None
    high: Decimal | None
    step: Decimal
    closed: bool = True
    money: frozenset[str] = frozenset()

    @property
    def exact(self) -> bool:
        """A single number."""
        return self.low is not None and self.low == self.high

    @property
    def end(self) -> Decimal | None:
        """The first number above the band, in its own steps; None where it is open above."""
        if self.high is None:
            return None
        return self.high + self.step if self.closed else self.high

    def times(self, factor: Decimal) -> Band:
        """The same band counted in another unit: "10-20" times 0.1 is 1 to 2, in steps of a tenth."""
        low, high = (None if end is None else end * factor for end in (self.low, self.high))
        return replace(self, low=low, high=high, step=self.step * factor)


_POWERS = {
    "k": 1_000, "thousand": 1_000, "هزار": 1_000, "m": 1_000_000, "mn": 1_000_000, "mio": 1_000_000,
    "million": 1_000_000, "میلیون": 1_000_000, "billion": 1_000_000_000, "bn": 1_000_000_000, "میلیارد": 1_000_000_000,
}  # fmt: skip
_POWER = "|".join(sorted(_POWERS, key=len, reverse=True))
_NUMBER = re.compile(rf"(\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+)(\.\d+)?\s*({_POWER})?(?![a-zآ-ی])")
_MONEY = re.compile(
    r"[$€£¥₺﷼]|\b(?:usd|eur|gbp|irr|irt|aed|rials?|tomans?)\b|(?<![آ-ی])(?:ریال|تومان|تومن|دلار|یورو)(?![آ-ی])"
)
_UNITS = re.compile(
    r"\b(?:years?|yrs?|y/o|old|age[ds]?|people|persons?|children|kids|per|a|an|month|year|p\.?a)\b"
    r"|(?<![آ-ی])(?:سال|ساله|سالگی|نفر|نفره|فرزند|ماهانه|سالانه|درآمد)(?![آ-ی])"
)
_BETWEEN = re.compile(r"(?:between|from|بین|از)?\s*N\s*(?:-|to|تا|and|و|<=?\s*\.{2,3}\s*<|\.{2,3})\s*N")
_UNDER = re.compile(
    r"(?:<|under|below|less than|lower than|fewer than|کمتر از|زیر|پایین تر از|پایینتر از)\s*N|\.{2,3}\s*<\s*N"
)
_UP_TO = re.compile(
    r"(?:<=|≤|up to|at most|max|حداکثر|تا)\s*N|N\s*(?:or less|or under|and under|یا کمتر|و کمتر|به پایین)"
)
_OVER = re.compile(
    r"N\s*(?:\+|plus|(?:or|and) (?:more|over|above|older)|یا بیشتر|و بیشتر|به بالا|و بالاتر)"
    r"|(?:>=?|≥|over|above|more than|at least|from|بیشتر از|بالای|بیش از|حداقل|بالاتر از|از)\s*N(?:\s*(?:به بالا|up))?"
    r"|\.{2,3}\s*>=\s*N"
)
_PLAIN = str.maketrans(
    {**DISPLAY, "٬": ",", "٫": ".", "–": "-", "—": "-", "−": "-", "‐": "-", "\u200c": " ", "،": ",", "~": "-"}
)
_LONGEST = 64


def parse_band(text: str) -> Band | None:
    """The band or number that `text` says; None where it says none, or two readings are possible.

    Digits and words may be Persian or English, units (years, people) are left aside, money is named by `Band.money` and
    nothing is converted, and a power behind the last number counts for the first too where that has none ("35-49K"
    begins at 35,000). A band turned round is none.
    """
    if len(text) > _LONGEST:
        return None
    plain = to_latin(text).translate(_PLAIN).lower()
    money = frozenset(_MONEY.findall(plain))
    plain = " ".join(_UNITS.sub(" ", _MONEY.sub(" ", plain)).split()).strip(" .")
    numbers = _NUMBER.findall(plain)
    shape = " ".join(_NUMBER.sub(" N ", plain).split())
    if not 1 <= len(numbers) <= 2 or re.search(r"\d", shape):
        return None
    found = _two(shape, numbers) if len(numbers) == 2 else _one(shape, numbers[0])
    return replace(found, money=money) if found else None


def _two(shape: str, numbers: list[tuple[str, str, str]]) -> Band | None:
    power = _POWERS.get(numbers[1][2], 1)
    first = _value(numbers[0], _POWERS.get(numbers[0][2], power))
    second = _value(numbers[1], power)
    if not _BETWEEN.fullmatch(shape) or first >= second:
        return None
    return Band(first, second, _step(numbers[1], power), closed="<" not in shape)


def _one(shape: str, number: tuple[str, str, str]) -> Band | None:
    power = _POWERS.get(number[2], 1)
    value, step = _value(number, power), _step(number, power)
    if shape == "N":
        return Band(value, value, step)
    if _UNDER.fullmatch(shape):
        return Band(None, value, step, closed=False)
    if _UP_TO.fullmatch(shape):
        return Band(None, value, step)
    return Band(value, None, step) if _OVER.fullmatch(shape) else None


def _value(number: tuple[str, str, str], power: int) -> Decimal:
    return Decimal(number[0].replace(",", "") + number[1]) * power


def _step(number: tuple[str, str, str], power: int) -> Decimal:
    return Decimal(power) if not number[1] else Decimal(power) / 10 ** (len(number[1]) - 1)
