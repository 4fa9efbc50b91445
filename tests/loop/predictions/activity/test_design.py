"""Columns of any type become a matrix."""

from __future__ import annotations

import datetime as dt
import math

import pyarrow as pa

from bakhsh.loop.predictions.activity.design import learn, matrix


def test_what_says_nothing_is_left_out_with_its_reason() -> None:
    table = pa.table(
        {
            "kept": [1.0, 2.0, None, 4.0],
            "alike": [7, 7, 7, 7],
            "empty": pa.array([None] * 4, pa.float64()),
            "day": [dt.date(2024, 1, 1)] * 4,
            "name": ["a", "b", "c", "d"],
            "same": ["x"] * 4,
        }
    )
    designed = learn(table)
    assert [one.name for one in designed.columns] == ["kept"]
    assert {one.name: one.why for one in designed.left_out} == {
        "alike": "constant", "empty": "missing", "day": "date", "name": "different", "same": "constant",
    }  # fmt: skip
    assert len(designed.notes) == 5


def test_words_stand_before_numbers_and_rare_ones_share_a_code() -> None:
    words = ["tea"] * 60 + ["rice"] * 45 + ["oil", "salt", None]
    designed = learn(pa.table({"age": list(range(108)), "likes": words, "member": [True, False] * 54}))
    assert [one.name for one in designed.columns] == ["likes", "age", "member"]
    assert designed.columns[0].levels == ("tea", "rice")
    likes = matrix(designed, pa.table({"age": [1, 2, 3], "likes": ["rice", "new", None], "member": [True] * 3}))[:, 0]
    assert likes[:2].tolist() == [1.0, 2.0]
    assert math.isnan(likes[2])


def test_dictionaries_and_plain_words_give_the_same() -> None:
    plain = pa.table({"city": ["b", "a", "a", "b", "a", None]})
    coded = pa.table({"city": plain["city"].combine_chunks().dictionary_encode()})
    assert learn(plain) == learn(coded)
    assert str(matrix(learn(plain), plain)) == str(matrix(learn(coded), coded))


def test_infinite_numbers_are_taken_for_empty() -> None:
    table = pa.table({"value": [1.0, 2.0, math.inf]})
    assert math.isnan(matrix(learn(table), table)[2, 0])
