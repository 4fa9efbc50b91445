"""Learning how customers buy: from distinct cells, against lifetimes given a row a customer.

    python -m benchmarks.purchases [--customers 1000000] [--pareto 20000]

Generated customers with known truth (BG/NBD), two years, whole days. CPU time of one process; ours is the median of
three, lifetimes is run once. Both end at the same log-likelihood, reckoned for both by the same code. lifetimes
needs minutes for Pareto/NBD, so that model is measured on fewer customers, of whom fewer are alike: that favours it.
"""

from __future__ import annotations

import argparse
import statistics
import warnings
from collections.abc import Callable
from time import process_time
from typing import TYPE_CHECKING, Any

from bakhsh.loop.predictions.purchases.bg import BG
from bakhsh.loop.predictions.purchases.cells import Cells
from bakhsh.loop.predictions.purchases.fitting import fit
from bakhsh.loop.predictions.purchases.pareto import PARETO
from benchmarks.bought import cdnow, generated
from benchmarks.row import Row

if TYPE_CHECKING:
    from bakhsh.loop.predictions.purchases.fitted import Fitted
    from bakhsh.loop.predictions.purchases.protocol import PurchaseModel

_RATE, _STOP = (0.2, 4.5), (0.8, 2.4)


def main() -> None:
    """Prints the rows of the benchmark."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--customers", type=int, default=1_000_000)
    asked.add_argument("--pareto", type=int, default=20_000)
    given = asked.parse_args()
    for row in rows(given.customers, given.pareto):
        print(row, flush=True)


def rows(customers: int = 1_000_000, pareto: int = 20_000) -> list[Row]:
    """The evidence of one whole measurement."""
    return [*bg(customers), *of_pareto(pareto), whole_cdnow()]


def bg(customers: int) -> list[Row]:
    """BG/NBD from cells of days and of weeks."""
    import numpy as np

    given = _customers(customers)
    cells, reducing = _timed(given.merged, 3)
    fresh = Cells(cells.x, cells.t_x, cells.T, cells.weight)
    found, learning = _timed(lambda: fit(BG, Cells(fresh.x, fresh.t_x, fresh.T, fresh.weight), priors=False), 3)
    again = given.x > 0
    last = np.where(again, np.maximum(np.round(given.t_x), 1), 0)
    weeks = Cells.of(given.x, last, np.maximum(np.round(given.T), last)).merged()
    _, of_weeks = _timed(lambda: fit(BG, Cells(weeks.x, weeks.t_x, weeks.T, weeks.weight), priors=False), 3)
    peer, theirs = _peer("BetaGeoFitter", given)
    apart = _apart(BG, given, found, peer)
    said = f"lifetimes given rows: {theirs:.1f} s; log-likelihoods apart by {apart:.0e} of themselves"
    again_with = f"python -m benchmarks.purchases --customers {customers}"
    name, whole = f"BG/NBD, {customers:,} customers, two years", learning + reducing
    return [
        _faster(f"{name}, {len(cells):,} cells of days", theirs / learning, 8, learning, apart, said, again_with),
        _faster(f"{name}, cells made first", theirs / whole, 3, whole, apart, said, again_with),
        _faster(f"{name}, {len(weeks):,} cells of weeks", theirs / of_weeks, 20, of_weeks, 0.0, said, again_with),
    ]  # fmt: skip


def of_pareto(customers: int) -> list[Row]:
    """Pareto/NBD from cells of days."""
    given = _customers(customers)
    cells = given.merged()
    found, learning = _timed(lambda: fit(PARETO, Cells(cells.x, cells.t_x, cells.T, cells.weight), priors=False), 3)
    peer, theirs = _peer("ParetoNBDFitter", given)
    apart = _apart(PARETO, given, found, peer)
    said = f"lifetimes given rows: {theirs:.1f} s; log-likelihoods apart by {apart:.0e} of themselves"
    name = f"Pareto/NBD, {customers:,} customers, two years, {len(cells):,} cells of days"
    return [
        _faster(
            name, theirs / learning, 5, learning, apart, said, f"python -m benchmarks.purchases --pareto {customers}"
        )
    ]


def whole_cdnow() -> Row:
    """All 23,570 customers of CDNOW."""
    cells = cdnow(sample=False).cells.merged()
    _, learning = _timed(lambda: fit(PARETO, cells, priors=False), 3)
    return Row("CDNOW, 23,570 customers: Pareto/NBD learned", "< 5 s", f"{learning:.2f} s CPU", learning < 5)


def _customers(count: int) -> Cells:
    split = generated(
        count, rate=_RATE, stop=_STOP, weeks=104.25, arriving=1, until_first=False, whole_days=True, seed=5
    )
    return split.cells


def _faster(claim: str, times: float, target: float, seconds: float, apart: float, said: str, rerun: str) -> Row:
    met = times >= target and apart <= 1e-6
    return Row(claim, f"≥ {target:g}× as fast", f"{times:.1f}× ({seconds:.2f} s CPU)", met, said, rerun)


def _apart(model: PurchaseModel, given: Cells, ours: Fitted, theirs: list[float]) -> float:
    """By how much lifetimes' solution is more likely than ours, as a part of the log-likelihood; 0 where it is not."""
    mine = float(given.weight @ model.log_likelihood(ours.theta(given), given))
    peers = float(given.weight @ model.log_likelihood(theirs, given))
    return max(0.0, (peers - mine) / abs(mine))


def _peer(name: str, given: Cells) -> tuple[list[float], float]:
    """lifetimes' parameters in their order, and the CPU time it took."""
    import lifetimes

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitter = getattr(lifetimes, name)()
        started = process_time()
        fitter.fit(given.x, given.t_x, given.T)
        return [float(one) for one in fitter.params_], process_time() - started


def _timed(made: Callable[[], Any], times: int) -> tuple[Any, float]:
    """What it makes, and the median CPU time."""
    found, took = None, []
    for _ in range(times):
        started = process_time()
        found = made()
        took.append(process_time() - started)
    return found, statistics.median(took)


if __name__ == "__main__":
    main()
