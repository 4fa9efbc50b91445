"""The page put together: records in, one HTML text out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.resources import files as resources
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bakhsh.errors import NotReady
from bakhsh.language.locale import Locale
from bakhsh.language.sentences import Sentence
from bakhsh.records import Readout
from bakhsh.report.heat import heat_css
from bakhsh.report.reader import Reader, reader_for
from bakhsh.report.section import Given, Shown, View
from bakhsh.report.sections import SECTIONS

if TYPE_CHECKING:
    from datetime import date

    from bakhsh.workspace import Workspace

__all__ = ["View", "collect", "render_view", "style"]


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
        further=_further(ws, as_of),
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


def _further(ws: Workspace, as_of: date | None) -> Mapping[str, Any]:
    """What sections ask for themselves; a section that asks too early is left out."""
    found: dict[str, Any] = {}
    for one in SECTIONS:
        if one.collect is not None:
            try:
                found[one.name] = one.collect(ws, as_of)
            except NotReady:
                continue
    return found


def render_view(view: View, locale: Locale) -> str:
    """The report as HTML: one text, no script, nothing fetched from anywhere."""
    reader = reader_for(locale, view.files.project.calendar)
    shown: dict[str, Any] = {
        "project": view.files.project,
        "run": view.run,
        "as_of": reader.day(view.run.as_of),
        "sections": tuple(_shown(view, reader)),
    }
    return _environment(reader).get_template("report.html.j2").render(shown)


def _shown(view: View, reader: Reader) -> Iterator[Shown]:
    for section in SECTIONS:
        for one in section.show(Given(view, reader, view.further.get(section.name))):
            yield replace(one, template=one.template or section.template)


def style() -> str:
    """The style sheet: the page's own, then that of each section that has one."""
    folder = resources("bakhsh.report") / "templates"
    own = [folder / f"{one.name}.css" for one in SECTIONS]
    return "\n".join(one.read_text(encoding="utf-8") for one in (folder / "report.css", *own) if one.is_file())


def _environment(reader: Reader) -> Environment:
    found = Environment(
        loader=PackageLoader("bakhsh.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    def say(id_: str, **args: Any) -> str:
        return reader.say(Sentence(id_, args))

    found.globals.update(reader=reader, say=say, css=Markup(style()), heat=Markup(heat_css()))
    return found
