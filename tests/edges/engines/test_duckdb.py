"""What DuckDB is not allowed to do here, and what it leaves behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import ibis
import pyarrow as pa
import pytest

from bakhsh.edges.engines import open_engine
from bakhsh.edges.engines.duckdb import DuckDB
from bakhsh.errors import EngineError


@pytest.fixture
def engine(tmp_path: Path) -> DuckDB:
    root = tmp_path / "a=1" / "it's [odd] *"
    root.mkdir(parents=True)
    return DuckDB(root, memory="200MB")


def run(engine: DuckDB, sql: str) -> list[tuple[object, ...]]:
    return engine._session.run(lambda cursor: cursor.execute(sql).fetchall())


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_csv('{elsewhere}/secret.csv')",
        "SELECT * FROM '{elsewhere}/secret.csv'",
        "SELECT * FROM read_text('{inside}/../../../secret.csv')",
        "COPY (SELECT 1) TO '{elsewhere}/out.csv'",
        "ATTACH '{elsewhere}/other.db'",
        "INSTALL httpfs",
        "SELECT * FROM read_csv('https://example.com/x.csv')",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
    ],
)
def test_nothing_outside_the_store_can_be_read_or_written(engine: DuckDB, tmp_path: Path, sql: str) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n")
    inside = (tmp_path / "a=1" / "it's [odd] *").as_posix().replace("'", "''")
    with pytest.raises(EngineError):
        run(engine, sql.format(elsewhere=tmp_path.as_posix(), inside=inside))
    assert not (tmp_path / "out.csv").exists()
    assert not (tmp_path / "other.db").exists()
    engine.close()


def test_a_folder_that_was_allowed_can_be_read(tmp_path: Path) -> None:
    uploads, root = tmp_path / "uploads", tmp_path / "store"
    uploads.mkdir()
    root.mkdir()
    (uploads / "x.csv").write_text("a\n1\n")
    engine = DuckDB(root, allowed=[uploads])
    assert run(engine, f"SELECT a FROM read_csv('{uploads.as_posix()}/x.csv')") == [(1,)]
    engine.close()


def test_a_name_in_a_query_never_means_a_variable_of_the_program(engine: DuckDB) -> None:
    hidden = pa.table({"n": [1]})
    with pytest.raises(EngineError):
        engine.query(ibis.table({"n": "int64"}, name="hidden"))
    assert hidden.num_rows == 1
    engine.close()


def test_a_folder_with_an_odd_name_is_a_folder(engine: DuckDB) -> None:
    piece = engine.tables.write(pa.table({"n": [1, 2]}), "ledger/1/lines.parquet")
    assert engine.tables.read(piece).column_names == ["n"]
    engine.close()


def test_extensions_are_never_fetched_and_the_progress_bar_is_off(engine: DuckDB) -> None:
    names = ("autoinstall_known_extensions", "autoload_known_extensions", "enable_progress_bar",
             "preserve_insertion_order", "TimeZone")  # fmt: skip
    found = [run(engine, f"SELECT current_setting('{name}')")[0][0] for name in names]
    assert found == [False, False, False, False, "UTC"]
    engine.close()


def test_the_memory_limit_is_what_was_asked_for_or_half_of_what_there_is(tmp_path: Path) -> None:
    def limit(memory: str) -> str:
        engine = DuckDB(tmp_path, memory=memory)
        found = str(run(engine, "SELECT current_setting('memory_limit')")[0][0])
        engine.close()
        return found

    plain = duckdb.connect(config={"memory_limit": "50%"})
    assert limit("") == plain.execute("SELECT current_setting('memory_limit')").fetchall()[0][0]
    assert limit("300MB") == "286.1 MiB"


def test_an_amount_of_memory_that_is_none_is_refused_with_an_example(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="plenty is not an amount of memory.*4GB"):
        open_engine("duckdb", tmp_path, memory="plenty")
    assert list((tmp_path / "tmp").iterdir()) == []


def test_what_does_not_fit_in_memory_goes_to_the_disk_and_is_gone_afterwards(tmp_path: Path) -> None:
    engine = DuckDB(tmp_path, memory="60MB", threads=1)
    engine.bind("numbers", pa.table({"n": pa.array(range(1_000_000), pa.int64())}))
    numbers = ibis.table({"n": "int64"}, name="numbers")
    wide = numbers.mutate(text=numbers.n.cast("string").lpad(60, "x"), k=(numbers.n * 7_919) % 1_000_003)
    engine.materialise("wide", wide)
    engine.materialise("again", ibis.table(wide.schema(), name="wide"))
    assert any((tmp_path / "tmp").rglob("duckdb_temp*"))
    piece = engine.tables.write(ibis.table(wide.schema(), name="again"), "staging/wide.parquet", order_by=["k"])
    assert piece.rows == 1_000_000
    engine.close()
    assert list((tmp_path / "tmp").iterdir()) == []


def test_too_little_memory_is_said_in_words(tmp_path: Path) -> None:
    engine = DuckDB(tmp_path, memory="10MB", threads=1)
    rows = pa.table({"n": pa.array(range(400_000), pa.int64())})
    numbers = ibis.table({"n": "int64"}, name="numbers")
    with pytest.raises(EngineError, match="memory"):  # noqa: PT012
        engine.bind("numbers", rows)
        text = numbers.n.cast("string").lpad(200, "x")
        engine.query(numbers.agg(all=text.group_concat(",").length()))
    engine.close()


def test_the_engine_opens_in_a_process_of_its_own_beside_a_living_one(tmp_path: Path) -> None:
    engine = DuckDB(tmp_path)
    code = (
        "import sys; from pathlib import Path; from bakhsh.edges.engines import open_engine\n"
        "engine = open_engine('duckdb', Path(sys.argv[1])); print(engine.name); engine.close()"
    )
    said = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "duckdb"
    engine.close()
