"""The project's own features of which nothing at all came out: what is declared is then hardly what is meant."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import ibis

from bakhsh.conditions.sums import count
from bakhsh.language.sentences import Code, Sentence
from bakhsh.workspace.opened import Opened

__all__ = ["own_empty"]


def own_empty(ws: Opened, rows: ibis.Table, besides: Collection[str]) -> Iterator[Sentence]:
    """A sentence a declared feature that has no value for any customer of ROWS, but for those named in `besides`."""
    names = [one.name for one in ws.files.features if one.name not in besides and one.name in rows.columns]
    if not names:
        return
    filled = ws.engine.query(rows.agg(**{name: count(rows[name].notnull()) for name in names})).to_pylist()[0]
    for name in names:
        if not filled[name]:
            yield Sentence("heard.own_empty", {"name": Code(name), "file": Code(f"features/{name}.toml")})
