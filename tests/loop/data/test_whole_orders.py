"""Money of whole orders is shared out exactly, wherever its rows stood and however the file was cut."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.loop.data.shop import COLUMNS, ROW, source, take

from bakhsh.loop.data.whole_orders import needs_whole_orders, whole_orders
from bakhsh.specs import Policy, Source

ALL = ("amount", "discount", "shipping", "fee", "tax", "refunded")
ORDERED = {**COLUMNS, "discount": "off", **{name: name for name in ("shipping", "fee", "tax", "refunded", "status")}}


def shop(columns: dict[str, str] = ORDERED, **policy: Any) -> Source:
    return source(columns, policy=Policy(**policy))


def entries_of(rows: list[dict[str, str]], of: Source) -> pa.Table:
    empty = {one.source: "" for one in of.columns if one.source not in ROW}
    return take([empty | row for row in rows], of).entries


def told(rows: list[dict[str, str]], of: Source) -> list[dict[str, Any]]:
    entries = entries_of(rows, of)
    return whole_orders(entries, of).to_pylist() if needs_whole_orders(entries, of) else entries.to_pylist()


def added(rows: list[dict[str, Any]], name: str) -> int:
    return sum(row[name] or 0 for row in rows)


def test_a_discount_beyond_its_line_makes_no_return_of_a_sale() -> None:
    of = shop({**COLUMNS, "kind": "kind"}, returns="negative")
    rows = [{"off": "9"}, {"off": "9", "item": "P2", "pieces": "-2"}, {"off": "1", "item": "P3"},
            {"off": "9", "item": "P4", "price": "0", "kind": "discount"}]  # fmt: skip
    found = told(rows, of)
    assert [(row["kind"], row["amount"], row["discount"], row["doubt"]) for row in found] == [
        ("product", 0, 510, "discount"), ("return", 0, 510, "discount"), ("product", 410, 100, "discount"),
        ("discount", -900, 900, "discount"),
    ]  # fmt: skip
    shared = told([{"off": "9", "shipping": "1"}, {"item": "P2"}], shop(per_order=("shipping",)))
    assert [row["doubt"] for row in shared] == ["discount", "discount"], "the whole order is looked at"


CELL = st.sampled_from(["", "0", "1", "0.01", "3.33", "10", "9999999999999.99"])
ROWS = st.lists(
    st.fixed_dictionaries({
        "order": st.sampled_from(["A1", "A2"]), "item": st.sampled_from(["P1", "P2", "POST"]),
        "pieces": st.sampled_from(["1", "2", "3"]), "price": st.sampled_from(["0", "0.01", "2.55", "10"]),
    }),
    min_size=1, max_size=6,
)  # fmt: skip


@settings(max_examples=60)
@given(ROWS, st.fixed_dictionaries(dict.fromkeys(("off", "shipping", "fee", "tax"), CELL)), st.booleans())
def test_every_penny_of_the_order_is_on_its_lines(
    rows: list[dict[str, str]], cells: dict[str, str], on_every_row: bool
) -> None:
    of = shop(per_order=ALL[1:5], kinds={"shipping": ("POST",)}, counts=("shipping", "fee"))
    seen: set[str] = set()
    written = []
    for row in rows:
        first = row["order"] not in seen
        seen.add(row["order"])
        written.append(row | {name: text if on_every_row or first else "" for name, text in cells.items()})
    plain = {row["order_id"]: 0 for row in entries_of(written, of).to_pylist()}
    goods = dict(plain)
    for row in entries_of(written, of).to_pylist():
        plain[row["order_id"]] += row["amount"]
        goods[row["order_id"]] += row["amount"] if row["kind"] == "product" else 0
    minor = {name: round(float(text or 0) * 100) if len(text) < 9 else 999999999999999 for name, text in cells.items()}
    found = told(written, of)
    for order, before in plain.items():
        mine = [row for row in found if row["order_id"] == order]
        only_post = all(row["kind"] == "shipping" for row in mine)
        discount = min(minor["off"], before if only_post else goods[order])
        assert added(mine, "amount") == before - discount + minor["shipping"] + minor["fee"]
        assert added(mine, "tax") == minor["tax"]
        assert added(mine, "discount") == discount


@settings(max_examples=40)
@given(ROWS, st.randoms(use_true_random=False), CELL, CELL)
def test_where_rows_stood_changes_nothing(rows: list[dict[str, str]], random: Any, total: str, refunded: str) -> None:
    of = shop({**ORDERED, "amount": "total"}, per_order=ALL)
    written = [row | {"total": total, "refunded": refunded, "shipping": "1"} for row in rows]
    shuffled = random.sample(written, len(written))

    def counted(found: list[dict[str, Any]]) -> Counter[str]:
        return Counter(str({name: value for name, value in row.items() if name != "file_line"}) for row in found)

    assert counted(told(written, of)) == counted(told(shuffled, of))
    cut = random.randint(0, len(shuffled))
    parts = [entries_of(part, of) for part in (shuffled[:cut], shuffled[cut:]) if part]
    assert counted(whole_orders(pa.concat_tables(parts), of).to_pylist()) == counted(told(written, of))


def test_the_orders_total_is_shared_out_by_what_its_lines_would_cost() -> None:
    of = shop({**ORDERED, "amount": "total"}, per_order=("amount",))
    rows = [{"total": "10.00", "price": "1", "pieces": "1"}, {"total": "", "price": "2", "pieces": "1"}]
    assert sorted(row["amount"] for row in told(rows, of)) == [333, 667]
    no_price = {name: of for name, of in ORDERED.items() if name != "price"} | {"amount": "total"}
    unpriced = shop(no_price, per_order=("amount",))
    pieces = [{"total": "10.00", "pieces": "1"}, {"total": "10.00", "pieces": "3"}]
    assert sorted(row["amount"] for row in told(pieces, unpriced)) == [250, 750]


def test_an_order_without_any_amount_is_left_out() -> None:
    of = shop({**ORDERED, "amount": "total"}, per_order=("amount",))
    found = told([{"total": "", "price": ""}, {"total": "", "price": "2", "order": "A2"}], of)
    assert {row["order_id"]: (row["left_out"], row["amount"]) for row in found} == {
        "A1": ("missing_amount", 0), "A2": (None, 400),
    }  # fmt: skip


def test_cells_that_disagree_are_told_and_the_largest_counts() -> None:
    of = shop(per_order=("shipping",))
    found = told([{"shipping": "5"}, {"shipping": "7"}, {"shipping": "0", "item": "P3"}], of)
    assert {row["doubt"] for row in found} == {"shipping"}
    assert added(found, "amount") == 3 * 510 + 700


def test_a_refund_first_takes_back_what_counts() -> None:
    of = shop(per_order=("tax", "refunded"), counts=())
    found = told([{"price": "100", "pieces": "1", "tax": "9", "refunded": "109"}], of)
    assert (found[0]["amount"], found[0]["tax"], found[0]["refunded"], found[0]["doubt"]) == (10000, 900, 10000, None)
    beyond = told([{"price": "100", "pieces": "1", "tax": "9", "refunded": "120"}], of)
    assert (beyond[0]["refunded"], beyond[0]["doubt"]) == (11100, "refunded")


def test_a_refund_of_postage_that_does_not_count_takes_nothing_off_the_goods() -> None:
    of = shop(per_order=("refunded",), counts=(), kinds={"shipping": ("POST",)})
    post = {"item": "POST", "price": "10", "pieces": "1", "refunded": "110"}
    found = told([{"price": "100", "pieces": "1", "refunded": "110"}, post], of)
    assert [(row["item_id"], row["refunded"], row["left_out"], row["doubt"]) for row in found] == [
        ("P1", 10000, None, None), ("POST", None, "shipping_not_counted", None),
    ]  # fmt: skip


def test_what_the_amount_contains_is_as_declared() -> None:
    columns = {name: of for name, of in ORDERED.items() if name != "price"} | {"amount": "money"}
    row = {"money": "10", "off": "2", "shipping": "3"}

    def amount(row: dict[str, str], **policy: Any) -> int:
        return int(told([row], shop(columns, **policy))[0]["amount"])

    assert amount(row) == 1000 + 300, "a line's amount is after its discount and without charges, where nothing is said"
    assert amount(row, includes=()) == 1000 - 200 + 300
    assert amount(row, includes=("discount",)) == 1000 + 300
    assert amount(row, includes=("discount", "shipping")) == 1000
    assert amount(row, includes=("discount", "shipping"), counts=()) == 1000 - 300
    assert amount({**row, "money": "-10", "shipping": ""}, includes=()) == -800


def test_a_row_without_a_status_has_its_orders() -> None:
    of = shop(statuses=("paid",), cancelled=("void",))
    rows = [
        {"status": "Paid"}, {"status": ""}, {"order": "A2", "status": "void"}, {"order": "A2", "status": ""},
        {"order": "A3", "status": ""},
    ]  # fmt: skip
    found = Counter((row["order_id"], row["left_out"]) for row in told(rows, of))
    assert found == {("A1", None): 2, ("A2", "status_cancelled"): 2, ("A3", "status_unknown"): 1}


def test_money_of_a_return_is_shared_out_below_zero() -> None:
    of = shop(per_order=("shipping", "discount"), returns="prefix", return_prefix="C")
    found = told([{"order": "C1", "shipping": "1", "off": "0.10"}, {"order": "C1", "pieces": "1"}], of)
    assert added(found, "amount") == -(510 + 255 - 10 + 100)
    assert {row["kind"] for row in found} == {"return"}
