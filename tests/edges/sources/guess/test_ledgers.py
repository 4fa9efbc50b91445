"""Ledgers of accounting programs: sales are debited; what is credited is a return, a payment, or asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

import bakhsh
from bakhsh.edges.sources.guess import guess
from bakhsh.project.settle import settled

HEADER = "تاریخ,شماره سند,طرف حساب,شرح,بدهکار,بستانکار,مانده"


def ledger(folder: Path, reasons: tuple[str, ...], header: str = HEADER) -> Path:
    """Every third row is credited with 400, for one of these reasons; the others are sales of 1000."""
    lines, balance = [], 0
    for n in range(60):
        credited = n % 3 == 2
        balance += -400 if credited else 1000
        said = reasons[n // 3 % len(reasons)] if credited else f"فاکتور فروش شماره {n}"
        money = "0,400" if credited else "1000,0"
        lines.append(f"1403/02/{n % 28 + 1:02},{n + 1},مشتری {n % 7},{said},{money},{balance}")
    path = folder / "ledger.csv"
    path.write_text("\n".join([header.replace("بدهکار", "بدهکار (ریال)"), *lines]), encoding="utf-8")
    return path


def net(folder: Path, file: Path, **answers: str) -> int:
    bakhsh.new(folder, file, answers=answers)
    with bakhsh.open(folder) as ws:
        ws.run()
        (load,) = ws.loads()
        assert load.rows == load.kept + load.duplicates + load.rejected == 60
        found = ws.reconciliation()
        for month in found.months:
            assert month.file_amount == sum(out.amount for out in month.exclusions) + month.net
        return sum(month.net for month in found.months)


def test_credits_that_nothing_explains_are_asked_about(tmp_path: Path) -> None:
    found = guess(ledger(tmp_path, ("سند ۱۲", "سند ۱۳")))
    assert {one.column: one.source for one in found.columns if one.column in ("amount", "credit")} == {
        "amount": "بدهکار (ریال)", "credit": "بستانکار",
    }  # fmt: skip
    assert [one.key for one in found.questions if one.grave] == ["credit_is"]
    assert settled(found, {"credit_is": "payments"}).policy.credits == "payments"


@pytest.mark.parametrize(("answer", "revenue"), [("payments", 40_000), ("returns", 40_000 - 8_000)])
def test_the_answer_makes_revenue_exact(tmp_path: Path, answer: str, revenue: int) -> None:
    assert net(tmp_path / "shop", ledger(tmp_path, ("سند ۱۲",)), credit_is=answer) == revenue


def test_credits_that_the_ledger_explains_are_told_apart(tmp_path: Path) -> None:
    file = ledger(tmp_path, ("دریافت نقدی", "برگشت از فروش", "چک شماره ۵"))
    assert net(tmp_path / "shop", file) == 40_000 - 400 * 7, "seven of the twenty credits are returns"


def test_a_column_of_credits_without_debits_says_nothing(tmp_path: Path) -> None:
    found = guess(ledger(tmp_path, ("x",), HEADER.replace("بدهکار", "مبلغ")))
    assert "credit" not in {one.column for one in found.columns}
