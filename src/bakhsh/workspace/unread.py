"""What of the files' cells could not be read, before anything is run: the first rows of each file tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bakhsh.edges.sources.kinds import origin_of
from bakhsh.edges.sources.origins import Found
from bakhsh.errors import BakhshError
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop.data.conform import conform
from bakhsh.loop.data.unread_cells import FILLED, HALF, UNREAD
from bakhsh.specs import Source
from bakhsh.workspace.arrivals import here, past_of
from bakhsh.workspace.opened import Opened

__all__ = ["unread"]


def unread(ws: Opened) -> tuple[Sentence, ...]:
    """Of each file that lies there, a sentence a column of which something in the first batch could not be read. A file
    that cannot be read at all is silent here: `check` has its mistake."""
    return tuple(said for source in ws.files.sources for said in _of_source(ws, source))


def _of_source(ws: Opened, source: Source) -> Iterator[Sentence]:
    origin = origin_of(source)
    if list(origin.mistakes(source)):
        return
    try:
        there = [one for one in origin.look(source, here(ws), past_of(ws, source)) if isinstance(one, Found)]
    except BakhshError:
        return
    for found in there:
        try:
            batch = next(iter(origin.batches(source, found, here(ws))), None)
            if batch is not None:
                noticed = conform(batch, source, ws.files.project, ws.pseudonym).noticed
                yield from _said(noticed, found.label, batch.rows.num_rows)
        except BakhshError:
            continue


def _said(noticed: Mapping[str, Mapping[str, int]], file: str, rows: int) -> Iterator[Sentence]:
    for column, count in noticed.get(UNREAD, {}).items():
        args: dict[str, Argument] = {"file": Code(file), "column": Code(column), "rows": rows, "count": count}
        yield Sentence("heard.unread_ahead", {**args, "filled": noticed[FILLED][column]})
    for column, count in noticed.get(HALF, {}).items():
        yield Sentence("heard.half_coordinates", {"column": Code(column), "count": count})
