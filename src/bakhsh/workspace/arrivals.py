"""Arrivals: what of the declared sources is new, changed, or has to be asked."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from bakhsh import project
from bakhsh.edges.sources.kinds import origin_of
from bakhsh.edges.sources.origins import Found, Here, Left, Origin, Past, Unsettled
from bakhsh.errors import BakhshError
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.records import LoadRecord
from bakhsh.specs import Project, Source
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.progress import Progress, Say, silent

__all__ = ["Arrival", "Look", "Patience", "arrivals", "here", "look", "past_of"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something that is new, changed, read under another declaration, or whose content only reading tells.

    `replaces`: loads it makes void.
    """

    source: Source
    found: Found
    fingerprint: str
    origin: Origin
    replaces: tuple[int, ...] = ()

    @property
    def file(self) -> str:
        """What the load record calls it."""
        return self.found.label


@dataclass(frozen=True, slots=True)
class Look:
    """The arrivals in the order of sources and names, and what is worth saying of what was left alone."""

    new: tuple[Arrival, ...] = ()
    notes: tuple[Sentence, ...] = field(default=())


@dataclass(slots=True)
class Patience:
    """How a run meets what it cannot read.

    What changed while it was read is always left for the next time. Everything else ends the run, unless it is
    `forgiving`: then it is noted in `failed` by its label (that of the source, where nothing of it can be listed) and
    the rest goes on. Labels in `skip` are not even tried.
    """

    forgiving: bool = False
    skip: Collection[str] = ()
    failed: dict[str, BakhshError] = field(default_factory=dict)

    def bears(self, label: str, error: BakhshError) -> bool:
        """Whether to go on; the error is then noted."""
        if not self.forgiving and not isinstance(error, Unsettled):
            return False
        self.failed[label] = error
        return True


def arrivals(ws: Opened) -> tuple[Arrival, ...]:
    """What there is to read; see `look`."""
    return look(ws).new


def look(ws: Opened, whole: bool = False, patience: Patience | None = None) -> Look:
    """What is not as it was when last read. With `whole`, sources that are asked since a mark are asked for all.

    A file whose load was undone stays out until it, or how it is declared, changes. A file that was only renamed is
    not read again. A declared file that is missing, when nothing of it has been read either, is an error that names it.
    """
    found: list[Arrival | Sentence] = []
    bearing = patience or Patience()
    for source in ws.files.sources:
        try:
            found += _of_source(ws, source, whole)
        except BakhshError as error:
            if not bearing.bears(source.name, error):
                raise
    new = (one for one in found if isinstance(one, Arrival) and one.file not in bearing.skip)
    return Look(tuple(new), tuple(one for one in found if isinstance(one, Sentence)))


def here(ws: Opened, say: Say = silent) -> Here:
    """What every origin is told of the project, and to whom it says how far it is."""

    def told(label: str, count: int) -> None:
        say(Progress(Sentence("workspace.step_load", {"file": Code(label)}), count))

    return Here(ws.folder, os.environ, ws.files.project, told)


def past_of(ws: Opened, source: Source, whole: bool = False) -> Past:
    """What has been read of a source."""
    known = [load for load in ws.store.catalogue.loads(with_undone=True) if load.source == source.name]
    standing = {load.load for load in ws.store.catalogue.loads()}
    end = f"-{_declaration(source, ws.files.project)}"
    read = tuple(load for load in known if load.load in standing and load.fingerprint.endswith(end))
    return Past(frozenset(load.file for load in known), read, whole)


def _of_source(ws: Opened, source: Source, whole: bool) -> Iterator[Arrival | Sentence]:
    """What is new of one source, and notes."""
    origin, declared = origin_of(source), _declaration(source, ws.files.project)
    known = [load for load in ws.store.catalogue.loads(with_undone=True) if load.source == source.name]
    standing = [load for load in ws.store.catalogue.loads() if load.source == source.name]
    there = list(origin.look(source, here(ws), past_of(ws, source, whole)))
    labels = {one.label for one in there}
    renamed: set[str] = set()
    for found in there:
        if isinstance(found, Left):
            yield found.because
            continue
        print_of = f"{found.print or _print_of_asked(found)}-{declared}"
        last = [load for load in known if load.file == found.label][-1:]
        if not found.asked and last and last[0].fingerprint == print_of:
            continue
        before = _renamed_from(found, print_of, standing, labels)
        if before:
            renamed.add(before)
            yield Sentence("feeds.renamed", {"file": Code(found.label), "before": Code(before)})
            continue
        earlier = [load for load in standing if load.file == found.label]
        void = tuple(load.load for load in earlier if not load.fingerprint.endswith(f"-{declared}"))
        yield Arrival(source, found, print_of, origin, void)
    gone = sorted({load.file for load in standing} - labels - renamed) if source.files else []
    if gone:
        args: dict[str, Argument] = {
            "source": source.name,
            "count": len(gone),
            "files": tuple(map(Code, gone[:_SHOWN])),
        }
        yield Sentence("sources.files_gone", args)


_SHOWN = 3
_RULES = "2"
"""The rules by which rows are read. Raised where the same row comes to another order or other money than before: what
was read by older rules is then read again, and the older reading is void."""


def _print_of_asked(found: Found) -> str:
    return hashlib.sha256(f"{found.label}|{found.since}".encode()).hexdigest()[:40]


def _renamed_from(found: Found, print_of: str, standing: Sequence[LoadRecord], labels: set[str]) -> str:
    """The name under which these very bytes were read, where nothing of that name is there any more; else empty."""
    if found.asked:
        return ""
    same = (load.file for load in standing if load.fingerprint == print_of and load.file not in labels)
    return next(same, "")


def _declaration(source: Source, project_: Project) -> str:
    """The print of all that says how the source is read: its own words, the money unit, the time zone, our rules."""
    said = "|".join((project.fingerprint(source), project_.unit, project_.timezone, _RULES))
    return hashlib.sha256(said.encode()).hexdigest()[:16]
