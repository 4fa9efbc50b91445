"""Bad input gets words or a rejected row with its reason; nothing is lost, and the last snapshot stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.workspace import shops
from tests.workspace.shops import ORDERS, line

import bakhsh
from bakhsh.errors import BakhshError, EdgeError, MissingColumn, NotReady, ProjectErrors
from bakhsh.language.locale import locale_for
from bakhsh.language.render import render

HEADER = "order,customer,at,item,category,quantity,amount\n"
GOOD = "90,eve,2024-05-01 10:00:00,tea,food,1,5.00\n"
SPOILER = Callable[[Path], object]


def in_words(error: BakhshError) -> str:
    """The error's sentence, after both languages have said it whole."""
    for language in ("en", "fa"):
        for sentence in filter(None, (error.sentence, error.hint)):
            said = render(sentence, locale_for(language))
            assert "[" not in said.replace("[reading]", ""), f"no text for {sentence.id} in {language}"
            assert "{" not in said, f"an argument of {sentence.id} is missing"
            assert "Traceback" not in said
    listed = error.errors if isinstance(error, ProjectErrors) else (error,)
    assert all(str(one).strip() for one in listed)
    return str(error)


def arrives(content: str | bytes) -> SPOILER:
    """A further file with this content."""
    data = content if isinstance(content, bytes) else content.encode()
    return lambda shop: (shop / "in" / "x.csv").write_bytes(data)


def declares(**texts: str) -> SPOILER:
    """Other declared files."""
    return lambda shop: shops.write_files(
        shop, {f"{name.replace('__', '/')}.toml": text for name, text in texts.items()}
    )


def rule(where: str) -> str:
    return f'kind = "rule"\n[[segment]]\nname = "x"\nwhere = "{where}"\n'


REFUSED: dict[str, tuple[SPOILER, tuple[str, ...]]] = {
    "an empty file": (arrives(""), ("in/x.csv", "empty")),
    "another delimiter than declared": (
        declares(data__orders=ORDERS + '[reading]\ndelimiter = ";"\n'),
        ("in/orders.csv:1", "one column", 'delimiter = ","'),
    ),
    "a mapped column that is not there": (
        arrives(HEADER.replace("amount", "amuont") + GOOD),
        ("data/orders.toml:12", "in/x.csv", "amount", "order, customer, at", "Did you mean amuont?"),
    ),
    "a feature nobody declared": (
        declares(segments__value=rule("overdu > 2")), ("segments/value.toml:4", "overdu", "overdue"),
    ),
    "a circle of segmentations": (
        declares(segments__a=rule("in_segment('b', 'x')"), segments__b=rule("in_segment('a', 'x')")),
        ("segments/a.toml", "a, b and a"),
    ),
    "a column called like a feature": (
        declares(
            data__people='table = "customers"\nfiles = ["in/*.csv"]\n[columns]\ncustomer_id = "customer"\n'
            'orders = { from = "order", type = "number" }\n',
        ),
        ("data/people.toml:5", "orders"),
    ),
    "text that is not UTF-8": (arrives(HEADER.encode() + "90,ژاله,2024-05-01,tea,food,1,5\n".encode("cp1256")),
                               ("in/x.csv:2", "0x8e", "utf-8", "cp1256")),
    "UTF-16": (arrives((HEADER + GOOD).encode("utf-16")), ("in/x.csv", "UTF-16")),
    "a folder instead of a file": (declares(data__orders=ORDERS.replace("in/*.csv", "in")), ("/in", "directory")),
    "a file that is not there": (
        declares(data__orders=ORDERS.replace("in/*.csv", "in/may.csv")), ("data/orders.toml", "in/may.csv"),
    ),
    "one of two files that is not there": (
        declares(data__orders=ORDERS.replace('"in/*.csv"', '"in/orders.csv", "in/may.csv"')), ("in/may.csv",),
    ),
    "a damaged Parquet file": (arrives(b"PAR1 and nothing else PAR1"), ("in/x.csv", "Parquet")),
    "a spreadsheet": (arrives(b"PK\x03\x04 and so on"), ("in/x.csv", "unpacked")),
    "two columns of one name": (arrives(HEADER.replace("item", "order") + GOOD), ("in/x.csv:1", "order")),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_refused_in_words_and_nothing_changes(case: str, shop: Path) -> None:
    spoil, expected = REFUSED[case]
    before, files = shops.snapshot_of(shop), shops.store_files(shop)
    spoil(shop)
    with bakhsh.open(shop) as ws:
        with pytest.raises(BakhshError) as refused:
            ws.run(as_of=shops.AS_OF)
        said = in_words(refused.value)
        for part in expected:
            assert part in said
        assert shops.snapshot(ws) == before
        assert len(ws.runs()) == len(ws.loads()) == 1
    assert shops.store_files(shop) == files


@pytest.mark.parametrize("case", [case for case in REFUSED if case != "text that is not UTF-8"])
def test_check_finds_the_same_before_anything_is_run(case: str, shop: Path) -> None:
    spoil, expected = REFUSED[case]
    spoil(shop)
    with bakhsh.open(shop) as ws:
        mistakes = ws.check(data=True)
    said = "\n".join(in_words(one) for one in mistakes)
    for part in expected:
        assert part in said


def test_check_tells_the_mistakes_of_all_files_together(shop: Path) -> None:
    arrives(HEADER.replace("amount", "amuont") + GOOD)(shop)
    (shop / "in" / "y.csv").write_text("", encoding="utf-8")
    declares(segments__value=rule("overdu > 2"))(shop)
    with bakhsh.open(shop) as ws:
        assert len(ws.check(data=True)) == 3


REJECTED = {
    "half a line at the end": (GOOD + "91,eve,2024-0", "wrong_cell_count", "91,eve,2024-0"),
    "text in a number": (GOOD + "91,eve,2024-05-02,tea,food,one,5.00\n", "bad_number", "one"),
    "no customer": (GOOD + "91,,2024-05-02,tea,food,1,5.00\n", "missing_customer", "91"),
    "no such day": (GOOD + "91,eve,2024-02-31,tea,food,1,5.00\n", "bad_date", "2024-02-31"),
    "an id a spreadsheet has spoiled": (GOOD + "9.1E+15,eve,2024-05-02,tea,food,1,5.00\n", "id_destroyed", "9.1E+15"),
    "a quote that never ends": (GOOD + '91,"eve,2024-05-02,tea,food,1,5.00\n', "damaged_line", "eve"),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", REJECTED)
def test_a_row_that_cannot_be_taken_is_kept_with_its_reason(case: str, shop: Path) -> None:
    content, reason, found = REJECTED[case]
    arrives(HEADER + content)(shop)
    record = shops.run(shop)
    (load,) = record.loads
    assert (load.rows, load.kept, load.duplicates, load.rejected) == (2, 1, 0, 1)
    assert load.reasons == {reason: 1}
    assert shops.places(shop)["eve"] == "others"
    with bakhsh.open(shop) as ws:
        piece = ws.store.catalogue.manifest().history[str(load.load)]["rejected"]
        (row,) = ws.engine.tables.read(piece).to_pylist()
    assert (row["reason"], row["file"], row["line"]) == (reason, "in/x.csv", 3)
    assert found in row["row"]


def test_a_header_alone_is_a_load_without_rows(shop: Path) -> None:
    before = shops.snapshot_of(shop)
    arrives(HEADER)(shop)
    (load,) = shops.run(shop).loads
    assert (load.rows, load.first_at) == (0, None)
    assert shops.snapshot_of(shop) == before
    assert not shops.run(shop).changed


def test_a_folder_beside_the_files_is_passed_over(shop: Path) -> None:
    (shop / "in" / "old.csv").mkdir()
    assert not shops.run(shop).changed


def test_a_first_file_without_one_good_row_says_that_nobody_is_known(tmp_path: Path) -> None:
    shop = shops.make(tmp_path / "shop", [line("1", "", "2024-05-01")])
    with bakhsh.open(shop) as ws:
        with pytest.raises(NotReady) as refused:
            ws.run(as_of=shops.AS_OF)
        in_words(refused.value)
        assert [(load.rows, load.rejected) for load in ws.loads()] == [(1, 1)]
        assert ws.runs() == ()


# ---- a store that has come to harm -------------------------------------------------------------------------------
def test_a_catalogue_that_is_no_catalogue_is_told(shop: Path) -> None:
    (shop / ".bakhsh" / "catalogue.sqlite").write_bytes(b"no catalogue at all" * 300)
    with bakhsh.open(shop) as ws, pytest.raises(EdgeError) as refused:
        ws.run(as_of=shops.AS_OF)
    assert "catalogue.sqlite" in in_words(refused.value)
    assert refused.value.hint is not None
    assert not refused.value.retry


def test_a_catalogue_with_a_damaged_page_is_told(shop: Path) -> None:
    file = shop / ".bakhsh" / "catalogue.sqlite"
    content = bytearray(file.read_bytes())
    content[4096:40960] = b"\xff" * (40960 - 4096)
    file.write_bytes(content)
    with pytest.raises(EdgeError) as refused, bakhsh.open(shop) as ws:
        ws.run(as_of=shops.AS_OF)
    assert "catalogue.sqlite" in in_words(refused.value)


@pytest.mark.parametrize("gone", ["loads/*/entries-*", "loads/*/versions", "derived/*/facts-*"])
def test_a_piece_that_is_gone_is_named_and_the_snapshot_stands(gone: str, shop: Path) -> None:
    before = shops.snapshot_of(shop)
    for path in (shop / ".bakhsh" / "ledger").glob(f"{gone}.parquet"):
        path.unlink()
    shops.write_lines(shop / "in" / "z.csv", [line("8", "eve", "2024-06-01")])
    with bakhsh.open(shop) as ws:
        with pytest.raises(EdgeError) as refused:
            ws.run(as_of=shops.AS_OF)
        assert ".parquet" in in_words(refused.value)
        assert shops.snapshot(ws) == before


@pytest.mark.parametrize("content", [b"", b"PAR1 was here PAR1"])
def test_a_damaged_piece_of_a_snapshot_is_named(content: bytes, shop: Path) -> None:
    (path,) = (shop / ".bakhsh" / "snapshots").rglob("members-value.parquet")
    path.write_bytes(content)
    with bakhsh.open(shop) as ws:
        with pytest.raises(EdgeError) as refused:
            ws.members("value")
        assert "members-value.parquet" in in_words(refused.value)
        assert ws.members("rfm").num_rows == 4


def test_asking_for_what_is_not_there_names_what_is(shop: Path) -> None:
    with bakhsh.open(shop) as ws:
        for ask, known in (
            (lambda: ws.members("valeu"), "value"),
            (lambda: ws.profile("valeu"), "value"),
            (lambda: ws.rows(shops.date(2020, 1, 1)), "2024"),
            (lambda: ws.explain("nobody"), "nobody"),
            (lambda: ws.show_run(99), "1"),
            (lambda: ws.again(99), "1"),
            (lambda: ws.undo(99), "1"),
            (lambda: ws.send("thankyou"), "thanks"),
            (lambda: ws.measure("thanks"), "thanks"),
            (lambda: ws.run(refit=["valeu"]), "value"),
        ):  # fmt: skip
            with pytest.raises(NotReady) as refused:
                ask()
            assert known in in_words(refused.value)


def test_missing_columns_are_errors_of_their_own_kind(shop: Path) -> None:
    arrives(HEADER.replace("amount", "amuont") + GOOD)(shop)
    with bakhsh.open(shop) as ws:
        (mistake,) = ws.check(data=True)
    assert isinstance(mistake, MissingColumn)
    assert json.dumps(bakhsh.records.as_json(mistake.sentence))
