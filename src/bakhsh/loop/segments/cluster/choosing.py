"""How many segments: every number is tried, the table of candidates is kept, and one is taken for a stated reason.

The rule: (1) numbers whose smallest segment is too small are struck out; (2) the largest number of the range whose
bootstraps agree (median adjusted Rand index of 0.7 or more) and that has a valley between every segment and its nearest
neighbour; (3) where there is none, of the numbers within two standard errors of the best median agreement the one with
the highest 5th percentile, then the highest separation, then the fewest segments. 2 to 10 are always searched for
valleys; a number outside the range is said, never taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from bakhsh.errors import NotReady
from bakhsh.language.sentences import Argument, Code, Sentence, Share
from bakhsh.loop.segments.cluster.fitting import Fit, kmeans, nearest
from bakhsh.loop.segments.cluster.mixture import Mixture, fit_mixture
from bakhsh.loop.segments.cluster.preparing import Preparation
from bakhsh.loop.segments.cluster.stability import Agreement, agreement, ceilings, separation
from bakhsh.loop.segments.cluster.threads import one_thread
from bakhsh.loop.segments.cluster.valleys import Parts, Valley, valleys
from bakhsh.stats import best_jaccard

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["AGREE", "READINGS", "SIZES", "Candidate", "Choice", "Reading", "Sizes", "choose", "enough", "least"]

Reading = Literal["natural", "reproducible", "constructed", "none"]

AGREE = 0.7
"""From this median adjusted Rand index on bootstraps are said to agree."""

_REPRODUCIBLE = 0.85
_WHOLLY = 0.9
"""From here on agreement says no more: copies of columns with gaps in them reach 1 as well, and nothing is above 1."""

_ALWAYS = range(2, 11)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is tried. `sample`: customers in bootstraps; `pairs` of bootstraps on the data for numbers that may be
    taken, `shown_pairs` for others, whose agreement is only told; `copied_pairs` on each of `copies` shuffled copies;
    `fitted`: customers the final centres are learned from; `starts` of each fit."""

    sample: int = 2_000
    pairs: int = 100
    shown_pairs: int = 20
    copies: int = 20
    copied_pairs: int = 20
    fitted: int = 100_000
    starts: int = 10


SIZES = Sizes()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number of segments that was tried. `smallest`: the share of its smallest segment; `agreement`: the median over
    pairs of bootstraps, with its standard error and 5th percentile; `separation`: mean simplified silhouette; `valleys`
    of `k` hold. `struck`: why it was struck out before anything was compared."""

    k: int
    smallest: float
    agreement: float
    agreement_error: float
    agreement_low: float
    separation: float
    valleys: int
    in_range: bool = True
    struck: Sentence | None = None

    @property
    def parted(self) -> bool:
        """Whether bootstraps agree and a valley lies between every segment and its nearest neighbour."""
        return self.struck is None and self.agreement >= AGREE and self.valleys == self.k


@dataclass(frozen=True, slots=True)
class Choice:
    """What was decided: centres (segments × dimensions, the largest segment first), the share of customers of each and
    its stability (mean best Jaccard similarity over bootstraps). `ceiling_agreement` and `ceiling_separation`: what
    copies without structure reach, None where no copies were needed (agreement of 0.9 or more needs no comparison).
    `reason` says why this number, `notes` what else was seen; `mixture`: where membership probabilities were asked for,
    its weights, means and variances (`mixture` says how they are read)."""

    k: int
    reading: Reading
    reason: Sentence
    candidates: tuple[Candidate, ...]
    centres: tuple[tuple[float, ...], ...]
    shares: tuple[float, ...]
    jaccards: tuple[float, ...]
    valleys: tuple[Valley, ...]
    agreement: float
    separation: float
    seed: int
    ceiling_agreement: float | None = None
    ceiling_separation: float | None = None
    notes: tuple[Sentence, ...] = ()
    mixture: Mixture | None = None


def least(customers: int) -> float:
    """The smallest share a segment may have: the larger of 2 % and 50 customers, below 500 customers 10 of them."""
    return 10 / customers if customers < 500 else max(0.02, 50 / customers)


@one_thread()
def choose(
    matrix: npt.NDArray[np.floating],
    k: tuple[int, int] = (4, 8),
    *,
    seed: int,
    method: Literal["kmeans", "mixture"] = "kmeans",
    customers: int | None = None,
    preparation: Preparation | None = None,
    sizes: Sizes = SIZES,
) -> Choice:
    """How many segments the rows of `matrix` (customers × dimensions) have within the range `k`, and which. A `mixture`
    has as many components as k-means has segments by the rule, and starts from them; a number at which a component is
    too small is struck out, and the rule asked again.

    `matrix` may be a sample of `customers`; the order of its rows changes nothing. `preparation` is how it was made:
    with it, gaps between words and between the answers of a scale are not taken for valleys. Raises NotReady where
    there are fewer customers than segments, where all are alike, or where every number of the range leaves a segment
    too small.
    """
    import numpy as np

    rows = _sorted(np.asarray(matrix, np.float64))
    everybody = len(rows) if customers is None else customers
    most = _possible(rows, k, everybody)
    random = np.random.default_rng((seed, 1))
    sample = _sampled(rows, sizes.sample, random)
    fitted = sample if len(rows) <= sizes.sample else _sampled(rows, sizes.fitted, random)
    searched = [one for one in sorted({*_ALWAYS, *range(k[0], k[1] + 1)}) if one <= most]
    parts = Parts.each(rows.shape[1]) if preparation is None else preparation.parts
    tried = {}
    for one in searched:
        fit = kmeans(sample, one, seed=seed, starts=sizes.starts)
        may_be_taken = k[0] <= one <= k[1] and _struck(_smallest(fit), everybody) is None
        pairs = sizes.pairs if may_be_taken else min(sizes.pairs, sizes.shown_pairs)
        tried[one] = _tried(sample, fit, parts, seed, pairs)
    candidates = tuple(_candidate(tried[one], k, everybody) for one in searched)
    taken, reason = _taken(candidates, k, everybody)
    mixture = None
    while method == "mixture":
        fit = tried[taken.k].fit if fitted is sample else kmeans(fitted, taken.k, seed=seed, starts=sizes.starts)
        mixture = fit_mixture(fitted, fit.centres)
        struck = _too_small(mixture, fitted, everybody)
        if struck is None:
            break
        candidates = tuple(replace(one, struck=struck) if one.k == taken.k else one for one in candidates)
        taken, reason = _taken(candidates, k, everybody)
    decided = _decided(taken, reason, candidates, tried[taken.k], sample, fitted, seed, sizes)
    return decided if mixture is None else _mixed(decided, mixture, fitted, sample, tried[taken.k])


def _too_small(mixture: Mixture, fitted: npt.NDArray[np.float64], customers: int) -> Sentence | None:
    """Why a mixture is struck out, by the rule for segments: a component takes in, or gives away, customers of the
    segment it starts from, so that it can be smaller."""
    import numpy as np

    counts = np.bincount(mixture.probabilities(fitted).argmax(axis=1), minlength=len(mixture.means))
    smallest = float(counts.min() / len(fitted))
    return _struck(smallest, customers)


def _struck(smallest: float, customers: int) -> Sentence | None:
    if smallest >= least(customers) - 1e-12:
        return None
    args = {"smallest": round(smallest * customers), "least": round(least(customers) * customers)}
    return Sentence("clusters.struck_small", args)


def _mixed(
    choice: Choice,
    found: Mixture,
    fitted: npt.NDArray[np.float64],
    sample: npt.NDArray[np.float64],
    tried: _Tried,
) -> Choice:
    """The same choice with a mixture's components in the place of k-means' segments."""
    import numpy as np

    labels = found.probabilities(sample).argmax(axis=1)
    shares = np.bincount(found.probabilities(fitted).argmax(axis=1), minlength=choice.k) / len(fitted)
    jaccards = np.zeros(choice.k)
    similar = best_jaccard(labels, tried.agreement.labels)
    jaccards[: similar.shape[1]] = np.nan_to_num(np.mean(similar, axis=0))
    return replace(
        choice, mixture=found, centres=found.means, shares=tuple(shares.tolist()), jaccards=tuple(jaccards.tolist())
    )


@dataclass(frozen=True, slots=True)
class _Tried:
    fit: Fit
    agreement: Agreement
    separation: float
    valleys: tuple[Valley, ...]


def _sorted(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The rows in an order that only their values decide."""
    import numpy as np

    return rows[np.lexsort(rows.T[::-1])]


def _sampled(rows: npt.NDArray[np.float64], most: int, random: np.random.Generator) -> npt.NDArray[np.float64]:
    import numpy as np

    return rows if len(rows) <= most else rows[np.sort(random.choice(len(rows), most, replace=False))]


def _possible(rows: npt.NDArray[np.float64], k: tuple[int, int], customers: int) -> int:
    """The largest number of segments that could be told apart. Raises NotReady where the range asks for more."""
    import numpy as np

    enough(len(rows), customers, k)
    different = 1 + int((np.diff(rows, axis=0) != 0).any(axis=1).sum())
    if different < k[0]:
        said = Sentence("clusters.all_alike", {"customers": customers, "different": different, "segments": k[0]})
        raise NotReady(said, hint=Sentence("clusters.add_features", {"key": Code("features")}))
    return different


def enough(rows: int, customers: int, k: tuple[int, int]) -> None:
    """Raises NotReady where there are fewer customers than segments."""
    if rows < k[0]:
        said = Sentence("clusters.too_few_customers", {"customers": customers, "segments": k[0]})
        raise NotReady(said, hint=Sentence("clusters.lower_the_range", {"key": Code("k")}))


def _tried(sample: npt.NDArray[np.float64], fit: Fit, parts: Parts, seed: int, pairs: int) -> _Tried:
    import numpy as np

    k = len(fit.centres)
    agreed = agreement(sample.astype(np.float32), k, pairs, np.random.default_rng((seed, k, 2)))
    apart = separation(sample, fit.centres, fit.labels)
    random = np.random.default_rng((seed, k, 4))
    return _Tried(fit, agreed, apart, valleys(sample, fit.centres, fit.labels, parts, random))


def _smallest(fit: Fit) -> float:
    """The share of the smallest segment."""
    import numpy as np

    return float(np.bincount(fit.labels, minlength=len(fit.centres)).min() / len(fit.labels))


def _candidate(tried: _Tried, k: tuple[int, int], customers: int) -> Candidate:
    number, smallest = len(tried.fit.centres), _smallest(tried.fit)
    held = sum(valley.held for valley in tried.valleys)
    agreed = tried.agreement
    return Candidate(
        number, smallest, agreed.median, agreed.error, agreed.low, tried.separation, held,
        in_range=k[0] <= number <= k[1], struck=_struck(smallest, customers),
    )  # fmt: skip


def _taken(candidates: Sequence[Candidate], k: tuple[int, int], customers: int) -> tuple[Candidate, Sentence]:
    """The candidate the rule takes, and why. Raises NotReady where all of the range are struck out."""
    open_ones = [one for one in candidates if one.in_range and one.struck is None]
    if not open_ones:
        struck = {"low": k[0], "high": k[1], "least": round(least(customers) * customers)}
        hint = Sentence("clusters.lower_the_range", {"key": Code("k")})
        raise NotReady(Sentence("clusters.all_struck", struck), hint=hint)
    parted = [one for one in open_ones if one.parted]
    if parted:
        best = max(parted, key=lambda one: one.k)
        return best, Sentence("clusters.because_valleys", _said_of(best, k))
    top = max(open_ones, key=lambda one: one.agreement)
    near = [one for one in open_ones if one.agreement >= top.agreement - 2 * top.agreement_error]
    best = max(near, key=lambda one: (one.agreement_low, one.separation, -one.k))
    args: dict[str, Argument] = {**_said_of(best, k), "least": _two(best.agreement_low)}
    return best, Sentence("clusters.because_agreement", args)


def _said_of(best: Candidate, k: tuple[int, int]) -> dict[str, Argument]:
    return {"k": best.k, "low": k[0], "high": k[1], "agreement": _two(best.agreement)}


def _two(value: float) -> float:
    return round(value, 2)


def _decided(
    taken: Candidate,
    reason: Sentence,
    candidates: tuple[Candidate, ...],
    tried: _Tried,
    sample: npt.NDArray[np.float64],
    fitted: npt.NDArray[np.float64],
    seed: int,
    sizes: Sizes,
) -> Choice:
    import numpy as np

    fit = tried.fit if fitted is sample else kmeans(fitted, taken.k, seed=seed, starts=sizes.starts)
    labels = nearest(sample.astype(np.float32), fit.centres[None].astype(np.float32))[0]
    jaccards = np.nanmean(best_jaccard(labels, tried.agreement.labels), axis=0)
    agreed, apart = None, None
    if taken.parted:
        random = np.random.default_rng((seed, 3))
        searched = [one.k for one in candidates]
        pairs = 0 if taken.agreement >= _WHOLLY else sizes.copied_pairs
        agreed, apart = ceilings(sample.astype(np.float32), searched, pairs, sizes.copies, random)
    reading = _reading(taken, candidates, agreed, apart)
    shares = np.bincount(fit.labels, minlength=taken.k) / len(fitted)
    return Choice(
        k=taken.k, reading=reading, reason=reason, candidates=candidates,
        centres=tuple(tuple(map(float, one)) for one in fit.centres), shares=tuple(map(float, shares)),
        jaccards=tuple(map(float, jaccards)), valleys=tried.valleys, agreement=taken.agreement,
        separation=taken.separation, seed=seed, ceiling_agreement=agreed, ceiling_separation=apart,
        notes=_notes(taken, candidates, reading),
    )  # fmt: skip


def _reading(taken: Candidate, candidates: Sequence[Candidate], agreed: float | None, apart: float | None) -> Reading:
    if apart is not None and taken.separation > apart and taken.agreement > (agreed or 0.0):
        return "natural"
    if taken.agreement >= _REPRODUCIBLE:
        return "reproducible"
    return "constructed" if any(one.agreement >= AGREE for one in candidates) else "none"


def _notes(taken: Candidate, candidates: Sequence[Candidate], reading: Reading) -> tuple[Sentence, ...]:
    said = [READINGS[reading]]
    if taken.parted and reading != "natural":
        said.append(Sentence("clusters.as_without_groups"))
    for one in candidates:
        if one.parted and not one.in_range:
            said.append(Sentence("clusters.outside_the_range", {"k": one.k, "agreement": _two(one.agreement)}))
    if taken.smallest < 0.05:
        said.append(Sentence("clusters.smallest_is_small", {"share": Share(taken.smallest)}))
    return tuple(said)


READINGS: Mapping[Reading, Sentence] = {
    "natural": Sentence("clusters.reading_natural"),
    "reproducible": Sentence("clusters.reading_reproducible"),
    "constructed": Sentence("clusters.reading_constructed"),
    "none": Sentence("clusters.reading_none"),
}
