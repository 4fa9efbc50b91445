"""What was done, or would be done, with a person's data, as tables and lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import Group, RenderableType
from rich.text import Text

from bakhsh.cli.laid import Row, bullets, headline, laid_out
from bakhsh.cli.screen import Screen
from bakhsh.edges.sinks.dossier_words import sheet
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.records import CustomerExport, Forgetting

__all__ = ["exported", "forgetting", "forgotten"]

_TABLES: Mapping[str, Sentence] = {
    "entries": Sentence("privacy.rows_of_files"),
    "orders": Sentence("privacy.rows_orders"),
    "lines": Sentence("privacy.rows_lines"),
    "customers": Sentence("privacy.rows_customers"),
    "addresses": Sentence("privacy.rows_addresses"),
    "consent": Sentence("privacy.rows_consent"),
    "events": Sentence("privacy.rows_events"),
    "rejected": Sentence("privacy.rows_rejected"),
    "links": Sentence("privacy.rows_links"),
    "aliases": Sentence("privacy.rows_aliases"),
    "versions": Sentence("privacy.rows_versions"),
    "facts": Sentence("privacy.rows_facts"),
    "category_facts": Sentence("privacy.rows_category_facts"),
}


def forgetting(screen: Screen, one: Forgetting) -> RenderableType:
    """What forgetting would remove; for somebody forgotten before, on which day that was."""
    if one.already is not None:
        said = headline(screen, Sentence("privacy.already", {"day": one.already}))
        return Group(said, *_sources(screen, one), *bullets(screen, one.notes))
    known: dict[str, Argument] = {"ids": one.ids, "addresses": one.addresses}
    parts: list[RenderableType] = [
        headline(screen, Sentence("privacy.would_forget")),
        Text(screen.text(Sentence("privacy.known_by", known))),
        laid_out(screen, ("what", ">rows"), _counts(one)),
    ]
    for file in one.files:
        args: dict[str, Argument] = {"file": Code(file.file), "count": file.rows}
        goes = Sentence("privacy.file_removed", args) if file.removed else Sentence("privacy.file_rewritten", args)
        goes = Sentence("privacy.file_of_theirs", {"file": Code(file.file)}) if file.whole else goes
        parts.append(Text(screen.text(goes), "yellow" if file.removed else ""))
    return Group(*parts, *_sources(screen, one), *bullets(screen, one.notes))


def _counts(one: Forgetting) -> Iterator[Row]:
    yield from ((_TABLES.get(table, Code(table)), count) for table, count in one.rows.items())
    if one.snapshots:
        yield (Sentence("privacy.rows_snapshots"), len(one.snapshots))
    if one.waves:
        yield (Sentence("privacy.rows_waves", {"waves": tuple(Code(wave) for wave in one.waves)}), len(one.waves))


def _sources(screen: Screen, one: Forgetting) -> Iterator[RenderableType]:
    """The user's own files that name the person: nobody changes them but he."""
    if one.sources:
        yield Text(screen.text(Sentence("privacy.files_stay")), "bold yellow")
    for found in one.sources:
        args: dict[str, Argument] = {"file": Code(found.file), "count": found.lines}
        yield Text(f"  {screen.text(Sentence('privacy.names_in', args))}")
    if one.elsewhere:
        yield Text(screen.text(Sentence("privacy.copies_elsewhere")), "bold yellow")
    yield from (Text(f"  {copy.file}") for copy in one.elsewhere)


def exported(screen: Screen, one: CustomerExport) -> RenderableType:
    """How much was written, and where."""
    rows = ((sheet(name), count) for name, count in one.counts.items())
    files = [Text(f"→ {file}", "cyan") for file in one.files]
    said = headline(screen, Sentence("privacy.exported"))
    keep = Text(screen.text(Sentence("privacy.keep_safe")), "dim")
    return Group(said, laid_out(screen, ("what", ">rows"), rows), *files, keep)


def forgotten(screen: Screen, one: Forgetting) -> RenderableType:
    """What was done, and what is left to the user."""
    said = [headline(screen, Sentence("privacy.forgotten"))]
    if one.sources or one.elsewhere:
        said.append(Text(screen.text(Sentence("privacy.mend_files")), "yellow"))
    return Group(*said, *bullets(screen, one.notes))
