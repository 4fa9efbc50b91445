"""Copies of people's data that left the store: where they were written, and what becomes of them when somebody is
forgotten. The audit trail knows each by its path, relative to the project where it lies inside."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bakhsh.edges.disk import cannot_write, write_text
from bakhsh.edges.sinks.withdraw import Telling, withdraw
from bakhsh.loop.data.forgotten import Forgotten
from bakhsh.loop.data.persons import canonical
from bakhsh.records import AuditEntry, HandledFile, NamedIn
from bakhsh.workspace.named import dossiers
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.person import Person

__all__ = ["EXPORTS", "dossier_name", "elsewhere", "handed_out", "kept_out_of_git", "place_of", "unpathed"]

EXPORTS = "exports"
"""The folder for copies in a project; git never keeps it."""

_CUT = re.compile(r"[,;\t|]")
_LEAST_TELLING = 4


# ---- when a copy is written --------------------------------------------------------------------------------------
def place_of(ws: Opened, path: Path) -> str:
    """The path as the audit trail has it."""
    whole = path.resolve()
    home = ws.folder.resolve()
    return whole.relative_to(home).as_posix() if whole.is_relative_to(home) else str(whole)


def kept_out_of_git(ws: Opened, path: Path) -> None:
    """Where the copy is in `exports/` and the project's .gitignore does not say so, it does from now on."""
    if not place_of(ws, path).startswith(f"{EXPORTS}/"):
        return
    ignore = ws.folder / ".gitignore"
    try:
        text = ignore.read_text(encoding="utf-8") if ignore.is_file() else ""
    except OSError as error:
        raise cannot_write(ignore, error.strerror or str(error)) from error
    if not {f"{EXPORTS}/", EXPORTS, f"/{EXPORTS}/", f"/{EXPORTS}"} & set(map(str.strip, text.splitlines())):
        start = f"{text}\n" if text and not text.endswith("\n") else text
        write_text(ignore, f"{start}{EXPORTS}/\n")


# ---- when somebody is forgotten ----------------------------------------------------------------------------------
def dossier_name(key: str) -> str:
    """What files about a person are called, by his keyed hash; it tells nobody who he is."""
    return f"customer-{key[:12]}"


def handed_out(ws: Opened, keys: Collection[str], whom: Forgotten, *, dry: bool) -> Iterator[HandledFile]:
    """Copies inside the project's folder that name the person: files about him are removed, and rows of his are taken
    out of lists of rejected rows, unless `dry`. `keys` are the keyed hashes by which the trail may know him."""
    for one in dossiers(ws, keys):
        path = ws.folder / one.file
        if not dry:
            path.unlink(missing_ok=True)
        yield HandledFile(str(path), one.lines, removed=True, whole=True)
    telling = _telling(ws, whom)
    for path in sorted({ws.folder / file for file in _lists(ws) if not Path(file).is_absolute()}):
        if path.is_file():
            rows, removed = withdraw(path, whom, dry=dry, telling=telling)
            if rows:
                yield HandledFile(str(path), rows, removed)


def elsewhere(ws: Opened, keys: Collection[str], whom: Forgotten) -> tuple[NamedIn, ...]:
    """Copies outside the project's folder: nobody erases them but their owner. Those about the person, there or not;
    lists of rejected rows where they are and name him."""
    telling = _telling(ws, whom)
    about = [file for entry in _of_person(ws, keys) for file in entry.files if Path(file).is_absolute()]
    found = dict.fromkeys(about, 1)
    for file in sorted({one for one in _lists(ws) if Path(one).is_absolute()} - found.keys()):
        rows = withdraw(Path(file), whom, dry=True, telling=telling)[0] if Path(file).is_file() else 0
        found |= {file: rows} if rows else {}
    return tuple(NamedIn(file, rows) for file, rows in found.items())


def _of_person(ws: Opened, keys: Collection[str]) -> Iterator[AuditEntry]:
    return (entry for entry in ws.store.people.trail() if entry.person in keys)


def _lists(ws: Opened) -> set[str]:
    return {file for entry in ws.store.people.trail() if entry.verb == "rejected" for file in entry.files}


def _telling(ws: Opened, whom: Forgotten) -> Telling:
    """Tells whether a row of a list of rejected rows, with the columns of the user's files, is the person's: by the
    columns that sources declare for ids and orders, and by addresses in any column."""
    ids, orders = (
        {one.source: each.numbering for each in ws.files.sources for one in each.columns if one.column == column}
        for column in ("customer_id", "order_id")
    )

    def tells(name: str, cell: str) -> bool:
        if name == "text":
            return any(whom.names(part.strip(" \"'")) for part in _CUT.split(cell))
        if name in ids and (whom.has_id(cell) or whom.has_id(ws.pseudonym(canonical(cell)))):
            return True
        told = (cell, f"{orders[name]}/{cell}") if name in orders else ()
        return any(whom.order(one) in whom.tokens for one in told) or whom.has_address(cell)

    def names(header: Sequence[str], row: Sequence[str]) -> bool:
        cells = ((name, cell.removeprefix("'").strip()) for name, cell in zip(header, row, strict=False))
        return any(tells(name, cell) for name, cell in cells if cell)

    return names


def unpathed(entry: AuditEntry, keys: Collection[str], person: Person) -> AuditEntry:
    """The trail's line without paths that are gone with the person, or that name him."""
    gone = (file for file in entry.files if not Path(file).is_absolute()) if entry.person in keys else ()
    lost = {*gone, *(file for file in entry.files if _named(file, (*person.ids, *person.addresses)))}
    return replace(entry, files=tuple(file for file in entry.files if file not in lost))


def _named(file: str, words: Iterable[str]) -> bool:
    parts = set(re.split(r"[^\w]+", file))
    return any(word in parts or (len(word) >= _LEAST_TELLING and word in file) for word in words)
