"""Whether tax is in the amounts is proven by another column, said by a header, or asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bakhsh.edges.sources.guess import guess
from bakhsh.project.settle import settled
from bakhsh.records import Guess

Row = tuple[int, int, int]
"""Order, price, tax."""

ROWS: tuple[Row, ...] = tuple((n // 3, 100 + 37 * (n % 11), 9 + n % 5) for n in range(90))


def guessed(folder: Path, header: str, cells: Callable[[Row], str]) -> Guess:
    lines = [f"{row[0]},2024-01-{row[0] % 28 + 1:02},C{row[0] % 17:02},P{row[1]},{cells(row)}" for row in ROWS]
    path = folder / "orders.csv"
    path.write_text("\n".join([f"order id,date,customer id,product id,{header}", *lines]), encoding="utf-8")
    return guess(path)


def asked(found: Guess) -> list[str]:
    return [one.key for one in found.questions if one.grave]


def choices(found: Guess) -> list[str]:
    return [choice.value for one in found.questions if one.key == "tax_is" for choice in one.choices]


def test_a_bare_tax_beside_an_amount_is_asked_about(tmp_path: Path) -> None:
    found = guessed(tmp_path, "amount,tax", lambda row: f"{row[1]},{row[2]}")
    assert (asked(found), choices(found)) == (["tax_is"], ["inside", "on_top"])
    on_top, inside = settled(found, {"tax_is": "on_top"}), settled(found, {"tax_is": "inside"})
    assert (on_top.policy.includes, inside.policy.includes) == (None, ("tax",))
    assert not asked(on_top)


def test_tax_beside_prices_is_asked_about_too(tmp_path: Path) -> None:
    found = guessed(tmp_path, "quantity,price,amount,tax", lambda row: f"2,{row[1]},{2 * row[1]},{row[2]}")
    assert asked(found) == ["tax_is"]


@pytest.mark.parametrize("name", ["net amount", "total paid"])
def test_another_column_proves_that_it_comes_on_top(tmp_path: Path, name: str) -> None:
    found = guessed(tmp_path, f"quantity,price,{name},tax,grand total",
                    lambda row: f"2,{row[1]},{2 * row[1]},{row[2]},{2 * row[1] + row[2]}")  # fmt: skip
    amounts = {one.column: one.source for one in found.columns if one.column in ("amount", "tax")}
    assert asked(found) == []
    assert (amounts, found.policy.includes) in (
        ({"amount": "grand total"}, None), ({"amount": name, "tax": "tax"}, None),
        ({"amount": "grand total", "tax": "tax"}, ("tax",)),
    )  # fmt: skip


def test_another_column_proves_that_it_is_inside(tmp_path: Path) -> None:
    found = guessed(tmp_path, "amount,tax,net amount", lambda row: f"{row[1]},{row[2]},{row[1] - row[2]}")
    taken = next(one.source for one in found.columns if one.column == "amount")
    assert asked(found) == []
    assert found.policy.includes == (("tax",) if taken == "amount" else None)


@pytest.mark.parametrize(
    ("header", "includes"), [("مبلغ با مالیات", ("tax",)), ("مبلغ قابل پرداخت", ("tax",)), ("مبلغ بدون مالیات", None)]
)
def test_a_header_that_says_it_is_believed(tmp_path: Path, header: str, includes: tuple[str, ...] | None) -> None:
    found = guessed(tmp_path, f"{header},مالیات", lambda row: f"{row[1]},{row[2]}")
    assert ([one for one in asked(found) if one == "tax_is"], found.policy.includes) == ([], includes)


def test_tax_said_on_every_row_of_an_order_may_be_the_orders(tmp_path: Path) -> None:
    found = guessed(tmp_path, "amount,tax", lambda row: f"{row[1]},{row[0] + 5}")
    assert choices(found) == ["inside", "on_top", "order"]
    assert settled(found, {"tax_is": "order"}).policy.per_order == ("tax",)


def test_a_row_discount_stays_off_where_the_tax_is_inside(tmp_path: Path) -> None:
    found = guessed(tmp_path, "paid after discount,discount,tax", lambda row: f"{row[1]},{row[1] % 7},{row[2]}")
    answered = settled(found, {"tax_is": "inside"})
    assert "discount" in {one.column for one in found.columns}
    assert answered.policy.includes == ("discount", "tax")


# ---- rows said twice ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("again", "counted", "grave", "said"),
    [(0, True, [], False), (4, True, [], True), (60, True, ["same_lines"], False), (60, False, [], True)],
)
def test_rows_that_come_again_are_told_or_asked_about(
    tmp_path: Path, again: int, counted: bool, grave: list[str], said: bool
) -> None:
    lines = [
        f"{n // 3},2024-01-{n % 28 + 1:02},C{n % 17:02},P{n},{100 + n}{',2' if counted else ''}" for n in range(300)
    ]
    header = f"order id,date,customer id,product id,amount{',quantity' if counted else ''}"
    path = tmp_path / "orders.csv"
    path.write_text("\n".join([header, *lines, *lines[:again]]), encoding="utf-8")
    found = guess(path)
    assert asked(found) == grave
    assert ("policy.same_lines_some" in {one.id for one in found.notes}) is said
    if grave:
        assert settled(found, {"same_lines": "drop"}).policy.same_lines == "drop"


def test_every_name_that_is_nobodys_is_taken_and_five_are_shown(tmp_path: Path) -> None:
    names = [
        "مشتری نقدی",
        "متفرقه",
        "مشتری متفرقه",
        "مشتری گذری",
        "walk-in",
        "walk in customer",
        "cash",
        "cash customer",
    ]
    lines = [f"{n},2024-01-{n % 28 + 1:02},{(names + [f'C{m:02}' for m in range(60)])[n % 68]},{100 + n}"
             for n in range(200)]  # fmt: skip
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(["order id,date,customer id,amount", *lines]), encoding="utf-8")
    found = guess(path)
    assert len(found.policy.bucket_customers) > 5
    (said,) = [one for one in found.notes if one.id == "policy.many_people_more"]
    assert said.args["count"] == len(found.policy.bucket_customers) - 5
