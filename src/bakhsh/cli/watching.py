"""`run --watch`: what comes is shown as it comes, until Ctrl-C."""

from __future__ import annotations

import re
from pathlib import Path

import typer

from bakhsh.cli import show
from bakhsh.cli.screen import Screen, error_json
from bakhsh.cli.verb import opened, screen
from bakhsh.language.sentences import Code, Sentence
from bakhsh.records import RunRecord, as_json
from bakhsh.workspace import watch
from bakhsh.workspace.watching import Looked

__all__ = ["keep_watching", "seconds"]

_EVERY = 60.0
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}


def seconds(text: str) -> float:
    """How long "90", "90s", "15m" or "1h" is; a minute for nothing typed. A mistake in usage for anything else, and for
    less than a second."""
    if not text:
        return _EVERY
    found = re.fullmatch(r"(\d{1,6})\s*([smh]?)", text.strip().lower())
    if found is None or int(found[1]) == 0:
        raise typer.BadParameter("60s, 15m or 1h", param_hint="--every")
    return float(int(found[1]) * _UNITS[found[2]])


def keep_watching(project: Path, language: str, pause: float) -> None:
    """Never returns: Ctrl-C ends it. The project is opened anew for every look."""
    with opened(project, language) as shop:
        folder, titles = shop.folder, show.titles(shop)
    face = screen()
    face.say(Sentence("feeds.watching", {"folder": Code(str(folder)), "seconds": int(pause)}), "bold")
    with face.progress() as say:
        for looked in watch(folder, pause, say):
            if face.json:
                _document(face, looked)
            else:
                _shown(face, looked, titles)


def _document(face: Screen, looked: Looked) -> None:
    if looked:
        failed = {label: error_json(error) for label, error in looked.failed.items()}
        face.document({"runs": as_json(looked.runs), "failed": failed, "waiting": list(looked.waiting)})
        face.out.file.flush()


def _shown(face: Screen, looked: Looked, titles: show.Titles) -> None:
    for label in looked.waiting:
        face.say(Sentence("feeds.still_growing", {"file": Code(label)}), "dim")
    for label, error in looked.failed.items():
        face.error(error)
        if label:
            face.say(Sentence("feeds.left_until_changed", {"file": Code(label)}), "yellow")
    news: list[RunRecord] = [one for one in looked.runs if one.changed or one.loads]
    if news:
        face.draw(show.ran(face, news, titles))
    face.out.file.flush()
