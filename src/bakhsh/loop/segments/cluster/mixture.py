"""Gaussian mixture: with what probability a customer belongs to each segment.

Components with variances of their own along each dimension, by expectation and maximisation (Dempster, Laird & Rubin
1977) from k-means' centres. The dimensions are balanced already, so correlations within a segment are not modelled:
what is left is few numbers, and one expression.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["Mixture", "fit_mixture"]

_ROUNDS = 200
_TOLERANCE = 1e-6
_NARROWEST = 1e-3
"""No component is narrower along a dimension than this share of everybody's variance: it would close in on a point."""


@dataclass(frozen=True, slots=True)
class Mixture:
    """Shares of the components (they add up to 1), and their means and variances (components × dimensions). The
    logarithm of a component's density times its share, up to what all components have in common, is
    ln share - ½ Σ (ln variance + (x - mean)² / variance)."""

    weights: tuple[float, ...]
    means: tuple[tuple[float, ...], ...]
    variances: tuple[tuple[float, ...], ...]

    def probabilities(self, matrix: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
        """Rows × components; each row adds up to 1."""
        import numpy as np

        found = self.densities(np.asarray(matrix, np.float64))
        found = np.exp(found - found.max(axis=1, keepdims=True))
        return np.asarray(found / found.sum(axis=1, keepdims=True), np.float64)

    def densities(self, matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """The logarithms the class speaks of: rows × components."""
        import numpy as np

        means, precise = np.array(self.means), 1 / np.array(self.variances)
        away = (matrix**2) @ precise.T - 2 * matrix @ (means * precise).T + (means**2 * precise).sum(axis=1)
        own = np.log(np.array(self.weights)) + np.log(precise).sum(axis=1) / 2
        return np.asarray(own - away / 2, np.float64)

    @property
    def body(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "weights": list(self.weights),
            "means": [list(one) for one in self.means],
            "variances": [list(one) for one in self.variances],
        }

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Self:
        """From JSON."""
        means, variances = (tuple(tuple(map(float, one)) for one in body[name]) for name in ("means", "variances"))
        return cls(tuple(map(float, body["weights"])), means, variances)


def fit_mixture(matrix: npt.NDArray[np.floating], centres: npt.NDArray[np.floating]) -> Mixture:
    """A mixture of as many components as there are `centres`, started from them; components stay in their order. Ends
    when the likelihood of a row hardly grows, after 200 rounds at the latest."""
    import numpy as np

    rows = np.asarray(matrix, np.float64)
    least = np.maximum(_NARROWEST * rows.var(axis=0), 1e-12)
    found = Mixture(
        tuple(np.full(len(centres), 1 / len(centres)).tolist()),
        _plain(np.asarray(centres, np.float64)),
        _plain(np.tile(np.maximum(rows.var(axis=0), least), (len(centres), 1))),
    )
    likely = -math.inf
    for _ in range(_ROUNDS):
        densities = found.densities(rows)
        top = densities.max(axis=1, keepdims=True)
        shares = np.exp(densities - top)
        total = shares.sum(axis=1, keepdims=True)
        now = float((top + np.log(total)).mean())
        if now - likely < _TOLERANCE:
            break
        likely, found = now, _next(rows, shares / total, least)
    return found


def _next(rows: npt.NDArray[np.float64], shares: npt.NDArray[np.float64], least: npt.NDArray[np.float64]) -> Mixture:
    import numpy as np

    held = np.maximum(shares.sum(axis=0), 1e-12)
    means = shares.T @ rows / held[:, None]
    variances = np.maximum(shares.T @ rows**2 / held[:, None] - means**2, least)
    return Mixture(tuple((held / held.sum()).tolist()), _plain(means), _plain(variances))


def _plain(values: npt.NDArray[np.float64]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in values.tolist())
