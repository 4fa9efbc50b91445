"""Cleaning: names, telephone numbers, dates and amounts as Persian files hold them, row by row against whole columns.

    python -m benchmarks.cleaning [--rows 10000000]

Ten rows a person, so a batch hardly ever meets anybody twice; dates and amounts repeat as they do. One scan is the CPU
of `select max(hash(c))` over the same columns of the same file. The peer cleans one row after the other with
persiantools, on a sample of the same file. Every part runs in a process of its own, start-up excluded.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.child import child
from benchmarks.row import Row
from benchmarks.speed import _gib, _timed

_COLUMNS = ("name", "phone", "date", "amount")
_SAMPLE = 20_000
_BATCH = 200_000


def main() -> None:
    """Prints the rows of the benchmark."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=10_000_000)
    asked.add_argument("--part", default="")
    asked.add_argument("--file", type=Path, default=None)
    given = asked.parse_args()
    if given.part:
        print(json.dumps(_PARTS[given.part](given.file)))
        return
    for row in rows(given.rows):
        print(row)


def rows(count: int = 10_000_000) -> list[Row]:
    """The evidence of one whole measurement."""
    with tempfile.TemporaryDirectory() as scratch:
        file, distinct = Path(scratch) / "rows.parquet", Path(scratch) / "distinct.parquet"
        _write(file, count, people=count // 10)
        _write(distinct, count // 10, people=0)
        ours, scan, peer, apart = (
            _child(part, of)
            for part, of in (("clean", file), ("scan", file), ("persiantools", file), ("clean", distinct))
        )
    again = f"python -m benchmarks.cleaning --rows {count}"
    each = ours["cpu"] / count
    return [
        Row(
            f"{count:,} rows of names, telephone numbers, dates and amounts over {count // 10:,} people cleaned",
            f"< {30 * count / 10_000_000:g} s",
            f"{ours['wall']:.1f} s ({count / ours['wall']:,.0f} rows a second; {ours['cpu']:.1f} s CPU)",
            ours["wall"] < 30 * count / 10_000_000,
            rerun=again,
        ),
        Row("peak memory of that", "< 2 GiB", _gib(ours["peak"]), ours["peak"] < 2 * 2**30, rerun=again),
        Row(
            "the same as a multiple of one scan of its columns (CPU)", "printed", f"{ours['cpu'] / scan['cpu']:.1f}×",
            True, f"one scan: {scan['cpu']:.2f} s CPU", again,
        ),
        Row(
            f"against persiantools row by row (sample of {_SAMPLE:,} rows, CPU a row)", "printed",
            f"{peer['cpu'] / _SAMPLE / each:.1f}× as fast", True, f"{peer['cpu'] / _SAMPLE * 1e6:.1f} µs a row", again,
        ),
        Row(
            f"{count // 10:,} rows in which every value is another one", "printed",
            f"{apart['wall']:.1f} s ({count // 10 / apart['wall']:,.0f} rows a second)", True, rerun=again,
        ),
    ]  # fmt: skip


def _child(part: str, file: Path) -> dict[str, Any]:
    return child("cleaning", part, "--file", file)


# ---- the rows ----------------------------------------------------------------------------------------------------
_FIRST = ("علي", "زهرا", "محمد رضا", "فاطمه", "حسين", "مريم", "امیر", "سارا", "كاوه", "نرگس")
_LAST = ("كاظمي\u200cپور", "رضايي", "احمدی", "حسینی", "موسوي", "کریمی", "اكبري", "نوری")


def _write(file: Path, count: int, people: int) -> None:
    """`count` rows over so many people; none: everybody, every moment and every amount is another one."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    random = np.random.default_rng(1)
    persons = people or count
    names, phones = pa.array(map(_name, range(persons))), pa.array(map(_phone, range(persons)))
    dates = pa.array(_dates()) if people else pa.array(map(_moment, range(count)))
    amounts = pa.array([_amount(number) for number in range(200_000 if people else count)])
    with pq.ParquetWriter(file, pa.schema([(name, pa.string()) for name in _COLUMNS])) as writer:
        for start in range(0, count, _BATCH):
            size = min(_BATCH, count - start)
            each = np.arange(start, start + size)
            picked = [random.integers(0, len(of), size) if people else each for of in (names, phones, dates, amounts)]
            picked[1] = picked[0]
            found = [
                of.take(pa.array(place)) for of, place in zip((names, phones, dates, amounts), picked, strict=True)
            ]
            writer.write_table(pa.table(found, names=list(_COLUMNS)))


def _name(person: int) -> str:
    from bakhsh.language.digits import to_persian

    text = f"{_FIRST[person % 10]} {_LAST[person // 10 % 8]} {chr(0x627 + person % 20)}{person}"
    return to_persian(text) if person % 3 else text


def _phone(person: int) -> str:
    from bakhsh.language.digits import to_persian

    number = f"9{person * 7919 % 10**9:09}"
    forms = (
        f"0{number}",
        number,
        f"+98{number}",
        to_persian(f"0{number}"),
        f"0{number[:3]} {number[3:6]} {number[6:]}",
    )
    return forms[person % 5]


def _dates() -> list[str]:
    import jdatetime

    from bakhsh.language.digits import to_persian

    found = []
    for number in range(1_500):
        day = jdatetime.date.fromgregorian(date=date(2020, 3, 20) + timedelta(days=number))
        written = f"{day.year}/{day.month:02}/{day.day:02}"
        found += [written, written.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))]
        found.append(to_persian(f"{day.day} {jdatetime.date.j_months_fa[day.month - 1]} {day.year}"))
    return found


def _moment(row: int) -> str:
    minute, day = row % 1440, row // 1440
    return f"14{day // 365 % 5:02}/{day // 30 % 12 + 1:02}/{day % 29 + 1:02} {minute // 60:02}:{minute % 60:02}"


def _amount(number: int) -> str:
    from bakhsh.language.digits import to_persian

    value = (number + 1) * 1_000
    word = " ریال" if number % 2 else ""
    return f"{to_persian(f'{value:,}')}{word}" if number % 3 else str(value)


# ---- parts, each in its own process ------------------------------------------------------------------------------
def _clean(file: Path) -> dict[str, Any]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from bakhsh.language.units import unit
    from bakhsh.loop.data.amounts import minor_units
    from bakhsh.loop.data.cells import distinct
    from bakhsh.loop.data.moments import read_moments
    from bakhsh.loop.data.numbers import read_money
    from bakhsh.loop.data.phones import e164_forms
    from bakhsh.loop.data.shown import shown
    from bakhsh.workspace.ahead import ahead

    rial = unit("IRR")

    def cleaned(batch: pa.RecordBatch) -> pa.Table:
        name, phone, when, amount = (distinct(pa.chunked_array([batch.column(one)])) for one in _COLUMNS)
        moments = read_moments(when, "jalali", "Asia/Tehran")
        money, _ = minor_units(read_money(amount, rial), rial)
        columns = [name.each(shown(name.texts)), phone.each(e164_forms(phone.texts, "IR")), moments.local, money]
        return pa.table(columns, names=list(_COLUMNS))

    def whole() -> None:
        for batch, found in ahead(pq.ParquetFile(file).iter_batches(_BATCH), cleaned):
            assert found.num_rows == batch.num_rows
            assert not any(column.null_count for column in found.columns)

    return _timed(whole)


def _scan(file: Path) -> dict[str, Any]:
    import duckdb

    connection = duckdb.connect()
    hashes = ", ".join(f'max(hash("{column}"))' for column in _COLUMNS)
    return _timed(lambda: connection.execute(f"select {hashes} from read_parquet('{file}')").fetchall())


def _persiantools(file: Path) -> dict[str, Any]:
    import re

    import pyarrow.parquet as pq
    from persiantools import characters, digits
    from persiantools.jdatetime import JalaliDate

    rows = next(pq.ParquetFile(file).iter_batches(_SAMPLE)).to_pylist()

    def each() -> None:
        for row in rows:
            characters.ar_to_fa(row["name"])
            number = re.sub(r"\D", "", digits.fa_to_en(row["phone"]))[-10:]
            assert len(number) == 10
            parts = digits.fa_to_en(row["date"]).split("/")
            if len(parts) == 3:
                JalaliDate(*map(int, parts)).to_gregorian()
            int(re.sub(r"\D", "", digits.fa_to_en(row["amount"])))

    return _timed(each)


_PARTS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "clean": _clean,
    "scan": _scan,
    "persiantools": _persiantools,
}

if __name__ == "__main__":
    main()
