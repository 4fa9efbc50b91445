"""People who were forgotten: a row that names one of them is stopped, and says nothing of him any more.

Nobody is known by name here. An id or an address is turned into its keyed hash and looked up among those that were put
up when somebody was forgotten.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.language.dates import month_starts
from bakhsh.language.locale import Calendar
from bakhsh.loop.data.cells import Cells
from bakhsh.loop.data.columns import Columns
from bakhsh.loop.data.persons import MASK, canonical, parts
from bakhsh.loop.data.reach import telling

__all__ = ["ORDER", "Forgotten", "REACHING", "forms", "masked_month", "of_orders", "stopped", "unsaid"]

REACHING = ("mobile", "phone", "email")
"""Channels whose addresses tell who somebody is; a name or a street many people share."""

ORDER = "order-"
"""How the keyed hash of an order begins, which tells it from that of an id."""

_NATIONAL = re.compile(r"0[1-8]\d{9}")
_LEAST_DIGITS_OF_AN_ID = 10
_MASKED_LINE = json.dumps({"text": MASK}, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The keyed hashes that must not come back, and the functions that make them: `keyed` of an id, and `pseudonym`,
    which turns an address into the id that stands for it wherever it may not be told."""

    tokens: frozenset[str]
    keyed: Callable[[str], str]
    pseudonym: Callable[[str], str]

    def has_id(self, text: str) -> bool:
        """Whether this is the id of somebody forgotten, or one of his addresses used as an id."""
        return bool(self.told(text))

    def has_address(self, text: str) -> bool:
        """Whether one of the addresses in this text is of somebody forgotten."""
        return any(self.keyed(self.pseudonym(form)) in self.tokens for form in forms(text))

    def told(self, text: str) -> tuple[str, ...]:
        """The keyed hashes by which an id (or an address used as one) is known as somebody forgotten."""
        telling = "@" in text or sum(sign.isdigit() for sign in text) >= _LEAST_DIGITS_OF_AN_ID
        of_addresses = (self.keyed(self.pseudonym(form)) for form in forms(text)) if telling else ()
        return tuple(one for one in (self.keyed(text), *of_addresses) if one in self.tokens)

    def order(self, text: str) -> str:
        """The keyed hash of an order."""
        return f"{ORDER}{self.keyed(f'order|{text}')}"

    def names(self, text: str) -> bool:
        """Whether this cell is an id or holds an address of somebody forgotten."""
        return self.has_id(text) or self.has_address(text)


def forms(text: str) -> Iterator[str]:
    """The canonical form of each e-mail address and telephone number in a cell; nothing for what is neither.

    What tells nobody apart is none (see `reach.telling`); a national number of eleven digits with its leading zero has
    a second form with the country code 98.
    """
    for part in parts(text):
        form = canonical(part)
        if telling("email" if "@" in form else "phone", form):
            yield form
            if _NATIONAL.fullmatch(form):
                yield f"98{form[1:]}"


def stopped(columns: Columns, customers: pa.Array, forgotten: Forgotten) -> pa.Array:
    """The mask of the rows that name somebody forgotten: by the customer's id as the ledger has it, by what stands in
    the column of the id, or by an e-mail address or telephone number of the row."""
    encoded = customers.dictionary_encode()
    ids = Cells(encoded.dictionary, encoded.dictionary, encoded.indices)
    said = columns.cells(columns.source.table, "customer_id")
    mask = pc.or_(_naming(ids, forgotten.has_id), _naming(said, forgotten.has_id))
    for one in (columns.of_file(name) for channel, name in columns.addresses() if channel in REACHING):
        mask = pc.or_(mask, _naming(one, forgotten.has_address))
    return mask


def of_orders(orders: pa.Array, forgotten: Forgotten) -> pa.Array:
    """The mask of the rows whose order has named somebody forgotten, on whichever of its rows."""
    if not any(one.startswith(ORDER) for one in forgotten.tokens):
        return pa.repeat(pa.scalar(False), len(orders))
    encoded = orders.dictionary_encode()
    found = [text is not None and forgotten.order(text) in forgotten.tokens for text in encoded.dictionary.to_pylist()]
    return pc.fill_null(pa.array(found, pa.bool_()).take(encoded.indices), False)


def _naming(cells: Cells, test: Callable[[str], bool]) -> pa.Array:
    found = [text is not None and test(text) for text in cells.texts.to_pylist()]
    return pc.fill_null(cells.each(pa.array(found, pa.bool_())), False)


def unsaid(rejected: pa.Table, forgotten: Forgotten, calendar: Calendar) -> pa.Table:
    """REJECTED in which rows of somebody forgotten say no more than the books need: their line, their amount, and the
    month it belongs to. A line that is no row and names him is masked too, whatever was wrong with it."""
    theirs = pc.equal(rejected.column("reason"), "forgotten")
    rows = rejected.column("row").to_pylist()
    named = [mine or _tells(row, forgotten) for mine, row in zip(theirs.to_pylist(), rows, strict=True)]
    if not any(named):
        return rejected
    return masked_month(rejected, pa.array(named), theirs.combine_chunks(), calendar)


def masked_month(rejected: pa.Table, hidden: pa.Array, theirs: pa.Array, calendar: Calendar) -> pa.Table:
    """REJECTED in which the rows of `hidden` say nothing of what stood in them, and those of `theirs` besides not more
    of their time than its month."""
    changed = {
        "column": pc.if_else(theirs, pa.scalar(None, pa.string()), rejected.column("column")),
        "found": pc.if_else(hidden, pa.scalar(None, pa.string()), rejected.column("found")),
        "row": pc.if_else(hidden, _MASKED_LINE, rejected.column("row")),
        "at": pc.if_else(theirs, _months(rejected.column("at"), calendar), rejected.column("at")),
    }
    for name, values in changed.items():
        kind = rejected.schema.field(name)
        rejected = rejected.set_column(rejected.column_names.index(name), kind, values.cast(kind.type))
    return rejected


def _tells(row: str | None, forgotten: Forgotten) -> bool:
    """Whether a line that is no row (its JSON is {"text": …}) names somebody forgotten."""
    if row is None or not row.startswith('{"text": '):
        return False
    text = str(json.loads(row)["text"])
    cells = [cell.strip(" \"'") for cell in re.split(r"[,;\t|]", text)]
    return any(cell and forgotten.names(cell) for cell in cells)


def _months(at: pa.ChunkedArray, calendar: Calendar) -> pa.Array:
    """The first moment of the month of each moment."""
    moments = at.combine_chunks().dictionary_encode()
    firsts = [_first(one, calendar) if one is not None else None for one in moments.dictionary.to_pylist()]
    return pa.array(firsts, at.type).take(moments.indices)


def _first(moment: datetime, calendar: Calendar) -> datetime:
    day = moment.date()
    return datetime.combine(month_starts(day, day, calendar)[0], time())
