"""The way of money fits a terminal of 80 columns, whole, in both languages, and adds up when it is read downwards."""

from __future__ import annotations

import io
from datetime import date

import pytest
from rich.cells import cell_len
from rich.console import Console

from bakhsh.cli import show_money
from bakhsh.cli.screen import Screen
from bakhsh.language.locale import locale_for
from bakhsh.records import Exclusion, MonthTotal, Reconciliation


def seen(size: int) -> Reconciliation:
    sold, back, out = 1_154_386 * size, 18_000 * size, 35_002 * size
    left = (Exclusion("duplicate", 2, out),)
    return Reconciliation((MonthTotal(date(2024, 9, 1), 1200, out + sold - back, sold, back, sold - back, left),))


def drawn(language: str, size: int, unit: str) -> str:
    target = io.StringIO()
    face = Screen(locale_for(language, money=unit), out=Console(file=target, width=80))  # type: ignore[arg-type]
    face.draw(show_money.money(face, seen(size)))
    return target.getvalue()


@pytest.mark.parametrize("size", [1, 1_000_000])
@pytest.mark.parametrize(("language", "unit", "words"), [
    ("en", "GBP", ("September 2024", "rows", "returned", "£")),
    ("fa", "IRT", ("شهریور ۱۴۰۳", "ردیف", "مرجوعی", "تومان")),
])  # fmt: skip
def test_80_columns_hold_every_month_and_amount(language: str, unit: str, words: tuple[str, ...], size: int) -> None:
    text = drawn(language, size, unit)
    assert max(map(cell_len, text.splitlines())) <= 80
    assert all(word in text for word in words)
    assert text.count(words[-1]) == 1, "the unit is said once"


def test_refunds_are_put_back_before_what_was_left_out() -> None:
    found = [line.split()[-1] for line in drawn("en", 1, "GBP").splitlines()[3:9]]
    assert found == ["11,713.88", "180.00", "-350.02", "11,543.86", "-180.00", "11,363.86"]
