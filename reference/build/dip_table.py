"""Simulates src/bakhsh/stats/dip_table.py: quantiles of √n·dip of n uniform draws.

python reference/build/dip_table.py [--draws 20000]
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import numpy as np

SIZES = (4, 5, 6, 8, 10, 15, 20, 30, 50, 100, 200, 500, 1000, 2000, 5000)
SHARES = (0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.96, 0.97, 0.98, 0.99, 0.995, 0.998, 0.999)
SEED = 1985
TABLE = Path(__file__).parents[2] / "src" / "bakhsh" / "stats" / "dip_table.py"
HEAD = '''"""Quantiles of √n·dip of n draws from a uniform distribution, simulated by reference/build/dip_table.py.

{draws:,} draws of each size ({few:,} from 2,000 on), seed {seed}.
"""

from __future__ import annotations

__all__ = ["QUANTILES", "SHARES"]

SHARES = {shares}

QUANTILES: dict[int, tuple[float, ...]] = {{
'''


def main() -> None:
    """Writes the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--draws", type=int, default=20_000)
    draws = asked.parse_args().draws
    few = draws // 4
    rows = {size: quantiles(size, few if size >= 2_000 else draws) for size in SIZES}
    shares = "(\n    " + ",\n    ".join(", ".join(map(str, SHARES[at : at + 9])) for at in (0, 9)) + ",\n)"
    text = HEAD.format(draws=draws, few=few, seed=SEED, shares=shares)
    for size, row in rows.items():
        halves = [", ".join(f"{value:.4f}" for value in row[at : at + 9]) for at in (0, 9)]
        text += f"    {size}: (\n        {halves[0]},\n        {halves[1]},\n    ),\n"
    TABLE.write_text(text + "}\n", encoding="utf-8")


def quantiles(size: int, draws: int) -> list[float]:
    """The quantiles of one size."""
    from bakhsh.stats.dip import dip

    random = np.random.default_rng((SEED, size))
    found = [dip(random.random(size)) for _ in range(draws)]
    return [float(value) * math.sqrt(size) for value in np.quantile(found, SHARES)]


if __name__ == "__main__":
    main()
