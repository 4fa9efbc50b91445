"""Three hundred spellings of dates from five kinds of files, each under the form a guess or a person would declare.

`spellings.tsv` says what each means: a moment, or the reason for which it must not be read. The moments were reckoned
with jdatetime.
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import jdatetime
import numpy as np
import pyarrow as pa
import pytest

from bakhsh.loop.data.cells import distinct
from bakhsh.loop.data.days import jalali_days
from bakhsh.loop.data.moments import Moments, read_moments

TABLE = Path(__file__).with_name("spellings.tsv")


def read(texts: list[str], form: str) -> Moments:
    return read_moments(distinct(pa.chunked_array([pa.array(texts, pa.string())])), form, "UTC")


def told(found: Moments, row: int) -> str:
    """What became of a row, in the words of the table."""
    moment = found.local[row].as_py()
    if moment is None:
        return next(reason for reason, rows in found.reasons() if rows[row].as_py())
    shown = moment.isoformat(" ", "milliseconds").removesuffix(".000").removesuffix(":00")
    return shown.removesuffix(" 00:00")


def meant(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    shown = moment.isoformat(" ", "milliseconds").removesuffix(".000").removesuffix(":00")
    return shown.removesuffix(" 00:00")


def test_three_hundred_spellings_are_read_or_refused_and_none_is_silently_wrong(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = list(csv.DictReader(TABLE.open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE))
    wrong, read_well, refused = [], Counter[str](), 0
    for row in rows:
        found, wanted = told(read([row["text"]], row["form"]), 0), meant(row["means"])
        if found != wanted:
            wrong.append((row["kind"], row["form"], row["text"], wanted, found))
        elif wanted[0].isdigit():
            read_well[row["kind"]] += 1
        else:
            refused += 1
    with capsys.disabled():
        print(f"\n{sum(read_well.values())} of {len(rows)} spellings read, {refused} refused, {len(wrong)} wrong")
    assert wrong == []
    assert len(rows) == 300
    assert refused == 40
    assert len(read_well) == 5


@pytest.mark.parametrize("form", ["", "jalali", "either", "excel", "jalali %d/%m/%Y"])
def test_a_column_of_all_spellings_reads_each_as_if_it_stood_alone(form: str) -> None:
    rows = list(csv.DictReader(TABLE.open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE))
    texts = [row["text"] for row in rows]
    together = read(texts, form)
    for row in range(0, len(texts), 3):
        assert told(together, row) == told(read([texts[row]], form), 0)


def test_every_day_of_a_century_and_a_half_is_that_of_another_library() -> None:
    first, last = jdatetime.date(1300, 1, 1).togregorian(), jdatetime.date(1450, 12, 29).togregorian()
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    theirs = [jdatetime.date.fromgregorian(date=day) for day in days]
    dates = np.array([(day.year, day.month, day.day) for day in theirs], np.int64).T
    since, known = jalali_days(*dates)
    assert known.all()
    assert since.astype("datetime64[D]").tolist() == days
    texts = [f"{day.year}/{day.month:02}/{day.day:02}" for day in theirs]
    found = read_moments(distinct(pa.chunked_array([pa.array(texts)])), "jalali", "UTC", (1900, 2200))
    assert [moment.date() for moment in found.local.to_pylist()] == days


@pytest.mark.parametrize(
    ("form", "text", "moment"),
    [
        ("excel", "1", datetime(1900, 1, 1)),
        ("excel", "59", datetime(1900, 2, 28)),
        ("excel", "61", datetime(1900, 3, 1)),
        ("excel", "45416.999999999", datetime(2024, 5, 5)),
        ("excel", "45416.604166667", datetime(2024, 5, 4, 14, 30)),
        ("excel 1904", "0", datetime(1904, 1, 1)),
        ("excel 1904", "60", datetime(1904, 3, 1)),
        ("excel 1904", "43954", datetime(2024, 5, 4)),
        ("excel", "2024-05-04T14:30:00", datetime(2024, 5, 4, 14, 30)),
        ("%d/%m/%Y", "1403-02-15T14:30:00", datetime(2024, 5, 4, 14, 30)),
        ("jalali", "2024-05-04T14:30:00", datetime(2024, 5, 4, 14, 30)),
        ("", "1403-02-15T00:00:00", datetime(2024, 5, 4)),
        ("unix", "1714833000.5", datetime(2024, 5, 4, 14, 30, 0, 500_000)),
    ],
)
def test_spreadsheets_and_programs_have_their_own_days(form: str, text: str, moment: datetime) -> None:
    found = read_moments(distinct(pa.chunked_array([pa.array([text])])), form, "UTC", (1850, 2200))
    assert found.local.to_pylist() == [moment]


def test_a_day_of_birth_may_lie_before_any_purchase() -> None:
    cells = distinct(pa.chunked_array([pa.array(["1330/01/01"])]))
    assert read_moments(cells, "jalali", "UTC").impossible.to_pylist() == [True]
    assert read_moments(cells, "jalali", "UTC", (1850, 2200)).local.to_pylist() == [datetime(1951, 3, 22)]
