"""What the values of a column say about it, whatever its header claims."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bakhsh.edges.sources.date_forms import DateForm, date_form
from bakhsh.edges.sources.headers import nearness
from bakhsh.language.digits import parse_number, to_latin
from bakhsh.language.units import times_of_header

__all__ = ["Profile", "content", "profile"]

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_MOBILE = re.compile(r"(?:\+98|0098|98|0)?9\d{9}|\+\d{10,14}")
_LETTERS = re.compile(r"[^\W\d_]")
_DIGITS = re.compile(r"\d")
_GROUPS = re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))")
"""The points between groups of three digits where the decimal mark is a comma; those of a date are none."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A column of the sample: its texts by row, and shares over the filled ones."""

    name: str
    texts: tuple[str, ...]
    filled: float
    distinct: float
    numbers: tuple[Decimal | None, ...]
    numeric: float
    whole: float
    below: float
    letters: float
    digits: float
    email: float
    mobile: float
    length: float
    dates: DateForm | None

    @property
    def some(self) -> tuple[str, ...]:
        """Three different values."""
        return tuple(dict.fromkeys(text for text in self.texts if text))[:3]


def profile(name: str, cells: Sequence[str | None], decimal: str = ".") -> Profile:
    """The column's profile; a cell of blanks counts as empty."""
    texts = tuple((cell or "").strip() for cell in cells)
    filled = [text for text in texts if text]
    latin = [to_latin(text) for text in filled]
    numbers = tuple(
        parse_number(_GROUPS.sub("", text).replace(",", ".") if decimal == "," else text) if text else None
        for text in texts
    )
    known = [number for number in numbers if number is not None]

    def share(test: Callable[[str], object]) -> float:
        return sum(bool(test(text)) for text in latin) / max(len(latin), 1)

    return Profile(
        name, texts, len(filled) / max(len(texts), 1), len(set(filled)) / max(len(filled), 1),
        numbers, len(known) / max(len(filled), 1),
        sum(number == number.to_integral_value() for number in known) / max(len(known), 1),
        sum(number < 0 for number in known) / max(len(known), 1),
        share(_LETTERS.search), share(_DIGITS.search), share(_EMAIL.fullmatch),
        share(lambda text: _MOBILE.fullmatch(re.sub(r"[ \-()]", "", text))),
        sum(map(len, filled)) / max(len(filled), 1), date_form(filled, serials=nearness("ordered_at", name) >= 0.75),
    )  # fmt: skip


def content(role: str, column: Profile) -> float:
    """How well the values fit the role, 0 to 1; 0 rules it out."""
    if column.filled == 0:
        return 0.0
    return _TESTS.get(role, _text)(column)


def _identifier(column: Profile) -> float:
    if column.dates is not None and column.dates.form != "%Y%m%d":
        return 0.0
    if column.numeric > 0.9 and (column.whole < 0.99 or column.below > 0.01):
        return 0.0
    return 0.9 if column.length < 40 and column.distinct > 0.0005 else 0.2


def _order(column: Profile) -> float:
    return _identifier(column) * (1.0 if column.filled > 0.95 and column.distinct > 0.01 else 0.4)


def _moment(column: Profile) -> float:
    if column.dates is None:
        return 0.0
    return column.dates.share * (1.0 if column.dates.timed else 0.85)


def _day(column: Profile) -> float:
    return column.dates.share if column.dates else 0.0


def _quantity(column: Profile) -> float:
    if column.numeric < 0.8:
        return 0.0
    sizes = [abs(number) for number in column.numbers if number is not None]
    small = sum(size <= 1000 for size in sizes) / max(len(sizes), 1)
    return small * (0.5 + 0.5 * column.whole)


def _income(column: Profile) -> float:
    """Incomes of which the heading says that they are thousands or millions stay a number of the file's own: taken for
    plain amounts they would be silently wrong."""
    return _text(column) if times_of_header(column.name) == 1 else 0.0


def _money(column: Profile) -> float:
    return column.numeric if column.numeric >= 0.8 else 0.0


def _email(column: Profile) -> float:
    return column.email if column.email >= 0.5 else 0.0


def _telephone(column: Profile) -> float:
    digits = sum(sum(character.isdigit() for character in text) >= 7 for text in column.texts if text)
    return (
        max(column.mobile, digits / max(sum(bool(text) for text in column.texts), 1)) if column.letters < 0.2 else 0.0
    )


def _text(column: Profile) -> float:
    return 0.8 if column.dates is None or column.letters > 0.5 else 0.1


def _label(column: Profile) -> float:
    return 0.8 if column.numeric < 0.5 and column.dates is None else 0.0


def _words(column: Profile) -> float:
    return column.letters


def _degrees(column: Profile) -> float:
    return column.numeric


_TESTS: Mapping[str, Callable[[Profile], float]] = {
    "order_id": _order, "customer_id": _identifier, "item_id": _identifier, "ordered_at": _moment,
    "customers.birth_date": _day, "customers.joined_on": _day, "quantity": _quantity, "price": _money,
    "amount": _money, "tax": _money, "shipping": _money, "discount": _money, "cost": _money, "unit_cost": _money,
    "credit": _money, "customers.income": _income,
    "email": _email, "mobile": _telephone, "phone": _telephone, "name": _words, "items.name": _words,
    "customers.city": _words, "customers.country": _words, "customers.province": _words,
    "customers.latitude": _degrees, "customers.longitude": _degrees,
    "status": _label, "coupon": _label, "payment_method": _label, "shipping_method": _label,
}  # fmt: skip
