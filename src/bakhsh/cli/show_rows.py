"""Rows and customers one by one, as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from bakhsh.cli.laid import bullets, headline, laid_out
from bakhsh.cli.screen import Screen
from bakhsh.cli.words import reason
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.records import Rejections, UndoPlan

__all__ = ["members", "rejections", "undo_plan"]

_LONGEST = 60


def rejections(screen: Screen, one: Rejections) -> RenderableType:
    """How many rows were not taken and why, then the first of them as they are kept."""
    if not one.total:
        return Group(headline(screen, Sentence("privacy.none_rejected")), *bullets(screen, one.notes))
    counts = laid_out(screen, ("why", ">rows"), ((reason(code), count) for code, count in one.counts.items()))
    rows = (
        (Code(row.file), Code(f"{row.part} {row.line}".strip()), row.why, Code((row.row or "")[:_LONGEST]))
        for row in one.rows
    )
    parts = [headline(screen, Sentence("privacy.rejected_rows", {"count": one.total})), counts]
    if one.file:
        parts.append(Text(screen.text(Sentence("privacy.rejected_written", {"file": Code(one.file)})), "cyan"))
    else:
        parts += [laid_out(screen, ("file", ">line", "why", "row"), rows), *_more(screen, len(one.rows), one.total)]
    return Group(*parts, *bullets(screen, one.notes))


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


def members(screen: Screen, rows: Sequence[Mapping[str, Any]], total: int) -> RenderableType:
    """Customers with their segments, the first of `total`."""
    shown = ((Code(row["customer_id"]), Code(row["segment"])) for row in rows)
    said = headline(screen, Sentence("privacy.members", {"count": total}))
    return Group(said, laid_out(screen, ("customer", "segment"), shown), *_more(screen, len(rows), total))


def _more(screen: Screen, shown: int, total: int) -> list[RenderableType]:
    if shown >= total:
        return []
    return [Text(screen.text(Sentence("privacy.more_rows", {"shown": shown, "total": total})), "dim")]
