"""Project folders on real data, made in a scratch folder: what claims and benchmarks are measured on."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["data_folder", "online_retail", "write"]

_VALUE = """
name = "value"
kind = "rule"
meaning = "How much attention a customer is worth"

[[segment]]
name = "champions"
where = "recency <= 30 and frequency >= 5"

[[segment]]
name = "slipping"
where = "overdue >= 2 and frequency >= 3"

[[segment]]
name = "regular"
where = "frequency >= 3"

[[segment]]
name = "new"
where = "frequency <= 2 and recency <= 60"

[[segment]]
name = "asleep"
where = "recency > 180"
"""
_RFM = 'name = "rfm"\nkind = "rfm"\n'


def data_folder() -> Path:
    """The folder BAKHSH_DATA names; exits in words where it is not set."""
    found = os.environ.get("BAKHSH_DATA", "")
    if not found or not Path(found).is_dir():
        raise SystemExit("Set BAKHSH_DATA to the folder of real data sets.")
    return Path(found)


def write(folder: Path, project: str, sources: dict[str, str]) -> Path:
    """A project folder with two segmentations."""
    texts = {"bakhsh.toml": project, "segments/value.toml": _VALUE, "segments/rfm.toml": _RFM}
    texts |= {f"data/{name}.toml": text for name, text in sources.items()}
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def online_retail(folder: Path, *, returns: str = "prefix") -> Path:
    """UCI Online Retail under the plain policy: known customer, positive price, C-invoices take back."""
    file = data_folder() / "online_retail" / "online_retail.parquet"
    source = f"""
table = "lines"
files = ["{file.as_posix()}"]

[columns]
order_id = "InvoiceNo"
customer_id = "CustomerID"
ordered_at = "InvoiceDate"
item_id = "StockCode"
quantity = "Quantity"
price = "UnitPrice"
"items.name" = "Description"
"customers.country" = "Country"

[policy]
returns = "{returns}"
return_prefix = "C"
zero_price = "reject"
negative_price = "reject"
"""
    return write(folder, 'name = "Online Retail"\nunit = "GBP"\ntimezone = "Europe/London"\n', {"orders": source})
