"""Facts shipped with the package: small Parquet tables and lists of words that nobody should have to collect twice.

Tables are built by the scripts in `reference/build` from sources named in NOTICE; words are written by hand, one TOML
file a feature. What a project knows better is laid over them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

import pyarrow as pa

__all__ = ["dimensions", "fingerprint", "names", "scales", "table", "word_lists", "words", "words_fingerprint"]


def names() -> tuple[str, ...]:
    """The tables there are, in lower case."""
    found = (one.name for one in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".parquet") for name in found if name.endswith(".parquet")))


@cache
def table(name: str) -> pa.Table:
    """A table of facts by its lower-case name; read once. KeyError where there is none."""
    import pyarrow.parquet as pq

    if name not in names():
        raise KeyError(name)
    with files(__name__).joinpath(f"{name}.parquet").open("rb") as file:
        return pq.ParquetFile(file).read()  # read_table loads more than most verbs need


@cache
def fingerprint(name: str) -> str:
    """16 hex digits of SHA-256 over the bytes of a table's file."""
    return sha256(files(__name__).joinpath(f"{name}.parquet").read_bytes()).hexdigest()[:16]


@cache
def word_lists() -> tuple[str, ...]:
    """The features whose words are listed, sorted."""
    found = (one.name for one in (files(__name__) / "words").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


@cache
def words(feature: str) -> Mapping[str, Mapping[str, Any]]:
    """The words of a feature in their order: {term: {title, spellings, rank}}, as the file says them; read once.
    KeyError where none are listed."""
    return tomllib.loads(_word_file(feature).decode("utf-8"))


@cache
def words_fingerprint(feature: str) -> str:
    """16 hex digits of SHA-256 over the bytes of a feature's list of words."""
    return sha256(_word_file(feature)).hexdigest()[:16]


def _word_file(feature: str) -> bytes:
    if feature not in word_lists():
        raise KeyError(feature)
    return files(__name__).joinpath("words", f"{feature}.toml").read_bytes()


@cache
def scales() -> Mapping[str, Mapping[str, Any]]:
    """How published scales are scored, by key: `low`, `high`, `dimensions` (numbers of items, negative where one counts
    the other way round) and whether they are `centre`d. No texts of items."""
    return tomllib.loads(files(__name__).joinpath("scales.toml").read_text(encoding="utf-8"))


@cache
def dimensions() -> Mapping[str, Mapping[str, str]]:
    """What the dimensions of these scales are called, by dimension and language."""
    return tomllib.loads(files(__name__).joinpath("dimensions.toml").read_text(encoding="utf-8"))
