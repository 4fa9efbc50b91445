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


def read(engine: DuckDB, texts: list[str], unit: str = "IRT") -> tuple[dict[str, int | None], dict[str, int]]:
    """The income of each text in minor units, and the count of each note."""
    names = [str(number) for number in range(len(texts))]
    engine.bind("customers", pa.table({"customer_id": names, "income": texts}))
    source = Source("people", "customers", ("people.csv",), (ColumnMap("income", "income"),))
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
    return found, {note.id.removeprefix("demographic."): note.args["count"] for note in learned.notes}


def test_incomes_are_read_in_the_money_they_name(engine: DuckDB) -> None:
    found, notes = read(engine, ["12 میلیون ریال", "۱٬۲۰۰٬۰۰۰ تومان", "12,000,000", "12000000 ﷼", "500 IRR"])
    assert list(found.values()) == [12_000_000, 12_000_000, 120_000_000, 12_000_000, 500]
    assert notes == {}
    assert read(engine, ["12 میلیون تومان", "12000000 ﷼", "$5"], "IRR")[0] == {
        "12 میلیون تومان": 120_000_000, "12000000 ﷼": 12_000_000, "$5": None,
    }  # fmt: skip


def test_another_currency_is_told_and_not_read(engine: DuckDB) -> None:
    assert read(engine, ["€500", "$1,200", "500 تومان"]) == (
        {"€500": None, "$1,200": None, "500 تومان": 5_000}, {"strange_words_unnamed": 2},
    )  # fmt: skip
    assert read(engine, ["€500", "$1,200", "10 ریال"], "EUR") == (
        {"€500": 50_000, "$1,200": None, "10 ریال": None}, {"strange_words_unnamed": 2},
    )  # fmt: skip


def test_texts_beyond_the_fence_and_stand_ins_are_counted(engine: DuckDB) -> None:
    usual = [f"{thousands},000" for thousands in range(100, 120)]
    found, notes = read(engine, [*usual, "666666 تومان", "120000000 ریال", "1110000 ریال"])
    assert (found["666666 تومان"], found["120000000 ریال"], found["1110000 ریال"]) == (None, None, 1_110_000)
    assert notes == {"doubted_incomes": 2}


def test_a_stand_in_within_the_fence_is_doubted_as_text_too(engine: DuckDB) -> None:
    usual = [f"{thousands * 10},000" for thousands in range(1, 40)]
    found, notes = read(engine, [*usual, "2222222 تومان", "2200000 تومان"])
    assert (found["2222222 تومان"], found["2200000 تومان"]) == (None, 22_000_000)
    assert notes == {"doubted_incomes": 1}


def test_dots_separate_thousands_in_the_whole_column_once_one_income_shows_it(engine: DuckDB) -> None:
    found, notes = read(engine, ["12.000.000", "850.000", "۳.۵۰۰ تومان", "1.5 میلیون", "7,000", "9000"])
    assert list(found.values()) == [12 * MILLION_TOMANS, 8_500_000, 35_000, 15_000_000, 70_000, 90_000]
    assert notes == {}


def test_a_dotted_income_far_below_all_others_is_told_and_a_low_one_is_believed(engine: DuckDB) -> None:
    found, notes = read(engine, [*USUAL, "3.500", "4.250 تومان", "3.5", "900"])
    assert (found["3.500"], found["4.250 تومان"], found["3.5"], found["900"]) == (None, None, 35, 9_000)
    assert notes == {"dotted_incomes": 2}
    assert read(engine, ["3.500", "4.250"])[0] == {"3.500": 35, "4.250": 43}
