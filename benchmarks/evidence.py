"""Evidence: everything that prints a promised number, run and written to docs/evidence.md and evidence.json.

    python -m benchmarks.evidence [--quick]

A number that falls short stands there too. `--quick` measures speed on fewer lines.
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
    migrating,
    places,
    purchases,
    scoring,
    speed,
    trees,
)
from benchmarks.row import Row

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Runs all claims and writes both files."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--quick", action="store_true")
    quick = asked.parse_args().quick
    measures: list[Callable[[], list[Row]]] = [
        claims.online_retail,
        claims.complete_journey,
        claims.hillstrom,
        claims.kills,
        claims.intervals,
        lambda: speed.rows(500_000 if quick else 5_000_000, 3),
        lambda: cleaning.rows(1_000_000 if quick else 10_000_000),
        lambda: bases.rows(500_000 if quick else 5_000_000),
        lambda: places.rows(100_000 if quick else 1_000_000),
        lambda: clusters.rows(10 if quick else 100),
        lambda: cluster_peers.rows(200_000 if quick else 2_000_000),
        lambda: scoring.rows(300_000 if quick else 2_000_000),
        lambda: migrating.rows(100_000 if quick else 1_000_000),
        lambda: drift.rows(200 if quick else 2_000),
        lambda: purchases.rows(100_000 if quick else 1_000_000, 5_000 if quick else 20_000),
        lambda: coverage.rows(20 if quick else 1_000),
        lambda: trees.rows(50_000 if quick else 200_000),
    ]
    found: list[Row] = []
    for measure in measures:
        for row in measure():
            print(row, flush=True)
            found.append(row)
    write(found)


def write(rows: list[Row]) -> None:
    """docs/evidence.md for people, evidence.json for machines."""
    listed = {"rows": [row.as_json() for row in rows]}
    (ROOT / "evidence.json").write_text(json.dumps(listed, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (ROOT / "docs" / "evidence.md").write_text(_page(rows), encoding="utf-8")


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
