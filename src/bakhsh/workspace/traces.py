"""Where else a person stands: in files that were exported, in the user's own files, in the declared ones."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from pathlib import Path

from bakhsh.edges.sinks.withdraw import withdraw
from bakhsh.edges.sources.origins import Found
from bakhsh.errors import BakhshError
from bakhsh.language.sentences import Code, Sentence
from bakhsh.loop.data.forgotten import Forgotten
from bakhsh.records import HandledFile, NamedIn, WaveRecord
from bakhsh.specs import Source
from bakhsh.workspace.arrivals import here, past_of
from bakhsh.workspace.opened import Opened

__all__ = ["exported", "in_sources", "texts_without"]

_QUOTED = re.compile(r"""(["'])((?:(?!\1)[^\\\n])+)\1""")
_OF_IDS = "identity.toml"
"""The declared file that names customers; any word in quotes may be an id there."""
_LEAST_TELLING = 4
"""Elsewhere ids shorter than this are not looked for in words somebody wrote: "12" may be anything."""


# ---- files of ours that went out -----------------------------------------------------------------------------------
def exported(ws: Opened, whom: Forgotten, waves: Collection[tuple[str, int]], *, dry: bool) -> tuple[HandledFile, ...]:
    """The exported files of these waves that name the person, taken out of them unless `dry`. What somebody has moved
    elsewhere cannot be found."""
    found = []
    theirs = [wave for wave in ws.store.catalogue.waves() if _of(wave) in waves]
    for path in sorted({path for wave in theirs for path in _files(ws, wave)}):
        rows, removed = withdraw(path, whom, dry=dry)
        if rows:
            found.append(HandledFile(str(path), rows, removed))
    return tuple(found)


def _of(wave: WaveRecord) -> tuple[str, int]:
    return wave.campaign, wave.wave


def _files(ws: Opened, wave: WaveRecord) -> Iterator[Path]:
    """Tables beside one another where the wave was written, and where it would stand had the project been moved since;
    of one that was begun, those in its folder."""
    places = [Path(one) for one in wave.files]
    folders = {place.parent if place.suffix in (".csv", ".xlsx") else place for place in places}
    for folder in folders | {ws.folder / folder.parent.name / folder.name for folder in folders}:
        yield from (path for path in folder.glob("*") if path.suffix.lower() in (".csv", ".xlsx"))


# ---- files of the user ---------------------------------------------------------------------------------------------
def in_sources(ws: Opened, whom: Forgotten) -> tuple[tuple[NamedIn, ...], tuple[Sentence, ...]]:
    """The user's files that name the person, read as their sources are declared, and the declared files that do; with
    notes of what could not be looked through. A file of several sources is told once, with the most lines."""
    found: dict[str, int] = {}
    notes: list[Sentence] = []
    for source in ws.files.sources:
        if source.database or source.shop:
            notes.append(Sentence("privacy.asked_elsewhere", {"source": Code(source.name)}))
            continue
        for label, lines in _of_source(ws, source, whom, notes):
            found[label] = max(lines, found.get(label, 0))
    named = [NamedIn(label, lines) for label, lines in found.items() if lines]
    named += [NamedIn(name, count) for name, text in sorted(ws.texts.items()) if (count := _named(name, text, whom))]
    return tuple(named), tuple(notes)


def _of_source(ws: Opened, source: Source, whom: Forgotten, notes: list[Sentence]) -> Iterator[tuple[str, int]]:
    from bakhsh.workspace.named import Naming

    naming = Naming(ws, source, whom)
    try:
        there = list(_there(ws, source))
    except BakhshError:
        notes.append(Sentence("privacy.not_searched", {"file": Code(source.name)}))
        return
    for one in there:
        try:
            yield one.label, naming.lines(one)
        except BakhshError:
            notes.append(Sentence("privacy.not_searched", {"file": Code(one.label)}))
    try:
        yield from naming.beside()
    except BakhshError:
        notes.append(Sentence("privacy.not_searched", {"file": Code(source.name)}))


def _there(ws: Opened, source: Source) -> Iterator[Found]:
    from bakhsh.edges.sources.kinds import origin_of

    for one in origin_of(source).look(source, here(ws), past_of(ws, source)):
        if isinstance(one, Found):
            yield one


# ---- declared files ------------------------------------------------------------------------------------------------
def _named(name: str, text: str, whom: Forgotten) -> int:
    """Lines of a declared file that hold an id or an address in quotes."""
    return sum(any(_tells(name, one[2], whom) for one in _QUOTED.finditer(line)) for line in text.splitlines())


def _tells(name: str, said: str, whom: Forgotten) -> bool:
    return (name == _OF_IDS or len(said) >= _LEAST_TELLING) and whom.names(said)


def texts_without(texts: Mapping[str, str], whom: Forgotten) -> Mapping[str, str]:
    """Declared files in which a word of its own stands for each id and address: what is remembered of them may not
    name the person, though the user's own files may."""
    return {name: _QUOTED.sub(partial(_replaced, name, whom), text) for name, text in texts.items()}


def _replaced(name: str, whom: Forgotten, found: re.Match[str]) -> str:
    if not _tells(name, found[2], whom):
        return found[0]
    return f"{found[1]}forgotten-{whom.keyed(found[2])[:8]}{found[1]}"
