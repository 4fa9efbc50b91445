"""Published and promised numbers, measured through the product as a user would run it."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import bakhsh
from bakhsh.cli import demo, demo_market
from bakhsh.records import Reconciliation
from benchmarks import shops
from benchmarks.row import Row

ROOT = Path(__file__).parent.parent


def _exactly(claim: str, target: int, found: int, peer: str = "", unit: str = "") -> Row:
    return Row(claim, f"{target:,}{unit}", f"{found:,}{unit}", found == target, peer)


def _pennies(value: int) -> str:
    return f"{value / 100:,.2f}"


def online_retail() -> list[Row]:
    """UCI Online Retail: the plain filter, cancellations, reconciliation to the penny, point in time."""
    file = shops.data_folder() / "online_retail" / "online_retail.parquet"
    raw = pq.read_table(file, columns=["Quantity", "UnitPrice"]).to_pydict()
    whole = sum(_line(quantity, price) for quantity, price in zip(raw["Quantity"], raw["UnitPrice"], strict=True))
    with tempfile.TemporaryDirectory() as scratch, bakhsh.open(shops.online_retail(Path(scratch))) as ws:
        ws.run(as_of=date(2011, 6, 30))
        then = ws.rows(date(2011, 6, 30))
        (load,) = ws.loads()
        seen = ws.reconciliation()
        lines = _sale_lines(ws)
        late = _knows_later(ws, then)
    return [
        _exactly("Online Retail: lines read", 541_909, load.rows),
        Row(
            "Online Retail: every row has one fate (kept + duplicate + rejected = rows)",
            "equal",
            f"{load.kept:,} + {load.duplicates:,} + {load.rejected:,}",
            load.kept + load.duplicates + load.rejected == load.rows,
        ),
        _exactly("Online Retail: sale lines after the plain filter", 397_884, lines[0]),
        Row(
            "Online Retail: worth of those lines, each rounded to pennies",
            "8,911,407.90",
            _pennies(lines[1]),
            lines[1] == 891_140_790,
        ),
        _exactly("Online Retail: cancellation lines in the file", 9_288, seen.return_lines + _without_customer(seen)),
        _exactly("Online Retail: cancellations linked to the sale they undo", 7_174, seen.matched_returns),
        _exactly("Online Retail: of those, undoing a sale of an earlier month", 3_149, seen.of_earlier_month),
        Row(
            "Online Retail: reconciliation of all months against the whole file",
            f"{_pennies(whole)} explained",
            f"{_pennies(_explained(seen))} explained",
            _explained(seen) == whole,
            "sum of the raw file, line by line",
        ),
        _exactly("Online Retail: customers whose June snapshot knows a later row", 0, late, "ledger cut at 2011-06-30"),
    ]


def _line(quantity: int, price: float) -> int:
    from decimal import ROUND_HALF_UP, Decimal

    amount = Decimal(repr(price)) * quantity * 100
    return int(amount.to_integral_value(ROUND_HALF_UP))


def _explained(seen: Reconciliation) -> int:
    return sum(one.net + sum(out.amount for out in one.exclusions) for one in seen.months)


def _without_customer(seen: Reconciliation) -> int:
    """C-invoices whose customer is unknown stand among the rejected rows; counted from the file."""
    file = shops.data_folder() / "online_retail" / "online_retail.parquet"
    table = pq.read_table(file, columns=["InvoiceNo", "CustomerID"]).to_pydict()
    pairs = zip(table["InvoiceNo"], table["CustomerID"], strict=True)
    return sum(1 for invoice, customer in pairs if str(invoice).startswith("C") and customer is None)


def _sale_lines(ws: bakhsh.Workspace) -> tuple[int, int]:
    ws.bind_ledger(ws.store.catalogue.manifest(), ("lines",))
    lines = ws.unbound("lines")
    sales = lines.filter(lines.kind != "return")
    answer = ws.engine.query(sales.agg(rows=sales.count(), amount=sales.amount.sum())).to_pylist()[0]
    return answer["rows"], answer["amount"]


def _knows_later(ws: bakhsh.Workspace, then: object) -> int:
    """Customers whose June features differ when every later row is cut out of the file before it is read."""
    table = pq.read_table(shops.data_folder() / "online_retail" / "online_retail.parquet")
    midnight = pa.scalar(datetime(2011, 7, 1), table.schema.field("InvoiceDate").type)
    cut = table.filter(pc.less(table.column("InvoiceDate"), midnight))
    with tempfile.TemporaryDirectory() as scratch:
        folder = shops.online_retail(Path(scratch))
        source = folder / "data" / "orders.toml"
        pq.write_table(cut, folder / "cut.parquet")
        text = re.sub(r'files = \[".*"\]', 'files = ["cut.parquet"]', source.read_text(encoding="utf-8"))
        source.write_text(text, encoding="utf-8")
        with bakhsh.open(folder) as early:
            early.run(as_of=date(2011, 6, 30))
            now = early.rows(date(2011, 6, 30))
    return _rows_differing(then, now)


def _rows_differing(one: object, other: object) -> int:
    def sort(table: object) -> dict[str, dict[str, object]]:
        return {row["customer_id"]: row for row in table.drop_columns(["country"]).to_pylist()}  # type: ignore[attr-defined]

    left, right = sort(one), sort(other)
    return sum(1 for customer in left.keys() | right.keys() if left.get(customer) != right.get(customer))


def complete_journey() -> list[Row]:
    """The Complete Journey, whole, as the demo brings it: revenue to the cent, fuel lines kept out of pieces."""
    market = demo_market.real()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "shop"
        demo.prepare(folder, market)
        pq.write_table(market.after_sent(), folder / "orders" / "later.parquet")
        with bakhsh.open(folder) as ws:
            ws.run(as_of=date(2018, 1, 1))
            rows = sum(load.rows for load in ws.loads())
            net = sum(one.net for one in ws.reconciliation().months)
            units = sum(ws.rows().column("units").to_pylist())
    return [
        _exactly("Complete Journey: lines read", 1_469_307, rows),
        Row("Complete Journey: revenue", "4,596,039.58", _pennies(net), net == 459_603_958),
        _exactly(
            "Complete Journey: pieces sold, without the fuel lines that count something else",
            _pieces(market),
            round(units),
            f"the file's quantity adds up to {sum(market.lines.column('quantity').to_pylist()):,}",
        ),
    ]


def _pieces(market: demo_market.Demo) -> int:
    """Quantities of the lines that the demo's policy does not name, added up apart from the product."""
    named = pc.or_(
        pc.equal(market.lines.column("department"), "FUEL"),
        pc.equal(market.lines.column("product_type"), demo_market.FUEL),
    )
    counted = market.lines.filter(pc.invert(pc.fill_null(named, False)))
    return int(pc.sum(counted.column("quantity")).as_py())


def hillstrom() -> list[Row]:
    """The MineThatData e-mail experiment through `measure --file`."""
    file = shops.data_folder() / "hillstrom_email" / "hillstrom.csv"
    found = bakhsh.measure_file(file, arm="segment", control="No E-Mail", outcomes=("visit",))
    targets = {"Womens E-Mail": 4.52, "Mens E-Mail": 7.66}
    rows = []
    for readout in found:
        assert readout.difference is not None
        points = 100 * readout.difference.estimate
        target = targets[readout.arm]
        span = f"[{100 * readout.difference.low:.2f}, {100 * readout.difference.high:.2f}]"
        rows.append(
            Row(
                f"Hillstrom: visits caused by {readout.arm}",
                f"+{target} points ± 0.01",
                f"+{points:.2f} points {span}",
                abs(points - target) <= 0.01,
            )
        )
    return rows


def kills() -> list[Row]:
    """Thirty kill -9 points over load, run and publish."""
    return [
        _pytest("kill -9 at 30 points: the last snapshot is whole, a rerun completes", "tests/test_kill.py", "slow")
    ]


def intervals() -> list[Row]:
    """Coverage of intervals over 1,000 simulated experiments."""
    done = _run_pytest("tests/stats/test_intervals.py", "slow")
    found = re.findall(r"(.*cover[^:\n]*):\s*([0-9.]+)\s*%", done.stdout)
    return [
        Row(f"coverage: {name.strip()}", "87–93 %", f"{value} %", 87 <= float(value) <= 93) for name, value in found
    ] or [_pytest("90 % intervals cover 87–93 % over 1,000 seeds", "tests/stats/test_intervals.py", "slow")]


def _run_pytest(path: str, mark: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:xdist", "-m", mark, path]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


def _pytest(claim: str, path: str, mark: str) -> Row:
    done = _run_pytest(path, mark)
    said = done.stdout.strip().splitlines()[-1] if done.stdout.strip() else "nothing"
    return Row(claim, "all pass", said.strip("= "), done.returncode == 0, rerun=f"pytest -m {mark} {path}")
