"""Clusters beside the packages people would take instead: scikit-learn for millions, kmodes for words and numbers.

    python -m benchmarks.cluster_peers [--customers 2000000]

Both sides of a row are measured in the same process, by processor time.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from statistics import median
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.csv as pc

from bakhsh.loop.segments.cluster.fitting import kmeans, nearest
from bakhsh.loop.segments.cluster.preparing import Measured, learn, matrix
from bakhsh.loop.segments.cluster.threads import one_thread
from bakhsh.loop.segments.clusters.learning import SAMPLE
from bakhsh.tables import Type
from benchmarks import planted, shops
from benchmarks.row import Row

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

_NUMBERS = ("tenure", "MonthlyCharges", "TotalCharges")
_TIMES = 3


def main() -> None:
    """Prints the rows of the benchmark."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--customers", type=int, default=2_000_000)
    for row in rows(asked.parse_args().customers):
        print(row, flush=True)


def rows(customers: int = 2_000_000) -> list[Row]:
    """Both rows."""
    return [millions(customers), telco()]


def millions(customers: int = 2_000_000) -> Row:
    """Centres as a run learns them, from a sample, and the nearest of everybody; the inertia over all customers, beside
    that of k-means over all of them."""
    import numpy as np
    from sklearn.cluster import MiniBatchKMeans

    prepared = planted.spherical(1, 8, 4.0, customers)[0]

    def ours() -> tuple[Floats, npt.NDArray[np.int8]]:
        centres = kmeans(prepared[:SAMPLE], 8, seed=0).centres
        return centres, nearest(prepared.astype(np.float32), centres[None].astype(np.float32))[0]

    (centres, labels), seconds = _timed(ours)
    _, theirs = _timed(lambda: MiniBatchKMeans(8, random_state=0).fit(prepared))
    worse = float(((prepared - centres[labels]) ** 2).sum()) / kmeans(prepared, 8, seed=0, starts=3).inertia - 1
    said = f"{seconds / theirs:.2f}× ({seconds:.2f} s), inertia {worse:+.2%}"
    met = worse <= 0.01 and seconds < 3 * theirs
    claim = f"a fit of {customers:,} customers at k = 8, all of them placed"
    return Row(claim, "< 3× MiniBatchKMeans, inertia +1 % at most", said, met, f"MiniBatchKMeans {theirs:.2f} s")


def telco() -> Row:
    """Telco's customers in five groups by words and numbers, features prepared within the time; ours with its ten
    starts, kmodes with one."""
    import numpy as np
    from kmodes.kprototypes import KPrototypes

    table = _telco()
    numbers = np.column_stack([_scored(table[name].to_numpy()) for name in _NUMBERS])
    words = [name for name in table.column_names if name not in _NUMBERS]
    mixed = np.column_stack([numbers.astype(object), *(np.array(table[name].to_pylist(), object) for name in words)])
    measured = [
        Measured(name, Type.NUMBER if name in _NUMBERS else Type.TEXT, "behavioural") for name in table.column_names
    ]

    def ours() -> None:
        kmeans(matrix(learn(table, measured), table), 5, seed=0)

    def theirs() -> None:
        categorical = list(range(len(_NUMBERS), mixed.shape[1]))
        KPrototypes(5, n_init=1, random_state=0).fit(mixed, categorical=categorical)

    mine, other = (median(_timed(do)[1] for _ in range(_TIMES)) for do in (ours, theirs))
    claim = f"Telco, {table.num_rows:,} customers × {table.num_columns} columns: five groups"
    said = f"{other / mine:.1f}× faster ({mine:.2f} s)"
    return Row(claim, "≥ 5× faster than kmodes", said, other >= 5 * mine, f"KPrototypes(5, n_init=1) {other:.2f} s")


def _telco() -> pa.Table:
    """The file without the customers' ids and what is to be foretold."""
    path = shops.data_folder() / "telco_churn" / "Telco-Customer-Churn.csv"
    options = pc.ConvertOptions(
        column_types={"SeniorCitizen": pa.string(), **dict.fromkeys(_NUMBERS, pa.float64())}, null_values=[" "]
    )
    return pc.read_csv(path, convert_options=options).drop_columns(["customerID", "Churn"])


def _scored(values: Floats) -> Floats:
    import numpy as np

    filled = np.nan_to_num(values)
    return np.asarray((filled - filled.mean()) / filled.std(), np.float64)


@one_thread()
def _timed(do: Callable[[], Any]) -> tuple[Any, float]:
    start = time.process_time()
    return do(), time.process_time() - start


if __name__ == "__main__":
    main()
