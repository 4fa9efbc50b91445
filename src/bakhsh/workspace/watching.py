"""Watch the sources: look again and again, run when something new has settled, go on whatever happens.

A file is settled when two looks one after the other saw it with the same size and time; at the first look, when it is
older than a moment. What could not be read is left alone until it changes; what may pass by itself is tried again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from bakhsh.edges import clock
from bakhsh.edges.sources.folders import files_of, joined_files, seen_from
from bakhsh.edges.sources.origins import Unsettled
from bakhsh.errors import BakhshError, EdgeError
from bakhsh.records import RunRecord
from bakhsh.workspace.arrivals import Patience
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.progress import Say
from bakhsh.workspace.run import run

__all__ = ["Looked", "watch"]

_MOMENT = 2.0
"""Seconds for which a file has to have rested when the watching begins."""

Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look brought: runs, if any was due; by label what could not be read, told once; files that still grow,
    told once. Empty when nothing happened."""

    runs: tuple[RunRecord, ...] = ()
    failed: Mapping[str, BakhshError] = field(default_factory=dict)
    waiting: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.failed or self.waiting or any(one.changed or one.loads for one in self.runs))


@dataclass(slots=True)
class _Memory:
    """What the last look saw, what it ran with, and what it could not read as it was then."""

    stamps: dict[str, Stamp] | None = None
    ran_with: object = None
    failed: dict[str, Stamp | None] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    waiting: frozenset[str] = frozenset()


def watch(
    opened: Callable[[], AbstractContextManager[Opened]], seconds: float, progress: Say | None = None
) -> Iterator[Looked]:
    """Looks every so many seconds, for ever: one `Looked` a look. The folder is opened anew each time, so that edited
    declarations count; between looks nothing is held open."""
    memory = _Memory()
    while True:
        try:
            with opened() as ws:
                looked = _look(ws, memory, progress)
        except BakhshError as error:
            looked = _told(memory, {"": error})
        yield looked
        clock.pause(seconds)


def _look(ws: Opened, memory: _Memory, progress: Say | None) -> Looked:
    stamps = _stamps(ws)
    growing = _growing(stamps, memory)
    memory.stamps = stamps
    waiting = tuple(sorted(growing - memory.waiting))
    memory.waiting = frozenset(growing)
    rested = {label: stamp for label, stamp in stamps.items() if label not in growing}
    memory.failed = {label: stamp for label, stamp in memory.failed.items() if stamps.get(label) == stamp}
    now = (rested, tuple(sorted(ws.texts.items())))
    asks = any(not source.files for source in ws.files.sources)
    if memory.ran_with == now and not asks:
        return Looked(waiting=waiting)
    patience = Patience(forgiving=True, skip=frozenset((*growing, *memory.failed)))
    runs: tuple[RunRecord, ...] = ()
    failed: dict[str, BakhshError] = {}
    try:
        runs = run(ws, progress=progress, patience=patience)
    except BakhshError as error:
        # A first file that cannot be read leaves nothing to publish: that is said of the file.
        failed = {} if patience.failed else {"": error}
    failed |= patience.failed
    _remember(memory, failed, stamps, now)
    told = _told(memory, failed)
    return Looked(runs, told.failed, waiting)


def _remember(memory: _Memory, failed: Mapping[str, BakhshError], stamps: Mapping[str, Stamp], now: object) -> None:
    """What may pass by itself is tried at the next look; what will not is left alone until it changes."""
    passing = {label for label, error in failed.items() if isinstance(error, EdgeError) and error.retry}
    memory.ran_with = None if passing else now
    memory.failed |= {label: stamps[label] for label in failed if label in stamps and label not in passing}


def _told(memory: _Memory, failed: Mapping[str, BakhshError]) -> Looked:
    """The failures that were not said in these words at the last look."""
    said = {label: str(error) for label, error in failed.items() if not isinstance(error, Unsettled)}
    new = {label: failed[label] for label, text in said.items() if memory.said.get(label) != text}
    memory.said = {label: text for label, text in memory.said.items() if label in memory.failed} | said
    return Looked(failed=new)


def _growing(stamps: Mapping[str, Stamp], memory: _Memory) -> set[str]:
    if memory.stamps is None:
        latest = (clock.now().timestamp() - _MOMENT) * 1e9
        return {label for label, (_, changed) in stamps.items() if changed > latest}
    return {label for label, stamp in stamps.items() if memory.stamps.get(label) != stamp}


def _stamps(ws: Opened) -> dict[str, Stamp]:
    """Size and time of every file that a source names; what vanishes meanwhile is not there."""
    found: dict[str, Stamp] = {}
    for source in ws.files.sources:
        paths = files_of(ws.folder, source)
        for join in source.joins:
            paths += joined_files(ws.folder, source, join).values()
        for path in paths:
            stamp = _stamp(path)
            if stamp is not None:
                found[seen_from(ws.folder, path)] = stamp
    return found


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
