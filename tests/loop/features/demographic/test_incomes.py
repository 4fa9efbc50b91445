"""Incomes say their money, what is not believed is counted, and dots are read one way in a whole column."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import ibis
import pyarrow as pa
import pytest

from bakhsh.edges.engines import DuckDB
from bakhsh.loop.features.bases import Given
from bakhsh.loop.features.demographic import incomes
from bakhsh.specs import ColumnMap, Project, ProjectFiles, Source

MILLION_TOMANS = 10_000_000
USUAL = [f"{amount},000,000" for amount in range(10, 30)]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDB]:
    engine = DuckDB(tmp_path_factory.mktemp("incomes"))
    yield engine
    engine.close()


def read(
    engine: DuckDB, texts: list[str], unit: str = "IRT", heading: str = "income", declared: str = ""
) -> tuple[dict[str, int | None], dict[str, int]]:
    """The income of each text in minor units, and the count of each note."""
    names = [str(number) for number in range(len(texts))]
    engine.bind("customers", pa.table({"customer_id": names, "income": texts}))
    source = Source("people", "customers", ("people.csv",), (ColumnMap("income", heading, unit=declared),))
    customers = ibis.table({"customer_id": "string", "income": "string"}, name="customers")
    files = ProjectFiles(Project("shop", unit=unit), (source,))
    given = Given(files, date(2024, 6, 30), {"customers": customers}, frozenset({"income"}))
    asking = incomes.learn(given)
    question = next(asking)
    try:
        while True:
            question = asking.send(engine.query(question))
    except StopIteration as done:
        learned = done.value
    kinds = {pa.string(): "string", pa.int64(): "int64", pa.bool_(): "boolean"}
    looked = {}
    for name, table in learned.tables.items():
        engine.bind(f"looked_{name}", table)
        looked[name] = ibis.table({one.name: kinds[one.type] for one in table.schema}, name=f"looked_{name}")
    rows = {row["customer_id"]: row for row in engine.query(incomes.reading(given, looked)).to_pylist()}
    found = {text: rows[name]["income"] for name, text in zip(names, texts, strict=True)}
    return found, {note.id.removeprefix("demographic."): note.args.get("count", 0) for note in learned.notes}


def test_incomes_are_read_in_the_money_they_name(engine: DuckDB) -> None:
    found, notes = read(engine, ["12 میلیون ریال", "۱٬۲۰۰٬۰۰۰ تومان", "12,000,000", "12000000 ﷼", "500 IRR"])
    assert list(found.values()) == [12_000_000, 12_000_000, 120_000_000, 12_000_000, 500]
    assert notes == {}
    assert read(engine, ["12 میلیون تومان", "12000000 ﷼", "$5"], "IRR")[0] == {
        "12 میلیون تومان": 120_000_000, "12000000 ﷼": 12_000_000, "$5": None,
    }  # fmt: skip


def test_another_currency_is_told_and_not_read(engine: DuckDB) -> None:
    assert read(engine, ["€500", "$1,200", "500 تومان"]) == (
        {"€500": None, "$1,200": None, "500 تومان": 5_000}, {"unreadable_unnamed": 2},
    )  # fmt: skip
    assert read(engine, ["€500", "$1,200", "10 ریال"], "EUR") == (
        {"€500": 50_000, "$1,200": None, "10 ریال": None}, {"unreadable_unnamed": 2},
    )  # fmt: skip


def test_texts_beyond_the_fence_and_stand_ins_are_counted(engine: DuckDB) -> None:
    usual = [f"{thousands},000" for thousands in range(100, 120)]
    found, notes = read(engine, [*usual, "666666 تومان", "120000000 ریال", "1110000 ریال"])
    assert (found["666666 تومان"], found["120000000 ریال"], found["1110000 ریال"]) == (None, None, 1_110_000)
    assert notes == {"doubted_incomes": 1, "alike_incomes": 1}


@pytest.mark.parametrize(
    "usual",
    [
        [f"{thousands * 10},000" for thousands in range(1, 40)], [f"{thousands},500" for thousands in range(600, 720)],
        ["500,000", "700,000"], ["Under 15K", "15-24K", "25K+"], [],
    ],
    ids=["larger ones", "of its size", "few", "bands", "alone"],
)  # fmt: skip
def test_one_digit_over_and_over_is_never_an_income(engine: DuckDB, usual: list[str]) -> None:
    found, notes = read(engine, [*usual, "666,666", "۶۶۶۶۶۶", "99999.00", "2222222 تومان", "666,660", "6,666"])
    assert [found[one] for one in ("666,666", "۶۶۶۶۶۶", "99999.00", "2222222 تومان")] == [None] * 4
    assert (found["666,660"], found["6,666"], notes) == (6_666_600, 66_660, {"alike_incomes": 4})


def test_numbers_of_one_digit_move_no_fence_and_no_fifth(engine: DuckDB) -> None:
    usual = [f"{thousands},000" for thousands in range(100, 130)]
    found, notes = read(engine, [*usual, *["11111111"] * 40, "10,000,000"])
    assert (found["129,000"], found["10,000,000"]) == (1_290_000, None)
    assert notes == {"alike_incomes": 40, "doubted_incomes": 1}


def test_dots_separate_thousands_in_the_whole_column_once_one_income_shows_it(engine: DuckDB) -> None:
    found, notes = read(engine, ["12.000.000", "850.000", "۳.۵۰۰ تومان", "1.5 میلیون", "7,000", "9000"])
    assert list(found.values()) == [12 * MILLION_TOMANS, 8_500_000, 35_000, 15_000_000, 70_000, 90_000]
    assert notes == {}


def test_a_dotted_income_far_below_all_others_is_told_and_a_low_one_is_believed(engine: DuckDB) -> None:
    found, notes = read(engine, [*USUAL, "3.500", "4.250 تومان", "3.5", "900", "17.0"])
    assert (found["3.500"], found["4.250 تومان"], found["3.5"]) == (None, None, None)
    assert (found["900"], found["17.0"]) == (9_000, 170)
    assert notes == {"dotted_incomes": 3}
    assert read(engine, ["3.500", "4.250"])[0] == {"3.500": 35, "4.250": 43}


def test_cents_of_a_low_income_are_believed(engine: DuckDB) -> None:
    usual = [f"{thousands},000" for thousands in range(30, 60)]
    found, notes = read(engine, [*usual, "1730.50"], "USD")
    assert (found["1730.50"], notes) == (173_050, {}), "a thousand times that is far above all others"


def test_a_column_whose_dots_all_stand_before_three_digits_counts_in_thousands(engine: DuckDB) -> None:
    texts = [f"{thousands}.{thousands * 7 % 1000:03d}" for thousands in range(10, 40)]
    found, notes = read(engine, [*texts, "900"])
    assert (found["10.070"], found["39.273"], found["900"]) == (100_700, 392_730, 9_000)
    assert notes == {}
    assert read(engine, [*texts, "12.5"])[0]["10.070"] == 101, "one with other decimals, and they are decimals"
    assert read(engine, texts, "KWD")[0]["10.070"] == 10_070, "money with three decimals"


@pytest.mark.parametrize(
    ("heading", "declared", "minor", "plain"),
    [
        ("income", "", 10, 10), ("درآمد (ریال)", "", 1, 1), ("درآمد ماهانه (هزار تومان)", "", 10_000, 10),
        ("Income (million rial)", "", 1_000_000, 1), ("درآمد (میلیون)", "", 10_000_000, 10), ("income", "IRR", 1, 1),
        ("درآمد (ریال)", "IRMT", 10_000_000, 10),
    ],
)  # fmt: skip
def test_a_column_is_read_in_the_unit_its_heading_or_its_declaration_names(
    engine: DuckDB, heading: str, declared: str, minor: int, plain: int
) -> None:
    found, notes = read(engine, ["12", "12.0", "12 میلیون", "5 ریال"], heading=heading, declared=declared)
    assert (found["12"], found["12.0"], found["5 ریال"]) == (12 * minor, 12 * minor, 5)
    assert found["12 میلیون"] == 12_000_000 * plain, "a cell that says millions itself counts nothing twice"
    assert ("incomes_counted_in" in notes) == (minor != 10)


def test_thousands_of_dollars_are_thousands(engine: DuckDB) -> None:
    assert read(engine, ["58.1", "60"], "USD", "Income (k$)")[0] == {"58.1": 5_810_000, "60": 6_000_000}


def test_a_column_in_another_currency_is_told_and_not_read(engine: DuckDB) -> None:
    found, notes = read(engine, ["1200", "500 تومان"], heading="Income (USD)")
    assert found == {"1200": None, "500 تومان": 5_000}
    assert set(notes) == {"incomes_of_other_currency", "unreadable_unnamed"}


def test_amounts_between_the_bands_of_the_file_are_told(engine: DuckDB) -> None:
    bands = ["۱۰ تا ۲۰ میلیون", "بالای ۵۰ میلیون"] * 4
    found, notes = read(engine, [*bands, "25000000", "۳۰ میلیون", "15000000", "60 میلیون تومان", "11111111"])
    assert (found["25000000"], found["۳۰ میلیون"]) == (25 * MILLION_TOMANS, 30 * MILLION_TOMANS)
    assert notes == {"bandless_incomes": 2, "alike_incomes": 1}, "what is not believed is not told twice"
    assert read(engine, [*bands, "15000000", "60 میلیون تومان"])[1] == {}
