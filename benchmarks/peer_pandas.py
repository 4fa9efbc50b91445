"""The fair peer: the same 24 columns, RFM scores and five rules as a careful pandas script, from the same files.

What a good analyst would write: only the columns that are needed are read, ids become integers once, every step is
vectorised (no apply, no loop over rows or groups). It knows nothing of bakhsh but the meaning of the columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

__all__ = ["COLUMNS", "compare", "differences", "features", "rules", "run", "scores"]

COLUMNS = (
    "recency", "frequency", "orders", "monetary", "known_for", "first_on", "last_on", "average_order", "units",
    "lines", "rhythm", "rhythm_spread", "overdue", "categories", "top_category", "top_category_share",
    "discount_share", "return_share", "weekend_share", "morning_share", "evening_share", "spent_90",
    "spent_before_90", "trend",
)  # fmt: skip
_LINES = ["customer_id", "order_id", "item_id", "kind", "undoes", "at", "quantity", "amount", "discount"]
_ORDERS = ["customer_id", "order_id", "ordered_at"]
_TOLERANCE = 1e-9


def run(store: Path, as_of: date, out: Path, weekend: Sequence[int] = (5, 6)) -> pd.DataFrame:
    """From the files of a store's ledger to one Parquet file; what is timed."""
    lines = _read(sorted(store.glob("ledger/derived/*/lines-*.parquet")), _LINES)
    orders = _read(sorted(store.glob("ledger/derived/*/orders-*.parquet")), _ORDERS)
    items = _read(sorted(store.glob("ledger/derived/*/items.parquet")), ["item_id", "category"])
    found = rules(scores(features(lines, orders, items, as_of, weekend)))
    found.reset_index().to_parquet(out, index=False)
    return found


def _read(files: Sequence[Path], columns: list[str]) -> pd.DataFrame:
    return pd.concat([pq.read_table(file, columns=columns).to_pandas() for file in files], ignore_index=True)


# ---- the 24 columns ----------------------------------------------------------------------------------------------
def features(
    lines: pd.DataFrame, orders: pd.DataFrame, items: pd.DataFrame, as_of: date, weekend: Sequence[int]
) -> pd.DataFrame:
    """The 24 columns by customer_id, from rows of LINES, ORDERS and ITEMS."""
    today = np.datetime64(as_of, "D").astype("int64")
    lines = lines.assign(day=_days(lines["at"]))
    lines = lines[lines["day"] <= today]
    orders = orders[_days(orders["ordered_at"]) <= today]
    codes, ids = pd.factorize(lines["customer_id"])
    lines = lines.assign(customer=codes, sale=(lines["kind"] != "return").to_numpy())
    money = _money(lines, today).reindex(range(len(ids)))
    days, placed = _purchase_days(lines, orders, ids, weekend)
    table = pd.concat([money, placed.reindex(money.index), _rhythm(days).reindex(money.index)], axis=1)
    table = pd.concat([table, _categories(lines, items).reindex(money.index)], axis=1)
    return _derived(table.fillna(dict.fromkeys(_ZERO, 0)), today).set_axis(pd.Index(ids, name="customer_id"))


_ZERO = ("frequency", "orders", "placed", "morning", "evening", "weekend_days", "categories")


def _days(at: pd.Series[Any]) -> npt.NDArray[np.int64]:
    return at.to_numpy().astype("datetime64[D]").astype("int64")


def _money(lines: pd.DataFrame, today: int) -> pd.DataFrame:
    sale, amount, day = lines["sale"].to_numpy(), lines["amount"].to_numpy(), lines["day"].to_numpy()
    columns = {
        "monetary": amount,
        "sold": np.where(sale, amount, 0),
        "returned": np.where(sale, 0, -amount),
        "discounted": np.where(sale, lines["discount"].to_numpy(), 0),
        "units": lines["quantity"].fillna(0).to_numpy(),
        "lines": sale.astype("int64"),
        "spent_90": np.where(day > today - 90, amount, 0),
        "spent_before_90": np.where((day > today - 180) & (day <= today - 90), amount, 0),
    }
    return pd.DataFrame(columns).groupby(lines["customer"].to_numpy(), sort=False).sum()


def _purchase_days(
    lines: pd.DataFrame, orders: pd.DataFrame, ids: pd.Index[Any], weekend: Sequence[int]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The days with an order that stands, and counts of orders and hours by customer."""
    known = pd.Index(orders["order_id"])
    order = known.get_indexer(lines["order_id"])
    amounts, sale = lines["amount"].to_numpy(), lines["sale"].to_numpy()
    sold = np.bincount(order[sale], weights=amounts[sale], minlength=len(known))
    has_sale = np.bincount(order[sale], minlength=len(known)) > 0
    customer = pd.Index(ids).get_indexer(orders["customer_id"])

    back = lines[~sale & lines["undoes"].notna().to_numpy()]
    undone = known.get_indexer(back["undoes"])
    own = (undone >= 0) & (customer[undone] == back["customer"].to_numpy())
    came_back = np.bincount(undone[own], weights=-back["amount"].to_numpy()[own], minlength=len(known))
    stands = has_sale & ~((sold > 0) & (came_back >= sold))

    hour = orders["ordered_at"].dt.hour.to_numpy()
    day = _days(orders["ordered_at"])
    counts = pd.DataFrame(
        {
            "orders": stands[has_sale],
            "placed": 1,
            "morning": ((hour >= 5) & (hour < 12))[has_sale],
            "evening": (hour >= 17)[has_sale],
        }
    ).astype("int64")
    placed = counts.groupby(customer[has_sale], sort=False).sum()
    days = pd.DataFrame({"customer": customer[stands], "day": day[stands]}).drop_duplicates()
    free = np.isin((days["day"].to_numpy() + 3) % 7, weekend)  # 1970-01-01 was a Thursday, day 3 from Monday
    days = days.assign(weekend=free.astype("int64")).sort_values(["customer", "day"])
    by_customer = days.groupby("customer", sort=False)
    first = by_customer.agg(
        first=("day", "min"), last=("day", "max"), frequency=("day", "size"), weekend_days=("weekend", "sum")
    )
    return days, placed.join(first, how="left")


def _rhythm(days: pd.DataFrame) -> pd.DataFrame:
    gap = days.groupby("customer", sort=False)["day"].diff()
    spread = gap.groupby(days["customer"], sort=False).std(ddof=1)
    return spread.to_frame("rhythm_spread")


def _categories(lines: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    named = items[items["category"].notna()]
    place = pd.Index(named["item_id"]).get_indexer(lines["item_id"])
    codes, names = pd.factorize(named["category"], sort=True)
    there = place >= 0
    keys = [lines["customer"].to_numpy()[there], codes[place[there]]]
    nets = lines["amount"][there].groupby(keys, sort=False).sum().rename_axis(["customer", "category"]).reset_index()
    nets = nets[nets["amount"] > 0].sort_values(["customer", "amount", "category"], ascending=[True, False, True])
    by_customer = nets.groupby("customer", sort=False)
    whole = by_customer["amount"].agg(["size", "sum"])
    top = nets.drop_duplicates("customer").set_index("customer")
    return pd.DataFrame(
        {
            "categories": whole["size"],
            "top_category": pd.Series(np.asarray(names)[top["category"]], index=top.index),
            "top_category_share": top["amount"] / whole["sum"],
        }
    )


def _derived(t: pd.DataFrame, today: int) -> pd.DataFrame:
    recency, rhythm = today - t["last"], (t["last"] - t["first"]) / _above_zero(t["frequency"] - 1)
    both = t["spent_90"].abs() + t["spent_before_90"].abs()
    made = {
        "recency": recency,
        "known_for": today - t["first"],
        "first_on": t["first"].to_numpy().astype("datetime64[D]").astype("datetime64[s]"),
        "last_on": t["last"].to_numpy().astype("datetime64[D]").astype("datetime64[s]"),
        "average_order": t["monetary"] / _above_zero(t["orders"]),
        "rhythm": rhythm,
        "overdue": recency / _above_zero(rhythm),
        "discount_share": t["discounted"] / _above_zero(t["sold"] + t["discounted"]),
        "return_share": t["returned"] / _above_zero(t["sold"]),
        "weekend_share": t["weekend_days"] / _above_zero(t["frequency"]),
        "morning_share": t["morning"] / _above_zero(t["placed"]),
        "evening_share": t["evening"] / _above_zero(t["placed"]),
        "trend": (t["spent_90"] - t["spent_before_90"]) / _above_zero(both),
    }
    return t.assign(**made)[list(COLUMNS)]


def _above_zero(values: pd.Series[Any]) -> pd.Series[Any]:
    return values.where(values > 0)


# ---- scores and rules --------------------------------------------------------------------------------------------
def scores(table: pd.DataFrame, steps: int = 5) -> pd.DataFrame:
    """r_score, f_score, m_score beside the columns: 1 + number of cut points strictly below the value, turned round for
    recency; the cut points are discrete lower quantiles over who has bought; empty for who has not."""
    bought = table["recency"].notna()
    made = {}
    for short, name in (("r", "recency"), ("f", "frequency"), ("m", "monetary")):
        values = np.sort(table.loc[bought, name].to_numpy())
        cuts = values[[-(-len(values) * step // steps) - 1 for step in range(1, steps)]] if len(values) else []
        below = np.searchsorted(cuts, table[name].to_numpy(), side="left")
        made[f"{short}_score"] = pd.Series(steps - below if short == "r" else 1 + below, table.index).where(bought)
    return table.assign(**made)


def rules(table: pd.DataFrame) -> pd.DataFrame:
    """The segment of the five rules of the benchmark's `value` beside the columns; the first that holds wins."""
    recency, frequency = table["recency"], table["frequency"]
    held = {
        "champions": (recency <= 30) & (frequency >= 5),
        "slipping": (table["overdue"] >= 2) & (frequency >= 3),
        "regular": frequency >= 3,
        "new": (frequency <= 2) & (recency <= 60),
        "asleep": recency > 180,
    }
    found = np.select([one.to_numpy() for one in held.values()], list(held), default="others")
    return table.assign(value=found)


# ---- value by value ----------------------------------------------------------------------------------------------
def compare(rows: pa.Table, members: Mapping[str, pa.Table], peer: pd.DataFrame) -> dict[str, int]:
    """How many customers differ, by column: the 24, the three scores, the segment of the rules."""
    ours = rows.select(["customer_id", *COLUMNS])
    rfm = members["rfm"].select(["customer_id", "r_score", "f_score", "m_score"])
    value = members["value"].select(["customer_id", "segment"]).rename_columns(["customer_id", "value"])
    whole = ours.join(rfm, "customer_id").join(value, "customer_id")
    return {name: int((far > _TOLERANCE).sum()) for name, far in _distances(whole, peer).items()}


def differences(ours: pa.Table, peer: pd.DataFrame) -> dict[str, float]:
    """The largest difference by column that both have: relative for numbers above 1, infinite where one is empty, a
    text differs, or a customer is missing."""
    return {name: float(far.max(initial=0.0)) for name, far in _distances(ours, peer).items()}


def _distances(ours: pa.Table, peer: pd.DataFrame) -> dict[str, npt.NDArray[np.float64]]:
    peer = peer.set_index("customer_id") if "customer_id" in peer.columns else peer
    frame = ours.to_pandas().set_index("customer_id")
    customers = frame.index.union(peer.index)
    here, there = frame.reindex(customers), peer.reindex(customers)
    return {name: _far(here[name], there[name]) for name in frame.columns if name in peer.columns}


def _far(here: pd.Series[Any], there: pd.Series[Any]) -> npt.NDArray[np.float64]:
    if here.name in ("first_on", "last_on"):
        here, there = pd.to_datetime(here), pd.to_datetime(there)
    empty, other_empty = here.isna().to_numpy(), there.isna().to_numpy()
    if pd.api.types.is_numeric_dtype(there):
        one, other = here.to_numpy("float64", na_value=0.0), there.to_numpy("float64", na_value=0.0)
        far = np.abs(one - other) / np.maximum(1.0, np.abs(other))
    else:
        far = np.where((here == there).to_numpy(), 0.0, np.inf)
    return np.where(empty | other_empty, np.where(empty == other_empty, 0.0, np.inf), far)
