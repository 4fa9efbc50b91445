"""What a kind of segmentation is told beside the rows when it learns."""

from __future__ import annotations

from collections.abc import Mapping

import ibis

from bakhsh.language.sentences import Argument, Titled
from bakhsh.loop import segments
from bakhsh.records import Model
from bakhsh.specs import Segmentation
from bakhsh.specs.available import declared
from bakhsh.specs.called import called
from bakhsh.tables import CONTRACTS, CUSTOMERS, Feature, Type
from bakhsh.tables.features import BASES
from bakhsh.tables.features.predicted import BOUNDS
from bakhsh.workspace import telling
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.person import pieces_of_run

__all__ = ["beside", "described", "titles"]


def described(ws: Opened, types: Mapping[str, Type]) -> dict[str, segments.Described]:
    """The columns of ROWS that customers can be divided by, each with the base it speaks of: the four bases' features
    with their own, the customers' further columns as demographic, the project's own features and predictions (without
    their bounds) as behavioural."""
    known = {one.name: one for one in declared(ws.files)}
    own = {one.name: one for one in ws.files.features}
    customers, added = CUSTOMERS.names, ws.open_columns("customers")
    found: dict[str, segments.Described] = {}
    for name, kind in types.items():
        if name in own:
            found[name] = segments.Described(name, kind, "behavioural")
        elif name in known and name not in BOUNDS:
            found[name] = _of_base(known[name])
        elif name in customers or name in added:
            found[name] = segments.Described(name, kind, "demographic", added=name in added)
    return found


def titles(ws: Opened) -> dict[str, Argument]:
    """What the project calls its segmentations, those without a title left out."""
    return {one.name: Titled(one.name, one.title) for one in ws.files.segmentations if one.title}


def _of_base(one: Feature) -> segments.Described:
    base = one.base if one.base in BASES else "behavioural"
    return segments.Described(one.name, one.type, base, one.grain)


def beside(ws: Opened, one: Segmentation, types: Mapping[str, Type], models: Mapping[str, Model]) -> segments.Beside:
    """`models` are those in force on this day, of the segmentations made before `one`."""
    earlier = [
        model for model in ws.store.catalogue.models() if (model.segmentation, model.kind) == (one.name, one.kind)
    ]
    return segments.Beside(
        described(ws, types),
        earlier[-1] if earlier else None,
        segments.all_segments(ws.files.segmentations, models),
        called(ws.files),
        telling.fewest(ws, types),
        types,
        ws.minor_per_unit,
        _members(ws, earlier[-1]) if earlier and one.kind == "cluster" else None,
    )


def _members(ws: Opened, model: Model) -> ibis.Table | None:
    """Where the latest snapshot that the model placed has its customers, bound; None where no such snapshot is left."""
    of = model.segmentation
    held = [run for run in ws.store.catalogue.runs() if run.current and of in run.sizes]
    for run in sorted(held, key=lambda run: run.as_of, reverse=True):
        if any(used.fingerprint == model.fingerprint for used in ws.store.catalogue.models(run.run)):
            contract = CONTRACTS["MEMBERS"]
            pieces = pieces_of_run(ws.store.catalogue.pieces(run.run), f"members-{of}")
            ws.bind_pieces("earlier_members", pieces, contract.schema())
            found = ibis.table({column.name: column.type.ibis for column in contract.columns}, name="earlier_members")
            return found.select("customer_id", "segment")
    return None
