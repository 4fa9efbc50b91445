"""What DuckDB says when it refuses, in words a user can act on, without a value of the data in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pyarrow as pa

from bakhsh.errors import BakhshError, EdgeError, EngineError
from bakhsh.language.sentences import Code, Sentence

__all__ = ["in_words"]


@contextmanager
def in_words() -> Iterator[None]:
    """Turns errors of DuckDB (its own and those that reach us through Arrow streams) into EngineError or EdgeError."""
    try:
        yield
    except (duckdb.Error, pa.ArrowException, OSError, RuntimeError) as error:
        raise _said(error) from error


def _said(error: Exception) -> BakhshError:
    text = str(error)
    if isinstance(error, duckdb.InterruptException) or "INTERRUPT Error" in text or "Query interrupted" in text:
        return EngineError(Sentence("store.interrupted", {}))
    if isinstance(error, duckdb.OutOfMemoryException) or "Out of Memory" in text:
        return EngineError(Sentence("store.out_of_memory", {}), hint=Sentence("store.raise_memory", {}))
    if isinstance(error, duckdb.PermissionException):
        return EngineError(Sentence("store.not_allowed", {"reason": Code(_masked(text))}))
    if isinstance(error, duckdb.IOException) or _of_disk(error):
        reason = {"reason": Code(_masked(text))}
        return EdgeError(Sentence("store.disk_refused", reason), retry=True, hint=Sentence("store.make_room", {}))
    return EngineError(Sentence("store.engine_failed", {"reason": Code(_masked(text))}))


def _of_disk(error: Exception) -> bool:
    return isinstance(error, OSError) and (error.errno is not None or "IO Error" in str(error))


def _masked(text: str) -> str:
    """The first line, without what stands in quotes: that may be a value of a customer."""
    return re.sub(r"'[^']*'", "'…'", text.strip().splitlines()[0] if text.strip() else "?")[:300]
