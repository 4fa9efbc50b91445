"""Online Retail at a cut: what was known of every customer, and what he did in the days after."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from bakhsh.loop.predictions.purchases.cells import Cells
from bakhsh.loop.predictions.purchases.fitting import fit
from bakhsh.loop.predictions.purchases.models import model_named
from bakhsh.loop.predictions.purchases.regular import MERGED
from bakhsh.loop.predictions.purchases.scoring import scored


class Retail(NamedTuple):
    """`features`: a row a customer. `active`, `spend`, `later` (days with orders): in the window. `x, t_x, T`: days,
    orders of a day are one. `log_gaps`: the sum of the logarithms of all gaps between orders, in weeks, a quarter
    of a day off each."""

    features: pa.Table
    active: Any
    spend: Any
    later: Any
    x: Any
    t_x: Any
    T: Any
    mean_order: Any
    total: Any
    log_gaps: float
    days: int


def at(real_data: Path, cut: str = "2011-08-31", days: int = 100) -> Retail:
    """Customers known, no cancellations, quantities and prices above zero."""
    names = ["InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"]
    raw = pd.read_parquet(real_data / "online_retail" / "online_retail.parquet", columns=names)
    fine = raw.CustomerID.notna() & ~raw.InvoiceNo.astype(str).str.startswith("C")
    raw = raw[fine & (raw.Quantity > 0) & (raw.UnitPrice > 0)]
    raw = raw.assign(day=raw.InvoiceDate.dt.normalize(), amount=raw.Quantity * raw.UnitPrice)
    end, until = pd.Timestamp(cut), pd.Timestamp(cut) + pd.Timedelta(days=days)
    before, after = raw[raw.day <= end], raw[(raw.day > end) & (raw.day <= until)]
    orders = before.groupby(["CustomerID", "day"]).amount.sum().reset_index()
    gaps = orders.day.diff().dt.days[orders.CustomerID == orders.CustomerID.shift()].to_numpy(float)
    orders["ago"] = (end - orders.day).dt.days
    by = orders.groupby("CustomerID")
    known = pd.DataFrame(
        {
            "recency": by.ago.min(),
            "frequency": by.size(),
            "known_for": by.ago.max(),
            "monetary": by.amount.sum(),
            "mean_order": by.amount.mean(),
            "last_order": by.amount.last(),
            "largest_order": by.amount.max(),
            "spread": by.amount.std(),
            "median_gap": orders.assign(gap=by.ago.diff(-1).shift()).groupby("CustomerID").gap.median(),
        }
    )
    for last in (30, 60, 90, 180):
        recent = orders[orders.ago < last].groupby("CustomerID")
        known[f"orders_{last}"] = recent.size()
        known[f"spent_{last}"] = recent.amount.sum()
        known = known.fillna({f"orders_{last}": 0, f"spent_{last}": 0.0})
    lines = before.groupby("CustomerID")
    known["items"] = lines.StockCode.nunique()
    known["lines"] = lines.size()
    known["mean_price"] = lines.UnitPrice.mean()
    known["mean_quantity"] = lines.Quantity.mean()
    known["country"] = lines.Country.first()
    known["orders_per_day"] = known.frequency / (known.known_for + 1)
    known["overdue"] = known.recency / known.median_gap
    spend = after.groupby("CustomerID").amount.sum().reindex(known.index).fillna(0.0).to_numpy()
    later = after.groupby("CustomerID").day.nunique().reindex(known.index).fillna(0).to_numpy(float)
    x = known.frequency.to_numpy(float) - 1
    t_x = (known.known_for - known.recency).to_numpy(float)
    return Retail(
        pa.Table.from_pandas(known.replace([np.inf], np.nan), preserve_index=False),
        (spend > 0).astype(float),
        spend,
        later,
        x,
        t_x,
        known.known_for.to_numpy(float),
        known.mean_order.to_numpy(float),
        known.monetary.to_numpy(float),
        float(np.log((gaps - MERGED) / 7).sum()),
        days,
    )


def baselines(shop: Retail) -> dict[str, Any]:
    """What a customer would spend in the window: expected orders × his mean order, and at the rate he had."""
    return {"product": orders(shop) * shop.mean_order, "run rate": shop.total / np.maximum(shop.T, 1) * shop.days}


def orders(shop: Retail) -> Any:
    """Expected orders of the window by BG/NBD."""
    cells = Cells.of(shop.x, shop.t_x, shop.T)
    return scored(fit(model_named("bg_nbd"), cells, unit="day"), cells, shop.days)["expected_orders"]
