"""What conditions ask of a snapshot that it does not hold: asked first, so that no answer is silently wrong."""

from __future__ import annotations

from collections.abc import Iterable

from bakhsh import conditions, project
from bakhsh.language.sentences import Code
from bakhsh.project.order import nodes
from bakhsh.records import RunRecord
from bakhsh.specs import ProjectFiles
from bakhsh.workspace import predicting
from bakhsh.workspace.opened import Opened, opened_then
from bakhsh.workspace.rows import row_types

__all__ = ["lacking"]


def lacking(
    ws: Opened,
    run: RunRecord,
    asked: Iterable[conditions.Condition | conditions.Value],
    segmentations: Iterable[str] = (),
) -> tuple[Code, ...]:
    """Columns and segmentations that these conditions name and the run was made without, or with another meaning."""
    then = opened_then(ws, run)
    types, redefined = row_types(ws), _redefined(ws.files, then.files)
    held = {name for name, kind in row_types(then).items() if types.get(name) == kind and name not in redefined}
    held -= predicting.absent(ws, run)
    columns: set[str] = set()
    places = set(segmentations)
    spelled: dict[str, str] = {}
    for condition in asked:
        lifted, rest = conditions.lift(condition)
        asked_of = {one.name: one.call for one in lifted if isinstance(one.call, conditions.Membership)}
        members = {name: call.segmentation for name, call in asked_of.items() if call.ago is None}
        columns |= {one.name for one in nodes(rest) if isinstance(one, conditions.Name)} - asked_of.keys()
        places |= set(members.values())
        calls = (one for one in nodes(condition) if isinstance(one, conditions.Aggregate))
        spelled |= {conditions.lift(one)[0][0].name: conditions.show(one) for one in calls}
    missing = (*sorted(columns - held), *sorted(places - run.sizes.keys()))
    return tuple(Code(spelled.get(name, name)) for name in missing)


def _redefined(now: ProjectFiles, then: ProjectFiles) -> set[str]:
    """Extra features that are computed otherwise now, by themselves or by one they use."""
    before = {one.name: project.fingerprint(one) for one in then.features}
    changed: set[str] = set()
    for one in project.features(now):
        used = {node.name for node in nodes(one.value) if isinstance(node, conditions.Name)}
        if before.get(one.name) != project.fingerprint(one) or used & changed:
            changed.add(one.name)
    return changed
