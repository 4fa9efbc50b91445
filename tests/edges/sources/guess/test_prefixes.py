"""Returns are known by how their order numbers begin, where numbers or pairs prove it; else it is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from bakhsh.edges.sources.guess import guess
from bakhsh.project.settle import settled
from bakhsh.records import Guess


def till(folder: Path, prefix: str, sign: str, *, paired: bool = True, count: int = 12) -> Guess:
    """Sixty sales and twelve papers whose number has a prefix."""
    lines = ["invoice,date,customer,item,amount"]
    for n in range(60):
        lines.append(f"{1000 + n},2024-03-{n % 28 + 1:02},c{n % 9},p{n % 5},{(n + 1) * 250}")
    for n in range(count):
        amount = (n + 1) * 250 if paired else 77_000 + n * 1111
        lines.append(f"{prefix}{2000 + n},2024-04-{n % 28 + 1:02},c{n % 9},p{n % 5},{sign}{amount}")
    path = folder / "till.csv"
    path.write_text("\n".join(lines), "utf-8")
    return guess(path)


def asked(found: Guess) -> list[str]:
    return [one.key for one in found.questions if one.grave and one.key == "return_prefix"]


@pytest.mark.parametrize("prefix", ["C", "م-", "X/"])
def test_order_numbers_that_begin_so_are_returns_where_they_alone_are_below_zero(prefix: str, tmp_path: Path) -> None:
    found = till(tmp_path, prefix, "-")
    assert found.policy.return_when == {"invoice": (f"{prefix}*",)}
    assert "guess.prefix_below_zero" in {one.id for one in found.notes}
    assert not asked(found)


@pytest.mark.parametrize("prefix", ["RET-", "م-", "برگشت "])
def test_returns_written_as_sales_are_known_by_their_word_and_their_pairs(prefix: str, tmp_path: Path) -> None:
    found = till(tmp_path, prefix, "")
    assert found.policy.return_when == {"invoice": (f"{prefix}*",)}
    assert not asked(found)


@pytest.mark.parametrize(("prefix", "paired"), [("RET-", False), ("Z", True)])
def test_where_only_the_word_or_the_pairs_speak_for_it_it_is_asked(prefix: str, paired: bool, tmp_path: Path) -> None:
    found = till(tmp_path, prefix, "", paired=paired)
    assert found.policy.return_when == {}
    assert asked(found) == ["return_prefix"]
    assert settled(found, {"return_prefix": prefix}).policy.return_when == {"invoice": (f"{prefix}*",)}
    assert settled(found, {"return_prefix": "no"}).policy.return_when == {}


def test_a_prefix_of_another_till_marks_nothing(tmp_path: Path) -> None:
    found = till(tmp_path, "B2-", "", paired=False)
    assert (found.policy.return_when, asked(found)) == ({}, [])


def test_a_prefix_that_others_share_by_their_letters_marks_nothing(tmp_path: Path) -> None:
    path = tmp_path / "till.csv"
    rows = [f"م{n},2024-03-{n % 28 + 1:02},c{n % 9},-{(n + 1) * 250}" for n in range(10)]
    rows += [f"مش{n},2024-03-{n % 28 + 1:02},c{n % 9},{(n + 1) * 250}" for n in range(60)]
    path.write_text("\n".join(["invoice,date,customer,amount", *rows]), "utf-8")
    assert guess(path).policy.return_when == {}


@pytest.mark.data
def test_cancelled_invoices_of_online_retail_are_known_by_their_letter(real_data: Path) -> None:
    found = guess(real_data / "online_retail" / "online_retail.parquet")
    assert found.policy.return_when == {"InvoiceNo": ("C*",)}
