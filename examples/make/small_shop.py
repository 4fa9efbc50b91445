"""small_shop: two hundred customers, six hundred invoices, one workbook, as a shop keeper keeps it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import xlsxwriter

from examples.make.people import Person, jalali, pick, population

__all__ = ["write"]

_FIRST, _LAST = date(2023, 9, 23), date(2024, 9, 20)
_CUSTOMERS, _INVOICES = 200, 600
_GOODS = (
    ("پیراهن", 480),
    ("شلوار", 720),
    ("مانتو", 1_150),
    ("روسری", 260),
    ("کفش", 1_480),
    ("کیف", 890),
    ("جوراب", 70),
)
_HEADS = ("ردیف", "شماره فاکتور", "تاریخ", "نام مشتری", "تلفن همراه", "شهر", "شرح کالا", "تعداد", "مبلغ (تومان)")


def write(folder: Path, seed: int = 7) -> None:
    """فروش.xlsx: a title, a header, a line an invoice, and the sum below."""
    random = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    rows = _invoices(random, population(random, _CUSTOMERS))
    with xlsxwriter.Workbook(str(folder / "sales.xlsx")) as book:
        book.set_properties({"created": datetime(2024, 9, 21)})
        sheet = book.add_worksheet("فروش")
        sheet.right_to_left()
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0"})
        sheet.merge_range(0, 0, 0, len(_HEADS) - 1, "گزارش فروش مغازه – یک سال", bold)
        sheet.write_row(2, 0, _HEADS, bold)
        for at, row in enumerate(rows, start=3):
            sheet.write_row(at, 0, row[:-1])
            sheet.write_number(at, len(_HEADS) - 1, row[-1], money)
        end = 3 + len(rows)
        sheet.write(end, 0, "جمع کل", bold)
        sheet.write_number(end, len(_HEADS) - 1, sum(row[-1] for row in rows), money)
        sheet.set_column(1, len(_HEADS) - 1, 16)


def _invoices(random: np.random.Generator, people: list[Person]) -> list[tuple[object, ...]]:
    """Some come again and again, most once or twice; every customer has an invoice at least."""
    often = random.gamma(0.6, 1.0, _CUSTOMERS)
    further = random.choice(_CUSTOMERS, _INVOICES - _CUSTOMERS, p=often / often.sum())
    who = np.concatenate([np.arange(_CUSTOMERS), further])
    days = np.sort(random.integers(0, (_LAST - _FIRST).days + 1, _INVOICES))
    random.shuffle(who)
    return [
        _row(random, number, people[int(one)], int(day))
        for number, (one, day) in enumerate(zip(who, days, strict=True))
    ]


def _row(random: np.random.Generator, number: int, one: Person, after: int) -> tuple[object, ...]:
    goods = pick(random, tuple((name, 1) for name, _ in _GOODS))
    pieces = 1 + int(random.random() < 0.25)
    price = dict(_GOODS)[goods] * 1_000 * pieces
    day = jalali(_FIRST + timedelta(days=after))
    return number + 1, 1001 + number, day, one.name, one.mobile, one.city.strip(), goods, pieces, price
