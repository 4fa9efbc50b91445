"""Customers whose groups are known, for tests and benchmarks of clusters."""

import numpy as np
import pyarrow as pa

from bakhsh.loop.segments.cluster.choosing import Sizes
from bakhsh.loop.segments.cluster.preparing import Measured
from bakhsh.tables import Type

QUICK = Sizes(sample=600, pairs=10, copies=20, copied_pairs=4, fitted=3_000, starts=3)


def groups(seed, k, distance=6.0, customers=600, columns=6):
    """Spherical normal groups, nearest centres `distance` apart, none smaller than 0.3/k: matrix and labels."""
    random = np.random.default_rng((seed, k))
    centres = random.normal(size=(k, columns))
    away = np.sqrt(((centres[:, None] - centres[None]) ** 2).sum(axis=2))[np.triu_indices(k, 1)]
    shares = 0.3 / k + 0.7 * random.dirichlet(np.ones(k))
    labels = random.choice(k, customers, p=shares)
    return (centres * distance / away.min())[labels] + random.normal(size=(customers, columns)), labels


def table(**columns):
    """A table and what is measured in it: words are text, all else numbers, of the base named before "__"."""
    made = {name: pa.array(values) for name, values in columns.items()}
    text = {name: pa.types.is_string(column.type) for name, column in made.items()}
    measured = [Measured(name, Type.TEXT if text[name] else Type.NUMBER, name.split("__")[0]) for name in made]
    return pa.table(made), measured
