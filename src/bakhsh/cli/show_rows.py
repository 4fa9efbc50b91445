"""Rows and customers one by one, as tables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from bakhsh.cli.laid import Row, bullets, headline, laid_out
from bakhsh.cli.screen import Screen
from bakhsh.cli.show import Titles
from bakhsh.cli.words import reason
from bakhsh.language.sentences import Argument, Code, Sentence, Titled
from bakhsh.records import RejectedRow, Rejections, UndoPlan

__all__ = ["members", "rejections", "undo_plan"]


def rejections(screen: Screen, one: Rejections) -> RenderableType:
    """How many rows were not taken and why, then the first of them as they are kept."""
    if not one.total:
        return Group(headline(screen, Sentence("privacy.none_rejected")), *bullets(screen, one.notes))
    counts = laid_out(screen, ("why", ">rows"), ((reason(code), count) for code, count in one.counts.items()))
    parts = [headline(screen, Sentence("privacy.rejected_rows", {"count": one.total})), counts]
    if one.file:
        parts.append(Text(screen.text(Sentence("privacy.rejected_written", {"file": Code(one.file)})), "cyan"))
    else:
        parts += [line for row in one.rows for line in _row(screen, row)]
        parts += _more(screen, len(one.rows), one.total)
    return Group(*parts, *bullets(screen, one.notes))


def _row(screen: Screen, one: RejectedRow) -> list[RenderableType]:
    """Where the row stands and why it was not taken, what stood in the column at fault, and the rest of it."""
    place: dict[str, Argument] = {"file": Code(f"{one.file} {one.part}".strip()), "line": one.line, "why": one.why}
    lines: list[RenderableType] = [Text(screen.text(Sentence("privacy.rejected_row", place)))]
    cells: dict[str, Any] = json.loads(one.row) if one.row else {}
    fault = cells.pop(one.column, one.found) if one.column else None
    if one.column and fault not in (None, ""):
        lines.append(Text(f"    {one.column}: {fault}", "yellow"))
    rest = " · ".join(
        str(cell) if name == "text" else f"{name}: {cell}" for name, cell in cells.items() if cell not in (None, "")
    )
    return [*lines, *([Text(f"    {rest}", "dim")] if rest else []), Text("")]


def undo_plan(screen: Screen, one: UndoPlan) -> RenderableType:
    """What taking a load back changes."""
    args: dict[str, Argument] = {"load": one.load.load, "file": Code(one.load.file), "count": one.load.rows}
    rows = (
        (Sentence("privacy.orders_gone"), one.orders_gone),
        (Sentence("privacy.orders_back"), one.orders_back),
        (Sentence("privacy.customers_touched"), one.customers),
        (Sentence("privacy.details_gone"), one.details),
    )
    return Group(headline(screen, Sentence("privacy.would_undo", args)), laid_out(screen, ("what", ">rows"), rows))


def members(
    screen: Screen, rows: Sequence[Mapping[str, Any]], total: int, titles: Titles, segmentation: str
) -> RenderableType:
    """Customers with their segments, the first of `total`; with their names and addresses as the rows have them."""
    known = [head for head in ("name", "reach") if any(row[head] for row in rows)]
    heads = ("customer", *(_HEADS[head] for head in known), "segment")

    def shown(row: Mapping[str, Any]) -> Row:
        place = Titled(row["segment"], titles.get((segmentation, row["segment"]), {}))
        return (Code(row["customer_id"]), *(Code(row[head]) for head in known), place)

    said = headline(screen, Sentence("privacy.members", {"count": total}))
    return Group(said, laid_out(screen, heads, map(shown, rows)), *_more(screen, len(rows), total))


_HEADS = {"name": "person", "reach": "reach"}


def _more(screen: Screen, shown: int, total: int) -> list[RenderableType]:
    if shown >= total:
        return []
    return [Text(screen.text(Sentence("privacy.more_rows", {"shown": shown, "total": total})), "dim")]
