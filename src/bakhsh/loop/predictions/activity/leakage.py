"""Leakage: columns that are known only after the outcome, and results too good to be honest.

Found by how a column behaves (it has a value where the event happened and hardly elsewhere; it alone nearly decides; it
numbers customers and yet tells them apart) and by names that speak of the outcome, in English and Persian; a name alone
raises no alarm where the column tells nothing. An alarm removes nothing: who knows the data decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

from bakhsh.language.keys import matching_key
from bakhsh.language.sentences import Argument, Code, Sentence, Share
from bakhsh.loop.predictions.activity import design as designing
from bakhsh.loop.predictions.activity.design import DesignedColumn
from bakhsh.loop.predictions.activity.metrics import auc_interval
from bakhsh.stats import wilson

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    Floats = npt.NDArray[np.float64]

__all__ = ["TOO_GOOD", "Leak", "found", "too_good"]

TOO_GOOD = 0.87
"""An AUC above it is looked into: honest models of who buys or leaves rarely reach it."""

_DECIDES = 0.9
_TELLS = 0.6
_AFTERWARDS, _FEWEST, _COVERED = 0.98, 30, 0.5
_USUAL = 0.8
"""Of an outcome that nearly everybody has, any group is nearly pure."""

_NUMBERED = 100

_NAMES = tuple(
    matching_key(name)
    for name in (
        *("call duration", "last call duration", "contact duration", "talk time", "duration of call"),
        *("churn reason", "churn category", "churn score", "churn date", "churn value", "churned on", "churn label"),
        *("reason for leaving", "leaving reason", "reason left", "exit reason", "exit date", "date left", "left on"),
        *("cancel reason", "cancellation reason", "cancel date", "cancellation date", "cancelled at", "cancelled on"),
        *("termination reason", "termination date", "terminated on", "closing reason", "closed on", "close date"),
        *("refund reason", "outcome", "result of call", "call result", "retention offer", "win back"),
        *("مدت تماس", "مدت مکالمه", "طول تماس", "نتیجه تماس", "دلیل ترک", "علت ترک", "تاریخ ترک", "دلیل لغو"),
        *("علت لغو", "تاریخ لغو", "دلیل انصراف", "علت انصراف", "تاریخ انصراف", "دلیل خروج", "علت خروج", "تاریخ خروج"),
        *("دلیل فسخ", "علت فسخ", "تاریخ فسخ", "تاریخ پایان قرارداد", "دلیل ریزش", "علت ریزش", "تاریخ ریزش"),
    )
)
_EXACT = (matching_key("duration"), matching_key("مدت"))


@dataclass(frozen=True, slots=True)
class Leak:
    """Something that must be looked into. `kind`: `afterwards` (has a value where the event happened), `decides`,
    `named`, `numbers` (an id), `too_good` (no column: the whole). `value`: the share or AUC that says so."""

    kind: str
    value: float
    column: str = ""

    @property
    def said(self) -> Sentence:
        """What is said of it."""
        args: dict[str, Argument] = {"feature": Code(self.column)}
        if self.kind == "afterwards":
            return Sentence("activity.leak_afterwards", {**args, "share": Share(self.value)})
        if self.kind == "too_good":
            return Sentence("activity.leak_too_good", {"auc": round(self.value, 3), "limit": TOO_GOOD})
        args["auc"] = round(self.value, 3)
        if self.kind == "decides":
            return Sentence("activity.leak_decides", args)
        if self.kind == "numbers":
            return Sentence("activity.leak_numbers", args)
        return Sentence("activity.leak_named", args)

    @property
    def body(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Self:
        """From JSON."""
        return cls(body["kind"], float(body["value"]), body["column"])


def found(table: pa.Table, event: Floats) -> tuple[Leak, ...]:
    """The columns of `table` that look as if they were known only after the event (0 or 1); the first reason of each,
    in the order of the columns. Nothing where all had one outcome."""
    if not 0 < event.sum() < len(event):
        return ()
    columns = {one.name: one for one in designing.learn(table).columns}
    leaks = (_of(name, table[name], columns.get(name), event) for name in table.column_names)
    return tuple(one for one in leaks if one is not None)


def too_good(auc: float) -> tuple[Leak, ...]:
    """The alarm of an AUC above 0.87."""
    return (Leak("too_good", auc),) if auc > TOO_GOOD else ()


def _of(name: str, values: pa.ChunkedArray, column: DesignedColumn | None, event: Floats) -> Leak | None:
    share = _afterwards(values, event)
    if share is not None:
        return Leak("afterwards", share, name)
    if column is None:
        return None
    auc, sure = _alone(column, values, event)
    if auc >= _DECIDES:
        return Leak("decides", auc, name)
    if _numbers_customers(values) and sure:
        return Leak("numbers", auc, name)
    return Leak("named", auc, name) if auc >= _TELLS and _speaks_of_it(name) else None


def _afterwards(values: pa.ChunkedArray, event: Floats) -> float | None:
    """The share with one outcome among customers with a value, or among those without, where (nearly) all of them had
    it and half or more of all who had it are among them. Honest silence is less pure: some come back."""
    import numpy as np

    there = np.array([_is_there(one) for one in _plain(values)], bool)
    for group in (there, ~there):
        count = int(group.sum())
        if count < _FEWEST or count == len(event):
            continue
        for happened in (event, 1 - event):
            inside, whole = int(happened[group].sum()), float(happened.sum())
            pure = inside == count or wilson(inside, count).low > _AFTERWARDS
            if pure and inside >= _COVERED * whole and whole <= _USUAL * len(event):
                return inside / count
    return None


def _plain(values: pa.ChunkedArray) -> list[Any]:
    return list(values.to_pylist())


def _is_there(value: Any) -> bool:
    return value is not None and value == value and not (isinstance(value, str) and not value.strip())


def _alone(column: DesignedColumn, values: pa.ChunkedArray, event: Floats) -> tuple[float, bool]:
    """The AUC of the column by itself, whichever way round (words by the rate of their level), and whether it differs
    from a half beyond noise."""
    import numpy as np
    import pyarrow as pa

    designed = designing.Design((column,))
    score = designing.matrix(designed, pa.table({column.name: values}))[:, 0]
    known = ~np.isnan(score)
    score, truth = score[known], event[known]
    if column.form == "words" and len(score):
        codes = score.astype(int)
        counts = np.bincount(codes)
        # One customer more of the usual rate keeps rare levels from telling by their own outcome.
        score = ((np.bincount(codes, truth) + truth.mean()) / (counts + 1))[codes]
    if not 0 < truth.sum() < len(truth):
        return 0.5, False
    area = auc_interval(truth, score, 0.99)
    return max(area.estimate, 1 - area.estimate), area.excludes(0.5)


def _numbers_customers(values: pa.ChunkedArray) -> bool:
    """Whole numbers without a gap to speak of, each once: a serial number."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_integer(values.type) or len(values) < _NUMBERED:
        return False
    known = pc.drop_null(values)
    if len(known) < 0.99 * len(values) or pc.count_distinct(known).as_py() < 0.99 * len(known):
        return False
    ends = pc.min_max(known).as_py()
    return bool(ends["max"] - ends["min"] < 3 * len(known))


def _speaks_of_it(name: str) -> bool:
    key = matching_key(re.sub(r"[_\-.:/]+", " ", name))
    return key in _EXACT or any(one in key for one in _NAMES)
