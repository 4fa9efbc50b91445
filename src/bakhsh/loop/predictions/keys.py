"""Scores by keys: customers who look alike to a model are scored once, and the engine joins their scores back."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass

import ibis
import pyarrow as pa

from bakhsh.conditions.sums import Day, day, whole
from bakhsh.loop.predictions.counts import CELLS, cells, grained
from bakhsh.tables import CONTRACTS

__all__ = ["MOST_CELLS", "Keys", "keys", "predictions"]

MOST_CELLS = 2_000_000
"""So many distinct customers are learned from and scored; where there are more, their times are told in weeks."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The distinct customers of a day: x, t_x, known_for and `customers`, how many are like this; `weekly`: whether
    times are rounded to weeks."""

    table: pa.Table
    weekly: bool = False


def keys(counted: ibis.Table, most: int = MOST_CELLS) -> Generator[ibis.Table, pa.Table, Keys]:
    """Asks for the keys of a day, on the grain of days while there are at most `most` of them."""
    everybody = yield counted.agg(rows=whole(counted.count()))
    weekly = False
    if everybody.column("rows")[0].as_py() > most:
        distinct = cells(counted)
        found = yield distinct.agg(rows=whole(distinct.count()))
        weekly = found.column("rows")[0].as_py() > most
    return Keys((yield cells(grained(counted, weekly))), weekly)


def predictions(
    counted: ibis.Table,
    scored: ibis.Table,
    weekly: bool,
    as_of: Day,
    valued: Callable[[ibis.Table], tuple[ibis.Table, Mapping[str, ibis.Value]]] | None = None,
) -> ibis.Table:
    """PREDICTIONS of everybody in `counted`: each with the scores of the customers he is like. `scored` holds the keys
    and some columns of PREDICTIONS; `valued` lays what customers bring beside the joined rows and says further columns
    of them. All others are empty."""
    contract = CONTRACTS["PREDICTIONS"]
    joined = grained(counted, weekly).inner_join(scored, list(CELLS))
    joined, more = valued(joined) if valued is not None else (joined, {})
    held = {"as_of": day(as_of), "customer_id": joined.customer_id, **more}
    held |= {name: joined[name] for name in scored.columns if name in contract.names}
    return joined.select(**{
        one.name: held[one.name].cast(one.type.ibis) if one.name in held else ibis.null(one.type.ibis)
        for one in contract.columns
    })  # fmt: skip
