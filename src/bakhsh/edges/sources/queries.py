"""A query that only reads: looked at before any database sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bakhsh.errors import ProjectError
from bakhsh.language.sentences import Code, Sentence
from bakhsh.specs import Source

__all__ = ["only_reads"]

_DIALECTS = ("", "postgres", "mysql", "sqlite", "tsql", "oracle")


def only_reads(source: Source, query: str) -> ProjectError | None:
    """The mistake of a query that is not one SELECT (or WITH … SELECT), or that changes, locks or makes anything.

    Which database it is written for is known only when it is asked, so it may be of any dialect; what none of them
    can read is a mistake too.
    """
    hint = Sentence("feeds.only_select_hint")
    statements = next(_parsed(query), None)
    if statements is None:
        return ProjectError(Sentence("feeds.query_not_read", {"source": Code(source.name)}), where=source.at, hint=hint)
    if len(statements) != 1 or not _reads(statements[0]):
        return ProjectError(Sentence("feeds.only_select", {"source": Code(source.name)}), where=source.at, hint=hint)
    return None


def _parsed(query: str) -> Iterator[list[Any]]:
    """The statements, in every dialect that can read them."""
    import sqlglot

    if not _begins_reading(query):
        yield [None]
    for dialect in _DIALECTS:
        try:
            yield [one for one in sqlglot.parse(query, read=dialect or None) if one is not None]
        except sqlglot.errors.SqlglotError:
            continue


def _begins_reading(query: str) -> bool:
    """Whether the first word is one that a query that reads begins with."""
    bare = re.sub(r"--[^\n]*|/\*.*?\*/", " ", query, flags=re.DOTALL)
    return re.match(r"[\s(]*(select|with)\b", bare, re.IGNORECASE) is not None


def _reads(statement: Any) -> bool:
    from sqlglot import exp

    if not isinstance(statement, exp.Query):
        return False
    return statement.find(exp.DML, exp.DDL, exp.Command, exp.Into, exp.Lock) is None
