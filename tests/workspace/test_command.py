"""The same bad input at the command line: one JSON document or lines in the reader's language, never a traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.workspace import shops
from tests.workspace.shops import AS_OF, ORDERS, line

pytestmark = pytest.mark.slow


def command(shop: Path, *words: str) -> subprocess.Popen[str]:
    program = [sys.executable, "-m", "bakhsh", *words, "--project", str(shop)]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        program, stdout=pipe, stderr=pipe, text=True, encoding="utf-8", env={**os.environ, "PYTHONUTF8": "1"}
    )


def answer(shop: Path, *words: str) -> tuple[int, str]:
    """The exit code and all that was said."""
    running = command(shop, *words)
    out, err = running.communicate(timeout=200)
    assert "Traceback" not in out + err
    return running.returncode, out + err


def broken_catalogue(shop: Path) -> None:
    (shop / ".bakhsh" / "catalogue.sqlite").write_bytes(b"no catalogue at all" * 300)


def unknown_feature(shop: Path) -> None:
    text = 'kind = "rule"\n[[segment]]\nname = "x"\nwhere = "overdu > 2"\n'
    shops.write_files(shop, {"segments/value.toml": text})


def lost_column(shop: Path) -> None:
    shops.write_files(shop, {"data/orders.toml": ORDERS.replace('"amount"', '"amuont"')})


def empty_file(shop: Path) -> None:
    (shop / "in" / "x.csv").write_bytes(b"")


def no_toml(shop: Path) -> None:
    shops.write_files(shop, {"segments/value.toml": "kind = \n"})


CASES: dict[str, tuple[Callable[[Path], None], int, str]] = {
    "a broken catalogue": (broken_catalogue, 4, "catalogue.sqlite"),
    "an unknown feature": (unknown_feature, 1, "overdu"),
    "a lost column": (lost_column, 1, "amuont"),
    "an empty file": (empty_file, 1, "x.csv"),
    "a file that is no TOML": (no_toml, 1, "segments/value.toml"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_mistake_is_one_document_and_an_exit_code(case: str, shop: Path) -> None:
    spoil, expected, part = CASES[case]
    spoil(shop)
    code, said = answer(shop, "run", "--as-of", AS_OF.isoformat(), "--json")
    error = json.loads(said)["error"]
    assert code == expected
    assert part in said
    assert error["kind"] != "OurMistake"


def test_a_mistake_is_told_in_persian(shop: Path) -> None:
    unknown_feature(shop)
    code, said = answer(shop, "run", "--language", "fa")
    assert code == 1
    assert "overdu" in said
    assert any("\u0600" <= letter <= "\u06ff" for letter in said)
    assert "[segments." not in said
    assert "[conditions." not in said


@pytest.mark.skipif(os.name == "nt", reason="no signals of that kind")
def test_ctrl_c_ends_with_130_and_the_snapshot_stands(shop: Path) -> None:
    before = shops.snapshot_of(shop)
    shops.write_lines(shop / "in" / "z.csv", [line(f"n{n}", f"c{n}", "2024-06-01") for n in range(3000)])
    running = command(shop, "run", "--as-of", AS_OF.isoformat(), "--json")
    while not (shop / ".bakhsh" / "lock.json").exists() and running.poll() is None:
        time.sleep(0.02)
    time.sleep(0.3)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=200)
    assert running.returncode == 130, out + err
    assert "Traceback" not in out + err
    assert shops.snapshot_of(shop) == before
    assert shops.run(shop).customers == 3004
