"""What may be wrong with the tables a source joins, as far as it shows without their files."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from bakhsh.errors import ProjectError, Where
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.project.columns import column_of
from bakhsh.project.mistakes import codes, duplicate, mistake
from bakhsh.specs import Join, Source
from bakhsh.tables import Type

__all__ = ["mistakes"]

_NUMERIC = (Type.INTEGER, Type.NUMBER, Type.MONEY, Type.SHARE)


def mistakes(source: Source) -> Iterator[ProjectError]:
    """A name twice, a key of a table that is not joined yet, a column of a join nobody declared, numbers written with
    another decimal sign than the main table's."""
    before: dict[str, Where] = {}
    for join in source.joins:
        if join.name in before:
            yield duplicate(join.at, join.name, before[join.name])
        if not source.files:
            yield mistake(join.at, Sentence("sources.join_without_files", {"source": source.name}))
        yield from _keys(source, join, tuple(before))
        yield from _decimals(source, join)
        before.setdefault(join.name, join.at)
    yield from _columns(source)


def _keys(source: Source, join: Join, before: tuple[str, ...]) -> Iterator[ProjectError]:
    if not join.on:
        said = Sentence("sources.join_without_keys", {"name": Code(join.name)})
        yield mistake(join.at, said, Sentence("project.add_key", {"line": Code('on = { order_id = "order_id" }')}))
    names = {one.name for one in source.joins}
    for left in join.on:
        table, dot, _ = left.partition(".")
        if dot and table in names and table not in before:
            args: dict[str, Argument] = {"name": Code(join.name), "key": Code(left), "known": codes(before)}
            yield mistake(join.at, Sentence("sources.join_not_before", args), Sentence("sources.join_order"))


def _columns(source: Source) -> Iterator[ProjectError]:
    """A dot may stand in any column's name; a name before it that is nearly a join's is a slip."""
    names = [one.name for one in source.joins]
    for mapped in source.columns:
        table, dot, _ = mapped.source.partition(".")
        near = difflib.get_close_matches(table, names, n=1, cutoff=0.7) if dot and table not in names else []
        if near:
            args: dict[str, Argument] = {"found": Code(mapped.source), "near": Code(near[0])}
            yield mistake(mapped.at, Sentence("sources.unknown_join", args))


def _decimals(source: Source, join: Join) -> Iterator[ProjectError]:
    if join.reading.decimal == source.reading.decimal:
        return
    for mapped in source.columns:
        column = column_of(source.table, mapped.column)
        name = mapped.source.removeprefix(f"{join.name}.")
        if column is not None and column.type in _NUMERIC and name != mapped.source and name not in join.total:
            args: dict[str, Argument] = {"name": Code(join.name), "column": Code(mapped.source)}
            yield mistake(mapped.at, Sentence("sources.join_decimal", args), Sentence("sources.join_decimal_hint"))
