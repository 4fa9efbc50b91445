"""Lineage: which new cluster is which old one, so that names survive a refit.

Both models place the same customers. A new cluster takes the name of the old one with which it has most customers in
common (Jaccard similarity; all pairs matched at once for the largest sum), where that is a quarter or more; else it
gets a number nobody had. What was not matched was born, split off, merged or has vanished.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bakhsh.language.sentences import Argument, Sentence, Share, Titled
from bakhsh.specs import Title

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["Descent", "descent", "said"]

_SAME = 0.25
"""A new cluster that has a smaller part in common with an old one is not the same."""

_FAR = 1.75
"""Members on average so many times as far from the old centre as its members used to be were nowhere before."""

_MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Descent:
    """`names` of the new clusters; `kept`: by the new one's place, the old one's; `events`: who was born, split, merged
    or vanished; `highest`: the largest number given so far."""

    names: tuple[str, ...]
    kept: Mapping[int, int]
    events: tuple[Mapping[str, Any], ...]
    highest: int


def descent(
    old_names: Sequence[str],
    old_spreads: Sequence[float],
    highest: int,
    shared: npt.NDArray[np.int64],
    away: npt.NDArray[np.float64],
) -> Descent:
    """Who descends from whom. `shared`: customers of each old (rows) in each new cluster (columns); `away`: root mean
    square distance of those from the old centre, in the old model's own measure."""
    import numpy as np

    # Who lies far from the old centre was put there for want of a nearer one: such customers are no descent.
    kept = _matched(np.where(away <= _FAR * np.asarray(old_spreads)[:, None], shared, 0))
    names: list[str] = []
    events: list[dict[str, Any]] = []
    for at in range(shared.shape[1]):
        if at in kept:
            names.append(old_names[kept[at]])
            continue
        highest += 1
        names.append(f"cluster_{highest}")
        events.append(_arrived(names[-1], shared[:, at], away[:, at], old_names, old_spreads))
    gone = [at for at in range(len(old_names)) if at not in kept.values()]
    events += [_left(old_names[at], shared[at], names) for at in gone]
    return Descent(tuple(names), kept, tuple(events), highest)


def _matched(shared: npt.NDArray[np.int64]) -> dict[int, int]:
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    union = shared.sum(axis=1)[:, None] + shared.sum(axis=0)[None] - shared
    jaccard = np.where(union > 0, shared / np.maximum(union, 1), 0.0)
    olds, news = linear_sum_assignment(-jaccard)
    return {int(new): int(old) for old, new in zip(olds, news, strict=True) if jaccard[old, new] >= _SAME}


def _arrived(
    name: str,
    shared: npt.NDArray[np.int64],
    away: npt.NDArray[np.float64],
    old_names: Sequence[str],
    old_spreads: Sequence[float],
) -> dict[str, Any]:
    """Split off the old cluster most of its customers would be in, unless they lie far from all that was there."""
    total = int(shared.sum())
    source = int(shared.argmax())
    part = float(shared[source] / total) if total else 0.0
    near = part >= _MOSTLY and float(away[source]) <= _FAR * old_spreads[source]
    return {"what": "split" if near else "born", "name": name, "of": old_names[source] if near else "", "share": part}


def _left(name: str, shared: npt.NDArray[np.int64], names: Sequence[str]) -> dict[str, Any]:
    total = int(shared.sum())
    if not total:
        return {"what": "emptied", "name": name, "of": "", "share": 0.0}
    to = int(shared.argmax())
    part = float(shared[to] / total)
    merged = part >= _MOSTLY
    return {"what": "merged" if merged else "vanished", "name": name, "of": names[to] if merged else "", "share": part}


def said(event: Mapping[str, Any], titles: Mapping[str, Title]) -> Sentence:
    """One event in words; `titles` of clusters old and new, by name."""

    def called(name: str) -> Titled:
        return Titled(name, titles.get(name, {}))

    args: dict[str, Argument] = {"cluster": called(event["name"])}
    further = {**args, "other": called(event["of"]), "share": Share(event["share"], decimals=0)}
    match event["what"]:
        case "born":
            return Sentence("clustering.born", args)
        case "split":
            return Sentence("clustering.split", further)
        case "merged":
            return Sentence("clustering.merged", further)
        case "emptied":
            return Sentence("clustering.emptied", args)
    return Sentence("clustering.vanished", args)
