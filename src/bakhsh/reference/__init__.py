"""Facts shipped with the package: small Parquet tables that nobody should have to collect twice.

Built by the scripts in `reference/build` from sources named in NOTICE. What a project knows better is laid over them.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files

import pyarrow as pa

__all__ = ["fingerprint", "names", "table"]


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
        return pq.read_table(file)


@cache
def fingerprint(name: str) -> str:
    """16 hex digits of SHA-256 over the bytes of a table's file."""
    return sha256(files(__name__).joinpath(f"{name}.parquet").read_bytes()).hexdigest()[:16]
