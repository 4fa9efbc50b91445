"""Places: how many names of an independent list are found, and what it costs to place a million customers.

    python -m benchmarks.places [--customers 1000000]

The list is npm's iran-cities-json: the cities that are in GeoNames with 15,000 people and more, in many spellings, and
all its other names as they stand. One scan is the CPU of `select max(hash(c))` over the same columns of the same file.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.child import child
from benchmarks.row import Row
from benchmarks.speed import _timed

_CITIES = Path(__file__).parent.parent / "tests" / "language" / "places" / "iranian_cities.csv"
_TOWNS = _CITIES.with_name("iranian_towns.csv")
_SPELLINGS = 5_000
_LETTERS = "ابتدرسمنوهی"


def main() -> None:
    """Prints the rows of the benchmark."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--customers", type=int, default=1_000_000)
    asked.add_argument("--part", default="")
    asked.add_argument("--file", type=Path, default=None)
    given = asked.parse_args()
    if given.part:
        print(json.dumps(_PARTS[given.part](given.file)))
        return
    for row in rows(given.customers):
        print(row)


def rows(customers: int = 1_000_000) -> list[Row]:
    """The evidence of one whole measurement."""
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "customers.parquet"
        _write(file, customers)
        ours, scan = _child("place", file), _child("scan", file)
    again = f"python -m benchmarks.places --customers {customers}"
    return [
        *_found(),
        _rest(),
        Row(
            f"{customers:,} customers with {_SPELLINGS:,} spellings of cities placed: CPU as a multiple of one scan",
            "printed", f"{ours['cpu'] / scan['cpu']:.1f}× ({ours['cpu']:.1f} s CPU, {ours['wall']:.1f} s)", True,
            f"one scan: {scan['cpu']:.2f} s CPU", again,
        ),
    ]  # fmt: skip


# ---- what is found -----------------------------------------------------------------------------------------------
def _found() -> list[Row]:
    gazetteer, resolver = _resolver()
    told = []
    for with_province, least in ((True, 0.97), (False, 0.90)):
        found, wrong, tried = 0, 0, 0
        for text, name, province in _spelled(gazetteer):
            place = resolver.resolve(_said(text, province if with_province else "")).city
            right = place is not None and _is(gazetteer, place, name, province)
            found, wrong, tried = found + right, wrong + (place is not None and not right), tried + 1
        how = "with their province" if with_province else "by name alone"
        told.append(
            Row(
                f"spellings of Iranian cities of 15,000 people and more found {how}, wrong ones",
                f"≥ {least:.0%}, 0", f"{found / tried:.1%} of {tried:,}, {wrong}", found / tried >= least and not wrong,
                rerun="python -m benchmarks.places",
            )
        )  # fmt: skip
    return told


def _rest() -> Row:
    """Of the names of the list that are not among the cities above."""
    gazetteer, resolver = _resolver()
    rest = _listed(_TOWNS)
    told = sum(resolver.resolve(_said(name, of)).city is not None for name, of in rest) / len(rest)
    alone = [(name, place, of) for name, of in rest if (place := resolver.resolve(_said(name, "")).city) is not None]
    wrong = [(name, place) for name, place, of in alone if not _lies_in(gazetteer, place, of)]
    misread = sum(not _bears(gazetteer, place, name) for name, place in wrong)
    return Row(
        f"of the other {len(rest):,} names of the list (small towns mostly) found with their province; by name alone",
        "printed",
        f"{told:.1%}; {(len(alone) - len(wrong)) / len(rest):.1%}, and {len(wrong) / len(rest):.1%} taken for a place "
        f"of another province ({len(wrong) - misread} for a namesake, {misread} for a name spelled nearly so)",
        misread == 0, rerun="python -m benchmarks.places",
    )  # fmt: skip


def _bears(gazetteer: Any, place: Any, name: str) -> bool:
    from bakhsh.language.place_keys import place_key
    from bakhsh.language.places.words_around import plainer

    keys = {place_key(name), place_key(plainer(name))}
    return any(one.place == place for key in keys for one in gazetteer.named("city", key))


def _resolver() -> tuple[Any, Any]:
    from bakhsh import reference
    from bakhsh.language.places.gazetteer import Gazetteer
    from bakhsh.language.places.resolve import Resolver

    gazetteer = Gazetteer(reference.table("places"), reference.table("place_names"))
    return gazetteer, Resolver(gazetteer, "IR")


def _said(city: str, province: str) -> Any:
    from bakhsh.language.places.resolve import Said

    return Said(city, province)


def _is(gazetteer: Any, place: Any, name: str, province: str) -> bool:
    from bakhsh.language.place_keys import place_key

    named = {one.place.place_id for one in gazetteer.named("city", place_key(name))}
    return place.place_id in named and _lies_in(gazetteer, place, province)


def _lies_in(gazetteer: Any, place: Any, province: str) -> bool:
    from bakhsh.language.keys import matching_key

    of = gazetteer.place(place.province or "")
    return of is not None and matching_key(of.name_fa or "") == matching_key(province)


def _listed(names: Path = _CITIES) -> list[tuple[str, str]]:
    with names.open(encoding="utf-8", newline="") as file:
        return [(row["city"], row["province"]) for row in csv.DictReader(file)]


def _spelled(gazetteer: Any) -> Iterator[tuple[str, str, str]]:
    """Every name as it stands, with Arabic letters, half-spaces, no spaces, more spaces; and with one typo, where the
    name has five letters or more and the typo is no other place's name."""
    from bakhsh.language.place_keys import place_key

    chance = random.Random(1403)
    for name, province in _listed():
        texts = [
            name, name.replace("ی", "ي").replace("ک", "ك"), name.replace(" ", "\u200c"), name.replace(" ", ""),
            f" {name.replace(' ', '   ')} ",
        ]  # fmt: skip
        typed = (_typo(name, chance) for _ in range(50)) if len(place_key(name)) >= 5 else iter(())
        texts += [one for one in typed if not gazetteer.named("city", place_key(one))][:1]
        yield from ((text, name, province) for text in texts)


def _typo(name: str, chance: random.Random) -> str:
    at, letter = chance.randrange(len(name) - 1), chance.choice(_LETTERS)
    left, here, after, right = name[:at], name[at], name[at + 1], name[at + 2 :]
    return chance.choice((
        left + after + right, left + letter + after + right, left + letter + here + after + right,
        left + after + here + right,
    ))  # fmt: skip


# ---- what it costs -----------------------------------------------------------------------------------------------
def _write(file: Path, customers: int) -> None:
    """Customers whose cities are spelled in 5,000 ways, few of them often, most of them seldom."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    chance = random.Random(7)
    spelled: dict[tuple[str, str], None] = {}
    names = _listed()
    while len(spelled) < _SPELLINGS:
        name, province = names[min(int(chance.expovariate(1 / 60)), len(names) - 1)]
        spelled[_typo(name, chance) if spelled else name, chance.choice((province, ""))] = None
    pairs = list(spelled)
    picked = [pairs[min(int(chance.paretovariate(0.7)) - 1, len(pairs) - 1)] for _ in range(customers)]
    ids = [f"C{number:07}" for number in range(customers)]
    table = pa.table({"customer_id": ids, "city": [one for one, _ in picked], "province": [one for _, one in picked]})
    pq.write_table(table, file, compression="zstd")


def _place(file: Path) -> dict[str, Any]:
    return _timed(lambda: _placed(file))


def _placed(file: Path) -> int:
    """Learns and reads, as a run does: returns how many customers have a city."""
    import ibis
    import pyarrow as pa
    import pyarrow.parquet as pq

    from bakhsh import reference
    from bakhsh.edges.engines.duckdb import DuckDB
    from bakhsh.loop.features import geographic
    from bakhsh.loop.features.bases import Given
    from bakhsh.specs import Project, ProjectFiles
    from bakhsh.tables import CUSTOMERS, PLACE_NAMES, PLACES, POSTAL
    from bakhsh.workspace.stage import answer

    told = pq.read_table(file)
    lacking = [one for one in CUSTOMERS.columns if one.name not in told.column_names]
    for one in lacking:
        told = told.append_column(one.name, pa.nulls(told.num_rows, one.type.arrow))
    with tempfile.TemporaryDirectory() as scratch:
        engine = DuckDB(Path(scratch))
        engine.bind("customers", told)
        for name in ("places", "place_names"):
            engine.bind(name, reference.table(name))
        tables = {one.name.lower(): one.unbound() for one in (CUSTOMERS, PLACES, PLACE_NAMES, POSTAL)}
        wanted = frozenset({"city", "province", "country", "place_class", "climate"})
        given = Given(ProjectFiles(Project("shop", unit="IRT")), date(2025, 1, 1), tables, wanted)
        learned = answer(engine, geographic.learn(given))
        looked = {}
        for name, table in learned.tables.items():
            engine.bind(name, table)
            kinds = {pa.string(): "string", pa.int64(): "int64", pa.float64(): "float64", pa.bool_(): "boolean"}
            looked[name] = ibis.table({column.name: kinds[column.type] for column in table.schema}, name=name)
        (read,) = geographic.readings(given, looked)
        counted = engine.query(read.aggregate(placed=read.place_class.count(), cities=read.city.nunique()))
        engine.close()
    return int(counted["placed"][0].as_py())


def _scan(file: Path) -> dict[str, Any]:
    import duckdb

    connection = duckdb.connect()
    hashes = ", ".join(f'max(hash("{column}"))' for column in ("customer_id", "city", "province"))
    return _timed(lambda: connection.execute(f"select {hashes} from read_parquet('{file}')").fetchall())


def _child(part: str, file: Path) -> dict[str, Any]:
    return child("places", part, "--file", file)


_PARTS = {"place": _place, "scan": _scan}

if __name__ == "__main__":
    main()
