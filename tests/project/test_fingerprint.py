"""A fingerprint is of meaning, not of text."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.project.declared import FILES, files

from bakhsh.project import fingerprint, read_texts


def of(path: str, old: str, new: str) -> bool:
    """Whether the fingerprint of all files stays when `old` becomes `new` in one of them."""
    assert old in FILES[path]
    changed = {**FILES, path: FILES[path].replace(old, new)}
    return fingerprint(read_texts(FILES)) == fingerprint(read_texts(changed))


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("bakhsh.toml", 'name = "Corner shop"', '# a comment\nname = "The shop"'),
        ("segments/value.toml", "Champions", "Best"),
        ("segments/value.toml", "recency <= 30 and", "recency<=30   and"),
        ("data/orders.toml", '"orders.csv"', '"orders.csv", "more.csv"'),
        ("data/orders.toml", 'customer_id = "CustomerID"', '# who\ncustomer_id = { from = "CustomerID" }'),
        ("targeting/winback.toml", "cost = 1.5", 'cost = 1.50, text = "Hello"'),
    ],
)
def test_words_and_formatting_do_not_count(path: str, old: str, new: str) -> None:
    assert of(path, old, new)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("bakhsh.toml", "margin = 0.3", "margin = 0.4"),
        ("segments/value.toml", "recency <= 30", "recency < 30"),
        ("segments/value.toml", 'name = "champions"', 'name = "best"'),
        ("data/orders.toml", "%d/%m/%Y", "%m/%d/%Y"),
        ("data/orders.toml", '["FUEL"]', '["FUEL", "GAS"]'),
        ("targeting/winback.toml", "holdout = 0.2", "holdout = 0.1"),
        ("features/sport_share.toml", "/ monetary", "/ spent_90"),
    ],
)
def test_what_changes_a_result_counts(path: str, old: str, new: str) -> None:
    assert not of(path, old, new)


def test_the_order_of_mapped_columns_does_not_count() -> None:
    lines = FILES["data/orders.toml"].splitlines()
    turned = "\n".join([*lines[:3], lines[4], lines[3], *lines[5:]])
    assert fingerprint(read_texts(FILES)) == fingerprint(read_texts(files(data__orders=turned)))


def test_the_order_of_segments_counts() -> None:
    head, first, second = FILES["segments/value.toml"].split("\n[[segment]]\n")
    turned = "\n[[segment]]\n".join([head, second, first])
    was, now = read_texts(FILES).segmentation("value"), read_texts(files(segments__value=turned)).segmentation("value")
    assert fingerprint(was) != fingerprint(now)


def test_another_process_finds_the_same() -> None:
    code = (
        "from bakhsh.project import *; from tests.project.declared import FILES; print(fingerprint(read_texts(FILES)))"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == fingerprint(read_texts(FILES))
