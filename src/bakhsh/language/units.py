"""Money units: in what a person counts, against the whole minor units the ledger stores.

A currency has one minor unit for ever: ISO 4217's exponent says how small (cents: 2, yen: 0, Kuwaiti fils: 3). The one
exception is the rial, whose hundredth no file has held for decades: its minor unit is the rial itself. Tomans and
thousands of tomans are not currencies but ways of counting rials.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import lru_cache

from bakhsh.language.digits import DIGITS_TO_LATIN
from bakhsh.language.keys import matching_key
from bakhsh.language.sentences import Code, Sentence

__all__ = ["PLAIN", "TOMAN", "MoneyUnit", "UnknownUnit", "times_of_header", "unit", "unit_of_header"]


@dataclass(frozen=True, slots=True)
class MoneyUnit:
    """A way of counting one currency.

    `minor_per_unit` minor units make one; `decimals` are shown. In English the `symbol` stands before the number, or
    `label` after it where there is no symbol; in Persian `persian` follows the number. `compact_in` is the code of the
    unit that short forms are spelled in («۱٫۲ میلیارد تومان», never "thousand thousand"); empty means this one.
    """

    code: str
    currency: str
    minor_per_unit: int
    decimals: int
    symbol: str = ""
    label: str = ""
    persian: str = ""
    compact_in: str = ""


class UnknownUnit(LookupError):
    """No such money unit; `sentence` says so with the `near` known codes. Whoever read it knows where it stood."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.near = _near(code)
        self.sentence = Sentence(
            "errors.unknown_money_unit", {"found": Code(code), "near": tuple(Code(name) for name in self.near)}
        )

    def __str__(self) -> str:
        return str(self.sentence)


PLAIN = MoneyUnit("", "", 100, 2)
"""Hundredths without a name: what is shown while nobody has said which currency it is."""

TOMAN = MoneyUnit("IRT", "IRR", 10, 0, label="toman", persian="تومان")

_KNOWN = {
    known.code: known
    for known in (
        TOMAN,
        MoneyUnit("IRR", "IRR", 1, 0, label="rial", persian="ریال"),
        MoneyUnit("IRHT", "IRR", 10_000, 0, label="thousand toman", persian="هزار تومان", compact_in="IRT"),
        MoneyUnit("IRMT", "IRR", 10_000_000, 1, label="million toman", persian="میلیون تومان", compact_in="IRT"),
        MoneyUnit("IRHR", "IRR", 1_000, 0, label="thousand rial", persian="هزار ریال", compact_in="IRR"),
        MoneyUnit("IRMR", "IRR", 1_000_000, 1, label="million rial", persian="میلیون ریال", compact_in="IRR"),
        MoneyUnit("USD", "USD", 100, 2, symbol="$", persian="دلار"),
        MoneyUnit("EUR", "EUR", 100, 2, symbol="€", persian="یورو"),
        MoneyUnit("GBP", "GBP", 100, 2, symbol="£", persian="پوند"),
        MoneyUnit("AED", "AED", 100, 2, symbol="AED", persian="درهم"),
        MoneyUnit("TRY", "TRY", 100, 2, symbol="₺", persian="لیر"),
    )
}
_NAMES = {
    matching_key(name): code
    for name, code in {
        "rial": "IRR", "ریال": "IRR", "toman": "IRT", "تومان": "IRT", "thousand toman": "IRHT", "هزار تومان": "IRHT",
        "million toman": "IRMT", "میلیون تومان": "IRMT", "thousand rial": "IRHR", "هزار ریال": "IRHR",
        "million rial": "IRMR", "میلیون ریال": "IRMR",
    }.items()
}  # fmt: skip
_ISO_WHOLE = (
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF",
    "XOF", "XPF",
)  # fmt: skip
_ISO_THOUSANDTHS = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
_EXPONENTS = {
    **dict.fromkeys(_ISO_WHOLE, 0),
    **dict.fromkeys(_ISO_THOUSANDTHS, 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
"""ISO 4217's exponents other than 2. CLDR's digits are how a currency is shown (no fils for the dinar), not how finely
its amounts are kept, so they decide `decimals` only."""


@lru_cache(maxsize=512)
def unit(name: str) -> MoneyUnit:
    """The unit with this code (any case: "GBP", "irt"), or rial, toman, and thousands and millions of them by name.

    Raises UnknownUnit with the nearest known codes.
    """
    code = _NAMES.get(matching_key(name), name.strip().upper())
    if code in _KNOWN:
        return _KNOWN[code]
    if code in _iso_codes():
        return _from_iso(code)
    raise UnknownUnit(name)


def _from_iso(code: str) -> MoneyUnit:
    from babel.numbers import get_currency_name, get_currency_precision, get_currency_symbol

    exponent = _EXPONENTS.get(code, 2)
    return MoneyUnit(
        code, code, 10**exponent, min(exponent, get_currency_precision(code)),
        symbol=get_currency_symbol(code, "en"), persian=get_currency_name(code, locale="fa"),
    )  # fmt: skip


@lru_cache(maxsize=1)
def _iso_codes() -> frozenset[str]:
    from babel.numbers import list_currencies

    return frozenset(list_currencies())


_CURRENCIES = {
    "IRT": "تومان تومن تومانی toman tomans irt tmn", "IRR": "ریال ریالی rial rials irr ﷼",
    "USD": "دلار usd $ dollar dollars", "EUR": "یورو eur € euro euros", "GBP": "پوند gbp £", "AED": "درهم aed",
    "TRY": "لیر try ₺",
}  # fmt: skip
_WORD_UNITS = {word: code for code, words in _CURRENCIES.items() for word in words.split()}
_TIMES = {"هزار": 1_000, "thousand": 1_000, "thousands": 1_000, "1000": 1_000, "000": 1_000,
          "میلیون": 1_000_000, "ملیون": 1_000_000, "million": 1_000_000, "millions": 1_000_000, "م": 1_000_000,
          "میلیارد": 1_000_000_000, "billion": 1_000_000_000}  # fmt: skip
_COUNTED = {("IRT", 1_000): "IRHT", ("IRT", 1_000_000): "IRMT", ("IRR", 1_000): "IRHR", ("IRR", 1_000_000): "IRMR"}
_WORDS = re.compile(r"[^\W\d_]+|\d+|[$€£₺﷼]")
_SPELLED = str.maketrans({**DIGITS_TO_LATIN, "ي": "ی", "ى": "ی", "ك": "ک", "\u200c": " ", "\u0640": "", "_": " "})


def unit_of_header(text: str) -> str | None:
    """The code of the money unit that a column's heading names: "مبلغ (هزار ریال)" is in IRHR, "Total_Toman" in IRT.

    None where it names none, two different ones, or one that amounts are not counted in here (billions).
    """
    words = _WORDS.findall(text.translate(_SPELLED).casefold())
    found = {_named_at(words, place) for place, word in enumerate(words) if word in _WORD_UNITS}
    return found.pop() if len(found) == 1 else None


def times_of_header(text: str) -> int:
    """What a heading says its numbers are to be multiplied with: "Income (k$)" and "درآمد (هزار تومان)" say 1,000; 1
    where it says nothing."""
    words = _WORDS.findall(text.translate(_SPELLED).casefold())
    return max((_TIMES.get(word, 1_000 if word == "k" else 1) for word in words), default=1)


def _named_at(words: list[str], place: int) -> str | None:
    code, before = _WORD_UNITS[words[place]], words[place - 1] if place else ""
    return _COUNTED.get((code, _TIMES[before])) if before in _TIMES else code


def _near(code: str) -> tuple[str, ...]:
    wanted = code.strip().upper()
    by_name = difflib.get_close_matches(matching_key(code), _NAMES, n=1, cutoff=0.7)
    by_code = difflib.get_close_matches(wanted, [*_KNOWN, *sorted(_iso_codes())], n=3, cutoff=0.6)
    return tuple(dict.fromkeys([*(_NAMES[name] for name in by_name), *by_code])) or tuple(_KNOWN)
