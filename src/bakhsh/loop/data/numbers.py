"""Numbers out of cells, over distinct values: plain and grouped ones by the column, the rest one text at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, localcontext

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.language.amounts import RIAL_WORDS, TOMAN_WORDS, SpelledAmount, spelled_amount
from bakhsh.language.digits import parse_number
from bakhsh.language.units import MoneyUnit
from bakhsh.loop.data.cells import Cells
from bakhsh.loop.data.letters import Letters, replaced

__all__ = ["Numbers", "read_money", "read_numbers"]

_EXACT = pa.decimal128(18, 6)
_SIX_PLACES = Decimal("0.000001")
_PLAIN = r"^[+-]?(?:\d{1,11}(?:\.\d{0,6})?|\.\d{1,6})$"
_GROUPED = r"^[+-]?(?:\d{1,3}(?:,\d{3}){0,2}|\d{1,2},\d{3},\d{3},\d{3}|\d{1,11})(?:\.\d{0,6})?$"
_COMMA = r"^[+-]?(?:\d{1,3}(?:\.\d{3})+|\d*)(?:,\d*)?$"
_SLASH = r"^[^/.]*\d/\d+[^/.\d]*$"
_UNSEEN = "\u200c\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_MARKS = Letters.of(
    {"٬": ",", "،": ",", "٫": ".", "−": "-", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "ي": "ی", "ك": "ک"}
    | dict.fromkeys(_UNSEEN, "")
)


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column of numbers over its distinct values.

    `exact` is each value with at most eleven digits before and six after the point, `long` the others by place; `why`
    says by reason which distinct texts are not taken (they have no value); `converted` which named another unit than
    the column's and were turned into it, `round` which a spreadsheet may have rounded (3.00E+05).
    """

    cells: Cells
    exact: pa.Array
    long: Mapping[int, Decimal] = field(default_factory=dict)
    why: Mapping[str, frozenset[int]] = field(default_factory=dict)
    converted: frozenset[int] = frozenset()
    round: frozenset[int] = frozenset()

    def reasons(self) -> tuple[tuple[str, pa.Array], ...]:
        """By reason: per row, there is a text, and no number is taken from it."""
        return tuple((reason, self.rows_of(places)) for reason, places in self.why.items())

    def rows_of(self, places: frozenset[int]) -> pa.Array:
        """The rows whose value is one of these distinct ones."""
        if not places:
            return pa.repeat(pa.scalar(False), len(self.cells.rows))
        found = pc.is_in(self.cells.rows, value_set=pa.array(sorted(places), self.cells.rows.type))
        return pc.fill_null(found, False)

    def floats(self) -> pa.Array:
        """Per row the number as float64; empty where there is none."""
        values = self.exact.cast(pa.float64())
        if self.long:
            filled = values.to_pylist()
            for place, value in self.long.items():
                filled[place] = float(value)
            values = pa.array(filled, pa.float64())
        return self.cells.each(values)


def read_numbers(cells: Cells, decimal: str = ".") -> Numbers:
    """The numbers the cells spell; a decimal comma or slash is read only where the file was declared to have one.

    What is no number (see `language.digits.parse_number`) is `bad_number`.
    """
    return _read(cells, decimal, None, False)


def read_money(cells: Cells, unit: MoneyUnit, decimal: str = ".", *, written: bool = False) -> Numbers:
    """Amounts counted in `unit`. A cell that names its own unit is read by its own word (`language.amounts`).

    Not taken: what is no number (`bad_number`); an amount in another currency (`other_currency`); one that a
    spreadsheet rounded to its first digits, 1.25E+06 (`digits_lost`; 3.00E+05 is taken, and told); and where every cell
    is declared to name its unit (`written`), one that does not (`unit_unclear`).
    """
    return _read(cells, decimal, unit, written)


def _read(cells: Cells, decimal: str, unit: MoneyUnit | None, written: bool) -> Numbers:
    texts = cells.texts
    if decimal != "." and pa.types.is_string(cells.native.type):
        texts = _from_comma(texts) if decimal == "," else _from_slash(texts) if decimal == "/" else texts
    plain = pc.fill_null(pc.match_substring_regex(texts, _PLAIN), False)
    if written:
        plain = pa.repeat(pa.scalar(False), len(texts))
    exact = pc.if_else(plain, texts, None).cast(_EXACT)
    rest = pc.indices_nonzero(pc.and_(pc.invert(plain), pc.is_valid(texts)))
    if not len(rest):
        return Numbers(cells, exact)
    texts = replaced(texts.take(rest), _MARKS)
    grouped = _grouped(texts, unit, written)
    exact = pc.replace_with_mask(exact, _mask(rest, len(exact)), grouped)
    left = pc.indices_nonzero(pc.is_null(grouped))
    return _one_by_one(cells, exact, rest.take(left), texts.take(left), _Asked(unit, written))


def _mask(places: pa.Array, length: int) -> pa.Array:
    import numpy as np

    found = np.zeros(length, bool)
    found[places.to_numpy()] = True
    return pa.array(found)


def _grouped(texts: pa.Array, unit: MoneyUnit | None, written: bool) -> pa.Array:
    """Numbers in groups of three, with nothing behind them but a word for the column's own unit."""
    number, named = texts, pa.repeat(pa.scalar(not written), len(texts))
    for word in _own_words(unit) if unit is not None else ():
        ends = pc.fill_null(pc.ends_with(texts, word), False)
        if pc.any(ends).as_py():
            # No digit is among the letters of a word.
            number = pc.if_else(ends, pc.utf8_rtrim(texts, characters=f"{word} "), number)
            named = pc.or_(named, ends)
    fits = pc.and_(named, pc.match_substring_regex(number, _GROUPED))
    return pc.replace_substring(pc.if_else(fits, number, None), ",", "").cast(_EXACT)


def _own_words(unit: MoneyUnit) -> tuple[str, ...]:
    return {"IRR": RIAL_WORDS, "IRT": TOMAN_WORDS}.get(unit.code, ())


@dataclass(frozen=True, slots=True)
class _Asked:
    unit: MoneyUnit | None
    written: bool

    def said(self, text: str) -> tuple[SpelledAmount | None, str]:
        """The number, else the reason for which there is none."""
        if self.unit is None:
            value = parse_number(text)
            return (None, "bad_number") if value is None else (SpelledAmount(value), "")
        found = spelled_amount(text, self.unit)
        if not isinstance(found, SpelledAmount):
            return None, found or "bad_number"
        if found.lost:
            return None, "digits_lost"
        return (None, "unit_unclear") if self.written and not found.named else (found, "")


def _one_by_one(cells: Cells, exact: pa.Array, places: pa.Array, texts: pa.Array, asked: _Asked) -> Numbers:
    if not len(places):
        return Numbers(cells, exact)
    values: list[Decimal | None] = []
    long: dict[int, Decimal] = {}
    why: dict[str, set[int]] = {}
    told: dict[str, set[int]] = {"converted": set(), "round": set()}
    for place, text in zip(places.to_pylist(), texts.to_pylist(), strict=True):
        found, reason = asked.said(text)
        values.append(_fitting(found.value) if found else None)
        if found is None:
            why.setdefault(reason, set()).add(place)
            continue
        if values[-1] is None:
            long[place] = found.value
        for name, those in told.items():
            if getattr(found, name):
                those.add(place)
    exact = pc.replace_with_mask(exact, _mask(places, len(exact)), pa.array(values, _EXACT))
    refused = {reason: frozenset(those) for reason, those in why.items()}
    return Numbers(cells, exact, long, refused, **{name: frozenset(those) for name, those in told.items()})


def _fitting(value: Decimal) -> Decimal | None:
    """The value with six places, where eleven digits before the point and six behind it say it exactly."""
    if value.adjusted() >= 11 and value:
        return None
    with localcontext(prec=40):
        short = value.quantize(_SIX_PLACES)
    return short if short == value else None


def _from_comma(texts: pa.Array) -> pa.Array:
    """Numbers with a decimal comma as ones with a point; a point elsewhere than before three digits spoils them."""
    fits = pc.match_substring_regex(texts, _COMMA)
    touched = pc.match_substring_regex(texts, r"[.,]")
    turned = pc.replace_substring(pc.replace_substring(texts, ".", ""), ",", ".")
    return pc.if_else(fits, turned, pc.if_else(touched, pc.binary_join_element_wise("?", texts, ""), texts))


def _from_slash(texts: pa.Array) -> pa.Array:
    """Numbers with a decimal slash («۱۲/۵») as ones with a point."""
    fits = pc.match_substring_regex(texts, _SLASH)
    return pc.if_else(fits, pc.replace_substring(texts, "/", "."), texts)
