"""A run that acts on the verdict, where watch.toml allows it."""

from __future__ import annotations

from dataclasses import replace

from bakhsh.errors import NotReady
from bakhsh.language.sentences import Code, Sentence
from bakhsh.records import RunRecord
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.progress import Say
from bakhsh.workspace.run import run

__all__ = ["by_verdict"]


def by_verdict(ws: Opened, made: tuple[RunRecord, ...], progress: Say | None) -> tuple[RunRecord, ...]:
    """The runs, and where the newest one's verdict says so and watch.toml allows it, the newest once more with those
    segmentations learned anew. A ruler that was learned after the day compared with is not learned again for it."""
    from bakhsh.workspace import changes

    newest = made[-1]
    if ws.files.watch.refit != "by_verdict" or not newest.changed:
        return made
    try:
        found = changes.watch(ws, newest.as_of, only_used=True)
    except NotReady:
        return made
    names = tuple(one.segmentation for one in found.verdicts if one.decision == "refit")
    if not names:
        return made
    again = run(ws, newest.as_of, refit=names, progress=progress)[-1]
    models = ws.store.catalogue.models(again.run)
    anew = {model.segmentation for model in models if model.learned_as_of == newest.as_of}
    said = [Sentence("verdict.refitted", {"name": Code(name)}) for name in names if name in anew]
    more = [one for one in again.notes if one not in newest.notes]
    return (*made[:-1], replace(again, loads=newest.loads, notes=(*newest.notes, *more, *said)))
