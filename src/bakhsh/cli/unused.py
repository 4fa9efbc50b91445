"""Columns of the data files that no declaration uses: said, so that nobody wonders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bakhsh.errors import BakhshError

if TYPE_CHECKING:
    from bakhsh.workspace import Workspace

__all__ = ["unused_columns"]


def unused_columns(shop: Workspace) -> dict[str, tuple[str, ...]]:
    """By file, the columns that are neither mapped nor asked by a policy. Files that cannot be read are left out:
    `check` tells what is wrong with them."""
    from bakhsh.edges.sources import files as reader
    from bakhsh.edges.sources.folders import files_of

    found: dict[str, tuple[str, ...]] = {}
    for source in shop.files.sources:
        used = set(source.asked)
        try:
            for path in files_of(shop.folder, source):
                held = reader.columns_of(path, source.reading, source.layout, source.asked)
                rest = tuple(name for name in held if name not in used)
                found |= {path.name: rest} if rest else {}
        except BakhshError:
            continue
    return found
