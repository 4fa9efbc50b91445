"""Looks at the sources, one after the other, with real files."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.workspace import shops
from tests.workspace.shops import line

from bakhsh.errors import EdgeError
from bakhsh.workspace import watch
from bakhsh.workspace.watching import Looked

BAD = "order;customer\n1;ann\n"


@pytest.fixture
def looks(shop: Path) -> Iterator[Looked]:
    """Looks at a shop that has been read once, as fast as they come. The first is over."""
    found = watch(shop, 0.01)
    next(found)
    return found


def new_file(shop: Path, name: str = "new.csv", order: str = "8") -> Path:
    return shops.write_lines(shop / "in" / name, [line(order, "eve", "2024-06-01")])


def loads(looked: Looked) -> list[str]:
    return [load.file for run in looked.runs for load in run.loads]


def test_nothing_new_is_nothing_to_do(looks: Iterator[Looked]) -> None:
    assert not next(looks)
    assert next(looks).runs == ()


def test_a_new_file_is_read_when_it_rests(looks: Iterator[Looked], shop: Path) -> None:
    new_file(shop)
    first, second, third = next(looks), next(looks), next(looks)
    assert (first.waiting, loads(first)) == (("in/new.csv",), [])
    assert (second.waiting, loads(second)) == ((), ["in/new.csv"])
    assert not third


@pytest.mark.slow
def test_a_file_that_grows_waits_until_it_does_not(looks: Iterator[Looked], shop: Path) -> None:
    path = new_file(shop)
    for number in range(3):
        looked = next(looks)
        assert loads(looked) == []
        assert looked.waiting == (("in/new.csv",) if number == 0 else ())
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{number + 20},eve,2024-06-02 10:00:00,tea,food,1,5.00\n")
    next(looks)
    (load,) = next(looks).runs[0].loads
    assert (load.rows, load.kept) == (4, 4)


@pytest.mark.slow
def test_a_file_that_was_there_long_before_is_read_at_once(shop: Path) -> None:
    path = new_file(shop)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    assert loads(next(watch(shop, 0.01))) == ["in/new.csv"]


def test_a_bad_file_is_said_once_and_does_not_keep_the_others(looks: Iterator[Looked], shop: Path) -> None:
    (shop / "in" / "bad.csv").write_text(BAD, encoding="utf-8")
    new_file(shop)
    next(looks)
    looked = next(looks)
    assert loads(looked) == ["in/new.csv"]
    assert list(looked.failed) == ["in/bad.csv"]
    new_file(shop, "later.csv", "9")
    next(looks)
    later = next(looks)
    assert (loads(later), later.failed) == (["in/later.csv"], {})


@pytest.mark.slow
def test_a_bad_file_that_was_mended_is_read(looks: Iterator[Looked], shop: Path) -> None:
    (shop / "in" / "bad.csv").write_text(BAD, encoding="utf-8")
    next(looks)
    assert list(next(looks).failed) == ["in/bad.csv"]
    assert not next(looks)
    new_file(shop, "bad.csv")
    next(looks)
    assert loads(next(looks)) == ["in/bad.csv"]


@pytest.mark.slow
def test_mistakes_in_the_declarations_are_said_once_and_end_nothing(looks: Iterator[Looked], shop: Path) -> None:
    path = shop / "segments" / "value.toml"
    right = path.read_text(encoding="utf-8")
    path.write_text("kind = 3", encoding="utf-8")
    assert list(next(looks).failed) == [""]
    assert not next(looks)
    path.write_text(right.replace("> 20", "> 15"), encoding="utf-8")
    assert next(looks).runs[0].changed


@pytest.mark.slow
def test_an_empty_folder_is_watched_until_the_first_file_comes(tmp_path: Path) -> None:
    folder = shops.make(tmp_path / "shop", None)
    found = watch(folder, 0.01)
    assert {error.sentence.id for error in next(found).failed.values()} == {"workspace.no_file"}
    assert not next(found)
    shops.write_lines(folder / "in" / "first.csv", shops.FEW)
    next(found)
    assert loads(next(found)) == ["in/first.csv"]


@pytest.mark.slow
def test_a_database_is_asked_at_every_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = shops.ORDERS.replace('files = ["in/*.csv"]', '[database]\nurl_env = "DB"\nquery = "select * from sold"')
    folder = shops.make(tmp_path / "shop", None, data__orders=source)
    database = tmp_path / "shop.db"
    monkeypatch.setenv("DB", f"sqlite:///{database}")
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute('create table sold ("order", customer, at, item, category, quantity, amount)')
        add = "insert into sold values (?, 'ann', '2024-06-01', 'tea', 'food', 1, '5.00')"
        connection.execute(add, ["1"])
        connection.commit()
        found = watch(folder, 0.01)
        assert loads(next(found)) == ["database: orders"]
        assert not next(found)
        connection.execute(add, ["2"])
        connection.commit()
        assert loads(next(found)) == ["database: orders"]
    monkeypatch.delenv("DB")
    assert [error.sentence.id for error in next(found).failed.values()] == ["feeds.variable_not_set"]
    assert not next(found)


@pytest.mark.slow
def test_what_may_pass_by_itself_is_tried_at_every_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = shops.ORDERS.replace('files = ["in/*.csv"]', '[database]\nurl_env = "DB"\nquery = "select * from sold"')
    folder = shops.make(tmp_path / "shop", None, data__orders=source)
    database = tmp_path / "shop.db"
    monkeypatch.setenv("DB", f"sqlite:///{database}?timeout=0.05")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute('create table sold ("order", customer, at, item, category, quantity, amount)')
        connection.execute("insert into sold values ('1', 'ann', '2024-06-01', 'tea', 'food', 1, '5.00')")
        connection.commit()
        connection.execute("begin exclusive")
        found = watch(folder, 0.01)
        (error,) = next(found).failed.values()
        assert isinstance(error, EdgeError)
        assert error.retry
        assert not next(found)
        connection.commit()
        assert loads(next(found)) == ["database: orders"]
