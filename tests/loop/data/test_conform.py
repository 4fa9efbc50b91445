"""Every row has one fate, and what it says is read exactly."""

from __future__ import annotations

import hmac
import json
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.loop.data.shop import COLUMNS, PROJECT, ROW, Batch, batch, mapped, one, reason, source, take

from bakhsh.errors import DataError, MissingColumn
from bakhsh.loop.data.conform import conform
from bakhsh.loop.data.fates import REASONS
from bakhsh.loop.data.fates import reason as said
from bakhsh.specs import WRITTEN, Policy
from bakhsh.tables import (
    ADDRESSES,
    ANSWERS,
    ASSETS,
    CONSENT,
    CUSTOMERS,
    ENTRIES,
    EVENTS,
    ITEMS,
    REJECTED,
    Contract,
    Type,
)


def checked(contract: Contract, table: pa.Table, *without: str) -> pa.Table:
    """The table with what its reader adds, held against its contract."""
    for name in without:
        kind = contract.column(name).type
        value = 1 if kind is Type.INTEGER else "x"
        table = table.append_column(name, pa.array([value] * table.num_rows, kind.arrow))
    return contract.check(table)


# ---- one fate ----------------------------------------------------------------------------------------------------
CELLS = {
    "order": st.sampled_from(["A1", "A2", "", "5.94773E+23", " A1 ", "C536379"]),
    "customer": st.sampled_from(["C1", "17850.0", "", "nan", "۱۲۳", "5.95E+25"]),
    "when": st.sampled_from(["2011-12-01 08:26", "2011-12-01", "2011-02-30", "", "yesterday", "43831", "1899-01-01"]),
    "item": st.sampled_from(["P1", "P2", ""]),
    "pieces": st.sampled_from(["1", "2", "-1", "0", "", "two", "۳", "1e3", "0.5"]),
    "price": st.sampled_from(["2.55", "0", "-1", "", "free", "1,200.50", "0.005", "99999999999999999999"]),
    "off": st.sampled_from(["", "0.5", "-0.5", "?"]),
}
ROWS = st.lists(st.fixed_dictionaries(CELLS), max_size=12)
POLICIES = st.builds(
    Policy, returns=st.sampled_from(["negative", "prefix", "none"]), return_prefix=st.just("C"),
    zero_price=st.sampled_from(["keep", "reject"]), negative_price=st.sampled_from(["keep", "reject"]),
)  # fmt: skip


@given(ROWS, POLICIES)
def test_every_row_is_taken_or_rejected_and_never_both(rows: list[dict[str, str]], policy: Policy) -> None:
    found = take(rows, source(policy=policy))
    taken, refused = found.entries.column("file_line").to_pylist(), found.rejected.column("line").to_pylist()
    assert sorted(taken + refused) == list(range(2, 2 + len(rows)))
    assert (found.rows, found.kept) == (len(rows), len(taken))
    checked(ENTRIES, found.entries, "load")
    checked(REJECTED, found.rejected, "load", "source", "file")
    assert set(found.rejected.column("reason").to_pylist()) <= set(REASONS)


@given(ROWS, POLICIES, st.randoms(use_true_random=False))
def test_a_row_meets_its_fate_wherever_it_stands(rows: list[dict[str, str]], policy: Policy, random: Any) -> None:
    shuffled = random.sample(rows, len(rows))
    cut = random.randint(0, len(rows))
    parts = [take(shuffled[:cut], source(policy=policy)), take(shuffled[cut:], source(policy=policy))]

    def fates(tables: list[pa.Table], place: str) -> Counter[str]:
        dropped = [table.drop_columns([place]) for table in tables]
        return Counter(json.dumps(row, default=str) for table in dropped for row in table.to_pylist())

    whole = take(rows, source(policy=policy))
    assert fates([whole.entries], "file_line") == fates([part.entries for part in parts], "file_line")
    assert fates([whole.rejected], "line") == fates([part.rejected for part in parts], "line")


@given(ROWS)
def test_returns_and_only_returns_are_below_zero(rows: list[dict[str, str]]) -> None:
    for entry in take(rows).entries.to_pylist():
        assert (entry["amount"] < 0 or (entry["quantity"] or 0) < 0) <= (entry["kind"] == "return")
        if entry["kind"] == "return":
            assert entry["amount"] <= 0
            assert (entry["quantity"] or 0) <= 0


def test_a_broken_line_is_rejected_with_its_line() -> None:
    @dataclass(frozen=True)
    class Broken:
        line: int
        text: str
        found_cells: int
        expected_cells: int
        reason: str = ""
        found: str = ""

    ragged, damaged = Broken(7, "A1,C1,0912 345 6789", 3, 8), Broken(9, "\x00", 8, 8, found="0x8e @ 77")
    found = conform(batch([{}], broken=(ragged, damaged)), source(), PROJECT, str)
    assert (found.rows, found.kept) == (3, 1)
    refused = {row["line"]: row for row in found.rejected.to_pylist()}
    assert refused[7]["reason"] == "wrong_cell_count"
    assert (refused[9]["reason"], refused[9]["found"]) == ("damaged_line", "0x8e @ 77")
    assert "0912" not in refused[7]["row"]


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ({"order": ""}, "missing_order"),
        ({"customer": " "}, "missing_customer"),
        ({"customer": "5.94773E+23"}, "id_destroyed"),
        ({"item": "8.90E+12"}, "id_destroyed"),
        ({"when": ""}, "missing_date"),
        ({"when": "30 February"}, "bad_date"),
        ({"when": "2011-02-29"}, "bad_date"),
        ({"when": "43831"}, "bad_date"),
        ({"when": "1900-01-01"}, "impossible_date"),
        ({"when": "1403/02/15"}, "other_calendar"),
        ({"when": "05/06/2011"}, "unclear_date"),
        ({"pieces": "two"}, "bad_number"),
        ({"price": "1,5"}, "bad_number"),
        ({"off": "half"}, "bad_number"),
        ({"price": ""}, "missing_amount"),
        ({"price": "9" * 20}, "number_too_large"),
        ({"price": "-1"}, "negative_price"),
    ],
)
def test_a_row_that_cannot_be_trusted_says_why(row: dict[str, str], wanted: str) -> None:
    assert reason(row) == wanted
    assert not str(said(wanted)).startswith("[")


def test_a_rejected_row_keeps_what_could_be_read_and_is_found_again() -> None:
    row = take([{"customer": ""}]).rejected.to_pylist()[0]
    assert (row["line"], row["column"], row["found"]) == (2, "customer", "")
    assert (row["at"], row["amount"]) == (datetime(2011, 12, 1, 8, 26), 510)
    assert json.loads(row["row"]) == {**ROW, "customer": ""}


# ---- money -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("pieces", "price", "off", "pence"),
    [
        ("2", "2.55", "", 510), ("1", "0.005", "", 1), ("1", "0.0049", "", 0), ("3", "0.333", "", 100),
        ("-2", "2.55", "", -510), ("-1", "0.005", "", -1), ("۲", "۲٫۵۵", "", 510), ("2", "£1,200.50", "", 240100),
        ("2", "2.55", "0.10", 500), ("-2", "2.55", "0.10", -500), ("2", "2.55", "-0.10", 500), ("0", "2.55", "", 0),
        ("1", "0.30000000000000004", "", 30), ("1", "2.675", "", 268), ("1e3", "1", "", 100_000),
    ],
)  # fmt: skip
def test_an_amount_is_quantity_times_price_rounded_once(pieces: str, price: str, off: str, pence: int) -> None:
    assert one({"pieces": pieces, "price": price, "off": off})["amount"] == pence


def test_a_given_amount_is_taken_and_a_missing_one_is_reckoned() -> None:
    given_amount = source({**COLUMNS, "amount": "paid"})
    assert one({"paid": "4.99"}, given_amount)["amount"] == 499
    assert one({"paid": ""}, given_amount)["amount"] == 510


def test_money_is_read_in_the_unit_of_its_column() -> None:
    rials, tomans = replace(PROJECT, unit="IRR"), replace(PROJECT, unit="IRT")
    assert one({"pieces": "1", "price": "25000"}, project=rials)["amount"] == 25_000
    assert one({"pieces": "1", "price": "25000"}, project=tomans)["amount"] == 250_000
    assert one({"pieces": "1", "price": "25000"}, mapped(source(), "price", unit="IRR"), tomans)["amount"] == 25_000


def test_a_decimal_comma_is_read_where_it_is_declared() -> None:
    comma = replace(source(), reading=replace(source().reading, decimal=","))
    assert one({"price": "1.200,50"}, comma)["amount"] == 240_100
    assert reason({"price": "1.5"}, comma) == "bad_number"


def test_cost_follows_the_sign_of_its_line() -> None:
    costs = source({**COLUMNS, "unit_cost": "cost"})
    assert one({"cost": "1.01"}, costs)["cost"] == 202
    assert one({"cost": "1.01", "pieces": "-2"}, costs)["cost"] == -202


# ---- policy ------------------------------------------------------------------------------------------------------
def test_a_return_is_known_by_its_sign_its_prefix_or_not_at_all() -> None:
    by_prefix = source(policy=Policy(returns="prefix", return_prefix="C"))
    never = source(policy=Policy(returns="none"))
    assert one({"pieces": "-1"})["kind"] == "return"
    back = one({"order": "C536379", "pieces": "1"}, by_prefix)
    assert (back["kind"], back["quantity"], back["amount"]) == ("return", -1, -255)
    assert reason({"pieces": "-1"}, by_prefix) == "return_not_expected"
    assert reason({"pieces": "-1"}, never) == "return_not_expected"


def test_a_declared_kind_stands() -> None:
    kinds = source({**COLUMNS, "kind": "kind"})
    assert one({"kind": "Shipping"}, kinds)["kind"] == "shipping"
    assert one({"kind": "discount", "price": "2", "pieces": "-1"}, kinds)["amount"] == -200
    assert one({"kind": "return"}, kinds)["amount"] == -510
    assert one({"kind": "gift wrap"}, kinds)["kind"] == "product"


def test_prices_of_nothing_and_below_nothing_follow_the_policy() -> None:
    strict = source(policy=Policy(zero_price="reject"))
    lenient = source(policy=Policy(negative_price="keep"))
    assert one({"price": "0"})["amount"] == 0
    assert reason({"price": "0"}, strict) == "zero_price"
    assert one({"price": "2", "off": "4"}, strict)["amount"] == 0
    assert one({"price": "-2"}, lenient)["kind"] == "return"


def test_what_is_no_piece_keeps_its_money_and_loses_its_quantity() -> None:
    fuel = source(policy=Policy(pieces_not={"item": ("COUPON/MISC ITEMS",)}))
    found = one({"item": "coupon/misc items", "pieces": "9000", "price": "0.01"}, fuel)
    assert (found["quantity"], found["amount"]) == (None, 9000)


def test_only_declared_statuses_count() -> None:
    paid = source({**COLUMNS, "status": "status"}, policy=Policy(statuses=("completed",)))
    counted = one({"status": "Completed"}, paid)
    assert (counted["status"], counted["left_out"]) == ("Completed", None)
    assert one({"status": "failed"}, paid)["left_out"] == "status_unknown"
    assert one({"status": ""}, paid)["left_out"] == "status_unknown"


# ---- who, when, what ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "wanted"),
    [("17850.0", "17850"), (" 17850 ", "17850"), ("۱۷۸۵۰", "17850"), ("007", "007"), ("5e10", "5e10")],
)
def test_ids_are_text(text: str, wanted: str) -> None:
    assert one({"customer": text})["customer_id"] == wanted


def test_numbers_of_a_typed_file_are_ids_like_any_other() -> None:
    rows = pa.table({
        "order": pa.array([536365, 536366]), "customer": pa.array([17850.0, None]),
        "when": pa.array([datetime(2010, 12, 1, 8, 26)] * 2, pa.timestamp("ms")), "item": pa.array(["A", "B"]),
        "pieces": pa.array([6, 1], pa.int64()), "price": pa.array([2.55, 0.1 + 0.2]), "off": pa.nulls(2),
        "channel": pa.array(["shop", "shop"]).dictionary_encode().cast(pa.string()),
    })  # fmt: skip
    found = conform(Batch(rows, pa.array([2, 3])), source(), PROJECT, str)
    entry = found.entries.to_pylist()[0]
    assert (entry["order_id"], entry["customer_id"], entry["amount"]) == ("536365", "17850", 1530)
    assert found.rejected.column("amount").to_pylist() == [30]


def test_without_order_numbers_an_order_is_all_that_is_bought_at_one_moment() -> None:
    nameless = source({column: name for column, name in COLUMNS.items() if column != "order_id"})
    assert one({}, nameless)["order_id"] == "C1@2011-12-01T08:26:00"
    assert one({"when": "2011-12-01"}, nameless)["order_id"] == "C1@2011-12-01T00:00:00"


LEDGER = {name: of for name, of in COLUMNS.items() if name not in ("price", "discount")} | {
    "amount": "debit", "credit": "credit",
}  # fmt: skip


@pytest.mark.parametrize(
    ("debit", "credit", "kind", "pence"),
    [("10", "", "product", 1000), ("10", "0", "product", 1000), ("", "4", "return", -400), ("0", "4", "return", -400),
     ("-10", "", "return", -1000)],
)  # fmt: skip
def test_a_ledger_debits_what_was_sold_and_credits_what_was_taken_back(
    debit: str, credit: str, kind: str, pence: int
) -> None:
    found = one({"debit": debit, "credit": credit}, source(LEDGER))
    assert (found["kind"], found["amount"], found["left_out"]) == (kind, pence, None)
    paid = one({"debit": debit, "credit": credit}, source(LEDGER, policy=Policy(credits="payments")))
    assert (paid["left_out"] == "left_out_not_a_sale") is (credit == "4")


def test_a_row_on_both_sides_of_a_ledger_or_on_none_is_rejected() -> None:
    assert reason({"debit": "10", "credit": "4"}, source(LEDGER)) == "both_sides"
    assert reason({"debit": "0", "credit": "0"}, source(LEDGER)) == "missing_amount"
    assert reason({"debit": "", "credit": ""}, source(LEDGER)) == "missing_amount"


def test_orders_of_many_are_known_by_what_their_rows_say_under_the_key() -> None:
    unnumbered = source({name: of for name, of in COLUMNS.items() if name != "order_id"},
                        policy=Policy(no_customer="bucket"))  # fmt: skip
    rows = batch([{"customer": ""}, {"customer": "", "price": "7"}, {"customer": ""}])
    one, other = (conform(rows, unnumbered, PROJECT, key).entries["order_id"].to_pylist() for key in (_keyed, _other))
    assert one[0] == one[2] != one[1]
    assert not set(one) & set(other), "nobody finds a row by trying without the key"
    assert all(found.startswith("~walk-in@2011-12-01T08:26:00#") for found in one)


def _keyed(text: str) -> str:
    return hmac.new(b"one", text.encode(), "sha256").hexdigest()[:24]


def _other(text: str) -> str:
    return hmac.new(b"other", text.encode(), "sha256").hexdigest()[:24]


def test_local_time_stays_as_written_and_the_instant_follows_the_clocks_of_the_place() -> None:
    tehran = replace(PROJECT, timezone="Asia/Tehran")
    summer = one({"when": "2019-07-01 12:00"}, project=tehran)
    winter = one({"when": "2019-01-01 12:00"}, project=tehran)
    assert (summer["at"], summer["instant"]) == (datetime(2019, 7, 1, 12), datetime(2019, 7, 1, 7, 30))
    assert winter["instant"] == datetime(2019, 1, 1, 8, 30)
    zoned = one({"when": "2019-07-01T12:00:00Z"}, project=tehran)
    assert (zoned["at"], zoned["instant"]) == (datetime(2019, 7, 1, 16, 30), datetime(2019, 7, 1, 12))


def test_a_missing_column_is_named_with_those_that_are_there() -> None:
    with pytest.raises(MissingColumn) as caught:
        take([{}], source({**COLUMNS, "branch": "Chanel"}))
    assert "Chanel" in str(caught.value)
    assert "customer" in str(caught.value)
    assert caught.value.hint is not None
    assert "channel" in str(caught.value.hint)


def test_an_unknown_date_form_and_an_unknown_zone_are_errors_in_words() -> None:
    with pytest.raises(DataError, match="%Q"):
        take([{}], mapped(source(), "ordered_at", form="%Q"))
    with pytest.raises(DataError, match="Mars/Olympus"):
        take([{}], project=replace(PROJECT, timezone="Mars/Olympus"))


# ---- personal ----------------------------------------------------------------------------------------------------
PERSONAL = mapped(
    mapped(source(), "mobile", source="mobile", personal=True), "customers.city", source="city"
)  # fmt: skip


def test_personal_columns_are_kept_in_addresses_only() -> None:
    rows = [{"mobile": "0912 345 6789", "city": "Tehran"}, {"mobile": "hello", "city": "", "customer": ""}]
    found = take(rows, PERSONAL)
    kept = checked(ADDRESSES, found.beside["addresses"], "load").drop_columns(["load"]).to_pylist()
    assert kept == [{"customer_id": "C1", "channel": "mobile", "address": "0912 345 6789", "valid": True}]
    everything = [found.entries, found.rejected, found.beside["customers"]]
    assert not any("0912" in str(row) or "hello" in str(row) for table in everything for row in table.to_pylist())


def test_a_personal_customer_is_known_by_his_pseudonym() -> None:
    personal = mapped(source(), "customer_id", personal=True)
    spellings = ["0912 345 6789", "+98 912 345 6789", "۰۹۱۲۳۴۵۶۷۸۹", "9123456789"]
    ids = {one({"customer": text}, personal)["customer_id"] for text in spellings}
    assert ids == {"pseudonym of 989123456789"}
    assert "•••" in str(take([{"customer": "0912", "when": ""}], personal).rejected.column("row"))


def test_columns_nobody_mapped_stay_out_of_rejected_rows() -> None:
    assert "secret" not in str(take([{"customer": "", "diary": "secret"}]).rejected.to_pylist())


# ---- beside ------------------------------------------------------------------------------------------------------
def test_what_a_file_says_beside_its_lines_is_kept_once() -> None:
    beside = source({
        **COLUMNS, "items.name": "name", "items.price": "list", "customers.birth_date": "born", "consent.sms": "sms",
    })  # fmt: skip
    rows = [{"name": "Mug", "list": "2.99", "born": "1980-05-01", "sms": "yes"}] * 2
    found = take([*rows, {"name": "", "list": "", "born": "", "sms": "", "customer": "C2"}], beside)
    assert [(row["name"], row["price"]) for row in checked(ITEMS, found.beside["items"], "load").to_pylist()] == [
        ("Mug", 299)
    ]
    assert checked(CUSTOMERS, found.beside["customers"], "load").to_pylist()[0]["birth_date"] == date(1980, 5, 1)
    assert checked(CONSENT, found.beside["consent"], "load").to_pylist()[0]["granted"] is True
    assert "events" not in found.beside


@pytest.mark.parametrize(
    ("table", "contract", "columns", "good", "bad"),
    [
        ("customers", CUSTOMERS, {"customer_id": "customer", "joined_on": "joined", "loyalty": "card"},
         {"joined": "2011-01-05", "card": "gold"}, {"customer": ""}),
        ("items", ITEMS, {"item_id": "item", "cost": "price", "launched_on": "when"}, {}, {"item": ""}),
        ("consent", CONSENT, {"customer_id": "customer", "purpose": "purpose", "granted": "granted"},
         {"purpose": "sms", "granted": "بله"}, {"purpose": "sms", "granted": "perhaps"}),
        ("events", EVENTS, {"customer_id": "customer", "at": "when", "kind": "kind"}, {"kind": "visit"},
         {"kind": "visit", "when": "soon"}),
        ("answers", ANSWERS,
         {"customer_id": "customer", "scale": "scale", "item": "number", "at": "when", "value": "answer"},
         {"scale": "tipi", "number": "3", "answer": "7"}, {"scale": "tipi", "number": "third", "answer": "7"}),
        ("assets", ASSETS, {"customer_id": "customer", "kind": "kind", "bought_on": "bought"},
         {"kind": "car", "bought": "2020-01-05"}, {"kind": "", "bought": "2020-01-05"}),
    ],
)  # fmt: skip
def test_a_source_of_anything_else_fills_its_own_table(
    table: str, contract: Contract, columns: dict[str, str], good: dict[str, str], bad: dict[str, str]
) -> None:
    found = take([good, bad], source(columns, table=table))
    own = found.beside[table]
    assert checked(contract, own, "load").num_rows == 1
    assert (found.rows, found.kept, found.rejected.num_rows, found.entries.num_rows) == (2, 1, 1, 0)


def test_orders_are_one_entry_each() -> None:
    columns = {"order_id": "order", "customer_id": "customer", "ordered_at": "when", "amount": "price"}
    assert one({}, source(columns, table="orders"))["amount"] == 255


def test_a_table_no_source_fills_is_named() -> None:
    with pytest.raises(DataError, match="weather"):
        take([{}], source({"customer_id": "customer"}, table="weather"))


@pytest.mark.parametrize(("numbering", "kept"), [("", "C7"), ("shared", "C7"), ("web", "web/C7")])
def test_a_source_with_its_own_numbering_keeps_its_orders_under_its_name(numbering: str, kept: str) -> None:
    of = replace(source(policy=Policy(returns="prefix", return_prefix="C")), numbering=numbering)
    found = one({"order": "C7"}, of)
    assert (found["order_id"], found["kind"]) == (kept, "return")
    assert reason({"order": ""}, of) == "missing_order"


# ---- what is told of rows that are taken --------------------------------------------------------------------------
IRAN = replace(PROJECT, unit="IRR", timezone="Asia/Tehran", calendar="jalali")


def test_toman_and_rial_in_one_column_are_each_read_by_their_own_word_and_told() -> None:
    rows = [{"price": text} for text in ("12000", "۱۲۰۰ تومان", "12,000 ریال", "1.2E+04", "€5", "1.00E+05")]
    found = take(rows, project=IRAN)
    assert found.entries.column("amount").to_pylist() == [24_000, 24_000, 24_000, 200_000]
    assert found.noticed == {"other_unit": {"price": 1}, "round_number": {"price": 1}}
    assert found.rejected.column("reason").to_pylist() == ["digits_lost", "other_currency"]


def test_where_every_cell_names_its_unit_nothing_is_taken_on_trust() -> None:
    rows = [{"price": text} for text in ("12000", "۱۲۰۰ تومان", "12,000 ریال")]
    found = take(rows, mapped(source(), "price", unit=WRITTEN), project=IRAN)
    assert found.entries.column("amount").to_pylist() == [24_000, 24_000]
    assert found.rejected.column("reason").to_pylist() == ["unit_unclear"]


def test_two_calendars_in_one_column_are_told_apart_or_both_read() -> None:
    rows = [{"when": text} for text in ("1403/02/15", "2024-05-05", "۳۰ اسفند ۱۴۰۲")]
    found = take(rows, mapped(source(), "ordered_at", form="jalali"), project=IRAN)
    assert found.entries.column("at").to_pylist() == [datetime(2024, 5, 4)]
    assert found.rejected.column("reason").to_pylist() == ["other_calendar", "bad_date"]
    both = take(rows, mapped(source(), "ordered_at", form="either"), project=IRAN)
    assert both.entries.column("at").to_pylist() == [datetime(2024, 5, 4), datetime(2024, 5, 5)]


def test_lost_leading_zeros_are_put_back_and_counted() -> None:
    rows = [{"item": text} for text in ("01310", "1310", "1310.0", "۹۰", "A1", "123456")]
    found = take(rows, mapped(source(), "item_id", digits=5))
    assert found.entries.column("item_id").to_pylist() == ["01310", "01310", "01310", "00090", "A1", "123456"]
    assert found.noticed == {"padded": {"item": 3}}
    assert take(rows).noticed == {}
