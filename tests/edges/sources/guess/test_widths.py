"""Texts of fixed width: columns are found by where they stand, and asked about where they could part otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from bakhsh import project
from bakhsh.edges.sources import files
from bakhsh.edges.sources.guess import guess
from bakhsh.edges.sources.guess.widths import aligned
from bakhsh.records import Guess
from bakhsh.specs import Reading
from bakhsh.workspace.begin import new

NAMES = ("سارا کریمی", "علی", "مریم‌ سادات نوری", "کاوه شریفی زاده")


def laid(
    folder: Path, header: Sequence[str], rows: Sequence[Sequence[str]], form: str, encoding: str = "utf-8"
) -> Path:
    """A printed list: `form` says by column how wide it is, "<" for texts, ">" for numbers."""
    marks = [(one[0], int(one[1:])) for one in form.split()]
    lines = [
        " ".join(f"{cell:{side}{width}}" for cell, (side, width) in zip(row, marks, strict=True))
        for row in ([header] if header else []) + list(rows)
    ]
    path = folder / "list.txt"
    path.write_bytes("\r\n".join(line.rstrip() for line in lines).encode(encoding))
    return path


def sales(count: int = 60) -> list[list[str]]:
    return [
        [f"{1000 + n}", f"1403/{n % 12 + 1:02}/{n % 28 + 1:02}", NAMES[n % 4], "" if n % 5 == 0 else f"0912{n % 7:07}",
         f"{(n % 40 + 1) * 35000}"]
        for n in range(count)
    ]  # fmt: skip


HEADER = ("شماره", "تاریخ", "نام مشتری", "موبایل", "مبلغ (تومان)")
FORM = "<6 <10 <20 <11 >14"
TRUE = sum((n % 40 + 1) * 35000 for n in range(60))


def amounts(path: Path, found: Guess, answers: Mapping[str, str] | None = None) -> list[str]:
    """What the project that is made of the guess reads as amounts."""
    folder = path.parent / "shop"
    new(folder, path, answers={"unit": "IRT", **(answers or {})})
    (source,) = project.read(folder).sources
    column = next(one.source for one in source.columns if one.column == "amount")
    batches = files.read_batches(path, source.reading, source.layout, source.asked)
    return [text for batch in batches for text in batch.rows.column(column).to_pylist()]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1256", "utf-16"])
def test_a_printed_list_with_persian_headers_and_empty_cells_is_read_by_its_columns(
    encoding: str, tmp_path: Path
) -> None:
    old = {"\u200c": "", "ی": "ي", "ک": "ك"} if encoding == "cp1256" else {}
    header, *rows = [["".join(old.get(sign, sign) for sign in cell) for cell in row] for row in (HEADER, *sales())]
    path = laid(tmp_path, header, rows, FORM, encoding)
    found = guess(path)
    assert (found.format, found.questions) == ("fixed", ())
    assert [one.source for one in found.columns] == header
    assert sum(map(int, amounts(path, found))) == TRUE
    assert "guess.widths_found" in {one.id for one in found.notes}


def test_a_header_that_stands_across_the_columns_names_them_by_its_order(tmp_path: Path) -> None:
    path = laid(tmp_path, (), sales(), FORM)
    path.write_text("   ".join(HEADER) + "\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    found = guess(path)
    assert (found.format, found.questions, found.named) == ("fixed", (), True)
    assert [one.source for one in found.columns] == list(HEADER)
    assert sum(map(int, amounts(path, found))) == TRUE


def test_a_number_with_blanks_between_its_thousands_stays_one(tmp_path: Path) -> None:
    rows = [[*row[:3], row[3], f"{int(row[4]):,}".replace(",", " ")] for row in sales()]
    path = laid(tmp_path, HEADER, rows, FORM)
    found = guess(path)
    assert [one.source for one in found.columns] == list(HEADER)
    assert sum(int(text.replace(" ", "")) for text in amounts(path, found)) == TRUE


def test_without_a_header_a_blank_between_digits_is_asked_about(tmp_path: Path) -> None:
    rows = [[row[0], row[1], row[2], f"{int(row[4]):,}".replace(",", " ")] for row in sales()]
    path = laid(tmp_path, (), rows, "<6 <10 <20 >12")
    found = guess(path)
    (asked,) = (one for one in found.questions if one.key == "widths")
    assert asked.grave
    whole, less, no = (one.value for one in asked.choices)
    assert (len(whole.split(",")), no) == (6, "no")
    settled = guess(path, answers={"widths": less})
    assert settled.widths == tuple(map(int, less.split(",")))
    assert len(settled.columns) == 4
    assert not any(one.key == "widths" for one in settled.questions)


def test_a_few_lines_prove_nothing(tmp_path: Path) -> None:
    found = guess(laid(tmp_path, (), sales(6), FORM))
    assert any(one.key == "widths" for one in found.questions)


def test_lines_that_blanks_divide_evenly_are_left_to_blanks(tmp_path: Path) -> None:
    rows = [[f"{n:05}", f"199701{n % 28 + 1:02}", str(n % 9), f"{n % 90}.77"] for n in range(60)]
    found = guess(laid(tmp_path, ("id", "date", "cds", "dollars"), rows, "<5 <8 >3 >7"))
    assert (found.delimiter, found.widths) == (" ", ())


@pytest.mark.data
def test_a_published_text_of_fixed_width_is_divided_as_before(real_data: Path) -> None:
    found = guess(real_data / "cdnow" / "CDNOW_master.txt")
    assert (found.delimiter, found.widths, len(found.columns)) == (" ", (), 4)


def test_prose_is_no_table_of_fixed_width(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    words = ("the shop sold tea and bread to all who came in that morning " * 2).split()
    path.write_text("\n".join(" ".join(words[n % 7 : n % 7 + 4 + n % 5]) for n in range(50)), "utf-8")
    assert aligned(path, Reading()) is None
