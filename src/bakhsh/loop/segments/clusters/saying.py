"""Clusters in words: how many and why, how far they can be trusted, and what each is like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bakhsh.conditions import Name
from bakhsh.conditions.wording import Wording
from bakhsh.language.sentences import Argument, Sentence, Share, Titled
from bakhsh.loop.segments.cluster.choosing import READINGS
from bakhsh.loop.segments.clusters import lineage
from bakhsh.loop.segments.clusters.model import Difference, Found, Part
from bakhsh.loop.segments.clusters.phrases import called
from bakhsh.loop.segments.members import titled
from bakhsh.specs import Segment, Segmentation
from bakhsh.tables import Type

__all__ = ["described", "found_again", "happened", "learned_anew", "trust", "unlearned"]

_TOLD = 3


def unlearned(segmentation: Segmentation) -> Sentence:
    """The definition in words, before anything was learned."""
    low, high = segmentation.cluster.k
    return Sentence("clustering.definition", {"low": low, "high": high})


def described(found: Found, segments: Sequence[Segment]) -> tuple[Sentence, ...]:
    """What was found, why so many, how stable it is, what each cluster is like, and the tree beside it."""
    words, types = Wording(found.called, found.types, 1), found.types
    named = {one.name: titled(one) for one in segments}
    features = tuple(called(name, words) for name in found.preparation.features)
    story = found.story
    low, high = story["range"]
    args: dict[str, Argument] = {"count": len(found.parts), "features": features, "low": low, "high": high}
    first = Sentence("clustering.found_mixture", args) if found.mixture else Sentence("clustering.found", args)
    parts = tuple(one for part in found.parts for one in _part(part, named[part.name], words, types))
    tree = tuple(_tree(found))
    return (first, story["reason"], *story["notes"], *parts, *tree, *happened(found, named))


def _part(part: Part, cluster: Titled, words: Wording, types: Mapping[str, Type]) -> Iterator[Sentence]:
    stable: dict[str, Argument] = {
        "cluster": cluster, "share": Share(part.share, decimals=0), "again": found_again(part.jaccard),
        "jaccard": round(part.jaccard, 2),
    }  # fmt: skip
    yield Sentence("clustering.part", stable)
    told = tuple(_difference(one, words, types) for one in part.differs[:_TOLD])
    if told:
        yield Sentence("clustering.part_differs", {"cluster": cluster, "differences": told})


def _difference(one: Difference, words: Wording, types: Mapping[str, Type]) -> Sentence:
    name = Name(one.feature)
    args: dict[str, Argument] = {"feature": called(one.feature, words)}
    if one.word:
        shares: dict[str, Argument] = {"own": Share(one.own, decimals=0), "all": Share(one.all, decimals=0)}
        value: object = {"true": True, "false": False}.get(one.word, one.word)
        return Sentence("clustering.differs_in_word", {**args, **shares, "word": words.found(value, name)})
    return Sentence("clustering.differs", {**args, **{
        key: words.found(_plain(amount, types.get(one.feature)), name)
        for key, amount in (("own", one.own), ("all", one.all))
    }})  # fmt: skip


def _plain(value: float, kind: Type | None) -> float | int:
    """Whole where the feature is, else with three digits."""
    return round(value) if kind in (Type.INTEGER, Type.MONEY) else float(f"{value:.3g}")


def found_again(jaccard: float) -> Sentence:
    """How well bootstraps find a cluster again, in words (Hennig 2007, CSDA 52(1): from 0.85 highly stable, from 0.75
    stable, from 0.6 a pattern whose members are doubtful, below dissolved)."""
    if jaccard >= 0.85:
        return Sentence("clustering.again_surely")
    if jaccard >= 0.75:
        return Sentence("clustering.again_stable")
    return Sentence("clustering.again_doubtful") if jaccard >= 0.6 else Sentence("clustering.again_hardly")


def trust(found: Found, segment: str) -> tuple[Sentence, ...]:
    """How far a cluster can be trusted: the reading of the whole division, how far samples agree on it, and how well
    this one is found again. Nothing of a segment that is no cluster."""
    part = next((one for one in found.parts if one.name == segment), None)
    if part is None:
        return ()
    agreed: dict[str, Argument] = {
        "agreement": round(found.story["agreement"], 2), "again": found_again(part.jaccard),
        "jaccard": round(part.jaccard, 2),
    }  # fmt: skip
    return READINGS[found.story["reading"]], Sentence("watched.card_agreement", agreed)


def _tree(found: Found) -> Iterator[Sentence]:
    tree = found.tree
    if tree:
        yield Sentence(
            "clustering.tree",
            {"leaves": tree["leaves"], "agrees": Share(tree["agrees"], decimals=0), "cost": round(tree["cost"], 2)},
        )


def learned_anew(segmentation: Segmentation, found: Found, named: Mapping[str, Titled]) -> tuple[Sentence, ...]:
    """What a run says when clusters were learned: each sentence with what is divided, as it stands among others."""
    called = Titled(segmentation.name, segmentation.title)
    story = (found.story["reason"], *found.story["notes"])
    told = (Sentence("clustering.news", {"name": called, "said": one}) for one in story)
    return (*told, *happened(found, named))


def happened(found: Found, named: Mapping[str, Titled]) -> tuple[Sentence, ...]:
    """What became of the clusters of before: born, split, merged, vanished."""
    titles = {name: one.title for name, one in named.items()}
    return tuple(lineage.said(event, {event["name"]: event.get("title", {}), **titles}) for event in found.lineage)
