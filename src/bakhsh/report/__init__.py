"""One self-contained HTML file per language: what the customers are like, who is where, what campaigns caused."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bakhsh.errors import EdgeError, UnknownName
from bakhsh.language.locale import LANGUAGES, Locale, locale_for
from bakhsh.language.sentences import Code, Sentence
from bakhsh.report import page

if TYPE_CHECKING:
    from datetime import date

    from bakhsh.workspace import Workspace

__all__ = ["write"]


def write(ws: Workspace, path: Path | None = None, language: str = "en", as_of: date | None = None) -> Path:
    """Writes the report of a snapshot and returns its path (default: report.LANGUAGE.html in the project folder).

    The file appears whole or not at all. Raises NotReady where nothing has been run, UnknownName for a language without
    texts, EdgeError where the file cannot be written.
    """
    locale = _locale(ws, language)
    target = path or ws.folder / f"report.{locale.language}.html"
    text = page.render_view(page.collect(ws, as_of), locale)
    beside = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(target)
    except OSError as error:
        why = {"file": Code(str(target)), "why": Code(error.strerror or str(error))}
        raise EdgeError(Sentence("report.not_written", why), hint=Sentence("report.write_elsewhere")) from error
    finally:
        _tidied(beside)
    return target


def _tidied(beside: Path) -> None:
    """Half a file is left to nobody, not even where the disk refuses to say so."""
    try:
        beside.unlink(missing_ok=True)
    except OSError:
        return


def _locale(ws: Workspace, language: str) -> Locale:
    for one in LANGUAGES:
        if one == language:
            return locale_for(one, money=ws.files.project.unit)
    known = tuple(Code(one) for one in LANGUAGES)
    raise UnknownName(Sentence("report.no_language", {"found": Code(language), "known": known}))
