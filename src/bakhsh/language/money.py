"""Money in and out: what a person types or reads, against the whole minor units of the ledger."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal, localcontext

from bakhsh.language.digits import parse_number
from bakhsh.language.figures import NOTHING, rounded, written
from bakhsh.language.locale import Locale
from bakhsh.language.units import PLAIN, MoneyUnit, UnknownUnit, unit

__all__ = ["PLAIN", "MoneyUnit", "UnknownUnit", "show_money", "to_minor", "unit"]

_LARGEST = 2**63 - 1
_SCALES = {
    "en": ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "K")),
    "fa": ((10**12, " هزار میلیارد"), (10**9, " میلیارد"), (10**6, " میلیون"), (10**3, " هزار")),
}


def to_minor(amount: str | Decimal | int, money: MoneyUnit) -> int | None:
    """Whole minor units of an amount counted in `money`, exactly; halves are rounded away from zero.

    Half up, as tills and invoices do it, and not half to even: a user who adds up his own file by hand must meet the
    same pennies. None for text that is no number (see `parse_number`) and for what does not fit 64 bits.
    """
    value = parse_number(amount) if isinstance(amount, str) else Decimal(amount)
    if value is None or not value.is_finite() or value.adjusted() > 19:
        return None
    with localcontext(prec=100):
        minor = int((value * money.minor_per_unit).to_integral_value(ROUND_HALF_UP))
    return minor if -_LARGEST <= minor <= _LARGEST else None


def show_money(minor: int | float, locale: Locale, *, compact: bool = False, signed: bool = False) -> str:
    """Minor units in the reader's unit: "£1,234.50", «۱٬۲۰۴٬۰۰۰ تومان».

    `compact` keeps one decimal from a thousand on: "£12.3M", «۱٫۲ میلیارد تومان». `signed` writes "+" above zero.
    Halves are rounded away from zero; not-a-number and the infinite are "–".
    """
    if isinstance(minor, float) and not math.isfinite(minor):
        return NOTHING
    exact = Decimal(repr(minor)) if isinstance(minor, float) else Decimal(minor)
    if compact:
        return _compact(exact, locale, signed)
    return _labelled(rounded(exact / locale.money.minor_per_unit, locale.money.decimals), "", locale, signed)


def _compact(minor: Decimal, locale: Locale, signed: bool) -> str:
    money = unit(locale.money.compact_in) if locale.money.compact_in else locale.money
    value = minor / money.minor_per_unit
    counted = Locale(locale.language, locale.calendar, locale.digits, money)
    for size, word in _SCALES[locale.language]:
        if abs(value) >= size - size // 20_000:  # 999,950 is one million already, not 1,000.0 thousand
            return _labelled(rounded(value / size, 1).removesuffix(".0"), word, counted, signed)
    return _labelled(rounded(value, money.decimals), "", counted, signed)


def _labelled(number: str, scale: str, locale: Locale, signed: bool) -> str:
    money = locale.money
    if locale.language == "fa":
        return " ".join(filter(None, (written(number, locale, signed=signed) + scale, money.persian)))
    before = f"{money.symbol} " if money.symbol[-1:].isalpha() else money.symbol
    after = scale if money.symbol or not money.label else f"{scale} {money.label}"
    return written(number, locale, signed=signed, before=before, after=after)
