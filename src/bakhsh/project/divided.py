"""Files of segmentations whose segments are found in the data: clusters, and crossings of other segmentations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bakhsh import conditions
from bakhsh.conditions.names import lacking_feature
from bakhsh.errors import ProjectError, UnknownName
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.project.mistakes import codes, mistake, unknown
from bakhsh.project.places import Spot
from bakhsh.project.shapes import Key, Many, Mistakes, Number, Table, Taken, Text, Whole
from bakhsh.specs import Cluster, Cross, ProjectFiles, Segmentation
from bakhsh.specs.available import declared
from bakhsh.tables import Type
from bakhsh.tables.features import BASES

__all__ = ["KEYS", "MOST", "OF_KIND", "cluster", "cross", "mistakes", "named"]

MOST = 40
"""So many clusters may be asked for; more than that nobody can tell apart."""

_FEATURE = Text(empty=False, example="monetary")
_WEIGHTS = Table(tuple(Key(base, Number(low=0, high=100), f"of {base} features") for base in BASES))

KEYS = (
    Key("features", Many(_FEATURE, least=1), "cluster: what customers are divided by; left out: a good set of those"),
    Key("k", Many(Whole(low=2, high=MOST), least=1, lone=True), "cluster: how many, or the fewest and the most"),
    Key("method", Text(("kmeans", "mixture")), "cluster: each to the nearest centre, or by probability of membership"),
    Key("weights", _WEIGHTS, "cluster: how much each base counts; 1 where none is said, 0 not at all"),
    Key("of", Many(Text(empty=False, example="value"), least=2), "cross: the segmentations that are crossed"),
    Key("minimum", Whole(low=1), "cross: a cell with fewer customers belongs to the rest"),
)
"""The keys of these kinds, in files of segmentations."""

OF_KIND = {"cluster": ("features", "k", "method", "weights"), "cross": ("of", "minimum")}


# ---- one file ----------------------------------------------------------------------------------------------------
def cluster(taken: Taken, mistakes: Mistakes) -> Cluster:
    """What a file of kind "cluster" says."""
    values: dict[str, Any] = {key: taken[key] for key in ("features", "method") if key in taken}
    values |= {"weights": dict(taken["weights"])} if "weights" in taken else {}
    values |= {"k": (taken["k"][0], taken["k"][-1])} if taken.get("k") else {}
    written = taken.get("k", ())
    if len(written) > 2 or list(written) != sorted(written):
        said = Sentence("clustering.bad_range", {"key": Code("k"), "one": Code("k = [4, 8]"), "other": Code("k = 5")})
        mistakes.append(mistake(taken.spot.at("k").where, said))
    mistakes.extend(_twice(taken, "features"))
    return Cluster(**values)


def cross(taken: Taken, mistakes: Mistakes) -> Cross:
    """What a file of kind "cross" says."""
    if "of" not in taken and not _written(taken.spot, "of"):
        line = Code('of = ["value", "rfm"]')
        said = Sentence("project.missing_key", {"key": Code("of")})
        mistakes.append(mistake(taken.at, said, Sentence("project.add_key", {"line": line})))
    mistakes.extend(_twice(taken, "of"))
    return Cross(**{key: taken[key] for key in OF_KIND["cross"] if key in taken})


def _written(spot: Spot, key: str) -> bool:
    return (*spot.path, key) in spot.places


def _twice(taken: Taken, key: str) -> Iterator[ProjectError]:
    names = taken.get(key, ())
    for place, name in enumerate(names):
        if name in names[:place]:
            said = Sentence("clustering.named_twice", {"key": Code(key), "name": Code(name)})
            yield mistake(taken.spot.at(key, place).where, said, Sentence("project.rename_or_remove"))


def named(one: Taken, kind: str) -> Iterator[ProjectError]:
    """What is wrong with a [[segment]] of these kinds: it may only be given a title."""
    if "where" in one:
        said = Sentence("project.not_of_kind", {"key": Code("where"), "kind": Code(kind)})
        yield mistake(one.spot.at("where").where, said, Sentence("clustering.only_titles"))
    name = str(one.get("name", ""))
    if kind == "cluster" and name and not re.fullmatch(r"cluster_[1-9]\d{0,5}|no_purchase", name):
        said = Sentence("clustering.no_cluster_name", {"found": Code(name), "form": Code("cluster_3")})
        yield mistake(one.spot.at("name").where, said, Sentence("clustering.only_titles"))


# ---- all files together ------------------------------------------------------------------------------------------
def mistakes(files: ProjectFiles, known: conditions.Names) -> Iterator[ProjectError]:
    """Features and segmentations that these kinds name and nobody declared, or that customers cannot be divided by."""
    for one in files.segmentations:
        if one.kind == "cluster":
            yield from (error for name in one.cluster.features for error in _feature(one, name, files, known))
            yield from _weightless(one, files)
        if one.kind == "cross":
            yield from (error for name in one.cross.of for error in _crossed(one, name, files))


def _feature(one: Segmentation, name: str, files: ProjectFiles, known: conditions.Names) -> Iterator[ProjectError]:
    if name in known.features:
        kind = known.features[name].type
        if kind in (Type.DATE, Type.TIMESTAMP):
            said = Sentence("clustering.a_day_divides_nobody", {"name": Code(name)})
            yield mistake(one.at, said, Sentence("clustering.use_days_since", {"example": Code("recency, known_for")}))
    elif name in _personal(files):
        said = Sentence("clustering.personal", {"name": Code(name)})
        yield mistake(one.at, said, Sentence("project.rename_or_remove"))
    else:
        missing = known.lacking.get(name)
        error = lacking_feature(name, missing) if missing else conditions.unknown_feature(name, known.features)
        yield UnknownName(error.sentence, where=one.at, hint=error.hint)


def _weightless(one: Segmentation, files: ProjectFiles) -> Iterator[ProjectError]:
    """Weights of 0 that leave nothing to divide by: every base that is there, or that the named features belong to."""
    of = {feature.name: feature.base for feature in declared(files)}
    named = one.cluster.features
    # A column of the customers' own may be of any base: only where all weigh nothing is it surely left out.
    bases = {base for name in named for base in ([of[name]] if name in of else BASES)} if named else set(BASES)
    if all(one.cluster.weights.get(base, 1.0) <= 0 for base in bases):
        said = Sentence("clustering.weightless", {"key": Code("weights"), "bases": codes(sorted(bases))})
        yield mistake(one.at, said, Sentence("clustering.weigh_something"))


def _personal(files: ProjectFiles) -> frozenset[str]:
    """Names of columns that speak of a person as such, which divide nobody."""
    mapped = (column for source in files.sources for column in source.columns if column.personal)
    return frozenset(column.column.rpartition(".")[2] for column in mapped)


def _crossed(one: Segmentation, name: str, files: ProjectFiles) -> Iterator[ProjectError]:
    others = {other.name: other.kind for other in files.segmentations if other.name != one.name}
    can = [other for other, kind in others.items() if kind != "cross"]
    if name not in others:
        yield unknown(one.at, "project.unknown_segmentation", name, can)
    elif name not in can:
        args: dict[str, Argument] = {"name": Code(name), "known": codes(can)}
        yield mistake(one.at, Sentence("clustering.crosses_a_cross", args))
