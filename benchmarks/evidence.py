"""Evidence: everything that prints a promised number, run and written to docs/evidence.md and evidence.json.

    python -m benchmarks.evidence [--quick] [--only MEASURE …]

A number that falls short stands there too. `--quick` measures on less. `--only` measures those named anew; what was
measured of the others before stays, so that hours of measuring need not be one piece.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Callable
from pathlib import Path

from benchmarks import (
    bases,
    claims,
    cleaning,
    cluster_peers,
    clusters,
    coverage,
    drift,
    forecasts,
    migrating,
    places,
    predicting,
    purchases,
    scoring,
    speed,
    trees,
)
from benchmarks.row import Row

ROOT = Path(__file__).parent.parent
JSON = ROOT / "evidence.json"


MEASURES: dict[str, Callable[[bool], list[Row]]] = {
    "online_retail": lambda quick: claims.online_retail(),
    "complete_journey": lambda quick: claims.complete_journey(),
    "hillstrom": lambda quick: claims.hillstrom(),
    "kills": lambda quick: claims.kills(),
    "intervals": lambda quick: claims.intervals(),
    "speed": lambda quick: speed.rows(500_000 if quick else 5_000_000, 3),
    "cleaning": lambda quick: cleaning.rows(1_000_000 if quick else 10_000_000),
    "bases": lambda quick: bases.rows(500_000 if quick else 5_000_000),
    "places": lambda quick: places.rows(100_000 if quick else 1_000_000),
    "clusters": lambda quick: clusters.rows(10 if quick else 100),
    "cluster_peers": lambda quick: cluster_peers.rows(200_000 if quick else 2_000_000),
    "scoring": lambda quick: scoring.rows(300_000 if quick else 2_000_000),
    "migrating": lambda quick: migrating.rows(100_000 if quick else 1_000_000),
    "drift": lambda quick: drift.rows(200 if quick else 2_000),
    "purchases": lambda quick: purchases.rows(100_000 if quick else 1_000_000, 5_000 if quick else 20_000),
    "forecasts": lambda quick: forecasts.rows(),
    "coverage": lambda quick: coverage.rows(20 if quick else 1_000),
    "trees": lambda quick: trees.rows(50_000 if quick else 200_000),
    "predicting": lambda quick: predicting.rows(200_000 if quick else 2_000_000),
}
"""What is measured, in the order of the page; the argument says whether quickly."""


def main() -> None:
    """Runs all measures, or those named, and writes both files after each."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--only", nargs="+", choices=MEASURES, default=list(MEASURES), metavar="MEASURE")
    given = asked.parse_args()
    held = read()
    for name in given.only:
        held[name] = MEASURES[name](given.quick)
        for row in held[name]:
            print(row, flush=True)
        write(held)


def read() -> dict[str, list[Row]]:
    """What was measured before, by measure."""
    if not JSON.exists():
        return {}
    held = json.loads(JSON.read_text(encoding="utf-8"))["measures"]
    return {name: [Row(**row) for row in rows] for name, rows in held.items() if name in MEASURES}


def write(held: dict[str, list[Row]]) -> None:
    """docs/evidence.md for people, evidence.json for machines."""
    ordered = {name: held[name] for name in MEASURES if name in held}
    listed = {"measures": {name: [row.as_json() for row in rows] for name, rows in ordered.items()}}
    JSON.write_text(json.dumps(listed, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (ROOT / "docs" / "evidence.md").write_text(
        _page([row for rows in ordered.values() for row in rows]), encoding="utf-8"
    )


def _page(rows: list[Row]) -> str:
    head = (
        "# Evidence\n\n"
        "Every number that is promised, as it was measured by `make evidence`; what falls short stands here too.\n"
        f"Measured with Python {platform.python_version()} on {platform.system()}, {os.cpu_count()} cores.\n"
        "Speed is given as ratios measured in one run, because machines are noisy.\n\n"
        "| claim | target | measured | met | peer | rerun |\n|---|---|---|---|---|---|\n"
    )
    cells = [
        (row.claim, row.target, row.measured, "yes" if row.met else "**no**", row.peer, f"`{row.rerun}`")
        for row in rows
    ]
    return head + "".join(f"| {' | '.join(cell.replace('|', '∣') for cell in line)} |\n" for line in cells)


if __name__ == "__main__":
    main()
