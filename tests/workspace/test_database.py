"""Orders out of a real database."""

from __future__ import annotations

import socket
import sqlite3
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from tests.workspace import shops

import bakhsh
from bakhsh.edges.sources import connections
from bakhsh.errors import BakhshError, DataError, EdgeError, ProjectErrors
from bakhsh.records import LoadRecord

SOURCE = """
table = "lines"

[database]
url_env = "SHOP_DB"
query = "select * from sold"
watermark = "changed"
look_back_days = 3

[columns]
order_id = "no"
customer_id = "customer"
ordered_at = "at"
item_id = "item"
quantity = "pieces"
amount = "amount"
"""
TABLE = "create table sold (no text, customer text, at text, item text, pieces integer, amount numeric, changed text)"

Sold = tuple[object, ...]


def sold(number: int, day: str, amount: str = "10.25", changed: str | None = None, item: str = "tea") -> Sold:
    return (f"o{number}", f"c{number % 7}", f"{day} 12:00:00", item, 1, amount, changed or f"{day} 12:00:00")


JUNE = tuple(sold(number, f"2024-06-{number:02d}") for number in range(1, 11))


class Shop:
    """A project folder whose orders lie in a SQLite file."""

    def __init__(self, folder: Path, source: str = SOURCE) -> None:
        self.database = folder / "shop.db"
        self.folder = shops.make(folder / "shop", None, data__orders=source)
        self.do(TABLE)

    def do(self, statement: str, rows: Iterable[Sequence[object]] | None = None) -> None:
        with closing(sqlite3.connect(self.database)) as connection, connection:
            if rows is None:
                connection.execute(statement)
            else:
                connection.executemany(statement, rows)

    def sell(self, *rows: Sold) -> None:
        self.do("insert into sold values (?, ?, ?, ?, ?, ?, ?)", rows)

    def run(self, full_reading: bool = False) -> tuple[LoadRecord, ...]:
        return shops.run(self.folder, full_reading=full_reading).loads

    def revenue(self) -> int:
        with bakhsh.open(self.folder) as ws:
            return sum(month.net for month in ws.reconciliation().months)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Ten orders, not yet read."""
    made = Shop(tmp_path)
    monkeypatch.setenv("SHOP_DB", f"sqlite:///{made.database}")
    made.sell(*JUNE)
    return made


def test_a_database_is_read_whole_then_only_what_is_new(shop: Shop) -> None:
    (first,) = shop.run()
    assert (first.file, first.rows, first.kept, first.since) == ("database: orders", 10, 10, "")
    assert first.mark == "'2024-06-10 12:00:00'"
    shop.sell(sold(11, "2024-06-11"))
    (second,) = shop.run()
    assert (second.since, second.rows, second.kept, second.duplicates) == ("'2024-06-07'", 5, 1, 4)
    assert shop.revenue() == 11 * 1025


def test_asking_again_with_nothing_new_changes_nothing(shop: Shop) -> None:
    shop.run()
    before = shops.store_files(shop.folder)
    for _ in range(2):
        assert shops.run(shop.folder).changed is False
    assert shops.store_files(shop.folder) == before


@pytest.mark.slow
def test_a_changed_order_replaces_what_it_was(shop: Shop) -> None:
    shop.run()
    shop.do("update sold set amount = '99', changed = '2024-06-20 08:00:00' where no = 'o2'")
    (load,) = shop.run()
    assert load.kept == 1
    assert shop.revenue() == 9 * 1025 + 9900


def test_an_order_that_is_only_partly_new_is_read_whole(shop: Shop) -> None:
    shop.run()
    shop.sell(sold(1, "2024-06-01", "5", changed="2024-06-20 09:00:00", item="sugar"))
    (load,) = shop.run()
    assert shop.revenue() == 10 * 1025 + 500
    assert load.rows == 4 + 2


@pytest.mark.slow
def test_without_order_ids_all_of_a_moment_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Shop(tmp_path, SOURCE.replace('order_id = "no"\n', ""))
    monkeypatch.setenv("SHOP_DB", f"sqlite:///{made.database}")
    made.sell(*JUNE)
    made.run()
    made.sell(sold(1, "2024-06-01", "5", changed="2024-06-20 09:00:00", item="sugar"))
    made.run()
    assert made.revenue() == 10 * 1025 + 500


@pytest.mark.slow
def test_a_row_without_a_mark_is_asked_for_every_time(shop: Shop) -> None:
    shop.run()
    shop.sell((*sold(12, "2024-06-02")[:-1], None))
    (load,) = shop.run()
    assert (load.rows, load.kept) == (5, 1)
    assert shop.revenue() == 11 * 1025


@pytest.mark.slow
def test_a_day_that_has_not_come_does_not_end_the_asking(shop: Shop) -> None:
    shop.sell(sold(12, "2024-06-12", changed="2099-01-01 00:00:00"))
    (load,) = shop.run()
    assert load.mark == "'2024-06-10 12:00:00'"
    shop.sell(sold(13, "2024-06-13"))
    shop.run()
    assert shop.revenue() == 12 * 1025


@pytest.mark.slow
def test_a_late_change_beyond_the_look_back_comes_with_a_full_reading(shop: Shop) -> None:
    shop.run()
    shop.sell(sold(12, "2024-06-01"))
    assert shop.run() == ()
    (load,) = shop.run(full_reading=True)
    assert (load.since, load.kept, load.duplicates) == ("", 1, 10)
    assert shop.revenue() == 11 * 1025


@pytest.mark.slow
def test_another_declaration_reads_everything_again(shop: Shop) -> None:
    shop.run()
    path = shop.folder / "data" / "orders.toml"
    path.write_text(SOURCE.replace("look_back_days = 3", "look_back_days = 5"), encoding="utf-8")
    (load,) = shop.run()
    assert (load.since, load.kept, load.duplicates) == ("", 10, 0)
    assert shop.revenue() == 10 * 1025


@pytest.mark.slow
def test_an_undone_reading_is_asked_for_again(shop: Shop) -> None:
    (load,) = shop.run()
    with bakhsh.open(shop.folder) as ws:
        ws.undo(load.load)
    assert [(one.since, one.kept) for one in shop.run()] == [("", 10)]


@pytest.mark.slow
def test_rejected_rows_of_earlier_windows_stay_explained(shop: Shop) -> None:
    shop.sell(("o90", "c1", "2024-06-02 10:00:00", "tea", 1, "many", "2024-06-02 10:00:00"))
    shop.sell(("o91", "c1", "2024-06-10 10:00:00", "tea", 1, "many", "2024-06-10 10:00:00"))
    shop.run()
    for day in ("2024-06-11", "2024-06-12"):
        shop.sell(sold(int(day[-2:]), day))
        shop.run()
    with bakhsh.open(shop.folder) as ws:
        reasons = [one for month in ws.reconciliation().months for one in month.exclusions]
    assert {one.reason: one.rows for one in reasons}["bad_number"] == 2


@pytest.mark.slow
def test_a_number_may_be_the_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Shop(tmp_path, SOURCE.replace("select * from sold", "select *, rowid as row from sold").replace(
        'watermark = "changed"', 'watermark = "row"'
    ))  # fmt: skip
    monkeypatch.setenv("SHOP_DB", f"sqlite:///{made.database}")
    made.sell(*JUNE)
    assert made.run()[0].mark == "10"
    made.sell(sold(11, "2024-06-11"))
    assert [(one.since, one.kept, one.duplicates) for one in made.run()] == [("10", 1, 1)]


@pytest.mark.slow
def test_money_and_times_are_exact(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Shop(tmp_path)
    monkeypatch.setenv("SHOP_DB", f"sqlite:///{made.database}")
    made.sell(*(sold(number, "2024-06-01", "0.10") for number in range(30)), sold(31, "2024-06-01", "70368744177.01"))
    made.run()
    assert made.revenue() == 30 * 10 + 7_036_874_417_701


@pytest.mark.slow
def test_a_hundred_thousand_rows_come_in_a_stream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Shop(tmp_path)
    monkeypatch.setenv("SHOP_DB", f"sqlite:///{made.database}")
    start = datetime(2024, 1, 1)
    days = [(start + timedelta(minutes=number * 2)).isoformat(" ") for number in range(100_000)]
    made.sell(*((f"o{n}", f"c{n % 5000}", day, "tea", 1, f"{n % 97}.05", day) for n, day in enumerate(days)))
    (load,) = made.run()
    assert (load.rows, load.kept) == (100_000, 100_000)
    assert made.revenue() == sum(n % 97 * 100 + 5 for n in range(100_000))
    made.sell(sold(200_000, "2024-05-19"))
    (load,) = made.run()
    assert (load.kept, load.rows < 4000) == (1, True)


# ---- what is refused ---------------------------------------------------------------------------------------------
def refused(made: Shop) -> BakhshError:
    with pytest.raises(BakhshError) as caught:
        made.run()
    return caught.value


def declare(made: Shop, before: str, after: str) -> None:
    path = made.folder / "data" / "orders.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")


def test_a_variable_that_is_not_set_is_named(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOP_DB")
    error = refused(shop)
    assert isinstance(error, EdgeError)
    assert error.sentence.id == "feeds.variable_not_set"
    assert "SHOP_DB" in str(error)


@pytest.mark.parametrize(
    ("url", "said", "retry"),
    [
        ("s3cret and no address", "feeds.no_url", False),
        ("sqlite:////nowhere/at/all.db", "feeds.no_database_file", False),
        ("postgresql+nothing://ali:s3cret@127.0.0.1:1/shop", "feeds.no_driver", False),
        ("oracle+oracledb://ali:s3cret@127.0.0.1:1/shop", "feeds.no_driver", False),
        ("fox://ali:s3cret@127.0.0.1/shop", "feeds.unknown_database", False),
    ],
)
def test_an_address_that_leads_nowhere_is_said_without_its_password(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, url: str, said: str, retry: bool
) -> None:
    monkeypatch.setenv("SHOP_DB", url)
    error = refused(shop)
    assert isinstance(error, EdgeError)
    assert (error.sentence.id, error.retry, error.exit_code) == (said, retry, 4)
    assert "s3cret" not in str(error)


@pytest.mark.parametrize(
    "url",
    ["postgresql://ali:s3cret@db/shop", "sqlite:///x.db", "ali@db", f"ck_{40 * '7'}"],
)
def test_an_address_in_the_file_is_a_mistake_that_does_not_repeat_it(shop: Shop, url: str) -> None:
    declare(shop, '"SHOP_DB"', f'"{url}"')
    with pytest.raises(ProjectErrors) as caught:
        bakhsh.open(shop.folder).close()
    (error,) = caught.value.errors
    assert error.sentence.id == "feeds.secret_in_file"
    assert error.where is not None
    assert error.where.line > 0
    assert url not in str(error)


@pytest.mark.parametrize("query", ["delete from sold", "select * from sold; drop table sold"])
def test_a_query_that_writes_is_refused_before_the_database_sees_it(shop: Shop, query: str) -> None:
    declare(shop, "select * from sold", query)
    with pytest.raises(ProjectErrors) as caught:
        shop.run()
    assert [one.sentence.id for one in caught.value.errors] == ["feeds.only_select"]


def test_the_connection_itself_cannot_write(shop: Shop) -> None:
    from bakhsh.edges.sources.connections import connected
    from bakhsh.workspace.arrivals import here

    with bakhsh.open(shop.folder) as ws:
        (source,) = ws.files.sources
        with connected(source, here(ws)) as connection, pytest.raises(Exception, match="readonly"):
            connection.exec_driver_sql("delete from sold")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("select * from sold", "select * from nowhere", "feeds.query_refused"),
        ('"changed"\nlook', '"altered"\nlook', "feeds.no_watermark"),
        ('"changed"\nlook', '"customer"\nlook', "feeds.shapeless_mark"),
        ('amount = "amount"', 'amount = "total"', "workspace.missing_column"),
    ],
)
def test_a_query_that_does_not_fit_is_said(shop: Shop, before: str, after: str, said: str) -> None:
    declare(shop, before, after)
    error = refused(shop)
    assert isinstance(error, DataError)
    assert error.sentence.id == said


def test_a_file_that_is_no_database_and_a_server_that_is_away_are_said(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.database.write_bytes(b"not a database at all, but long enough to be looked at " * 200)
    assert refused(shop).sentence.id == "feeds.query_refused"
    monkeypatch.setenv("SHOP_DB", "postgresql+pg8000://ali:s3cret@127.0.0.1:9/shop")
    error = refused(shop)
    assert isinstance(error, EdgeError)
    assert (error.sentence.id, error.retry) == ("feeds.unreachable", True)
    assert "s3cret" not in str(error)


def test_a_database_that_does_not_answer_is_given_up_in_words(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_PATIENCE", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        monkeypatch.setenv("SHOP_DB", f"postgresql+pg8000://ann:s3cret@127.0.0.1:{port}/shop")
        began = time.monotonic()
        error = refused(shop)
    assert time.monotonic() - began < 20
    assert isinstance(error, EdgeError)
    assert (error.sentence.id, error.retry) == ("sources.no_answer", True)
    assert "s3cret" not in str(error)


def test_check_with_data_asks_the_database_for_its_columns(shop: Shop) -> None:
    declare(shop, 'amount = "amount"', 'amount = "total"')
    with bakhsh.open(shop.folder) as ws:
        assert ws.check() == ()
        (problem,) = ws.check(data=True)
    assert problem.sentence.id == "workspace.missing_column"


@pytest.mark.slow
def test_a_plan_says_since_when_it_would_ask_and_asks_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.run()
    monkeypatch.delenv("SHOP_DB")
    with bakhsh.open(shop.folder) as ws:
        steps = [step for step in ws.plan(date(2024, 6, 30)).steps if step.kind == "load"]
    assert [(step.name, step.because.id) for step in steps] == [("database: orders", "feeds.because_since")]


@pytest.mark.slow
def test_colons_and_comments_in_a_query_are_text(shop: Shop) -> None:
    declare(
        shop, '"select * from sold"', '"""\nselect * from sold where item <> \'a:b\' and at <> \':since\' -- all\n"""'
    )
    assert shop.run()[0].kept == 10
    shop.sell(sold(11, "2024-06-11"))
    assert shop.run()[0].kept == 1
