"""A section of the page: what it asks the workspace for, and what its template is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bakhsh.language.sentences import Sentence
from bakhsh.records import CohortTable, Overview, Readout, Reconciliation, RunRecord, SegmentationProfile
from bakhsh.report.reader import Reader
from bakhsh.specs import ProjectFiles
from bakhsh.tables import Type

if TYPE_CHECKING:
    from datetime import date

    from bakhsh.workspace import Workspace

__all__ = ["Given", "Section", "Shown", "View", "plain"]


@dataclass(frozen=True, slots=True)
class View:
    """The records one report shows. `runs` may hold more than those up to the run's day; `types` are those of the
    project's own columns, by name; `further`: what sections have asked for themselves, by the section's name."""

    files: ProjectFiles
    run: RunRecord
    overview: Overview
    profiles: tuple[SegmentationProfile, ...]
    cohorts: CohortTable
    reconciliation: Reconciliation
    runs: tuple[RunRecord, ...] = ()
    readouts: tuple[Readout, ...] = ()
    types: Mapping[str, Type] = field(default_factory=dict)
    further: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Given:
    """What a section is made of: the records, who reads them, and what the section itself has asked for (None: it asks
    for nothing, or there is nothing)."""

    view: View
    reader: Reader
    own: Any = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A section as it stands on the page. `id`: its anchor, one of its kind on the page; `heading`: its name in the
    contents, empty where it has none there; `view`: what the template reads as `shown.view`."""

    id: str
    heading: str
    view: Any
    template: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page. `templates/NAME.html.j2` lays it out, `templates/NAME.css` is its style where there is one.

    `show` makes none, one or several of its kind (one a segmentation). `collect` asks the workspace, as of a day, for
    records that `View` does not hold; NotReady means that there is nothing to show yet.
    """

    name: str
    show: Callable[[Given], Iterable[Shown]]
    collect: Callable[[Workspace, date | None], Any] | None = None

    @property
    def template(self) -> str:
        """The file of its layout."""
        return f"{self.name}.html.j2"


def plain(id_: str, heading: Sentence, view: Callable[[Given], Any]) -> Callable[[Given], tuple[Shown, ...]]:
    """A section that always stands once on the page."""
    return lambda given: (Shown(id_, given.reader.say(heading), view(given)),)
