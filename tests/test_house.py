"""The house keeps its own rules: light import, words explained, every table checked, one clock."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bakhsh import specs
from bakhsh.tables import CONTRACTS

ROOT = Path(__file__).parent.parent
GLOSSARY = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
HEAVY = ("ibis", "duckdb", "pandas", "sklearn", "scipy", "numpy", "sqlalchemy", "rich", "babel", "jinja2")


def test_importing_bakhsh_loads_no_engine_and_no_heavy_library() -> None:
    code = f"import bakhsh, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert loaded == "[]"


@pytest.mark.parametrize("contract", CONTRACTS.values(), ids=lambda one: one.name)
def test_every_table_is_in_the_glossary_in_the_same_words(contract: object) -> None:
    assert f"| {contract.name} | {contract.row} |" in GLOSSARY  # type: ignore[attr-defined]


@pytest.mark.parametrize("column", CONTRACTS["FEATURES"].names)
def test_every_feature_is_a_word_of_the_glossary(column: str) -> None:
    assert re.search(rf"\*\*{column}\*\*", GLOSSARY), f"{column} is not explained in GLOSSARY.md"


def test_every_spec_is_in_the_glossary() -> None:
    declared = [name for name in specs.__all__ if dataclasses.is_dataclass(getattr(specs, name, None))]
    assert declared
    assert [name for name in declared if not re.search(rf"\b{name}\b", GLOSSARY)] == []


def test_a_contract_names_each_column_once_and_its_key_among_them() -> None:
    for contract in CONTRACTS.values():
        assert len(set(contract.names)) == len(contract.names), contract.name
        assert set(contract.key) <= set(contract.names), contract.name


def test_no_file_of_the_package_is_longer_than_a_reader_can_hold() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in (ROOT / "src").rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


def test_constraints_hold_names_and_versions_only() -> None:
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"[A-Za-z0-9_.\-]+==[A-Za-z0-9_.!+\-]+|#.*|", line), line
