"""Does the model keep pace: repeat purchases of a cohort, expected and made, added up over time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bakhsh.loop.predictions.purchases.cells import Cells

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from bakhsh.loop.predictions.purchases.cells import Floats
    from bakhsh.loop.predictions.purchases.fitted import Fitted

__all__ = ["Tracking", "expected_of_new", "tracking"]


@dataclass(frozen=True, slots=True)
class Tracking:
    """By each of `times`, counted from the start of the cohort: repeat purchases `expected` and made (`actual`), both
    added up from the start."""

    times: tuple[float, ...]
    expected: tuple[float, ...]
    actual: tuple[float, ...]

    @property
    def by_step(self) -> Tracking:
        """The same for each step from one time to the next instead of added up."""
        return Tracking(self.times, _steps(self.expected), _steps(self.actual))


def expected_of_new(fitted: Fitted, t: npt.ArrayLike, covariates: Mapping[str, float] | None = None) -> Floats:
    """Repeat purchases expected of somebody not seen yet, by each time `t` after his first purchase; 0 before it.
    `covariates`: what is known of him, where the model was learned with any."""
    import numpy as np

    known = {name: np.array([value], np.float64) for name, value in (covariates or {}).items()}
    new = Cells.of([0], [0], [0], covariates=known)
    theta = [float(np.ravel(one)[0]) for one in fitted.theta(new)]
    times = np.asarray(t, np.float64)
    return np.where(times > 0, fitted.of.unconditional(theta, np.maximum(times, 0)), 0.0)


def tracking(
    fitted: Fitted,
    starts: npt.ArrayLike,
    repeats: npt.ArrayLike,
    times: npt.ArrayLike,
    *,
    customers: npt.ArrayLike | None = None,
    purchases: npt.ArrayLike | None = None,
    covariates: Mapping[str, npt.ArrayLike] | None = None,
) -> Tracking:
    """Of customers who bought for the first time at `starts` (`customers` of them at each, one where that is not given)
    and again at `repeats` (`purchases` at each). All in the model's unit of time from the same zero. A purchase at a
    time counts by that time. `covariates` of the starts, where the model was learned with any."""
    import numpy as np

    at, begun = np.asarray(times, np.float64), np.asarray(starts, np.float64)
    count = np.ones(len(begun)) if customers is None else np.asarray(customers, np.float64)
    names = [*dict.fromkeys((*fitted.rate, *fitted.dropout))]
    known = np.column_stack([begun, *(np.asarray((covariates or {})[name], np.float64) for name in names)])
    distinct, place = np.unique(known, axis=0, return_inverse=True)
    weight = np.bincount(place.reshape(-1), count, minlength=len(distinct))
    expected = np.zeros(len(at))
    kinds, kind = np.unique(distinct[:, 1:], axis=0, return_inverse=True)
    for one, values in enumerate(kinds):
        mine = kind.reshape(-1) == one
        since = at[:, None] - distinct[mine, 0][None, :]
        of_new = expected_of_new(fitted, since.reshape(-1), dict(zip(names, values.tolist(), strict=True)))
        expected += of_new.reshape(since.shape) @ weight[mine]
    return Tracking(tuple(at.tolist()), tuple(expected.tolist()), _made(repeats, purchases, at))


def _made(repeats: npt.ArrayLike, purchases: npt.ArrayLike | None, at: npt.NDArray[np.float64]) -> tuple[float, ...]:
    import numpy as np

    when = np.asarray(repeats, np.float64)
    count = np.ones(len(when)) if purchases is None else np.asarray(purchases, np.float64)
    order = np.argsort(when, kind="stable")
    added = np.concatenate([[0.0], np.cumsum(count[order])])
    return tuple(added[np.searchsorted(when[order], at, "right")].tolist())


def _steps(added: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(now - before for before, now in zip((0.0, *added), added, strict=False))
