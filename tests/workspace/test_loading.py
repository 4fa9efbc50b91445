"""What the ledger holds does not depend on how the rows came: in which files, in which order, in how many runs."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.workspace import shops
from tests.workspace.shops import FEW, line

import bakhsh
from bakhsh.errors import NotReady
from bakhsh.records import Manifest


def manifest(folder: Path) -> Manifest:
    with bakhsh.open(folder) as ws:
        return ws.store.catalogue.manifest()


def touched(folder: Path, before: Manifest) -> set[str]:
    """Customers named by the deltas that are in no bucket of `before`."""
    with bakhsh.open(folder) as ws:
        after = ws.store.catalogue.manifest()
        old = {delta.ids.path for bucket in before.buckets.values() for delta in bucket.deltas}
        new = [delta.ids for bucket in after.buckets.values() for delta in bucket.deltas if delta.ids.path not in old]
        return {one for piece in new for one in ws.engine.tables.read(piece).column("customer_id").to_pylist()}


# ---- any split, any order ----------------------------------------------------------------------------------------
ORDERS = st.lists(
    st.tuples(
        st.sampled_from(["ann", "bob", "cyd", "dan", "eve"]),
        st.dates(date(2024, 1, 1), date(2024, 6, 30)),
        st.sampled_from([("tea", "food"), ("ball", "sport"), ("pan", "home"), ("thing", "")]),
        st.integers(-2, 3).filter(bool),
    ),
    min_size=2, max_size=12,
)  # fmt: skip


def lines_of(orders: Sequence[tuple[str, date, tuple[str, str], int]]) -> list[shops.Row]:
    return [
        line(f"o{number}", customer, day.isoformat(), item, category, quantity, f"{quantity * 10}.00")
        for number, (customer, day, (item, category), quantity) in enumerate(orders)
    ]


@pytest.mark.slow
@given(orders=ORDERS, data=st.data())
@settings(max_examples=4)
def test_any_split_into_files_and_runs_gives_the_same_rows_and_members(
    orders: list[tuple[str, date, tuple[str, str], int]], data: st.DataObject
) -> None:
    rows = lines_of(orders)
    parts = data.draw(st.lists(st.integers(0, 2), min_size=len(rows), max_size=len(rows)))
    arrivals = data.draw(st.permutations([part for part in range(3) if part in parts]))
    together = data.draw(st.booleans())
    with tempfile.TemporaryDirectory() as place:
        whole = shops.make(Path(place) / "whole", rows)
        shops.run(whole)
        split = shops.make(Path(place) / "split", None)
        for part in arrivals:
            shops.write_lines(
                split / "in" / f"{part}.csv", [row for row, own in zip(rows, parts, strict=True) if own == part]
            )
            if not together:
                shops.run(split)
        shops.run(split)
        assert shops.snapshot_of(split) == shops.snapshot_of(whole)


def test_the_same_file_under_another_name_changes_nothing(shop: Path) -> None:
    before, files = shops.snapshot_of(shop), set(shops.store_files(shop))
    shops.write_lines(shop / "in" / "again.csv", FEW)
    record = shops.run(shop)
    (load,) = record.loads
    assert (load.rows, load.kept, load.duplicates, load.rejected) == (len(FEW), 0, len(FEW), 0)
    assert shops.snapshot_of(shop) == before
    derived = {path.rsplit("/", 1)[1] for path in set(shops.store_files(shop)) - files if "/derived/" in path}
    assert derived <= {"items.parquet"}, "nobody was touched, so no customer is derived"


def test_an_order_that_comes_changed_replaces_the_earlier_one(shop: Path) -> None:
    shops.write_lines(shop / "in" / "z.csv", [line("7", "dan", "2024-05-05", "pan", "home", amount="70.00")])
    record = shops.run(shop)
    assert (record.loads[0].kept, record.loads[0].duplicates) == (1, 0)
    rows = {row["customer_id"]: row for row in shops.snapshot_of(shop)["rows"]}
    assert (rows["dan"]["monetary"], rows["dan"]["orders"]) == (7000, 1)
    assert rows["ann"]["monetary"] == 7000


@pytest.mark.slow
def test_an_order_that_changes_hands_touches_both_customers(shop: Path) -> None:
    before = manifest(shop)
    shops.write_lines(shop / "in" / "z.csv", [line("5", "cyd", "2024-06-25", quantity=2, amount="20.00")])
    shops.run(shop)
    rows = {row["customer_id"]: row for row in shops.snapshot_of(shop)["rows"]}
    assert (rows["bob"]["monetary"], rows["cyd"]["monetary"]) == (1000, 3000)
    assert touched(shop, before) <= {"bob", "cyd"}


@pytest.mark.slow
def test_a_growing_export_touches_only_what_changed_and_writes_deltas(tmp_path: Path) -> None:
    rows = [line(f"{c}-{n}", f"c{c}", f"2024-0{1 + n}-1{c % 10}") for c in range(300) for n in range(3)]
    shop = shops.make(tmp_path / "shop", rows)
    shops.run(shop)
    before = manifest(shop)
    grown = [*rows, line("new", "c7", "2024-06-20"), line("first", "newcomer", "2024-06-21")]
    shops.write_lines(shop / "in" / "orders.csv", grown)
    record = shops.run(shop)
    after = manifest(shop)
    assert (record.loads[0].kept, record.loads[0].duplicates) == (2, len(rows))
    assert touched(shop, before) == {"c7", "newcomer"}
    bases = {digit: files.base for digit, files in before.buckets.items()}
    assert {digit: files.base for digit, files in after.buckets.items()} == bases
    other = shops.make(tmp_path / "other", grown)
    shops.run(other)
    assert shops.snapshot_of(shop) == shops.snapshot_of(other)


@pytest.mark.slow
def test_deltas_are_folded_when_they_grow_past_a_fifth_of_their_base(tmp_path: Path) -> None:
    rows = [line(f"b{n}", "ann", f"2024-0{1 + n % 6}-11") for n in range(100)]
    shop = shops.make(tmp_path / "shop", [*rows, line("x", "bob", "2024-01-01")])
    shops.run(shop)
    for number in range(3):
        shops.write_lines(shop / "in" / f"{number}.csv", [line(f"n{number}", "ann", f"2024-06-2{number}")])
        shops.run(shop)
        files = [bucket for bucket in manifest(shop).buckets.values() if bucket.base or bucket.deltas]
        for bucket in files:
            base = sum(piece.rows for piece in bucket.base.values())
            late = sum(piece.rows for delta in bucket.deltas for piece in delta.tables.values())
            assert late <= 0.2 * base
    rows_of = {row["customer_id"]: row for row in shops.snapshot_of(shop)["rows"]}
    assert rows_of["ann"]["orders"] == 103


# ---- what stands beside the orders -------------------------------------------------------------------------------
CUSTOMERS = """
table = "customers"
files = ["people/*.csv"]

[columns]
customer_id = "id"
city = "city"
joined_on = "joined"
club_tier = { from = "tier", type = "text" }
"""
CONSENT = """
table = "consent"
files = ["consent/*.csv"]

[columns]
customer_id = "id"
purpose = "purpose"
granted = "granted"
since = "since"
"""
ITEMS = """
table = "items"
files = ["items/*.csv"]

[columns]
item_id = "item"
category = "category"
"""


def person(customer: str, city: str, joined: str = "", tier: str = "") -> shops.Row:
    return {"id": customer, "city": city, "joined": joined, "tier": tier}


@pytest.mark.slow
def test_attributes_of_customers_may_arrive_later(shop: Path) -> None:
    shops.write_files(shop, {"data/people.toml": CUSTOMERS})
    shops.write_lines(
        shop / "people" / "a.csv", [person("ann", "Yazd", tier="gold"), person("zoe", "Rasht", "2024-06-01")]
    )
    shops.run(shop)
    rows = {row["customer_id"]: row for row in shops.snapshot_of(shop)["rows"]}
    assert (rows["ann"]["city"], rows["ann"]["club_tier"], rows["ann"]["monetary"]) == ("Yazd", "gold", 7000)
    assert (rows["zoe"]["city"], rows["zoe"]["orders"]) == ("Rasht", 0)
    assert rows["bob"]["city"] is None
    shops.write_lines(shop / "people" / "b.csv", [person("ann", "Qom")])
    shops.run(shop)
    rows = {row["customer_id"]: row for row in shops.snapshot_of(shop)["rows"]}
    assert (rows["ann"]["city"], rows["ann"]["club_tier"]) == ("Qom", "gold"), "what is left empty keeps its value"


@pytest.mark.slow
def test_a_further_column_may_be_declared_anew_with_another_type(shop: Path) -> None:
    shops.write_files(shop, {"data/people.toml": CUSTOMERS})
    shops.write_lines(shop / "people" / "a.csv", [person("ann", "Yazd", tier="gold"), person("bob", "Qom", tier="7")])
    shops.run(shop)
    shops.write_files(shop, {"data/people.toml": CUSTOMERS.replace('type = "text"', 'type = "number"')})
    with bakhsh.open(shop) as ws:
        assert ws.overview().customers == 4
    shops.run(shop)
    rows = {row["customer_id"]: row["club_tier"] for row in shops.snapshot_of(shop)["rows"]}
    assert rows == {"ann": None, "bob": 7.0, "cyd": None, "dan": None}


ODD = (
    "o'neil",
    "ژاله",
    "  trim ",
    'a"b',
    "=1+1",
    "a,b",
    "line\nbreak",
    "%s",
    "$1",
    "{x}",
    "x" * 300,
    "0012",
    "12.0",
    "NULL",
)


@pytest.mark.slow
def test_odd_ids_are_ids(shop: Path) -> None:
    shops.write_lines(shop / "in" / "z.csv", [line(f"odd{n}", who, "2024-05-05") for n, who in enumerate(ODD)])
    (load,) = shops.run(shop).loads
    assert load.reasons == {"missing_customer": 1}, "NULL is what a database writes for nobody"
    known = set(shops.places(shop)) - {"ann", "bob", "cyd", "dan"}
    assert known == {*ODD[:2], "trim", *ODD[3:12], "12"}
    with bakhsh.open(shop) as ws:
        assert all(ws.explain(one).customer_id == one for one in known)


def test_an_item_that_changes_its_category_changes_its_buyers(shop: Path) -> None:
    before = manifest(shop)
    shops.write_files(shop, {"data/stock.toml": ITEMS})
    shops.write_lines(shop / "items" / "a.csv", [{"item": "tea", "category": "drinks"}])
    shops.run(shop)
    rows = {row["customer_id"]: row for row in shops.snapshot_of(shop)["rows"]}
    assert rows["cyd"]["top_category"] == "drinks"
    assert rows["ann"]["top_category"] == "sport"
    assert touched(shop, before) <= {"ann", "bob", "cyd"}


@pytest.mark.slow
def test_the_latest_word_on_a_permission_counts(shop: Path) -> None:
    shops.write_files(
        shop, {"data/permission.toml": CONSENT, "targeting/thanks.toml": f'consent = "sms"\n{shops.CAMPAIGN}'}
    )

    def permit(file: str, **granted: str) -> dict[str, int]:
        rows = [{"id": who, "purpose": "sms", "granted": said, "since": ""} for who, said in granted.items()]
        shops.write_lines(shop / "consent" / file, rows)
        shops.run(shop)
        with bakhsh.open(shop) as ws:
            return dict(ws.send("thanks", dry_run=True).suppressed)

    assert permit("1.csv", ann="yes", bob="yes", cyd="no") == {"no_consent": 1, "consent_withdrawn": 1}
    assert permit("2.csv", ann="no", cyd="yes") == {"no_consent": 1, "consent_withdrawn": 1}
    assert permit("3.csv", ann="yes", dan="yes") == {}


# ---- undoing and declaring anew ----------------------------------------------------------------------------------
@pytest.mark.slow
def test_undoing_a_load_brings_back_what_it_had_replaced_and_doubled(shop: Path) -> None:
    before = shops.snapshot_of(shop)
    with bakhsh.open(shop) as ws:
        (first,) = ws.loads()
    changed = [line("7", "dan", "2024-05-05", "pan", "home", amount="70.00"), *FEW[:3], line("8", "eve", "2024-06-01")]
    shops.write_lines(shop / "in" / "z.csv", changed)
    shops.run(shop)
    with bakhsh.open(shop) as ws:
        second = ws.loads()[-1]
        assert ws.undo(second.load) == second
        assert ws.loads() == (first,)
    shops.run(shop)
    assert shops.snapshot_of(shop) == before
    with bakhsh.open(shop) as ws:
        ws.undo(first.load)
        with pytest.raises(NotReady):
            ws.reconciliation()
        with pytest.raises(NotReady):
            ws.undo(first.load)
        with pytest.raises(NotReady):
            ws.run(as_of=shops.AS_OF)


@pytest.mark.slow
def test_undoing_the_earlier_of_two_equal_loads_keeps_its_rows(shop: Path) -> None:
    before = shops.snapshot_of(shop)
    shops.write_lines(shop / "in" / "again.csv", FEW)
    shops.run(shop)
    with bakhsh.open(shop) as ws:
        ws.undo(ws.loads()[0].load)
    shops.run(shop)
    assert shops.snapshot_of(shop) == before


@pytest.mark.slow
def test_a_file_that_was_undone_is_read_again_only_when_it_changes(shop: Path) -> None:
    extra = shops.write_lines(shop / "in" / "z.csv", [line("8", "eve", "2024-06-01")])
    shops.run(shop)
    with bakhsh.open(shop) as ws:
        ws.undo(ws.loads()[-1].load)
        assert not [step for step in ws.plan(shops.AS_OF).steps if step.kind == "load"]
    shops.run(shop)
    assert "eve" not in shops.places(shop)
    shops.write_lines(extra, [line("8", "eve", "2024-06-02")])
    shops.run(shop)
    assert "eve" in shops.places(shop)


@pytest.mark.slow
def test_a_file_that_is_put_back_as_it_was_counts_again(shop: Path) -> None:
    before = shops.snapshot_of(shop)
    file = shop / "in" / "orders.csv"
    shops.write_lines(file, [*FEW[:-1], line("7", "dan", "2024-05-05", "pan", "home", amount="70.00")])
    shops.run(shop)
    assert shops.snapshot_of(shop) != before
    shops.write_lines(file, FEW)
    shops.run(shop)
    assert shops.snapshot_of(shop) == before
    with bakhsh.open(shop) as ws:
        assert ws.plan(shops.AS_OF).steps == ()


@pytest.mark.slow
def test_a_source_that_is_declared_anew_is_read_anew(shop: Path) -> None:
    with bakhsh.open(shop) as ws:
        (first,) = ws.loads()
    shops.write_files(shop, {"data/orders.toml": shops.ORDERS.replace('amount = "amount"', 'price = "amount"')})
    with bakhsh.open(shop) as ws:
        assert [step.because.id for step in ws.plan(shops.AS_OF).steps if step.kind == "load"] == [
            "workspace.because_redeclared"
        ]
    shops.run(shop)
    rows = {row["customer_id"]: row for row in shops.snapshot_of(shop)["rows"]}
    assert rows["bob"]["monetary"] == 5000, "two pieces of 20.00 and one of 10.00"
    with bakhsh.open(shop) as ws:
        assert [load.load for load in ws.loads()] != [first.load]
        assert len(ws.loads()) == 1


@pytest.mark.parametrize(("key", "value"), [("unit", "IRT"), ("timezone", "Asia/Tehran")])
def test_what_the_project_says_of_reading_is_part_of_the_declaration(shop: Path, key: str, value: str) -> None:
    text = shops.PROJECT.replace('unit = "GBP"\n', "") + f'{key} = "{value}"\n'
    shops.write_files(shop, {"bakhsh.toml": text})
    with bakhsh.open(shop) as ws:
        assert ws.plan(shops.AS_OF).steps[0].kind == "load"


@pytest.mark.slow
def test_two_files_of_one_name_in_two_folders_are_two_files(tmp_path: Path) -> None:
    source = shops.ORDERS.replace('"in/*.csv"', '"../a/*.csv", "../b/orders.csv"')
    shops.write_lines(tmp_path / "a" / "orders.csv", FEW[:3])
    shops.write_lines(tmp_path / "b" / "orders.csv", FEW[3:])
    shop = shops.make(tmp_path / "shop", None, data__orders=source)
    assert shops.run(shop).customers == 4
    assert not shops.run(shop).changed


def test_a_file_that_is_gone_keeps_what_it_brought(shop: Path) -> None:
    before = shops.snapshot_of(shop)
    (shop / "in" / "orders.csv").unlink()
    assert not shops.run(shop).changed
    assert shops.snapshot_of(shop) == before


@pytest.mark.slow
def test_many_buckets_one_by_one_give_the_same_as_one_pass(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bakhsh.workspace import stage

    whole = shops.snapshot_of(shop)
    monkeypatch.setattr(stage, "_ONE_PASS", 0)
    with bakhsh.open(shop) as ws:
        day = date(2024, 6, 29)
        ws.run(as_of=day)
        monkeypatch.undo()
        parts = shops.snapshot(ws, day)
    assert [row["customer_id"] for row in parts["rows"]] == [row["customer_id"] for row in whole["rows"]]
