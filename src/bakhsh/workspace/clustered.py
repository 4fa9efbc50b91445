"""Clusters of a snapshot: what was tried, how far each can be trusted, and everybody on a map."""

from __future__ import annotations

from datetime import date

from bakhsh.errors import NotReady
from bakhsh.language.sentences import Code, Sentence
from bakhsh.loop.segments.clusters import required
from bakhsh.loop.segments.clusters.mapped import drawn
from bakhsh.loop.segments.clusters.scoring import missing
from bakhsh.loop.segments.clusters.told import told
from bakhsh.records import Clusters
from bakhsh.workspace.opened import Opened, opened_then
from bakhsh.workspace.past import pieces_of
from bakhsh.workspace.read import profile, titles_of
from bakhsh.workspace.stage import answer, bind_rows, members_table, rows_table

__all__ = ["clusters"]


def clusters(ws: Opened, segmentation: str, as_of: date | str | None = None) -> Clusters:
    """What is known of the clusters of a snapshot, by the model that placed everybody. NotReady for a segmentation of
    another kind, and where nothing has been run."""
    seen = profile(ws, segmentation, as_of)
    if seen.kind != "cluster":
        raise NotReady(Sentence("clustering.no_clusters", {"segmentation": Code(segmentation)}))
    run = ws.snapshot(seen.as_of)
    then = opened_then(ws, run)
    models = ws.models(run)
    declared = then.segmentation(segmentation)
    found = required(declared, models.get(segmentation))
    titles = {one.segment: one.title for one in seen.segments}
    sizes = {one.segment: one.customers for one in seen.segments}
    part = f"members-{segmentation}"
    bind_rows(then, {"rows": pieces_of(ws, run, "rows"), part: pieces_of(ws, run, part)})
    rows, inside = rows_table(then), sum(sizes.get(name, 0) for name in found.names)
    called = titles_of(then.files, models)
    laid = None
    if not missing(found, rows.columns):
        laid = answer(then.engine, drawn(found, rows, members_table(segmentation), inside, called))
    return told(declared, models[segmentation], found, seen.as_of, titles, sizes, laid)
