"""Tables of any library in: pandas, polars, Arrow, or a mapping of columns. Orders become one row per customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from bakhsh.errors import DataError, MissingColumn
from bakhsh.language.sentences import Code, Sentence
from bakhsh.loop.predictions.purchases.regular import MERGED

if TYPE_CHECKING:
    import pyarrow as pa

    from bakhsh.loop.predictions.purchases.cells import Cells

__all__ = ["DAYS", "arrow", "cells_of", "days_in", "log_gaps_of", "summary"]

DAYS: Mapping[str, float] = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "year": 365.25}
"""Days in the units of time."""

_OF_CELLS = ("x", "t_x", "T")


def arrow(table: Any) -> pa.Table:
    """The table as Arrow: whatever offers Arrow's stream (pandas, polars, pyarrow, DuckDB results …) or a mapping of
    names to columns. DataError for anything else."""
    import pyarrow as pa

    try:
        found = table if isinstance(table, pa.Table) else pa.table(dict(table) if isinstance(table, Mapping) else table)
        return found.cast(pa.schema([field.with_type(_plain(field.type)) for field in found.schema]))
    except (TypeError, ValueError, pa.ArrowInvalid) as error:
        said = {"found": Code(type(table).__name__), "reason": Code(" ".join(str(error).split())[:200])}
        raise DataError(Sentence("models.no_table", said)) from error


def _plain(kind: pa.DataType) -> pa.DataType:
    """Text that is encoded or viewed (categories, polars) as text: not everything is reckoned on those."""
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return _plain(kind.value_type)
    return pa.string() if pa.types.is_string_view(kind) or pa.types.is_large_string(kind) else kind


def summary(
    orders: Any,
    as_of: date,
    *,
    customer: str = "customer_id",
    ordered: str = "ordered_on",
    amount: str | None = None,
    unit: str = "week",
) -> pa.Table:
    """One row per customer who bought by the end of `as_of`: customer_id, x, t_x, T, log_gaps and, where `amount` names
    a column, m_x; ordered by customer_id.

    `orders` has a row per order or per line: who (`customer`), when (`ordered`: a date, or a moment, of which the day
    counts) and for how much. A day with purchases counts once, its amounts are added. `x`: such days after the first.
    `t_x`: from the first to the last, `T`: from the first to `as_of`, in `unit` ("day", "week", "month", "year").
    `m_x`: mean amount of the days after the first; empty where x is 0. `log_gaps`: the logarithms of the gaps between
    purchase days, a quarter of a day off each, added up, by which `Auto` sees how evenly somebody buys. Rows without a
    customer or a day are left out, and those of later days. MissingColumn, or DataError where a column cannot be read.
    """
    import pyarrow.compute as pc

    table = arrow(orders)
    names = [customer, ordered, *([amount] if amount else [])]
    _require(table, names)
    days = _days(table.column(ordered), ordered)
    columns = {"customer_id": table.column(customer), "day": days}
    if amount:
        columns["amount"] = _numbers(table.column(amount), amount)
    lines = arrow(columns)
    lines = lines.filter(pc.and_(lines["customer_id"].is_valid(), lines["day"].is_valid()))
    lines = lines.filter(pc.less_equal(lines["day"], (as_of - date(1970, 1, 1)).days))
    return _each(lines, (as_of - date(1970, 1, 1)).days, days_in(unit), bool(amount))


def days_in(unit: str) -> float:
    """Days in a unit of time. DataError for one nobody knows."""
    if unit not in DAYS:
        known = tuple(Code(one) for one in DAYS)
        raise DataError(Sentence("models.unknown_unit", {"found": Code(unit), "known": known}))
    return DAYS[unit]


def _each(lines: pa.Table, today: int, unit: float, paid: bool) -> pa.Table:
    import numpy as np
    import pyarrow as pa

    each_day = lines.group_by(["customer_id", "day"]).aggregate([("amount", "sum")] if paid else [])
    each_day = each_day.sort_by([("customer_id", "ascending"), ("day", "ascending")])
    ids = each_day["customer_id"].combine_chunks().dictionary_encode()
    place, day = ids.indices.to_numpy(), each_day["day"].to_numpy().astype(np.int64)
    first = np.flatnonzero(np.diff(place, prepend=-1))
    last = np.append(first[1:], len(place)) - 1 if len(first) else first
    x = last - first
    apart = (np.diff(day, prepend=day[:1]) - MERGED) / unit
    apart[first] = 1.0  # no gap: its logarithm adds nothing
    found = {
        "customer_id": ids.dictionary,
        "x": pa.array(x.astype(np.int64)),
        "t_x": pa.array((day[last] - day[first]) / unit),
        "T": pa.array((today - day[first]) / unit),
        "log_gaps": pa.array(np.add.reduceat(np.log(apart), first) if len(first) else apart),
    }
    if paid:
        sums = each_day["amount_sum"].to_numpy()
        repeated = np.add.reduceat(sums, first) - sums[first] if len(first) else sums
        mean = repeated / np.where(x > 0, x, 1)
        found["m_x"] = pa.array(mean, mask=x == 0)
    return pa.table(found)


def cells_of(customers: Any, covariates: Sequence[str] = ()) -> Cells:
    """Cells from a table with x, t_x, T, perhaps `weight`, and the covariates named. MissingColumn, or DataError where
    a customer cannot be (a last purchase after T, a negative time, an empty value)."""
    from bakhsh.loop.predictions.purchases.cells import Cells

    table = arrow(customers)
    _require(table, [*_OF_CELLS, *covariates])
    column = {name: _numbers(table.column(name), name).to_numpy() for name in (*_OF_CELLS, *covariates)}
    weight = _numbers(table.column("weight"), "weight").to_numpy() if "weight" in table.column_names else None
    return Cells.of(column["x"], column["t_x"], column["T"], weight, {name: column[name] for name in covariates})


def log_gaps_of(customers: pa.Table, cells: Cells) -> float | None:
    """The logarithms of all gaps of all customers; None where the table does not say. `cells`: one for each row."""
    if "log_gaps" not in customers.column_names or len(cells) != customers.num_rows:
        return None
    return float(_numbers(customers["log_gaps"], "log_gaps").to_numpy() @ cells.weight)


def _require(table: pa.Table, names: Sequence[str]) -> None:
    missing = [name for name in names if name not in table.column_names]
    if missing:
        found = tuple(Code(one) for one in table.column_names)
        said = Sentence("models.missing_column", {"columns": tuple(Code(one) for one in missing), "found": found})
        raise MissingColumn(said, hint=Sentence("models.name_columns"))


def _days(column: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    """Days since 1970 of dates and moments; text is read as ISO 8601."""
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        if pa.types.is_timestamp(column.type):
            column = pc.floor_temporal(column, unit="day")
        elif not pa.types.is_date(column.type):
            column = column.cast(pa.timestamp("us"))
        return column.cast(pa.timestamp("s")).cast(pa.date32()).cast(pa.int32())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        said = {"column": Code(name), "found": Code(str(column.type))}
        raise DataError(Sentence("models.no_dates", said), hint=Sentence("models.write_dates")) from error


def _numbers(column: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    import pyarrow as pa

    try:
        return column.cast(pa.float64())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        said = {"column": Code(name), "found": Code(str(column.type))}
        raise DataError(Sentence("models.no_numbers", said)) from error
