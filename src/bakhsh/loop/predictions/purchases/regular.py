"""BG/CNBD-k and MBG/CNBD-k: customers who buy more evenly than by chance. Platzer & Reutterer (2016).

Every k-th step of a random process is a purchase, so that gaps between purchases are Erlang-k. `geometric` holds the
mathematics; here is what compares one k with another: the likelihood of the moments of all purchases, in which the gaps
between them have a part that no parameter shares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bakhsh.loop.predictions.purchases.geometric import Geometric

if TYPE_CHECKING:
    from bakhsh.loop.predictions.purchases.cells import Cells

__all__ = ["MERGED", "moments", "regular", "regular_named"]

MERGED = 0.25
"""So much of a day is taken off a gap that is counted in whole days before its logarithm is taken. Purchases of one day
count once, so nobody has a gap below a day, and who buys every few days would look even by that alone: generated
customers who buy at random every 3 days on average get k = 2 without it, and every other k is found with it too."""


def regular(k: int, *, from_first: bool = True) -> Geometric:
    """The model with k steps a purchase; k = 1 is (M)BG/NBD itself under its own name."""
    kind = "mbg" if from_first else "bg"
    return Geometric(f"{kind}_nbd" if k == 1 else f"{kind}_cnbd_{k}", k, from_first)


def regular_named(name: str) -> Geometric:
    """The model of a name such as `mbg_cnbd_3`; KeyError where it is none of the family."""
    kind, found, k = name.partition("_cnbd_")
    if not found or kind not in ("bg", "mbg") or not k.isdecimal() or int(k) < 2:
        raise KeyError(name)
    return regular(int(k), from_first=kind == "mbg")


def moments(cells: Cells, k: int, log_gaps: float | None = None) -> float:
    """What makes log-likelihoods of different k comparable; to be added to that of k. 0 where k is 1.

    `log_gaps` is the sum, over all gaps between purchases of all customers, of the gap's logarithm (Platzer &
    Reutterer 2016, equation 4: Erlang-k densities of the gaps); `MERGED` is for gaps of whole days. Without it the
    likelihood is that of what the cells hold, how many purchases there were and when the last one was, relative to
    k = 1: the sum of x gaps is Erlang-kx.
    """
    from scipy.special import gammaln, xlogy

    if k == 1:
        return 0.0
    weight, x = cells.weight, cells.x
    if log_gaps is not None:
        return (k - 1) * log_gaps - float(gammaln(k)) * float(weight @ x)
    again = x > 0
    x, weight, last = x[again], weight[again], cells.t_x[again]
    return float(weight @ (xlogy((k - 1) * x, last) - gammaln(k * x) + gammaln(x)))
