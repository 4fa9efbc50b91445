"""JSON files as tables: any program's export, and the orders of a WooCommerce shop."""

from __future__ import annotations

import json
import tracemalloc
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.edges.sources.woo_shop import order

from bakhsh.edges.sources import files
from bakhsh.edges.sources.json_values import begins_json, values
from bakhsh.errors import DataError
from bakhsh.specs import Reading

ORDERS = [
    {"id": 1, "total": 12.50, "who": {"phone": "0912", "address": {"city": "شیراز"}}, "tags": ["a", "b"],
     "items": [{"sku": "T", "price": 10, "extra": {"size": "L"}}, {"sku": "C", "price": 2.5}], "ok": True},
    {"id": 2, "total": 0, "who": {}, "items": [], "note": None},
]  # fmt: skip


def written(folder: Path, text: str | bytes, name: str = "a.json") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def read(
    path: Path, wanted: tuple[str, ...] = (), **reading: Any
) -> tuple[list[dict[str, Any]], list[tuple[int, str]]]:
    """Rows with their number, and what is broken with its reason."""
    found = list(files.read_batches(path, Reading(**reading), wanted=wanted, size=3))
    rows = [
        {"#": line} | row
        for batch in found
        for line, row in zip(batch.lines.to_pylist(), batch.rows.to_pylist(), strict=True)
    ]
    return rows, [(one.line, one.reason) for batch in found for one in batch.broken]


def test_what_lies_within_is_named_by_its_way_and_lines_become_rows(tmp_path: Path) -> None:
    path = written(tmp_path, json.dumps(ORDERS, ensure_ascii=False))
    first = {"id": "1", "total": "12.5", "who.phone": "0912", "who.address.city": "شیراز", "tags": "a, b", "ok": "true"}
    empty = dict.fromkeys(("items.sku", "items.price", "items.extra.size", "note"))
    assert read(path) == ([
        {"#": 1, **first, "items.sku": "T", "items.price": "10", "items.extra.size": "L", "note": None, "who": None,
         "items": None},
        {"#": 2, **first, "items.sku": "C", "items.price": "2.5", "items.extra.size": None, "note": None, "who": None,
         "items": None},
        {"#": 3, **dict.fromkeys(first), **empty, "id": "2", "total": "0", "who": None, "items": None},
    ], [])  # fmt: skip


def test_lists_nobody_asks_for_repeat_no_order(tmp_path: Path) -> None:
    path = written(tmp_path, json.dumps(ORDERS))
    assert [row["#"] for row in read(path, ("id", "total"))[0]] == [1, 2]
    assert [row["#"] for row in read(path, ("id", "items.price"))[0]] == [1, 2, 3]
    assert "items.extra.size" in files.columns_of(path, Reading(), wanted=("id",))


@pytest.mark.parametrize(
    "text",
    [
        '[{"a": 1}, {"a": 2}, {"a": 3}]',
        '{"a": 1}\n{"a": 2}\n\n{"a": 3}\n',
        '[{"a": 1}][{"a": 2},\n{"a": 3}]',
        '[{"a": 1}]\n,[{"a": 2}],[{"a": 3}]',
        '{"page": 1, "orders": [{"a": 1}, {"a": 2}]}{"page": 2, "orders": [{"a": 3}]}',
        '{"status": "ok", "data": {"count": 3, "orders": [{"a": 1}, {"a": 2}, {"a": 3}]}}',
        '\ufeff \n[{"a": 1}, {"a": 2}, {"a": 3}]',
        '[{"a": 1},\r\n{"a": 2},\r\n{"a": 3}]'.encode("utf-16"),
    ],
)
def test_an_array_pages_lines_and_wrappings_are_the_same_records(text: str | bytes, tmp_path: Path) -> None:
    rows, broken = read(written(tmp_path, text))
    assert ([row["a"] for row in rows], broken) == (["1", "2", "3"], [])


def test_what_is_no_object_is_rejected_by_itself(tmp_path: Path) -> None:
    rows, broken = read(written(tmp_path, '[{"a": 1}, 7, null, ["x"], {"a": 2}]'))
    assert [row["a"] for row in rows] == ["1", "2"]
    assert broken == [(2, "not_a_record"), (3, "not_a_record"), (4, "not_a_record")]


def test_a_damaged_line_among_lines_is_rejected_alone(tmp_path: Path) -> None:
    rows, broken = read(written(tmp_path, '{"a": 1}\n{"a": \n{"a": 3}\n{"a": "4'))
    assert ([row["a"] for row in rows], broken) == (["1", "3"], [(2, "not_a_record"), (4, "not_a_record")])


@pytest.mark.parametrize(
    ("text", "said", "args"),
    [
        ('[{"a": 1},\n {"a": 2', "sources.json_damaged", {"line": 2, "column": 9}),
        ('[{"a": 1},\n {"a": 2} {"a": 3}]', "sources.json_damaged", {"line": 2, "column": 11}),
        ("[" * 5000, "sources.json_damaged", {"line": 1, "column": 2}),
        (b'[{"a": "\xff\xfe"}]', "sources.json_not_unicode", {"offset": 8}),
        ("[]", "sources.json_no_objects", {}),
        ("{}", "sources.json_no_objects", {}),
        ("[[1, 2], [3, 4]]", "sources.json_no_objects", {}),
        ("{" + ", ".join(f'"u{n}": {{"a": 1}}' for n in range(2100)) + "}", "sources.json_too_wide", {"most": 2000}),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(
    text: str | bytes, said: str, args: dict[str, int], tmp_path: Path
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(DataError) as caught:
        read(path, format="json")
    assert caught.value.sentence.id == said
    assert caught.value.sentence.args == args


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12345678901234567890123", "12345678901234567890123"), ("9" * 5000, "9" * 5000), ("1250000.50", "1250000.5"),
        ("1e3", "1000"), ("1e999999999", "1e999999999"), ("NaN", "NaN"), ('"\\ud83d"', "?"), ('" چای\\n"', " چای\n"),
        ('""', None), ("[]", None), ("[1, null, 2]", "1, 2"), ("[[1], 2]", "[[1], 2]"),
    ],
)  # fmt: skip
def test_a_value_is_the_text_a_person_would_type(text: str, found: str | None, tmp_path: Path) -> None:
    assert read(written(tmp_path, f'[{{"id": 1, "a": {text}}}]'))[0][0]["a"] == found


def test_a_name_nobody_can_write_down_is_written_otherwise(tmp_path: Path) -> None:
    rows, _ = read(written(tmp_path, '[{"a\\udfff": 1, "b": {"\\ud800": 2}, "": 3}]'))
    assert rows == [{"#": 1, "a?": "1", "b.?": "2", "": "3"}]


@pytest.mark.parametrize("text", ["[id],[name]\n1,ann", "id;name", "", "{id}\t{name}", "[1] note\n", "\u062f,b"])
def test_a_table_is_no_json(text: str) -> None:
    assert not begins_json(text.encode())


@given(st.lists(st.dictionaries(st.text(min_size=1), st.one_of(st.integers(), st.text(), st.none())), max_size=5))
def test_values_are_those_that_were_saved(saved: list[dict[str, Any]]) -> None:
    class Text:
        name = "a.json"

        def open(self, mode: str) -> Any:
            return pa.BufferReader(json.dumps(saved).encode())

    assert list(values(Text())) == saved  # type: ignore[arg-type]


def test_memory_is_bounded_by_one_value(tmp_path: Path) -> None:
    line = json.dumps({"id": 1, "text": "x" * 1000}) + ",\n"
    path = written(tmp_path, "[" + line * 20_000 + '{"id": 2}]')
    tracemalloc.start()
    assert sum(1 for _ in values(path)) == 20_001
    assert tracemalloc.get_traced_memory()[1] < 12 << 20 < path.stat().st_size
    tracemalloc.stop()


# ---- a shop's orders ---------------------------------------------------------------------------------------------
def test_the_rows_of_an_order_add_up_to_what_was_paid(tmp_path: Path) -> None:
    orders = [order(number, currency="IRT") for number in range(1, 8)]
    orders[3]["refunds"] = [{"id": 9, "reason": "broken", "total": "-2.00"}]
    path = written(tmp_path, json.dumps(orders))
    rows, broken = read(path, ("order_id", "paid", "meta.source"))
    assert files.format_of(path, Reading()) == "woocommerce"
    for one in orders:
        paid = [Decimal(row["paid"].removesuffix(" IRT")) for row in rows if row["order_id"] == str(one["id"])]
        assert sum(paid) == Decimal(one["total"]) - (2 if one["refunds"] else 0)
    assert {row["meta.source"] for row in rows} == {"insta"}
    assert not broken


def test_of_an_order_that_stands_in_two_pages_the_later_word_counts(tmp_path: Path) -> None:
    before, after = order(1, "pending"), order(1, "completed", date_modified_gmt="2025-01-01T00:00:00")
    path = written(tmp_path, json.dumps([after]) + json.dumps([before]) + json.dumps([after]))
    rows, broken = read(path)
    assert {row["status"] for row in rows} == {"completed"}
    assert len(rows) == 4
    assert [reason for _, reason in broken] == ["order_again", "order_again"]


def test_an_order_with_no_numbers_for_amounts_is_rejected_alone(tmp_path: Path) -> None:
    orders = [order(1), order(2, total="much"), order(3, line_items="none"), order(4, billing=[])]
    rows, broken = read(written(tmp_path, json.dumps(orders)))
    assert {row["order_id"] for row in rows} == {"1", "4"}
    assert [reason for _, reason in broken] == ["not_a_record", "not_a_record"]


def test_thousands_of_tomans_are_counted_in_tomans(tmp_path: Path) -> None:
    rows, _ = read(written(tmp_path, json.dumps([order(1, currency="IRHT")])))
    assert rows[1]["paid"] == "3990 IRT"
