"""Whose money a column speaks of is proven by sums, or asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bakhsh.edges.sources.guess import guess
from bakhsh.records import Guess

Row = tuple[int, int, int, int]
"""Order, pieces, price, discount."""

ROWS: tuple[Row, ...] = tuple(
    (n // 3, n % 4 + 1, 100 + 37 * (n % 11), (n % 2) * (10 + n % 7)) for n in range(120)
)  # fmt: skip


def guessed(folder: Path, header: str, cells: Callable[[Row], str]) -> Guess:
    path = folder / "orders.csv"
    lines = [f"{row[0]},2024-01-{row[0] % 28 + 1:02},C{row[0] % 17:02},P{row[2]},{cells(row)}" for row in ROWS]
    path.write_text("\n".join([f"order id,date,customer id,product id,{header}", *lines]), encoding="utf-8")
    return guess(path)


def parts(found: Guess) -> dict[str, str]:
    return {
        one.column: one.source for one in found.columns if one.column in ("amount", "price", "quantity", "discount")
    }


def asked(found: Guess) -> set[str]:
    return {one.key for one in found.questions if one.grave}


def total(order: int) -> int:
    return sum(pieces * price for number, pieces, price, _ in ROWS if number == order)


def test_the_column_after_the_discount_is_what_was_paid(tmp_path: Path) -> None:
    def cells(row: Row) -> str:
        _, pieces, price, off = row
        return f"{pieces},{price},{pieces * price},{off},{pieces * price - off}"

    found = guessed(tmp_path, "quantity,price,amount,discount,payable", cells)
    assert (parts(found)["amount"], asked(found)) == ("payable", set())


def test_before_the_discount_what_was_paid_is_reckoned(tmp_path: Path) -> None:
    found = guessed(
        tmp_path, "quantity,price,amount,discount", lambda row: f"{row[1]},{row[2]},{row[1] * row[2]},{row[3]}"
    )
    assert (parts(found), asked(found)) == ({"quantity": "quantity", "price": "price", "discount": "discount"}, set())


def test_an_orders_total_on_all_its_rows_is_left_alone(tmp_path: Path) -> None:
    found = guessed(tmp_path, "quantity,price,total", lambda row: f"{row[1]},{row[2]},{total(row[0])}")
    assert (parts(found), asked(found)) == ({"quantity": "quantity", "price": "price"}, set())


def test_an_amount_that_nothing_explains_is_asked_about(tmp_path: Path) -> None:
    found = guessed(tmp_path, "quantity,price,amount", lambda row: f"{row[1]},{row[2]},{row[2] * 3 + row[0] * 7}")
    assert asked(found) == {"amount_is"}


@pytest.mark.parametrize(("after", "column"), [(True, "amount"), (False, "price")])
def test_the_price_of_a_piece_without_a_discount_tells_whether_it_is_off(
    tmp_path: Path, after: bool, column: str
) -> None:
    found = guessed(
        tmp_path, "quantity,amount,discount",
        lambda row: f"{row[1]},{row[1] * row[2] - (row[3] if after else 0)},{row[3]}",
    )  # fmt: skip
    assert asked(found) == set()
    assert parts(found)[column] == "amount"


def test_a_bare_amount_beside_a_discount_is_asked_about(tmp_path: Path) -> None:
    found = guessed(tmp_path, "amount,discount", lambda row: f"{row[1] * row[2]},{row[3] + 1}")
    assert asked(found) == {"discount_is"}


def test_an_amount_on_the_first_row_of_an_order_is_the_orders(tmp_path: Path) -> None:
    seen: set[int] = set()

    def first(row: Row) -> str:
        said = "" if row[0] in seen else str(total(row[0]))
        seen.add(row[0])
        return said

    found = guessed(tmp_path, "amount", first)
    assert (found.policy.per_order, asked(found)) == (("amount",), set())
