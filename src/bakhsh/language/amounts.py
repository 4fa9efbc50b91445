"""An amount of money somebody typed: the number, and the unit it names for itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bakhsh.language.digits import parse_number, to_latin
from bakhsh.language.units import MoneyUnit

__all__ = ["RIAL_WORDS", "TOMAN_WORDS", "SpelledAmount", "minor_units", "spelled_amount"]

TOMAN_WORDS = ("تومان", "تومن", "ت", "toman", "tomans", "irt", "tmn")
RIAL_WORDS = ("ریال", "rial", "rials", "irr", "﷼")
"""Words for the two ways of counting Iranian money, in small letters with Persian ی and ک."""

_SIGNS = "$€£¥₺₹₽₩﷼"
_WORD = rf"(?:[{_SIGNS}]|[^\W\d_]+)"
_PARTS = re.compile(
    rf"(?P<open>[-+( ]*)(?P<before>(?:{_WORD}[. ]*)*)(?P<number>(?:[\W\d_]|e(?=[+-]?\d))*?)"
    rf"(?P<after>(?:[. ]*(?!e[+-]?\d){_WORD})*)(?P<close>[ )-]*)"
)
_CODES = (
    "usd", "eur", "gbp", "aed", "try", "cad", "aud", "chf", "jpy", "cny", "inr", "دلار", "یورو", "پوند", "درهم", "لیر",
)  # fmt: skip
_EACH = re.compile(_WORD)
_TIMES = {"هزار": 1_000, "میلیون": 1_000_000, "ملیون": 1_000_000, "thousand": 1_000, "million": 1_000_000}
_SHORTENED = re.compile(r"\d(?:\.(?P<part>\d*))?E\+(?P<power>\d+)")
"""A number as a spreadsheet shortens it; programs write an e, and no more digits than it takes to say it exactly."""
_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "\u200c": " ", "\u0640": None})


@dataclass(frozen=True, slots=True)
class SpelledAmount:
    """The number, counted in the unit it was asked in. `named`: the cell says its unit itself; `converted`: that is
    another way of counting the same currency, and the number has been turned into the asked one. `lost`: a spreadsheet
    has rounded it (1.25E+06), so its last digits are not known. `round`: it may have (3.00E+05), but a number so round
    is likely to have been just that."""

    value: Decimal
    named: bool = False
    converted: bool = False
    lost: bool = False
    round: bool = False


def spelled_amount(text: str, unit: MoneyUnit) -> SpelledAmount | Literal["other_currency"] | None:
    """The amount that `text` spells in a column of `unit`; None where it spells none (see `digits.parse_number`).

    A cell that names its own unit («۱۲۰۰ تومان», "12 هزار ریال", "$5") is read by its own word; one that names another
    currency cannot be turned into this one and says so.
    """
    plain = text.translate(_LETTERS).casefold()
    parts = _PARTS.fullmatch(plain)
    if parts is None or any(sign in parts["number"] for sign in _SIGNS):
        return None
    words = _EACH.findall(f"{parts['before']} {parts['after']}")
    times = [_TIMES[word] for word in words if word in _TIMES]
    names = [word for word in words if word not in _TIMES]
    value = parse_number("".join(parts[name] for name in ("open", "number", "close"))) if len(names) <= 1 else None
    if value is None or len(times) > 1 or (times and not names):
        return None
    lost, whole = _shortened(text)
    if not names:
        return SpelledAmount(value, lost=lost, round=whole)
    counted = minor_units(names[0], unit)
    if counted is None:
        return "other_currency" if _is_money(names[0]) else None
    factor = Decimal(counted * (times[0] if times else 1)) / unit.minor_per_unit
    return SpelledAmount(value * factor, named=True, converted=factor != 1, lost=lost, round=whole)


def _shortened(text: str) -> tuple[bool, bool]:
    """Whether digits are surely gone, and whether they may be."""
    found = _SHORTENED.search(to_latin(text))
    part = found["part"] or "" if found else ""
    gone = found is not None and len(part) < int(found["power"])
    return gone and part.strip("0") != "", gone and part.strip("0") == ""


def minor_units(word: str, unit: MoneyUnit) -> int | None:
    """Minor units in one of what a word or sign of money, in small letters, names («تومان»: 10 where `unit` counts
    rials); None where that is not of the unit's currency."""
    if unit.currency == "IRR":
        return 10 if word in TOMAN_WORDS else 1 if word in RIAL_WORDS else None
    own = word.upper() == unit.currency or word in unit.persian.split() or (word in _SIGNS and word in unit.symbol)
    return unit.minor_per_unit if own or not unit.currency else None


def _is_money(word: str) -> bool:
    return word in _SIGNS or word in (*TOMAN_WORDS, *RIAL_WORDS, *_CODES)
