"""Who computes: adapters that run compiled expressions, by name.

The third extension point of the house is a dict with a name: another engine is one more entry here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

from bakhsh.edges.engines.compile import compile_sql
from bakhsh.edges.engines.duckdb import DuckDB
from bakhsh.edges.engines.protocol import ANSWER_LIMIT, Engine, Stack, Tables
from bakhsh.errors import EngineError
from bakhsh.language.sentences import Code, Sentence

__all__ = ["ANSWER_LIMIT", "ENGINES", "Engine", "Stack", "Tables", "compile_sql", "open_engine"]

ENGINES: Mapping[str, Callable[..., Engine]] = {"duckdb": DuckDB}


def open_engine(
    name: str, root: Path, *, memory: str = "", threads: int | None = None, allowed: Sequence[Path] = ()
) -> Engine:
    """An engine over the store in `root`. EngineError for a name nobody knows, with the nearest known ones."""
    make = ENGINES.get(name)
    if make is None:
        near = tuple(Code(one) for one in get_close_matches(name, ENGINES) or sorted(ENGINES))
        raise EngineError(Sentence("store.unknown_engine", {"engine": Code(name), "known": near}))
    return make(root, memory=memory, threads=threads, allowed=allowed)
