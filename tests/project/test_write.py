"""New projects, and changes that leave the rest of a file alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.project.declared import FILES

from bakhsh.errors import ProjectError
from bakhsh.language.sentences import Sentence
from bakhsh.project import check, read, read_texts, set_value, write_new
from bakhsh.project.write import new_texts
from bakhsh.records import Guess, GuessedColumn

WHY = Sentence("words.yes")
GUESS = Guess(
    "orders.csv", "lines", "csv", ";", "utf-8", True,
    (
        GuessedColumn("Invoice No", "order_id", 1, WHY, ("536365", "536366")),
        GuessedColumn("When", "ordered_at", 1, WHY, ("1/12/2010 08:26",), form="%d/%m/%Y %H:%M"),
        GuessedColumn("Customer", "customer_id", 1, WHY, ("17850",)),
        GuessedColumn("Price", "price", 1, WHY, ("2.55",)),
        GuessedColumn("Mobile", "mobile", 1, WHY, ("09121234567",), personal=True),
        GuessedColumn("Country", "customers.country", 1, WHY, ("France",)),
        GuessedColumn("Rest", "", 0, WHY),
    ),
)  # fmt: skip


def test_a_new_project_reads_without_a_mistake(tmp_path: Path) -> None:
    written = write_new(tmp_path / "shop", GUESS, "shop", tmp_path / "orders.csv")
    declared = read(tmp_path / "shop")
    assert check(declared) == ()
    assert sorted(path.relative_to(tmp_path / "shop").as_posix() for path in written) == [
        ".gitignore", "bakhsh.toml", "data/orders.toml", "predictions.toml", "segments/rfm.toml", "segments/value.toml",
        "targeting/winback.toml",
    ]  # fmt: skip
    (source,) = declared.sources
    assert source.files == ("../orders.csv",)
    assert source.reading.delimiter == ";"
    assert [one.column for one in source.columns] == [one.column for one in GUESS.columns if one.column]
    assert len(declared.segmentation("value").segments) == 5
    assert (tmp_path / "shop" / ".bakhsh" / "schema" / "segments.json").is_file()


def test_no_personal_example_is_written() -> None:
    text = "".join(new_texts(GUESS, "shop", "orders.csv", {}).values())
    assert "09121234567" not in text
    assert "536365" in text


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "bakhsh.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(ProjectError) as caught:
        write_new(tmp_path, GUESS, "shop", tmp_path / "orders.csv")
    assert "bakhsh.toml" in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["bakhsh.toml"]
    assert (tmp_path / "bakhsh.toml").read_text(encoding="utf-8") == "mine"


def test_a_persian_file_makes_a_persian_project() -> None:
    persian = replace(GUESS, columns=(*GUESS.columns, GuessedColumn("مبلغ (ریال)", "amount", 1, WHY)), unit="IRR")
    declared = read_texts(new_texts(persian, "shop", "orders.csv", {})).project
    assert (declared.unit, declared.calendar, declared.language) == ("IRR", "jalali", "fa")
    assert (declared.timezone, declared.weekend) == ("Asia/Tehran", (3, 4))
    assert read_texts(new_texts(persian, "shop", "orders.csv", {"unit": "IRT"})).project.unit == "IRT"


def test_without_a_margin_revenue_is_measured() -> None:
    assert read_texts(new_texts(GUESS, "shop", "o.csv", {})).campaigns[0].outcome == "revenue"
    answered = read_texts(new_texts(GUESS, "shop", "o.csv", {"margin": "0.25"}))
    assert (answered.campaigns[0].outcome, answered.project.margin) == ("margin", 0.25)


HEADERS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=12).filter(str.strip)


@given(HEADERS, HEADERS, HEADERS)
def test_any_header_survives(header: str, example: str, name: str) -> None:
    column = GuessedColumn(header, "channel", 1, WHY, (example,))
    declared = read_texts(new_texts(replace(GUESS, columns=(*GUESS.columns, column)), name, "o.csv", {}))
    assert declared.sources[0].columns[-1].source == header
    assert declared.project.name == name


def test_a_value_is_set_and_all_else_stays() -> None:
    text = '# mine\nkind = "rule"   # why\n\n[[segment]]\nname  = "a"\nwhere = "recency > 3"\n'
    changed = set_value(text, ("segment", 0, "where"), "recency > 4")
    assert changed == text.replace("recency > 3", "recency > 4")
    assert set_value(changed, ("segment", 0, "where"), "recency > 3") == text
    assert "name" not in set_value(text, ("segment", 0, "name"), None)
    assert "[rfm]\nscores = 4" in set_value(text, ("rfm", "scores"), 4)


def test_files_read_the_same_after_a_value_is_set_to_itself() -> None:
    text = FILES["targeting/winback.toml"]
    assert set_value(text, ("holdout",), 0.2) == text
