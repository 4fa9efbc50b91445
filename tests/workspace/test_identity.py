"""One customer behind several ids: what merges, what a split gives back, who is touched, and that money stays."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.workspace import shops
from tests.workspace.test_loading import manifest, touched

import bakhsh
from bakhsh.errors import NotReady
from bakhsh.records import Manifest
from bakhsh.tables import CONTRACTS
from bakhsh.workspace import Workspace

SHOP = """
table = "lines"
files = ["in/*.csv"]

[columns]
order_id = "order"
customer_id = "customer"
ordered_at = "at"
item_id = "item"
"items.category" = "category"
quantity = "quantity"
amount = "amount"
mobile = "mobile"
email = "mail"
name = "name"
"""
PEOPLE = """
table = "customers"
files = ["people/*.csv"]

[columns]
customer_id = "id"
city = "city"
mobile = "mobile"
"""
CONSENT = """
table = "consent"
files = ["consent/*.csv"]

[columns]
customer_id = "id"
purpose = "purpose"
granted = "granted"
"""
LEDGER = ("orders", "lines", "customers", "consent", "addresses", "events", "facts", "category_facts")


def line(order: str, customer: str, day: str, mobile: str = "", mail: str = "", **more: Any) -> shops.Row:
    return shops.line(order, customer, day, mobile=mobile, mail=mail, name=more.pop("name", ""), **more)


MOBILE = "0912 345 6789"
APART = (
    line("1", "17", "2024-01-05", MOBILE, "sara@shop.ir", amount="40.00"),
    line("2", "", "2024-03-01", "+98 912 345 6789", amount="25.00"),
    line("3", "", "2024-04-01", "", "sara@shop.ir", amount="30.00"),
    line("4", "bob", "2024-05-01", "0935 111 2233", amount="5.00"),
    line("5", "ann", "2024-05-02"),
)
"""Sara as customer 17, as a guest by her number, and as one by her e-mail; and two others."""


KEY = hashlib.sha256(b"shop 645").hexdigest()
"""A project's key with which the ids of the guests below begin with letters: the source's own id is the smallest."""


def make(folder: Path, rows: Any = APART, **texts: str) -> Path:
    (folder / ".bakhsh").mkdir(parents=True)
    (folder / ".bakhsh" / "key").write_text(KEY, encoding="ascii")
    return shops.make(folder, rows, data__orders=SHOP, **texts)


@pytest.fixture(scope="module")
def sara(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop with Sara in it, run once; nobody changes it."""
    folder = make(tmp_path_factory.mktemp("sara") / "shop")
    shops.run(folder)
    return folder


def ledger(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Every table of the ledger, without loads, in one order."""
    with bakhsh.open(folder) as ws:
        return ledger_of(ws)


def ledger_of(ws: Workspace) -> dict[str, list[dict[str, Any]]]:
    found = {}
    for table in LEDGER:
        ws.bind_ledger(ws.store.catalogue.manifest(), (table,))
        rows = CONTRACTS[table.upper()].check(ws.engine.query(ws.unbound(table)))
        kept = [{name: value for name, value in row.items() if name != "load"} for row in rows.to_pylist()]
        found[table] = sorted(kept, key=str)
    return found


def test_whoever_wrote_two_mobile_numbers_in_one_cell_is_known_by_either(tmp_path: Path) -> None:
    rows = (
        line("1", "17", "2024-01-05", "0912 345 6789 / 0935 111 2233"),
        line("2", "", "2024-03-01", "+98 912 345 6789"),
        line("3", "", "2024-04-01", "09351112233"),
        line("4", "bob", "2024-05-01", "0919 000 1122"),
    )
    folder = make(tmp_path / "shop", rows)
    shops.run(folder)
    assert owners(folder) == {"1": "17", "2": "17", "3": "17", "4": "bob"}


def owners(folder: Path) -> dict[str, str]:
    return {row["order_id"]: row["customer_id"] for row in ledger(folder)["orders"]}


def revenue(folder: Path) -> int:
    return sum(row["amount"] for row in ledger(folder)["lines"])


def buckets_hold_only_their_own(folder: Path) -> bool:
    """Of the pieces of the ledger, base and deltas alike."""
    with bakhsh.open(folder) as ws:
        for digit, files in ws.store.catalogue.manifest().buckets.items():
            pieces = [*files.base.values()]
            pieces += [piece for delta in files.deltas for piece in (delta.ids, *delta.tables.values())]
            for piece in pieces:
                ids = ws.engine.tables.read(piece).column("customer_id").to_pylist()
                if any(hashlib.md5(one.encode()).hexdigest()[0] != digit for one in ids):
                    return False
    return True


def prints(found: Manifest) -> tuple[str, str]:
    return found.identity, found.settled


# ---- what users ask for ------------------------------------------------------------------------------------------
def test_guest_checkouts_roll_up_to_one_total(tmp_path: Path) -> None:
    """A shop's newsletter tool kept a total per guest checkout: five orders of one person were five small customers."""
    guests = [line(str(n), "0", f"2024-0{n}-11", "", "guest.lover@shop.ir", amount="20.00") for n in range(1, 6)]
    shop = make(tmp_path / "shop", [*guests, line("9", "ann", "2024-05-02")])
    shops.run(shop)
    rows = shops.snapshot_of(shop)["rows"]
    assert sorted((row["orders"], row["monetary"]) for row in rows) == [(1, 1000), (5, 10_000)]


def test_a_guest_who_has_an_account_is_no_new_customer(sara: Path) -> None:
    """A shop's report showed the guest orders of its registered customers as those of returning strangers."""
    shop = sara
    assert owners(shop) == {"1": "17", "2": "17", "3": "17", "4": "bob", "5": "ann"}
    rows = {row["customer_id"]: row for row in shops.snapshot_of(shop)["rows"]}
    assert set(rows) == {"17", "bob", "ann"}
    assert (rows["17"]["orders"], rows["17"]["monetary"], rows["17"]["frequency"]) == (3, 9500, 3)


# ---- invariants --------------------------------------------------------------------------------------------------
def test_merging_moves_rows_and_no_money(sara: Path, tmp_path: Path) -> None:
    merged, apart = sara, make(tmp_path / "apart", identity="same_by = []\n")
    shops.run(apart)
    assert revenue(merged) == revenue(apart) == 11_000
    assert len(shops.snapshot_of(apart)["rows"]) == 5
    assert len(shops.snapshot_of(merged)["rows"]) == 3
    assert buckets_hold_only_their_own(merged)
    assert buckets_hold_only_their_own(apart)


def test_running_twice_equals_running_once(sara: Path) -> None:
    shop = sara
    before, files = ledger(shop), shops.store_files(shop)
    assert shops.run(shop).changed is False
    assert (ledger(shop), shops.store_files(shop)) == (before, files)
    with bakhsh.open(shop) as ws:
        assert ws.plan(as_of=shops.AS_OF).steps == ()


def test_an_undone_load_gives_back_the_very_ledger_as_if_nobody_had_merged(tmp_path: Path) -> None:
    bridge = [line("6", "bob", "2024-06-01", MOBILE, amount="7.00")]
    shop = make(tmp_path / "shop")
    shops.run(shop)
    before, identity = ledger(shop), prints(manifest(shop))
    shops.write_lines(shop / "in" / "z.csv", bridge)
    record = shops.run(shop)
    assert owners(shop)["4"] == owners(shop)["6"] == "17"
    assert buckets_hold_only_their_own(shop)
    with bakhsh.open(shop) as ws:
        ws.undo(record.loads[0].load)
    assert ledger(shop) == before
    assert prints(manifest(shop)) == identity
    assert buckets_hold_only_their_own(shop)


@pytest.mark.slow
def test_only_who_is_joined_or_parted_is_derived_again(tmp_path: Path) -> None:
    crowd = [line(f"c{n}", f"c{n}", "2024-02-02", f"0912 000 {n:04}") for n in range(200)]
    shop = make(tmp_path / "shop", [*APART, *crowd])
    shops.run(shop)
    before = manifest(shop)
    shops.write_lines(shop / "in" / "z.csv", [line("x", "bob", "2024-06-01", "0912 000 0007")])
    record = shops.run(shop)
    assert touched(shop, before) == {"bob", "c7"}
    assert owners(shop)["x"] == owners(shop)["4"] == owners(shop)["c7"] == "bob"
    joined = manifest(shop)
    with bakhsh.open(shop) as ws:
        ws.undo(record.loads[0].load)
    assert touched(shop, joined) == {"bob", "c7"}


@pytest.mark.slow
def test_the_order_and_split_of_files_do_not_matter(tmp_path: Path) -> None:
    whole, split = make(tmp_path / "whole"), make(tmp_path / "split", None)
    shops.run(whole)
    for number, row in enumerate(reversed(APART)):
        shops.write_lines(split / "in" / f"{number}.csv", [row])
        shops.run(split)
    assert ledger(split) == ledger(whole)
    assert manifest(split).settled == manifest(whole).settled


# ---- addresses that are corrected, crowded, or of nobody ---------------------------------------------------------
@pytest.mark.slow
def test_a_corrected_address_parts_two_customers(tmp_path: Path) -> None:
    shop = make(
        tmp_path / "shop", [line("1", "ann", "2024-01-05"), line("2", "bob", "2024-02-05")], data__people=PEOPLE
    )
    people = [{"id": "ann", "city": "Yazd", "mobile": MOBILE}, {"id": "bob", "city": "Qom", "mobile": MOBILE}]
    shops.write_lines(shop / "people" / "all.csv", people)
    shops.run(shop)
    assert owners(shop) == {"1": "ann", "2": "ann"}
    before = manifest(shop)
    shops.write_lines(shop / "people" / "all.csv", [people[0], people[1] | {"mobile": "0935 111 2233"}])
    shops.run(shop)
    assert owners(shop) == {"1": "ann", "2": "bob"}
    assert touched(shop, before) <= {"ann", "bob"}
    assert {row["customer_id"]: row["city"] for row in ledger(shop)["customers"]} == {"ann": "Yazd", "bob": "Qom"}


def test_an_address_of_too_many_says_nothing_and_is_told(tmp_path: Path) -> None:
    shop = make(tmp_path / "shop", [line(str(n), f"c{n}", "2024-02-02", MOBILE) for n in range(6)])
    record = shops.run(shop)
    assert len(set(owners(shop).values())) == 6
    said = [note for note in record.notes if note.id == "identity.crowded"]
    assert [(note.args["count"], note.args["limit"], note.args["most"]) for note in said] == [(1, 5, 6)]


def test_a_project_without_addresses_settles_nothing(shop: Path) -> None:
    shops.run(shop)
    found = manifest(shop)
    assert (found.identity, found.settled, found.notes) == ("", "", ())
    assert "aliases" not in found.whole


# ---- what stands beside the orders -------------------------------------------------------------------------------
@pytest.mark.slow
def test_a_withdrawn_permission_of_any_id_wins(tmp_path: Path) -> None:
    shop = make(tmp_path / "shop", data__permission=CONSENT)
    shops.write_lines(
        shop / "consent" / "a.csv",
        [{"id": "17", "purpose": "sms", "granted": "no"}, {"id": "bob", "purpose": "sms", "granted": "no"}],
    )
    shops.run(shop)
    shops.write_lines(shop / "in" / "z.csv", [line("6", "18", "2024-06-01", MOBILE)])
    shops.write_lines(shop / "consent" / "b.csv", [{"id": "18", "purpose": "sms", "granted": "yes"}])
    shops.write_lines(shop / "consent" / "c.csv", [{"id": "bob", "purpose": "sms", "granted": "yes"}])
    shops.run(shop)
    found = {row["customer_id"]: row["granted"] for row in ledger(shop)["consent"]}
    assert found == {"17": False, "bob": True}, "a person's own later word counts, another id's does not"


def test_one_address_a_channel_is_kept_of_a_person(sara: Path) -> None:
    of = [row for row in ledger(sara)["addresses"] if row["customer_id"] == "17"]
    assert sorted(row["channel"] for row in of) == ["email", "mobile"]


# ---- answers -----------------------------------------------------------------------------------------------------
@pytest.mark.slow
def test_an_answer_shows_in_the_plan_and_touches_only_whom_it_names(tmp_path: Path) -> None:
    shop = make(tmp_path / "shop")
    shops.run(shop)
    before, ids = manifest(shop), owners(shop)
    shops.write_files(shop, {"identity.toml": 'same = [["bob", "ann"]]\n'})
    with bakhsh.open(shop) as ws:
        for full in (False, True):
            found = ws.plan(as_of=shops.AS_OF, full=full)
            (step,) = [one for one in found.steps if one.kind == "identity"]
            assert step.detail == {"merged": 1, "split": 0}
    assert ledger(shop)["orders"][0]["customer_id"] == ids["1"], "a plan changes nothing"
    record = shops.run(shop)
    assert (record.changed, record.customers) == (True, 2)
    assert owners(shop) | {"4": "bob"} == ids | {"5": "ann", "4": "bob"}
    assert owners(shop)["4"] == "ann"
    assert touched(shop, before) <= {"ann", "bob"}
    assert shops.run(shop).changed is False
    again = manifest(shop)
    (shop / "identity.toml").unlink()
    with bakhsh.open(shop) as ws:
        (step,) = [one for one in ws.plan(as_of=shops.AS_OF).steps if one.kind == "identity"]
        assert step.detail == {"merged": 0, "split": 1}
    shops.run(shop)
    assert owners(shop) == ids
    assert touched(shop, again) <= {"ann", "bob"}


def test_a_pair_answered_different_is_never_joined_and_a_path_between_is_told(tmp_path: Path) -> None:
    rows = [line("1", "ann", "2024-01-05", MOBILE), line("2", "cyd", "2024-01-06", MOBILE, "cyd@shop.ir"),
            line("3", "bob", "2024-01-07", "", "cyd@shop.ir")]  # fmt: skip
    shop = make(tmp_path / "shop", rows, identity='different = [["ann", "bob"]]\n')
    record = shops.run(shop)
    assert owners(shop) == {"1": "ann", "2": "ann", "3": "bob"}
    assert [note.args["count"] for note in record.notes if note.id == "identity.kept_apart"] == [1]


@pytest.mark.slow
def test_answers_about_nobody_are_told_and_say_nothing(tmp_path: Path) -> None:
    shop = make(tmp_path / "shop", identity='same = [["ann", "nobody"]]\n')
    record = shops.run(shop)
    assert owners(shop)["5"] == "ann"
    assert [note.args["count"] for note in record.notes if note.id == "identity.unknown_ids"] == [1]


@pytest.mark.slow
def test_a_guest_is_named_in_an_answer_by_the_number_that_is_known(tmp_path: Path) -> None:
    shop = make(tmp_path / "shop", identity='same = [["0935 111 2244", "ann"]]\n')
    shops.write_lines(shop / "in" / "z.csv", [line("6", "", "2024-06-01", "۰۹۳۵۱۱۱۲۲۴۴")])
    shops.run(shop)
    assert len({owners(shop)[order] for order in ("5", "6")}) == 1


# ---- earlier versions --------------------------------------------------------------------------------------------
@pytest.mark.slow
def test_an_earlier_ledger_version_keeps_the_customers_it_had(tmp_path: Path) -> None:
    shop = make(tmp_path / "shop")
    shops.run(shop)
    first = manifest(shop)
    shops.write_lines(shop / "in" / "z.csv", [line("6", "bob", "2024-06-01", MOBILE)])
    record = shops.run(shop)
    with bakhsh.open(shop) as ws:
        ws.bind_ledger(first, ("orders",))
        then = ws.engine.query(ws.unbound("orders")).to_pylist()
        assert {row["order_id"]: row["customer_id"] for row in then}["4"] == "bob"
        assert ws.again(record.run).changed is False
        assert ws.again(record.run - 1).changed is False


@pytest.mark.slow
def test_deltas_of_merged_customers_fold_into_a_whole_base(tmp_path: Path) -> None:
    shop = make(tmp_path / "shop", [line("0", "17", "2024-01-01", MOBILE)])
    shops.run(shop)
    for number in range(1, 7):
        shops.write_lines(shop / "in" / f"{number}.csv", [line(str(number), "", f"2024-02-0{number}", MOBILE)])
        shops.run(shop)
        assert owners(shop) == {str(one): "17" for one in range(number + 1)}
        assert buckets_hold_only_their_own(shop)


def nothing_personal_in(found: Mapping[str, Any]) -> bool:
    return not any(text in str(found) for text in ("9123456789", "912 345", "sara@"))


def test_links_and_aliases_hold_nothing_personal(sara: Path) -> None:
    with bakhsh.open(sara) as ws:
        current = ws.store.catalogue.manifest()
        pieces = [piece for brought in current.history.values() for name, piece in brought.items() if name == "links"]
        assert pieces
        for piece in (*pieces, current.whole["aliases"]):
            assert all(nothing_personal_in(row) for row in ws.engine.tables.read(piece).to_pylist())


# ---- campaigns ---------------------------------------------------------------------------------------------------
@pytest.mark.slow
def test_a_wave_follows_customers_who_were_merged_later(tmp_path: Path) -> None:
    campaign = shops.CAMPAIGN.replace("holdout = 0.3", "holdout = 0.5")
    crowd = [line(f"c{n}", f"c{n}", "2024-02-02", f"0912 000 {n:04}") for n in range(40)]
    shop = make(tmp_path / "shop", crowd, targeting__thanks=campaign)
    shops.run(shop)
    with bakhsh.open(shop) as ws:
        ws.send("thanks")
        pieces = ws.store.catalogue.wave_pieces("thanks", 1)
        arms = {row["customer_id"]: row["arm"] for row in ws.engine.tables.read(pieces["arms"]).to_pylist()}
    treated, alone = (sorted(one for one, arm in arms.items() if arm == name) for name in ("treated", "holdout"))
    late = [line("n1", treated[1], "2024-07-02", amount="9.00"), line("n2", alone[0], "2024-07-03", amount="4.00")]
    shops.write_lines(shop / "in" / "late.csv", [*late, line("x", "zoe", "2024-09-01")])
    shops.run(shop)
    with bakhsh.open(shop) as ws:
        before = ws.measure("thanks")
        assert (before.treated, before.holdout) == (len(treated), len(alone))
    answers = f'same = [["{treated[0]}", "{treated[1]}"], ["{treated[2]}", "{alone[1]}"]]\n'
    shops.write_files(shop, {"identity.toml": answers})
    with bakhsh.open(shop) as ws:
        ws.run()
        after = ws.measure("thanks")
    assert (after.treated, after.holdout) == (len(treated) - 2, len(alone) - 1)
    assert after.treated_mean * after.treated == pytest.approx(before.treated_mean * before.treated) == 900
    assert {note.id for note in after.notes} >= {"identity.arms_crossed", "identity.arms_joined"}
    with bakhsh.open(shop) as ws, pytest.raises(NotReady) as refused:
        ws.send("thanks", as_of=shops.AS_OF)
    assert refused.value.sentence.id == "identity.merged_since"
    shops.run(shop)
    with bakhsh.open(shop) as ws:
        assert ws.send("thanks", as_of=shops.AS_OF, dry_run=True).candidates == 38
