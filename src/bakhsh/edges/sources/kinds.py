"""SOURCES: every kind of source there is, by name. Third parties add one by the entry point `bakhsh.sources`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.metadata import entry_points

from bakhsh.edges.sources.origins import Origin
from bakhsh.errors import EdgeError
from bakhsh.language.sentences import Code, Sentence
from bakhsh.specs import SOURCE_ENTRY_POINTS, Source

__all__ = ["SOURCES", "origin_of"]


def _named(module: str, name: str) -> Callable[[], Origin]:
    """An origin of ours, imported when it is first asked for: a project of files loads no HTTP."""

    def made() -> Origin:
        origin: Origin = getattr(import_module(f"bakhsh.edges.sources.{module}"), name)()
        return origin

    return made


SOURCES: Mapping[str, Callable[[], Origin]] = {
    "files": _named("folders", "Folder"),
    "database": _named("database", "Queried"),
    "woocommerce": _named("woocommerce", "WooCommerce"),
}


def origin_of(source: Source) -> Origin:
    """Who reads this source: files, database, or the kind of shop it names. EdgeError for a kind nobody brought."""
    kind = source.shop.kind if source.shop else "database" if source.database else "files"
    if kind in SOURCES:
        return SOURCES[kind]()
    theirs = {one.name: one for one in entry_points(group=SOURCE_ENTRY_POINTS)}
    if kind in theirs:
        origin: Origin = theirs[kind].load()()
        return origin
    known = tuple(Code(name) for name in sorted({*SOURCES, *theirs}))
    raise EdgeError(Sentence("feeds.unknown_kind", {"kind": Code(kind), "known": known}), where=source.at)
