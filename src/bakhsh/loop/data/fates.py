"""One fate a row: taken, or rejected for the first reason that holds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.language.sentences import Sentence
from bakhsh.language.typed import typed
from bakhsh.loop.data.columns import Broken, Columns
from bakhsh.loop.data.persons import MASK, masked
from bakhsh.tables import REJECTED

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["DUPLICATE", "LEFT_OUT", "REASONS", "REPLACED", "SAID_TWICE", "Fates", "reason"]

_SAID = {
    "forgotten": Sentence("privacy.reason_forgotten"),
    "wrong_cell_count": Sentence("data.reason_wrong_cell_count"),
    "damaged_line": Sentence("data.reason_damaged_line"),
    "total_row": Sentence("data.reason_total_row"),
    "header_again": Sentence("data.reason_header_again"),
    "note_row": Sentence("pages.reason_note_row"),
    "not_a_record": Sentence("sources.reason_not_a_record"),
    "order_again": Sentence("sources.reason_order_again"),
    "id_unclear": Sentence("policy.reason_id_unclear"),
    "id_destroyed": Sentence("data.reason_id_destroyed"),
    "missing_order": Sentence("data.reason_missing_order"),
    "missing_customer": Sentence("data.reason_missing_customer"),
    "bucket_customer": Sentence("policy.reason_bucket_customer"),
    "missing_date": Sentence("data.reason_missing_date"),
    "bad_date": Sentence("data.reason_bad_date"),
    "other_calendar": Sentence("data.reason_other_calendar"),
    "unclear_date": Sentence("hygiene.reason_unclear_date"),
    "impossible_date": Sentence("data.reason_impossible_date"),
    "bad_number": Sentence("data.reason_bad_number"),
    "digits_lost": Sentence("hygiene.reason_digits_lost"),
    "other_currency": Sentence("hygiene.reason_other_currency"),
    "unit_unclear": Sentence("hygiene.reason_unit_unclear"),
    "number_too_large": Sentence("data.reason_number_too_large"),
    "both_sides": Sentence("policy.reason_both_sides"),
    "missing_amount": Sentence("data.reason_missing_amount"),
    "missing_item": Sentence("data.reason_missing_item"),
    "missing_value": Sentence("data.reason_missing_value"),
    "negative_price": Sentence("data.reason_negative_price"),
    "return_not_expected": Sentence("data.reason_return_not_expected"),
    "zero_price": Sentence("data.reason_zero_price"),
}
REASONS = tuple(_SAID)
"""Every reason for which a row is not taken, in the order in which they are asked."""

DUPLICATE, REPLACED = "duplicate", "replaced"
"""No reasons of a row: what becomes of an order's rows when another load says the same, or when a later one says
something else."""

SAID_TWICE = "said_twice"
"""A row whose order has another one that says exactly the same, where the policy drops such: a duplicate too."""

_LEFT_OUT = {
    "status_cancelled": Sentence("policy.reason_status_cancelled"),
    "status_returned": Sentence("policy.reason_status_returned"),
    "status_unpaid": Sentence("policy.reason_status_unpaid"),
    "status_test": Sentence("policy.reason_status_test"),
    "status_unknown": Sentence("policy.reason_status_unknown"),
    "left_out_cancelled": Sentence("policy.reason_left_out_cancelled"),
    "left_out_test_order": Sentence("policy.reason_left_out_test_order"),
    "left_out_internal": Sentence("policy.reason_left_out_internal"),
    "left_out_not_a_sale": Sentence("policy.reason_left_out_not_a_sale"),
    "left_out_other": Sentence("policy.reason_left_out_other"),
    "shipping_not_counted": Sentence("policy.reason_shipping_not_counted"),
    "fee_not_counted": Sentence("policy.reason_fee_not_counted"),
    "tax_not_counted": Sentence("policy.reason_tax_not_counted"),
}
LEFT_OUT = tuple(_LEFT_OUT)
"""Every reason for which the policy leaves a row out that was understood."""

_OF_ORDERS = {
    DUPLICATE: Sentence("data.reason_duplicate"),
    REPLACED: Sentence("data.reason_replaced"),
    SAID_TWICE: Sentence("policy.reason_said_twice"),
}


def reason(name: str) -> Sentence:
    """What a reason's id means; KeyError for an unknown one."""
    return (_SAID | _LEFT_OUT | _OF_ORDERS)[name]


_COLUMNS = ("line", "reason", "column", "found", "at", "amount", "row")


class Fates:
    """The rows of a batch while their reasons are found; the first reason stands."""

    def __init__(self, rows: int) -> None:
        import numpy as np

        self._reason = np.zeros(rows, np.int8)
        self._column = np.zeros(rows, np.int16)
        self._names: list[str] = [""]
        self._noticed: list[tuple[str, str, npt.NDArray[np.bool_]]] = []

    def notice(self, what: str, rows: pa.Array, column: str) -> None:
        """Rows that are taken although something about them should be told (see `notices`)."""
        mask = rows.to_numpy(zero_copy_only=False).astype(bool)
        if mask.any():
            self._noticed.append((what, column, mask))

    def noticed(self) -> dict[str, dict[str, int]]:
        """By what was noticed and the column of the file: how many of the rows taken so far it holds of."""
        found: dict[str, dict[str, int]] = {}
        for what, column, mask in self._noticed:
            count = int((mask & (self._reason == 0)).sum())
            if count:
                found.setdefault(what, {})[column] = found.get(what, {}).get(column, 0) + count
        return found

    def reject(self, reason: str, rows: pa.Array, column: str = "") -> None:
        """Every row of the mask that has no reason yet gets this one; `column` names the one at fault in the file."""
        mask = rows.to_numpy(zero_copy_only=False).astype(bool) & (self._reason == 0)
        if not mask.any():
            return
        if column not in self._names:
            self._names.append(column)
        self._reason[mask] = REASONS.index(reason) + 1
        self._column[mask] = self._names.index(column)

    def forget(self, rows: pa.Array) -> None:
        """Every row of the mask is about somebody forgotten, whatever else is wrong with it."""
        mask = rows.to_numpy(zero_copy_only=False).astype(bool)
        self._reason[mask] = REASONS.index("forgotten") + 1
        self._column[mask] = 0

    def stopped(self) -> pa.Array:
        """The mask of the rows that are about somebody forgotten."""
        return pa.array(self._reason == REASONS.index("forgotten") + 1)

    def kept(self) -> pa.Array:
        """The mask of the rows that are taken."""
        return pa.array(self._reason == 0)

    def rejected(
        self, columns: Columns, lines: pa.Array, broken: Iterable[Broken], at: pa.Array, amount: pa.Array
    ) -> pa.Table:
        """REJECTED (without load, source and file) of the rows with a reason, and of the broken lines."""
        import numpy as np

        places = pa.array(np.flatnonzero(self._reason))
        found_reason = pa.array(("", *REASONS)).take(pa.array(self._reason)).take(places)
        found_column = pa.array(self._names).take(pa.array(self._column)).take(places)
        rows = columns.rows.take(places)
        values = {
            "line": lines.take(places),
            "reason": found_reason,
            "column": pc.if_else(pc.equal(found_column, ""), None, found_column),
            "found": _found(columns, rows, found_column),
            "at": at.take(places),
            "amount": amount.take(places),
            "row": _as_json(columns, rows),
        }
        schema = pa.schema([(name, REJECTED.column(name).type.arrow) for name in _COLUMNS])
        of_rows = pa.table([values[name].cast(schema.field(name).type) for name in _COLUMNS], schema=schema)
        return pa.concat_tables([of_rows, _of_broken(columns, broken, schema)])


def _of_broken(columns: Columns, broken: Iterable[Broken], schema: pa.Schema) -> pa.Table:
    hidden = any(personal for _, personal in columns.shown())
    rows = [
        {
            "line": one.line,
            "reason": one.reason or ("damaged_line" if one.found_cells == one.expected_cells else "wrong_cell_count"),
            "found": one.found or (None if one.reason else str(one.found_cells)),
            "row": json.dumps({"text": MASK if hidden else masked(one.text)}, ensure_ascii=False),
        }
        for one in broken
    ]
    return pa.Table.from_pylist(rows, schema=schema)


def _found(columns: Columns, rows: pa.Table, at_fault: pa.Array) -> pa.Array:
    """What stood in the column at fault; masked where that is personal."""
    found = pa.nulls(rows.num_rows, pa.string())
    for name, personal in columns.shown():
        text = pa.repeat(pa.scalar(MASK), rows.num_rows) if personal else typed(rows.column(name))
        found = pc.if_else(pc.equal(at_fault, name), text, found)
    return found


def _as_json(columns: Columns, rows: pa.Table) -> pa.Array:
    """The mapped columns of each row as JSON. Columns nobody mapped stay out: they may be personal."""
    pieces: list[pa.Array | str] = []
    for name, personal in columns.shown():
        encoded = typed(rows.column(name)).dictionary_encode()
        said = [json.dumps(MASK if personal and text else text, ensure_ascii=False) for text in
                encoded.dictionary.to_pylist()]  # fmt: skip
        value = pc.fill_null(pa.array(said, pa.string()).take(encoded.indices), "null")
        pieces += [f"{', ' if pieces else '{'}{json.dumps(name, ensure_ascii=False)}: ", value]
    if not pieces or not rows.num_rows:
        return pa.nulls(rows.num_rows, pa.string())
    return pc.binary_join_element_wise(*pieces, "}", "")
