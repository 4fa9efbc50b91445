"""How an older store becomes a current one, and what is said of a newer one."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import bakhsh.edges.store
from bakhsh.edges.store import Store
from bakhsh.edges.store.schema import LAYOUTS, metadata
from bakhsh.errors import EdgeError

MIGRATIONS = Path(bakhsh.edges.store.__file__).parent / "migrations"


def revisions() -> list[str]:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()][::-1]


def test_every_layout_has_its_migration() -> None:
    assert list(LAYOUTS) == revisions()


def test_an_empty_file_becomes_a_catalogue_of_the_current_layout(tmp_path: Path) -> None:
    (tmp_path / "catalogue.sqlite").touch()
    store = Store.open(tmp_path)
    with store._database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert context.get_current_revision() == LAYOUTS[-1]
        assert compare_metadata(context, metadata) == []


def test_opening_twice_changes_nothing(tmp_path: Path) -> None:
    number = Store.open(tmp_path).catalogue.next_load()
    assert Store.open(tmp_path).catalogue.next_load() == number + 1


def test_a_new_store_may_be_opened_by_several_at_once(tmp_path: Path) -> None:
    start = threading.Barrier(4)
    taken: list[int] = []

    def open_and_take() -> None:
        start.wait()
        taken.append(Store.open(tmp_path).catalogue.next_load())

    threads = [threading.Thread(target=open_and_take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [1, 2, 3, 4]


def test_a_store_of_a_newer_layout_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    Store.open(tmp_path).catalogue.set("mark", "here")
    with sqlite3.connect(tmp_path / "catalogue.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9041'")
    connection.close()
    with pytest.raises(EdgeError, match="layout 9041; this bakhsh knows layouts up to 0002.*Update bakhsh"):
        Store.open(tmp_path)
    with sqlite3.connect(tmp_path / "catalogue.sqlite") as connection:
        assert connection.execute("SELECT value FROM notes WHERE name = 'mark'").fetchall() == [("here",)]
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("9041",)]
    connection.close()


def test_the_catalogue_waits_for_others_and_keeps_what_it_reported(tmp_path: Path) -> None:
    with Store.open(tmp_path)._database.reading() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete")
        }
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 30_000,
        "secure_delete": 1,
    }


def test_a_store_of_the_first_layout_keeps_what_it_remembers(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.catalogue.set("mark", "here")
    store.close()
    with sqlite3.connect(tmp_path / "catalogue.sqlite") as connection:
        connection.executescript(
            "DROP TABLE tombstones; DROP TABLE audit; UPDATE alembic_version SET version_num = '0001'"
        )
    connection.close()
    upgraded = Store.open(tmp_path)
    assert upgraded.catalogue.get("mark") == "here"
    assert upgraded.people.tokens() == frozenset()
    with upgraded._database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
