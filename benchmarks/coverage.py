"""Do intervals hold what they promise: generated customers with known truth, learned again and again.

    python -m benchmarks.coverage [--runs 1000]

Each run draws 6,000 customers and learns them with the weak priors a shop would have. A run covers a parameter when its
interval of 90 % (Laplace's approximation on logarithms) holds the truth. `expectations` asks the same of what scores
say: the mean number of purchases in the next half year that is expected of a customer with such a past.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from bakhsh.loop.predictions.purchases.bg import BG
from bakhsh.loop.predictions.purchases.cells import Cells
from bakhsh.loop.predictions.purchases.fitting import fit
from bakhsh.loop.predictions.purchases.mbg import MBG
from bakhsh.loop.predictions.purchases.nbd import NBD
from bakhsh.loop.predictions.purchases.pareto import PARETO
from bakhsh.loop.predictions.purchases.regular import regular
from bakhsh.loop.predictions.purchases.scoring import scored
from benchmarks.bought import generated, of_pareto
from benchmarks.row import Row

if TYPE_CHECKING:
    from bakhsh.loop.predictions.purchases.protocol import PurchaseModel

_HALF = 1.6448536269514722
_CUSTOMERS, _WEEKS, _HORIZON = 6_000, 78.0, 26.0
_RATE, _STOP, _LIFE = (0.8, 6.0), (0.8, 2.5), (0.7, 12.0)
_PASTS = Cells.of([0, 1, 2, 6], [0, 10, 50, 60], [50, 50, 52, 70])


def main() -> None:
    """Prints the rows of the benchmark."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=1_000)
    asked.add_argument("--model", default="")
    given = asked.parse_args()
    for model in _MODELS:
        if given.model in ("", model.name):
            for row in of(model, given.runs):
                print(row, flush=True)


def rows(runs: int = 1_000) -> list[Row]:
    """The evidence of one whole measurement."""
    return [row for model in _MODELS for row in of(model, runs)]


def of(model: PurchaseModel, runs: int) -> list[Row]:
    """How often the intervals of one model hold the truth over so many runs, seeds from 0 up."""
    import numpy as np

    found = np.array([covered(model, seed) for seed in range(runs)]).mean(axis=0)
    parameters, scores = found[: len(model.parameters)], found[len(model.parameters) :]
    again = f"python -m benchmarks.coverage --runs {runs} --model {model.name}"
    return [
        _row(f"{model.name}: parameters in their intervals of 90 %, {runs} runs", parameters.tolist(), runs, again),
        _row(f"{model.name}: expected purchases in theirs, four pasts", scores.tolist(), runs, again),
    ]


def covered(model: PurchaseModel, seed: int) -> list[bool]:
    """Whether each parameter, and then what is expected of each of four pasts, lies in its interval of 90 %."""
    truth = _truth(model)
    found = fit(model, _drawn(model, seed).merged())
    inside = [
        abs(found.vector[at] - value) <= _HALF * found.covariance[at][at] ** 0.5 for at, value in enumerate(_log(truth))
    ]
    told = scored(found, _PASTS, _HORIZON)
    expected = model.expected(truth, _PASTS, _HORIZON)
    held = (told["expected_orders_low"] <= expected) & (expected <= told["expected_orders_high"])
    return [*map(bool, inside), *map(bool, held)]


_MODELS: tuple[PurchaseModel, ...] = (NBD, BG, MBG, regular(2), PARETO)


def _truth(model: PurchaseModel) -> tuple[float, ...]:
    if model is NBD:
        return _RATE
    return (*_RATE, *_LIFE) if model is PARETO else (*_RATE, *_STOP)


def _drawn(model: PurchaseModel, seed: int) -> Cells:
    if model is PARETO:
        return of_pareto(_CUSTOMERS, rate=_RATE, life=_LIFE, weeks=_WEEKS, seed=seed)
    stop = (1e-9, 1e9) if model is NBD else _STOP
    k = 2 if model.name.endswith("_2") else 1
    first = model.name.startswith("mbg")
    return generated(_CUSTOMERS, rate=_RATE, stop=stop, k=k, weeks=_WEEKS, until_first=first, seed=seed).cells


def _log(values: tuple[float, ...]) -> list[float]:
    from math import log

    return [log(one) for one in values]


def _row(claim: str, shares: list[float], runs: int, rerun: str) -> Row:
    # Of fewer runs chance alone asks for more room: three standard deviations.
    room = max(0.03, 3 * (0.9 * 0.1 / runs) ** 0.5)
    met = all(abs(one - 0.9) <= room for one in shares)
    return Row(
        claim, f"{0.9 - room:.0%} to {0.9 + room:.0%}", " · ".join(f"{one:.1%}" for one in shares), met, rerun=rerun
    )


if __name__ == "__main__":
    main()
