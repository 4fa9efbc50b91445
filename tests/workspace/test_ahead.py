"""What is worked ahead comes in order, a few at a time, with its mistakes."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from bakhsh.workspace.ahead import ahead


def test_results_come_in_the_order_of_their_items() -> None:
    later = threading.Event()

    def work(number: int) -> int:
        if number == 0:
            later.wait(5)
        if number == 1:
            later.set()
        return number * number

    assert list(ahead(range(20), work)) == [(number, number * number) for number in range(20)]


def test_no_more_than_a_few_items_are_drawn_before_they_are_taken() -> None:
    drawn = []

    def items() -> Iterator[int]:
        for number in range(100):
            drawn.append(number)
            yield number

    taken = ahead(items(), lambda number: number)
    next(taken)
    assert len(drawn) == 3
    taken.close()
    assert len(drawn) == 3


def test_a_mistake_is_raised_where_its_item_is_taken() -> None:
    def work(number: int) -> float:
        return 1 / (2 - number)

    taken = ahead(range(10), work)
    assert [next(taken)[0], next(taken)[0]] == [0, 1]
    with pytest.raises(ZeroDivisionError):
        next(taken)
