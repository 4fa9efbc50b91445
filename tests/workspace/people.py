"""A shop with one person who is unmistakable, and a search of everything that is left on the disk."""

from __future__ import annotations

import csv
import io
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow.parquet as pq
from tests.workspace import shops

NAME, CITY, EMAIL = "Zarrintaj Qxvplanted", "Qxvcity", "zarrintaj.qxv@example-qxv.com"
PHONES = ("09127364518", "0912 736 4518", "+98 912 736 4518", "۰۹۱۲۷۳۶۴۵۱۸", "00989127364518", "0912-736-4518")
ID = "CUST-QXV-77"
ORDERS = ("ORD-QXV-1", "ORD-QXV-2", "ORD-QXV-3", "ORD-QXV-BAD")
PLANTED = (NAME, CITY, EMAIL, EMAIL.upper(), ID, *ORDERS, *PHONES, "9127364518", "989127364518", "QXV", "qxv", "Qxv")
"""Everything by which she could be found, in any spelling."""

SOURCE = """
table = "lines"
files = ["in/*.csv"]

[columns]
order_id = "order"
customer_id = "customer"
ordered_at = "at"
item_id = "item"
"items.category" = "category"
quantity = "quantity"
amount = "amount"
"customers.city" = "city"
mobile = { from = "mobile", personal = true }
email = { from = "email", personal = true }
name = { from = "name", personal = true }
"""


def hers(order: str, day: str, place: int = 0, **more: str) -> shops.Row:
    """A line of hers."""
    said = {"mobile": PHONES[place % len(PHONES)], "email": EMAIL, "name": NAME, "city": CITY}
    return shops.line(order, ID, day, **(said | more))


def of_others(count: int = 30) -> list[shops.Row]:
    """Lines of customers who are not she."""
    return [
        shops.line(
            f"o{n}", f"c{n:03d}", f"2024-0{1 + n % 6}-{1 + n % 27:02d}", amount=f"{5 + n}.00",
            mobile=f"0935{1000000 + n * 7919}", email=f"somebody{n}@example.org", name=f"Person {n}", city="Yazd",
        )
        for n in range(count)
    ]  # fmt: skip


def first_file() -> list[shops.Row]:
    """Orders of everybody; one row of hers cannot be taken."""
    return [*of_others(), hers(ORDERS[0], "2024-02-03"), hers(ORDERS[1], "2024-06-10", 1),
            hers(ORDERS[3], "no day at all", 2)]  # fmt: skip


def second_file() -> list[shops.Row]:
    """A file that repeats an order of hers and brings another one."""
    return [hers(ORDERS[1], "2024-06-10", 1), hers(ORDERS[2], "2024-06-20", 3),
            shops.line("o900", "c001", "2024-06-21", mobile="", email="", name="A", city="Qom")]  # fmt: skip


def make(folder: Path) -> Path:
    """The project, not run yet."""
    return shops.make(folder, first_file(), data__orders=SOURCE, targeting__thanks=shops.CAMPAIGN)


# ---- searching -----------------------------------------------------------------------------------------------------
def found_in(places: Iterable[Path], words: Iterable[str] = PLANTED) -> dict[str, set[str]]:
    """Every file below these places that holds one of the words, as bytes or as a value, with the words it holds."""
    wanted = set(words)
    found: dict[str, set[str]] = {}
    for path in (path for place in places for path in sorted(place.rglob("*")) if path.is_file()):
        held = {word for text in _everything(path) for word in wanted if word in text}
        if held:
            found[str(path)] = held
    return found


def _everything(path: Path) -> Iterator[str]:
    """All a file says: its bytes in the encodings texts are kept in, and its values where they are packed."""
    content = path.read_bytes()
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        yield content.decode(encoding, errors="ignore")
    yield content[1:].decode("utf-16-le", errors="ignore")
    if content.startswith(b"PAR1"):
        yield from _values(path)
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(path) as archive:
            yield from (archive.read(name).decode("utf-8", errors="ignore") for name in archive.namelist())
    elif content.startswith(b"SQLite"):
        yield from _rows(path)
    elif path.suffix == ".csv":
        yield from (cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row)


def _values(path: Path) -> Iterator[str]:
    with pq.ParquetFile(path) as file:
        yield str(file.metadata.to_dict())
        for row in file.read().to_pylist():
            yield from map(str, row.values())


def _rows(path: Path) -> Iterator[str]:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for name in names:
        for row in connection.execute(f'SELECT * FROM "{name}"'):
            yield from map(str, row)
    connection.close()
