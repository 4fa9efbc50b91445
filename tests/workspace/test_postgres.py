"""The same against a real PostgreSQL server, where one is installed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool
from tests.workspace import shops

import bakhsh
from bakhsh.errors import DataError, EdgeError
from bakhsh.records import LoadRecord

pytestmark = pytest.mark.slow

SOURCE = """
table = "lines"

[database]
url_env = "SHOP_DB"
query = '''
with counted as (select *, price::numeric(14, 2) as paid from sold where item <> 'a:b' and note not like '50%off')
select no, "Customer", at, item, pieces, paid, changed from counted
'''
watermark = "changed"
look_back_days = 2

[columns]
order_id = "no"
customer_id = "Customer"
ordered_at = "at"
item_id = "item"
quantity = "pieces"
amount = "paid"
"""
TABLE = """
create table sold (
    no bigint, "Customer" uuid, at timestamptz, item text, pieces smallint, price numeric(14, 4), changed timestamp,
    note text default ''
)
"""
FILL = """
insert into sold
select n, md5((n % 5000)::text)::uuid, timestamptz '2024-01-01 20:30:00+00' + n * interval '1 minute', 'tea', 1,
       (n % 97) + 0.05, timestamp '2024-01-01' + n * interval '1 minute'
from generate_series(1, 100000) n
"""


def programs() -> Path:
    """Where the server's programs are; the test is skipped where there are none."""
    found = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if sys.platform == "win32" or not (found or folders):
        pytest.skip("no PostgreSQL server is installed here (apt-get install postgresql)")
    return Path(found).parent if found else folders[-1]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The URL of an empty database of a server of our own, on a port of its own."""
    where, port = programs(), free_port()
    # The server refuses to be run by root.
    run_as: dict[str, Any] = {"user": "postgres"} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="bakhsh-postgres-"))
    try:
        if run_as:
            shutil.chown(folder, "postgres")
        quiet: dict[str, Any] = {"check": True, "capture_output": True, "cwd": folder, **run_as}
        (folder / "password").write_text("s3cret")
        (folder / "password").chmod(0o644)
        made = [
            "--pgdata",
            folder / "data",
            "--username",
            "shop",
            "--pwfile",
            folder / "password",
            "--auth",
            "scram-sha-256",
        ]
        subprocess.run([where / "initdb", "--no-sync", "--encoding", "UTF8", *made], **quiet)
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        control = [where / "pg_ctl", "--pgdata", folder / "data", "--wait"]
        subprocess.run([*control, "--log", folder / "log", "--options", options, "start"], **quiet)
        try:
            yield f"postgresql://shop:s3cret@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*control, "--mode", "immediate", "stop"], **quiet)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A hundred thousand orders."""
    monkeypatch.setenv("SHOP_DB", server)
    engine = create_engine(server.replace("postgresql", "postgresql+pg8000"), poolclass=NullPool)
    do(engine, "drop table if exists sold", TABLE, FILL)
    yield engine
    engine.dispose()


def do(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for one in statements:
            connection.execute(text(one))


def run(folder: Path) -> tuple[LoadRecord, ...]:
    return shops.run(folder).loads


def revenue(folder: Path) -> Decimal:
    with bakhsh.open(folder) as ws:
        return Decimal(sum(month.net for month in ws.reconciliation().months)) / 100


def test_a_hundred_thousand_rows_come_exactly_and_then_only_what_is_new(database: Engine, tmp_path: Path) -> None:
    folder = shops.make(tmp_path / "shop", None, data__orders=SOURCE)
    (first,) = run(folder)
    worth = sum(Decimal(n % 97) + Decimal("0.05") for n in range(1, 100_001))
    assert (first.rows, first.kept, first.mark) == (100_000, 100_000, "2024-03-10T10:40:00")
    assert revenue(folder) == worth
    assert run(folder) == ()
    do(
        database,
        "update sold set price = 1000.50, changed = '2024-03-11' where no = 17",
        "insert into sold select 18, \"Customer\", at, 'sugar', 1, 0.25, '2024-03-11' from sold where no = 18",
        "insert into sold select 100001, \"Customer\", at, 'salt', 1, 7, null from sold where no = 19",
    )
    (second,) = run(folder)
    assert (second.since, second.kept) == ("2024-03-08T10:40:00", 1 + 2 + 1)
    assert second.rows == 2881 + 1 + 2 + 1
    assert revenue(folder) == worth - Decimal("17.05") + Decimal("1000.50") + Decimal("0.25") + 7


def test_a_time_with_its_zone_is_that_moment_in_the_projects_zone(database: Engine, tmp_path: Path) -> None:
    project = shops.PROJECT + 'timezone = "Asia/Tehran"\n'
    folder = shops.make(tmp_path / "shop", None, data__orders=SOURCE, bakhsh=project)
    do(database, "delete from sold where no > 1")
    run(folder)
    with bakhsh.open(folder) as ws:
        (load,) = ws.loads()
    assert load.first_at is not None
    assert load.first_at.isoformat() == "2024-01-02T00:01:00"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("from sold", "from nowhere", "feeds.query_refused"),
        ("paid, changed", "paid, paid, changed", "feeds.column_twice"),
    ],
)
def test_what_the_server_refuses_is_said_in_its_words(
    database: Engine, tmp_path: Path, before: str, after: str, said: str
) -> None:
    folder = shops.make(tmp_path / "shop", None, data__orders=SOURCE.replace(before, after))
    with pytest.raises(DataError) as caught:
        run(folder)
    assert caught.value.sentence.id == said


def test_a_wrong_password_is_refused_without_showing_it(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_DB", server.replace("s3cret", "gu3ss"))
    with pytest.raises(EdgeError) as caught:
        run(shops.make(tmp_path / "shop", None, data__orders=SOURCE))
    assert caught.value.sentence.id == "feeds.unreachable"
    assert "gu3ss" not in str(caught.value)


def test_a_function_that_writes_is_stopped_by_the_session(database: Engine, tmp_path: Path) -> None:
    do(
        database,
        "create or replace function sell() returns bigint language sql as "
        "$$ insert into sold (no) values (1) returning no $$",
    )
    query = 'select sell() as no, at, item, pieces, price as paid, changed, "Customer" from sold limit 1'
    source = SOURCE.split("query = ")[0] + f"query = '{query}'\n" + SOURCE.split("'''\n")[2]
    folder = shops.make(tmp_path / "shop", None, data__orders=source)
    with pytest.raises(DataError, match="read-only"):
        run(folder)
