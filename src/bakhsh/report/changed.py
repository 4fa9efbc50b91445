"""What changed since an earlier snapshot: a verdict for each segmentation, and how far features have moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bakhsh.language.render import show
from bakhsh.language.sentences import Argument, Sentence
from bakhsh.records import DECISIONS, READINGS, Drift, Verdict, Watched
from bakhsh.report.reader import Reader
from bakhsh.report.section import Given, Section, Shown
from bakhsh.specs import ProjectFiles
from bakhsh.specs.called import called

if TYPE_CHECKING:
    from datetime import date

    from bakhsh.workspace import Workspace

__all__ = ["SECTION", "ChangedView", "MovedRow", "VerdictRow", "changed_view"]

_MOST = 12
_WIDEST = 0.5
"""The index at which a bar is full: twice what is serious where nobody has said else."""


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """A verdict: its word, its sentence, and its kind for the colour."""

    word: str
    said: str
    kind: str


@dataclass(frozen=True, slots=True)
class MovedRow:
    """A feature or segmentation: index, ceiling, customers moved, distance, reading; widths of its bar and of the mark
    of its ceiling in percent."""

    title: str
    psi: str
    ceiling: str
    moved: str
    distance: str
    reading: str
    width: float
    mark: float
    drifted: bool


@dataclass(frozen=True, slots=True)
class ChangedView:
    """Everything of the section, in words and figures; findings are (text, serious)."""

    said: str
    note: str
    verdicts: tuple[VerdictRow, ...]
    findings: tuple[tuple[str, bool], ...]
    moved: tuple[MovedRow, ...]


def changed_view(seen: Watched, files: ProjectFiles, reader: Reader) -> ChangedView:
    """The dozen that moved most, noise left out."""
    days: dict[str, Argument] = {"as_of": seen.as_of, "against": seen.against}
    limits: dict[str, Argument] = {"noticed": files.watch.noticed}
    titles = dict(called(files)) | {one.name: reader.title(one.name, one.title) for one in files.segmentations}
    moved = [one for one in seen.drifts if one.reading != "still"][:_MOST]
    return ChangedView(
        reader.say(Sentence("verdict.compared", days)),
        reader.say(Sentence("drift.table_note", limits)),
        tuple(_verdict(one, reader) for one in seen.verdicts),
        tuple((reader.say(one.said), one.serious) for one in seen.findings),
        tuple(_moved(one, titles, reader) for one in moved),
    )


def _verdict(one: Verdict, reader: Reader) -> VerdictRow:
    return VerdictRow(reader.say(DECISIONS[one.decision]), reader.say(one.said), one.decision)


def _moved(one: Drift, titles: Mapping[str, Argument], reader: Reader) -> MovedRow:
    return MovedRow(
        show(titles.get(one.name, one.name), reader.locale),
        reader.number(one.psi, 2),
        reader.number(one.psi_ceiling, 3),
        reader.share(one.moved),
        reader.number(one.wasserstein, 2),
        reader.say(READINGS[one.reading]),
        _wide(one.psi),
        _wide(one.psi_ceiling),
        one.reading == "drift",
    )


def _wide(index: float) -> float:
    return round(100 * min(index / _WIDEST, 1.0), 1)


def _collect(ws: Workspace, as_of: date | None) -> Watched | None:
    """Of features that a segmentation asks for, or watch.toml names: the page is for those who read segments."""
    seen = ws.watch(ws.snapshot(as_of).as_of, only_used=True)
    return seen if seen.against is not None else None


def _show(given: Given) -> Iterator[Shown]:
    if given.own is not None:
        view = changed_view(given.own, given.view.files, given.reader)
        yield Shown("changed", given.reader.say(Sentence("verdict.section")), view)


SECTION = Section("changed", _show, _collect)
