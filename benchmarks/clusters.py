"""Clusters: how often the right number is found, and how often nothing is taken for something.

    python -m benchmarks.clusters [--seeds 100]

Planted data as `benchmarks.planted` says.
"""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import TYPE_CHECKING

from bakhsh.loop.segments.cluster.choosing import Sizes, choose
from bakhsh.loop.segments.cluster.fitting import kmeans
from bakhsh.loop.segments.cluster.preparing import learn, matrix
from bakhsh.loop.segments.clusters.tree import grown
from bakhsh.stats import adjusted_rand, dip, dip_p_value
from benchmarks import planted, shops
from benchmarks.row import Row

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_FEW = Sizes(pairs=10, copied_pairs=10)


def main() -> None:
    """Prints the rows of the benchmark."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, default=100)
    for row in rows(asked.parse_args().seeds):
        print(row, flush=True)


def rows(seeds: int = 100) -> list[Row]:
    """The evidence of one whole measurement."""
    few = max(2, seeds // 5)
    return [*cdnow(min(10, seeds)), tree_of_cdnow(), *spherical(seeds), *mixed(few), *nothing(seeds), size()]


def cdnow(seeds: int) -> list[Row]:
    """The one-in-ten sample of CDNOW in the default range."""
    found = _scored(_of_cdnow())
    taken = [choose(found, seed=seed).k for seed in range(seeds)]
    met = taken.count(5) >= 0.9 * seeds and 7 not in taken
    return [Row(f"CDNOW: 5 segments, of {seeds} seeds", "9 in 10, never 7", f"{taken.count(5)} ({taken})", met)]


def tree_of_cdnow() -> Row:
    """What a person can read of five segments of CDNOW: a tree of twice as many leaves."""
    import pyarrow as pa

    found = _of_cdnow()
    prepared = _scored(found)
    centres = kmeans(prepared, 5, seed=0).centres
    squared = ((prepared[:, None, :] - centres[None]) ** 2).sum(axis=2)
    names = ("recency", "frequency", "monetary")
    sample = pa.table({name: found[:, at] for at, name in enumerate(names)})
    tree = grown(sample, dict.fromkeys(names, True), squared)
    met = tree["cost"] <= 1.05 and tree["fidelity"] >= 0.95
    said = f"cost {tree['cost']:.3f}, adjusted Rand {tree['fidelity']:.3f}, {tree['leaves']} leaves"
    return Row("CDNOW: a tree of ten leaves beside five segments", "cost ≤ 1.05, agreement ≥ 0.95", said, met)


def _of_cdnow() -> npt.NDArray[np.float64]:
    """Days since the last purchase at the end of June 1998, logarithms of purchase days and of one plus spend."""
    import numpy as np

    bought: dict[str, list[tuple[datetime, float]]] = {}
    for line in (shops.data_folder() / "cdnow" / "CDNOW_sample.txt").read_text(encoding="utf-8").splitlines():
        if len(parts := line.split()) == 5:
            bought.setdefault(parts[1], []).append((datetime.strptime(parts[2], "%Y%m%d"), float(parts[4])))
    last = datetime(1998, 6, 30)
    gone = [(last - max(day for day, _ in each)).days for each in bought.values()]
    often = np.log([len({day for day, _ in each}) for each in bought.values()])
    spent = np.log1p([sum(amount for _, amount in each) for each in bought.values()])
    return np.column_stack([gone, often, spent])


def _scored(found: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    scored: npt.NDArray[np.float64] = (found - found.mean(axis=0)) / found.std(axis=0)
    return scored


def spherical(seeds: int) -> list[Row]:
    """Planted groups: the right number, and natural; nearer groups are printed."""
    found = []
    for distance in (6, 5, 4):
        right = natural = 0
        for seed in range(seeds if distance == 6 else max(1, seeds // 5)):
            k = 2 + seed % 7
            choice = choose(planted.spherical(seed, k, distance)[0], (2, 10), seed=seed)
            right, natural = right + (choice.k == k), natural + (choice.reading == "natural")
        of = seed + 1
        promised = distance == 6
        said = f"{right} of {of}, natural {natural}"
        met = not promised or (right >= 0.8 * of and natural >= 0.9 * of)
        target = "80 %, natural 90 %" if promised else "printed"
        found.append(Row(f"planted groups {distance} sd apart: right number", target, said, met))
    return found


def mixed(seeds: int) -> list[Row]:
    """Planted groups over all four bases, with and without a strong factor that is not the grouping."""
    import numpy as np

    found = []
    for factor in (True, False):
        ours, plain = [], []
        for seed in range(seeds):
            table, measured, labels = planted.mixed(seed, factor)
            ours.append(adjusted_rand(kmeans(matrix(learn(table, measured), table), 5, seed=seed).labels, labels))
            raw = [_raw(table[one.name].to_pylist()) for one in measured]
            columns = np.column_stack(raw)
            columns = (columns - columns.mean(axis=0)) / columns.std(axis=0)
            plain.append(adjusted_rand(kmeans(columns, 5, seed=seed).labels, labels))
        good = sum(one >= 0.9 and (not factor or one >= other + 0.1) for one, other in zip(ours, plain, strict=True))
        name = "with a strong common factor" if factor else "without the factor"
        target = "90 % of seeds: 0.9 or more" + (", 0.1 above plain" if factor else "")
        said = f"{good} of {seeds}: median {np.median(ours):.3f}, plain {np.median(plain):.3f}"
        found.append(Row(f"mixed planted groups {name}: adjusted Rand", target, said, good >= 0.9 * seeds))
    return found


def _raw(values: list[float | str]) -> object:
    import numpy as np

    if not isinstance(values[0], str):
        return np.array(values, np.float64)
    return np.column_stack([np.array(values) == level for level in sorted(set(map(str, values)))]).astype(np.float64)


def nothing(seeds: int) -> list[Row]:
    """How often what has no structure is called natural."""
    found = []
    for name, make in planted.WITHOUT_STRUCTURE.items():
        natural = sum(choose(make(seed), (2, 8), seed=seed, sizes=_FEW).reading == "natural" for seed in range(seeds))
        met = natural <= 0.08 * seeds
        found.append(Row(f"{name}, 600 customers: called natural", "8 % at most", f"{natural} of {seeds}", met))
    return found


def size(draws: int = 2_000) -> Row:
    """The dip test's own false alarms."""
    import numpy as np

    random = np.random.default_rng(1)
    alarms = sum(dip_p_value(dip(random.random(300)), 300) < 0.05 for _ in range(draws)) / draws
    return Row("dip test at 5 % on uniform draws, n = 300", "3.5–6.5 %", f"{alarms:.1%}", 0.035 <= alarms <= 0.065)


if __name__ == "__main__":
    main()
