"""What was learned of clusters: everything that places a customer, and all that is said of them, as numbers in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from bakhsh.errors import NotReady
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop.segments.cluster.mixture import Mixture
from bakhsh.loop.segments.cluster.preparing import Preparation
from bakhsh.records import Model
from bakhsh.specs import Segmentation, Title
from bakhsh.tables import Type

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["Difference", "Found", "Part", "distances", "read", "required", "scores"]


@dataclass(frozen=True, slots=True)
class Difference:
    """How a cluster differs from everybody in a feature. `effect`: by how many standard deviations of the prepared
    feature its mean lies above (below, where negative) everybody's; of a word by how many its share does. `own` and
    `all`: what is usual in it and of everybody, in the feature's own unit: the median, or the share of `word`."""

    feature: str
    effect: float
    own: float
    all: float
    word: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One cluster. `share` of customers; `jaccard`: how well bootstraps find it again; `spread`: root mean square
    distance of its members from its centre; `typical`: the usual value of each feature (a number or a word),
    without those of which too few are known to tell it."""

    name: str
    centre: tuple[float, ...]
    share: float
    jaccard: float
    spread: float
    title: Title
    differs: tuple[Difference, ...] = ()
    typical: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """All clusters. `buyers`: only customers with a purchase are divided; `highest`: the largest number a cluster ever
    had; `story`: how many there are and why, as the choice left it; `tree`: rules that come near; `lineage`: which came
    of which; `types` of the features and what they are `called`; `mixture`: where that is the method, its shares, means
    and variances as JSON, a component for each of `parts`, whose centres are the means."""

    preparation: Preparation
    parts: tuple[Part, ...]
    features: tuple[str, ...]
    buyers: bool
    highest: int
    customers: int
    story: Mapping[str, Any] = field(default_factory=dict)
    tree: Mapping[str, Any] = field(default_factory=dict)
    lineage: tuple[Mapping[str, Any], ...] = ()
    types: Mapping[str, Type] = field(default_factory=dict)
    called: Mapping[str, Argument] = field(default_factory=dict)
    mixture: Mapping[str, Any] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(part.name for part in self.parts)

    @property
    def measure(self) -> dict[str, Any]:
        """What decides who is where."""
        return {
            "preparation": self.preparation.body,
            "centres": [[part.name, *part.centre] for part in self.parts],
            "buyers": self.buyers,
            "mixture": self.mixture,
        }

    @property
    def body(self) -> dict[str, Any]:
        """As a model's body."""
        return {
            "preparation": self.preparation.body,
            "parts": [asdict(part) | {"title": dict(part.title)} for part in self.parts],
            "features": list(self.features),
            "buyers": self.buyers,
            "highest": self.highest,
            "customers": self.customers,
            "story": dict(self.story),
            "tree": dict(self.tree),
            "lineage": [dict(one) for one in self.lineage],
            "types": {name: kind.value for name, kind in self.types.items()},
            "called": dict(self.called),
            "mixture": self.mixture,
        }


def read(body: Mapping[str, Any]) -> Found:
    """From a model's body."""
    parts = (
        Part(**{
            **one,
            "centre": tuple(one["centre"]),
            "differs": tuple(Difference(**each) for each in one["differs"]),
        })
        for one in body["parts"]
    )  # fmt: skip
    return Found(
        Preparation.read(body["preparation"]), tuple(parts), tuple(body["features"]), body["buyers"], body["highest"],
        body["customers"], body["story"], body["tree"], tuple(body["lineage"]),
        {name: Type(kind) for name, kind in body["types"].items()}, body["called"], body["mixture"],
    )  # fmt: skip


def required(segmentation: Segmentation, model: Model | None) -> Found:
    """What a model holds. Raises NotReady where there is none yet."""
    if model is None:
        said = Sentence("clustering.not_learned", {"segmentation": Code(segmentation.name)})
        raise NotReady(
            said, where=segmentation.at, hint=Sentence("segments.run_first", {"command": Code("bakhsh run")})
        )
    return read(model.body)


def distances(found: Found, matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Squared distances of prepared rows to the centres (rows × clusters), as the engine reckons them."""
    import numpy as np

    centres = np.array([part.centre for part in found.parts])
    scores = (centres**2).sum(axis=1) - 2 * matrix @ centres.T
    return np.asarray(np.maximum((matrix**2).sum(axis=1)[:, None] + scores, 0.0))


def scores(found: Found, matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """What decides where prepared rows belong (rows × clusters), as the engine reckons it: the smallest wins, of equal
    ones the first. Squared distances to the centres; of a mixture −2 ln of share times density."""
    import numpy as np

    if found.mixture is None:
        return distances(found, matrix)
    return np.asarray(-2 * Mixture.read(found.mixture).densities(matrix))
