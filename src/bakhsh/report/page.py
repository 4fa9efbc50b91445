"""The page put together: records in, one HTML text out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files as resources
from typing import TYPE_CHECKING, Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from bakhsh.errors import NotReady
from bakhsh.language.locale import Locale
from bakhsh.language.sentences import Sentence
from bakhsh.records import CohortTable, Overview, Readout, Reconciliation, RunRecord, SegmentationProfile
from bakhsh.report.campaigns import campaign
from bakhsh.report.cohorts import cohorts
from bakhsh.report.heat import heat_css
from bakhsh.report.months import months
from bakhsh.report.overview import kpis
from bakhsh.report.reader import Reader, reader_for
from bakhsh.report.reconciled import assumptions, reconciliation
from bakhsh.report.segmentations import Wording, segmentation, titles
from bakhsh.report.trends import snapshots
from bakhsh.specs import ProjectFiles
from bakhsh.tables import Type

if TYPE_CHECKING:
    from datetime import date

    from bakhsh.workspace import Workspace

__all__ = ["View", "collect", "render_view"]


@dataclass(frozen=True, slots=True)
class View:
    """The records one report shows. `runs` may hold more than those up to the run's day; `types` are those of the
    project's own columns, by name."""

    files: ProjectFiles
    run: RunRecord
    overview: Overview
    profiles: tuple[SegmentationProfile, ...]
    cohorts: CohortTable
    reconciliation: Reconciliation
    runs: tuple[RunRecord, ...] = ()
    readouts: tuple[Readout, ...] = ()
    types: Mapping[str, Type] = field(default_factory=dict)


def collect(ws: Workspace, as_of: date | None = None) -> View:
    """The records of the snapshot as of a day (None: the latest). Raises NotReady where nothing has been run."""
    return View(
        files=ws.files,
        run=ws.snapshot(as_of),
        overview=ws.overview(as_of),
        profiles=ws.profiles(as_of),
        cohorts=ws.retention(as_of),
        reconciliation=ws.reconciliation(),
        runs=ws.runs(),
        readouts=_readouts(ws),
        types=ws.types,
    )


def _readouts(ws: Workspace) -> tuple[Readout, ...]:
    """The readout of the newest wave of every campaign that was sent."""
    found = []
    for one in ws.files.campaigns:
        try:
            found.append(ws.measure(one.name))
        except NotReady:
            continue
    return tuple(found)


def render_view(view: View, locale: Locale) -> str:
    """The report as HTML: one text, no script, nothing fetched from anywhere."""
    reader = reader_for(locale, view.files.project.calendar)
    called = titles(view.profiles, {one.name: one.title for one in view.files.features})
    wording = Wording(called, view.types)
    through = snapshots(view.runs, view.run.as_of)
    shown: dict[str, Any] = {
        "project": view.files.project,
        "run": view.run,
        "as_of": reader.day(view.run.as_of),
        "kpis": kpis(view.overview, reader),
        "months": months(view.reconciliation, view.run.as_of, reader),
        "segmentations": [segmentation(one, through, wording, reader) for one in view.profiles],
        "snapshots": [reader.day(one.as_of) for one in through],
        "cohorts": cohorts(view.cohorts, reader),
        "campaigns": [campaign(one, view.files, reader) for one in view.readouts],
        "ledger": reconciliation(view.reconciliation, reader),
        "assumptions": assumptions(view.files.project, reader),
    }
    return _environment(reader).get_template("report.html.j2").render(shown)


def _environment(reader: Reader) -> Environment:
    folder = resources("bakhsh.report") / "templates"
    template, style = ((folder / name).read_text(encoding="utf-8") for name in ("report.html.j2", "report.css"))
    found = Environment(
        loader=DictLoader({"report.html.j2": template}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def say(id_: str, **args: Any) -> str:
        return reader.say(Sentence(id_, args))

    found.globals.update(reader=reader, say=say, css=Markup(style), heat=Markup(heat_css()))
    return found
