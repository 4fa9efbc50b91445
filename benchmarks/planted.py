"""Customers whose groups are known, in the families that clusters are promised for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pyarrow as pa

from bakhsh.loop.segments.cluster.preparing import Measured
from bakhsh.tables import Type

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Labels = npt.NDArray[np.int64]

__all__ = ["correlated", "mixed", "shuffled", "spherical", "uniform"]

_SHARES = (0.3, 0.25, 0.2, 0.15, 0.1)


def spherical(seed: int, k: int, distance: float = 6.0, customers: int = 2_000) -> tuple[Floats, Labels]:
    """`k` spherical normal groups in six columns, the nearest centres so many standard deviations apart, the smallest
    group of 0.3/k or more: matrix and labels."""
    import numpy as np

    random = np.random.default_rng((seed, k))
    centres = random.normal(size=(k, 6))
    away = np.sqrt(((centres[:, None] - centres[None]) ** 2).sum(axis=2))[np.triu_indices(k, 1)]
    labels = random.choice(k, customers, p=0.3 / k + 0.7 * random.dirichlet(np.ones(k)))
    return (centres * distance / away.min())[labels] + random.normal(size=(customers, 6)), labels


def uniform(seed: int, customers: int = 600) -> Floats:
    """Six columns, uniform and independent."""
    import numpy as np

    return np.random.default_rng((seed, 11)).random((customers, 6))


def correlated(seed: int, customers: int = 600) -> Floats:
    """One normal lump in six correlated columns."""
    import numpy as np

    random = np.random.default_rng((seed, 12))
    return random.normal(size=(customers, 6)) @ random.normal(size=(6, 6))


def shuffled(seed: int, customers: int = 600) -> Floats:
    """Planted groups whose columns are shuffled apart: every column keeps its humps, and no group is left."""
    import numpy as np

    random = np.random.default_rng((seed, 13))
    return random.permuted(spherical(seed, 2 + seed % 7, customers=customers)[0], axis=0)


def mixed(seed: int, factor: bool = True, customers: int = 3_000) -> tuple[pa.Table, list[Measured], Labels]:
    """Five groups over all four bases, a fifth of the columns noise. Twelve columns of money and counts follow one
    factor that is not the grouping (none of them anything, without it)."""
    import numpy as np

    random = np.random.default_rng((seed, 5))
    labels = random.choice(5, customers, p=_SHARES)
    made: dict[str, tuple[Type, pa.Array]] = {}

    def add(name: str, kind: Type, values: Floats) -> None:
        made[name] = (kind, pa.array(values.tolist()))

    def carried(columns: int) -> Floats:
        return _steps(random, columns)[labels] * 1.5 + random.normal(size=(customers, columns))

    much = random.normal(size=customers)
    for at in range(12):
        loading = random.uniform(0.8, 0.9) if factor else 0.0
        spread = loading * much + np.sqrt(1 - loading**2) * random.normal(size=customers)
        money = np.exp(random.uniform(1, 8) + random.uniform(0.5, 1.2) * spread)
        add(f"behavioural__m{at}", Type.NUMBER, np.floor(money) if at % 3 == 0 else money)
    for at, values in enumerate(np.column_stack([carried(4), random.normal(size=(customers, 3))]).T):
        add(f"behavioural__s{at}", Type.SHARE, 1 / (1 + np.exp(-values / 2)))
    for at, values in enumerate(np.column_stack([carried(6), random.normal(size=(customers, 2))]).T):
        add(
            f"psychographic__v{at}", Type.NUMBER, 1.0 + np.digitize(values, np.quantile(values, [0.1, 0.35, 0.65, 0.9]))
        )
    for at, values in enumerate(np.column_stack([carried(3), random.normal(size=customers)]).T):
        add(f"demographic__d{at}", Type.NUMBER, 40 + 12 * values)
    for name, levels, carries in (
        ("demographic__e", 3, True), ("demographic__f", 3, False), ("geographic__c", 6, True),
        ("geographic__r", 4, True), ("geographic__n", 5, False),
    ):  # fmt: skip
        made[name] = (Type.TEXT, pa.array([f"l{level}" for level in _words(random, labels, levels, carries)]))
    measured = [Measured(name, kind, name.split("__")[0]) for name, (kind, _) in made.items()]
    return pa.table({name: values for name, (_, values) in made.items()}), measured, labels


def _steps(random: np.random.Generator, columns: int) -> Floats:
    """Centres of five groups: -1, 0 or 1 in each column, any two groups half the columns apart in steps."""
    import numpy as np

    while True:
        centres = random.integers(-1, 2, (5, columns))
        away = np.abs(centres[:, None] - centres[None]).sum(axis=2)[np.triu_indices(5, 1)]
        if away.min() >= columns / 2:
            return centres.astype(np.float64)


def _words(random: np.random.Generator, labels: Labels, levels: int, carries: bool) -> Labels:
    import numpy as np

    drawn = random.integers(0, levels, len(labels))
    if not carries:
        return drawn
    favoured = random.permutation(np.arange(5) % levels)[labels]
    other = (favoured + random.integers(1, levels, len(labels))) % levels
    return np.where(random.random(len(labels)) < 0.7, favoured, other)


Maker = Callable[[int], "Floats"]
WITHOUT_STRUCTURE: dict[str, Maker] = {"uniform": uniform, "shuffled": shuffled, "one correlated normal": correlated}
