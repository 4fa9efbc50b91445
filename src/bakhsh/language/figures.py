"""Numbers and shares as a reader writes them: separators, digits, sign, percent."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal

from bakhsh.language.digits import to_persian
from bakhsh.language.locale import Locale

__all__ = ["NOTHING", "rounded", "show_number", "show_share", "written"]

NOTHING = "–"
"""What stands where there is no value."""

_LEFT_TO_RIGHT, _POP = "\u2066", "\u2069"
_TOO_LONG = 1e21
_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)  # holds any float to any number of places


def show_number(
    value: int | float | Decimal, locale: Locale, *, decimals: int | None = None, signed: bool = False
) -> str:
    """A number with separators and the reader's digits; halves are rounded away from zero.

    Without `decimals`, whole numbers have none and others up to two, or two leading digits below 0.01, without trailing
    zeros. `signed` writes "+" before what is above zero. Not-a-number is "–"; from 1e21 on the power is written.
    """
    if isinstance(value, float) and not math.isfinite(value):
        return NOTHING if math.isnan(value) else written("∞" if value > 0 else "-∞", locale, signed=signed)
    if isinstance(value, int) and not decimals:
        return written(f"{value:,}", locale, signed=signed)
    if not -_TOO_LONG < value < _TOO_LONG:
        return written(f"{value:.2e}", locale, signed=signed)
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    places = _places(exact) if decimals is None else decimals
    text = rounded(exact, places)
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return written(text, locale, signed=signed)


def rounded(value: Decimal, decimals: int) -> str:
    """`value` to so many places, halves away from zero, grouped by ","."""
    return f"{value.quantize(Decimal(1).scaleb(-decimals), context=_EXACT):,f}"


def _places(value: Decimal) -> int:
    if value == 0 or abs(value) >= Decimal("0.01"):
        return 2
    return min(1 - value.adjusted(), 12)


def show_share(value: float, locale: Locale, *, decimals: int = 1, signed: bool = False) -> str:
    """A part of a whole as a percentage: 0.042 is "4.2%", «۴٫۲٪». Not-a-number is "–"."""
    if not math.isfinite(value):
        return NOTHING
    percent = rounded(Decimal(repr(float(value))).scaleb(2), decimals)
    return written(percent, locale, signed=signed, after="٪" if locale.language == "fa" else "%")


def written(text: str, locale: Locale, *, signed: bool = False, before: str = "", after: str = "") -> str:
    """`text`, a number in ASCII with "," and ".", as the reader writes it, with a mark close `before` or `after`.

    A number that rounds to nothing has no sign. In right-to-left text a sign would jump to the wrong end of its number,
    so a number with one is set in a left-to-right isolate.
    """
    negative = text.startswith("-")
    bare = text.removeprefix("-")
    nothing = not any(character in "123456789∞" for character in bare)
    digits = to_persian(bare) if locale.digits == "persian" else bare
    if nothing or not (negative or signed):
        return f"{before}{digits}{after}"
    if locale.direction == "rtl":
        return f"{_LEFT_TO_RIGHT}{'−' if negative else '+'}{before}{digits}{after}{_POP}"
    return f"{'-' if negative else '+'}{before}{digits}{after}"
