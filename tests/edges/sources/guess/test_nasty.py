"""Whatever lies in a file, the guess says something of it or refuses it in words: never a traceback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.edges.sources.woo_shop import order

from bakhsh.edges.sources.guess import guess
from bakhsh.edges.sources.raw import RawBatch
from bakhsh.errors import BakhshError
from bakhsh.language.typed import typed
from bakhsh.loop.data.cells import distinct
from bakhsh.loop.data.conform import conform
from bakhsh.specs import ColumnMap, Project, Source


def table(*cells: str, header: str = "order_id,date,customer_id,amount") -> bytes:
    """Twenty-four orders whose last cells these are, in turn."""
    lines = [f"{1000 + n},2024-03-{n % 28 + 1:02},c{n % 7},{cells[n % len(cells)]}" for n in range(24)]
    return "\n".join([header, *lines]).encode("utf-8", "surrogatepass")


def saved(**more: Any) -> bytes:
    return json.dumps([order(n) | (more if n % 2 else {}) for n in range(1, 20)]).encode()


def guessed_or_refused(path: Path) -> bool:
    try:
        return bool(guess(path).columns)
    except BakhshError as error:
        return not str(error.sentence).startswith("[")


NASTY: dict[str, bytes] = {
    "nothing.csv": b"", "a mark.csv": b"\xef\xbb\xbf", "zeros.csv": b"\x00" * 500, "ones.csv": b"\xff" * 300,
    "quotes.csv": b'"' * 301, "commas.csv": b",,,\n,,,\n", "headers.csv": b"a,b,c\n" * 5,
    "an end.csv": b"a,b\n1,2\n\x1a",
    "digits that are none.csv": table("²³", "①②", "½", "Ⅷ"), "other digits.csv": table("𝟙𝟚𝟛", "๑๒", "١٢٫٥"),
    "numbers that are none.csv": table("1e400", "NaN", "-inf", "9" * 400), "half a sign.csv": table("\ud83d", "1"),
    "a page.csv": table("x" * 20_000), "names.csv": table("1", header='"a\nb",@line,customers.city,=cmd'),
    "a name again.csv": table("1", header="a,a,a,a"), "no names.csv": table("1", header="\u200b,\u200c,\ufeff,"),
    "a bracket[1].csv": table("5"), "utf-32.csv": table("5").decode().encode("utf-32"),
    "deep.json": b'{"a":' * 900 + b"1" + b"}" * 900, "deeper.json": b"[" * 100_000, "script.json": b'x = [{"a": 1}];',
    "a name twice.json": b'[{"a.b": 1, "a": {"b": 2}}]', "no name.json": b'[{"": 1, " ": 2, "\\n": 3}]',
    "no objects.json": b"[null, [1], 7]", "kinds.json": b'[{"a": [1], "b": {"c": 1}}, {"a": {"x": []}, "b": "y"}]',
    "no lines.json": saved(line_items=None, billing=[], refunds=["x"]), "no id.json": saved(id={}, total={}),
    "no money.json": saved(currency=5, total="1e400"),
    "no day.json": saved(date_created_gmt="soon", meta_data={"a": 1}),
}  # fmt: skip

MAPS = (
    ColumnMap("order_id", "order"), ColumnMap("ordered_at", "day"), ColumnMap("customer_id", "who"),
    ColumnMap("amount", "paid"),
)  # fmt: skip


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_file_is_guessed_at_or_refused_in_words(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(NASTY[name])
    assert guessed_or_refused(path)


@pytest.mark.parametrize(
    "values",
    [
        pa.array([[1]] * 9),
        pa.array([{"a": 1}] * 9),
        pa.array([[("a", 1)]] * 9, pa.map_(pa.string(), pa.int64())),
        pa.array([b"\xff"] * 9),
        pa.nulls(9),
        pa.array([2**64 - 1] * 9, pa.uint64()),
        pa.array([2**62] * 9, pa.timestamp("ns")),
        pa.array([-(2**62)] * 9, pa.timestamp("us")),
        pa.array([5] * 9, pa.duration("s")),
        pa.array([5] * 9, pa.float16()),
    ],
    ids=lambda values: str(values.type),
)
@pytest.mark.parametrize("place", range(4))
def test_a_column_of_any_type_anywhere_is_guessed_at(values: pa.Array, place: int, tmp_path: Path) -> None:
    columns = [pa.array(range(9)), pa.array(["2024-05-04"] * 9), pa.array(["c1"] * 9), pa.array([1.5] * 9)]
    columns[place] = values
    pq.write_table(pa.table(columns, ["order_id", "date", "customer_id", "amount"]), tmp_path / "a.parquet")
    assert guessed_or_refused(tmp_path / "a.parquet")


@pytest.mark.parametrize("values", [pa.array([[1], [2]]), pa.array([{"a": 1}, None]), pa.array([b"\xff", b"tea"])])
def test_cells_of_any_type_have_distinct_texts(values: pa.Array) -> None:
    found = distinct(pa.chunked_array([values, values]))
    assert found.text().to_pylist() == typed(values).to_pylist() * 2


@pytest.mark.parametrize("place", range(4))
def test_bytes_that_are_no_text_are_rejected_and_told(place: int) -> None:
    columns = [pa.array(["1"]), pa.array(["2024-05-04"]), pa.array(["c1"]), pa.array(["5"])]
    columns[place] = pa.array([b"\xff\x00"])
    rows = pa.table(columns, [one.source for one in MAPS])
    source = Source("shop", "orders", ("x",), MAPS)
    found = conform(RawBatch(rows, pa.array([2])), source, Project("shop", unit="USD"), str)
    assert found.rows == 1 == found.kept + found.rejected.num_rows
    assert found.kept == (place in (0, 2))
