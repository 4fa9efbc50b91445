"""What is learned of clusters: a sample of customers is asked for, prepared, divided, named, compared with before."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa

from bakhsh.conditions import Name
from bakhsh.conditions.hashed import md5
from bakhsh.conditions.tokens import LONGEST
from bakhsh.conditions.wording import Wording
from bakhsh.errors import NotReady
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop.segments.beside import Beside, Described
from bakhsh.loop.segments.cluster import choosing, preparing
from bakhsh.loop.segments.cluster.threads import one_thread
from bakhsh.loop.segments.clusters import forebears, lineage, naming, tree
from bakhsh.loop.segments.clusters.defaults import BUYING, chosen
from bakhsh.loop.segments.clusters.differing import differences, typical
from bakhsh.loop.segments.clusters.model import Difference, Found, Part, distances, scores
from bakhsh.loop.segments.clusters.rules import rules
from bakhsh.specs import Cluster, Segmentation, Title
from bakhsh.tables import Type

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["SAMPLE", "found"]

SAMPLE = 100_000
"""Centres are learned from so many customers at most, those of the smallest md5 of their id."""

_SEED = 20

_LONGEST = LONGEST - 200
"""Money in a project's unit may be some digits longer than in minor units, which trees are tried with."""


def found(
    segmentation: Segmentation, rows: ibis.Table, beside: Beside, sizes: choosing.Sizes = choosing.SIZES
) -> Generator[ibis.Table, pa.Table, Found]:
    """The clusters of `rows`. Asks how many customers and buyers there are, then for the features of a sample. `sizes`:
    how much is tried.

    Raises NotReady where there are too few customers, or nothing that tells them apart.
    """
    spec = segmentation.cluster
    counted = (yield _counted(rows)).to_pylist()[0]
    features = _features(segmentation, beside.columns, counted["buyers"] or 0)
    buyers = bool(counted["buyers"]) and any(one.name in BUYING for one in features)
    before = forebears.earlier(beside, rows)
    asked = tuple(dict.fromkeys([*(one.name for one in features), *before.asked]))
    sample = yield _sample(before.beside(rows), asked, buyers)
    divided = counted["buyers"] if buyers else counted["customers"]
    return _learned(spec, features, sample, int(divided or 0), buyers, beside, before, sizes)


def _counted(rows: ibis.Table) -> ibis.Table:
    bought = rows.frequency.fill_null(0) > 0
    return rows.aggregate(customers=rows.count(), buyers=bought.sum())


def _features(segmentation: Segmentation, columns: Mapping[str, Described], buyers: int) -> tuple[Described, ...]:
    """Those the file names, or a good set of those there are. Raises NotReady where there is none."""
    declared = segmentation.cluster.features
    if declared:
        lost = [name for name in declared if name not in columns]
        if lost:
            args: dict[str, Argument] = {"names": tuple(Code(name) for name in lost)}
            hint = Sentence("conditions.see_features", {"command": Code("bakhsh check --features")})
            raise NotReady(Sentence("clustering.no_such_features", args), where=segmentation.at, hint=hint)
        return tuple(columns[name] for name in declared)
    found = chosen(columns, buyers > 0)
    if not found:
        hint = Sentence("clustering.name_features", {"key": Code("features")})
        raise NotReady(Sentence("clustering.nothing_known"), where=segmentation.at, hint=hint)
    return found


def _sample(rows: ibis.Table, names: Sequence[str], buyers: bool) -> ibis.Table:
    """The features of a sample of those who are divided, in the order of the md5 of their ids."""
    divided = rows.filter(rows.frequency.fill_null(0) > 0) if buyers else rows
    return divided.mutate(hash=md5(divided.customer_id)).order_by("hash").limit(SAMPLE).select(*names)


@one_thread()
def _learned(
    spec: Cluster,
    features: Sequence[Described],
    sample: pa.Table,
    customers: int,
    buyers: bool,
    beside: Beside,
    before: forebears.Earlier,
    sizes: choosing.Sizes,
) -> Found:
    measured = [preparing.Measured(one.name, one.type, one.base) for one in features]
    if not sample.num_rows:
        raise NotReady(Sentence("clustering.nobody"))
    choosing.enough(sample.num_rows, customers, spec.k)
    preparation = preparing.learn(sample, measured, dict(spec.weights))
    sample = _known(sample, preparation)
    matrix = preparing.matrix(preparation, sample)
    choice = choosing.choose(
        matrix, spec.k, seed=_SEED, method=spec.method, customers=customers, preparation=preparation, sizes=sizes
    )
    parts = tuple(
        Part("", centre, share, jaccard, 0.0, {})
        for centre, share, jaccard in zip(choice.centres, choice.shares, choice.jaccards, strict=True)
    )
    made = Found(preparation, parts, tuple(one.name for one in features), buyers, 0, customers)
    made = replace(made, mixture=choice.mixture.body if choice.mixture else None)
    squared, deciding = distances(made, matrix), scores(made, matrix)
    labels = deciding.argmin(axis=1)
    descent = forebears.descent(before, sample, labels, len(parts))
    differing = differences(preparation, sample, labels, len(parts), beside.fewest)
    types = {name: beside.columns[name].type for name in preparation.features}
    words = Wording(beside.titles, types, 1)
    titles = naming.titles(differing, words, _kept(before, descent, differing))
    named = tuple(
        _part(part, at, descent.names[at], titles[at], differing[at], made, sample, squared, labels, beside.fewest)
        for at, part in enumerate(parts)
    )
    return replace(
        made,
        parts=named,
        highest=descent.highest,
        story=_story(spec, choice, preparation, forebears.notes(before, descent)),
        types=types,
        called={name: words.named(Name(name)) for name in types},
        tree=_tree(replace(made, parts=named, types=types), sample, squared, deciding),
        lineage=tuple(_with_titles(event, before) for event in descent.events),
    )


def _tree(
    made: Found, sample: pa.Table, squared: npt.NDArray[np.float64], deciding: npt.NDArray[np.float64]
) -> dict[str, Any]:
    """The tree with the most leaves whose rules are all short enough to be written as conditions; of none that with a
    leaf a cluster."""
    numeric = {name: kind not in (Type.TEXT, Type.BOOLEAN) for name, kind in made.types.items()}
    count = len(made.parts)
    for leaves in range(tree.LEAVES_PER_CLUSTER * count, count - 1, -1):
        found = tree.grown(sample, numeric, squared, deciding, leaves)
        if all(len(text) <= _LONGEST for text in rules(replace(made, tree=found), 1).values()):
            break
    return found


def _known(sample: pa.Table, preparation: preparing.Preparation) -> pa.Table:
    """Without those of whom nothing is known: they are placed nowhere, and would be a cluster of their own."""
    import pyarrow.compute as pc

    empty = None
    for name in preparation.features:
        column = sample[name]
        here = pc.is_null(column)
        if pa.types.is_string(column.type):
            here = pc.or_kleene(here, pc.fill_null(pc.equal(column, "unknown"), True))
        empty = here if empty is None else pc.and_(empty, here)
    return sample.filter(pc.invert(empty)) if empty is not None else sample


def _kept(
    before: forebears.Earlier, descent: lineage.Descent, differing: Sequence[Sequence[Difference]]
) -> dict[int, Title]:
    """Titles that stay: of clusters that are still what the title says."""
    return {
        at: before.parts[old].title
        for at, old in descent.kept.items()
        if naming.holds(before.parts[old].differs, differing[at])
    }


def _with_titles(event: Mapping[str, Any], before: forebears.Earlier) -> dict[str, Any]:
    """The event with the title of a cluster that is no longer there to be asked."""
    titles = {part.name: dict(part.title) for part in before.parts}
    return {**event, "title": titles.get(event["name"], {})}


def _part(
    part: Part,
    at: int,
    name: str,
    title: Title,
    differs: tuple[Difference, ...],
    made: Found,
    sample: pa.Table,
    squared: npt.NDArray[np.float64],
    labels: npt.NDArray[np.intp],
    fewest: Mapping[str, int],
) -> Part:
    import numpy as np

    mine = np.flatnonzero(labels == at)
    spread = float(np.sqrt(squared[mine, at].mean())) if len(mine) else 0.0
    usual = typical(made.preparation.features, made.preparation, sample, mine, fewest)
    return replace(part, name=name, title=title, differs=differs, spread=spread, typical=usual)


def _story(
    spec: Cluster, choice: choosing.Choice, preparation: preparing.Preparation, notes: Sequence[Sentence]
) -> dict[str, Any]:
    """How many there are and why."""
    left_out = preparation.notes if spec.features else ()
    return {
        "k": choice.k,
        "range": list(spec.k),
        "method": spec.method,
        "reading": choice.reading,
        "agreement": choice.agreement,
        "separation": choice.separation,
        "ceilings": [choice.ceiling_agreement, choice.ceiling_separation],
        "reason": choice.reason,
        "notes": [*choice.notes, *left_out, *notes],
        "valleys": [[one.neighbour, one.dip, one.p_value] for one in choice.valleys],
        "candidates": [
            {
                "k": one.k, "smallest": one.smallest, "agreement": one.agreement, "error": one.agreement_error,
                "low": one.agreement_low, "separation": one.separation, "valleys": one.valleys,
                "in_range": one.in_range, "struck": one.struck,
            }
            for one in choice.candidates
        ],
    }  # fmt: skip
