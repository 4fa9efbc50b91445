"""A person leaves files that were written before; everybody else stays in them, as he stood."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from openpyxl import load_workbook
from xlsxwriter import Workbook

from bakhsh.edges.sinks import write_audience
from bakhsh.edges.sinks.withdraw import withdraw
from bakhsh.language.locale import Language
from bakhsh.specs import Campaign

CROWD = [("ann", "treated"), ("=bob", "treated"), ("cyd", "holdout"), ("dan", "no_consent"), ("eve7", "treated")]


@dataclass
class Whose:
    ids: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()

    def has_id(self, text: str) -> bool:
        return text in self.ids

    def has_address(self, text: str) -> bool:
        return text in self.addresses


def written(place: Path, campaign: Campaign, make_wave: Any, language: Language = "en") -> tuple[Path, ...]:
    mobiles = pa.array([f"0912000000{n}" for n in range(len(CROWD))])
    return write_audience(place, campaign, make_wave(CROWD, mobile=mobiles), language)


def everything(read_back: Any, files: tuple[Path, ...]) -> list[Any]:
    back = read_back(files)
    return [*(back.table(sheet) for sheet in range(3)), back.csv("to-contact"), back.csv("everyone")]


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("who", [who for who, _ in CROWD])
def test_one_leaves_every_file_and_the_others_stay_as_they_stood(
    tmp_path: Path, campaign: Campaign, make_wave: Any, read_back: Any, who: str, language: Language
) -> None:
    files = written(tmp_path, campaign, make_wave, language)
    before = everything(read_back, files)
    told = [withdraw(path, Whose((who,)), dry=True) for path in files]
    assert everything(read_back, files) == before
    assert [withdraw(path, Whose((who,))) for path in files] == told
    assert [rows for rows, _ in told] == [1, int(who in ("ann", "=bob", "eve7")), 1]
    assert everything(read_back, files) == [
        [row for row in table if str(row[0]).removeprefix("'") != who] for table in before
    ]
    assert not [path for path in files if who.encode() in whole(path)]


def whole(path: Path) -> bytes:
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as book:
        return b"".join(book.read(name) for name in book.namelist())


def test_an_address_tells_him_too(tmp_path: Path, campaign: Campaign, make_wave: Any, read_back: Any) -> None:
    files = written(tmp_path, campaign, make_wave)
    assert [withdraw(path, Whose(addresses=("09120000000",))) for path in files] == [(1, False), (1, False), (0, False)]
    assert read_back(files).customers(0) == ["=bob", "eve7"]


def test_files_without_him_are_not_touched(tmp_path: Path, campaign: Campaign, make_wave: Any) -> None:
    files = written(tmp_path, campaign, make_wave)
    before = [(path.stat().st_mtime_ns, path.read_bytes()) for path in files]
    assert [withdraw(path, Whose(("nobody",))) for path in files] == [(0, False)] * 3
    assert [(path.stat().st_mtime_ns, path.read_bytes()) for path in files] == before


def test_a_workbook_somebody_saved_again_is_removed(tmp_path: Path, campaign: Campaign, make_wave: Any) -> None:
    book = written(tmp_path, campaign, make_wave)[0]
    with Workbook(str(book)) as other:  # its texts stand apart from their cells
        other.add_worksheet().write_column(0, 0, ["customer", "ann", "zed"])
    assert withdraw(book, Whose(("nobody",)), dry=True) == (1, True)
    assert withdraw(book, Whose(("ann",))) == (1, True)
    assert not book.exists()


def test_the_filter_ends_where_the_rows_end(tmp_path: Path, campaign: Campaign, make_wave: Any) -> None:
    book = written(tmp_path, campaign, make_wave)[0]
    sheet = load_workbook(book).worksheets[0]
    assert sheet.auto_filter.ref.endswith("4")
    withdraw(book, Whose(("ann",)))
    sheet = load_workbook(book).worksheets[0]
    assert (sheet.auto_filter.ref[-1], sheet.max_row) == ("3", 3)
