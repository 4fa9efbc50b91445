"""Numbers that must not be kept: a column of national ids is refused, bank cards and IBANs in a text are masked."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.errors import DataError
from bakhsh.language.personal_numbers import hidden_numbers
from bakhsh.language.sentences import Code, Sentence
from bakhsh.loop.data.persons import MASK
from bakhsh.specs import ColumnMap

__all__ = ["refuse_national_ids", "without_numbers"]

_TELLING = 20
_MOST = 0.9
_DIGITS = r"^\d{8,10}$"
_LONG = r"\d{4}[ \-]?\d{4}[ \-]?\d{4}|[A-Za-z]{2}\d{2}[ \-]?\d{4}"


def refuse_national_ids(texts: pa.Array, mapped: ColumnMap) -> None:
    """DataError where the distinct texts of a column are national ids: at least twenty, and nine in ten of all.

    A single number of ten digits may look like one by chance, a column of them does not.
    """
    if not pc.any(pc.match_substring_regex(texts.slice(0, _TELLING), _DIGITS)).as_py():
        return
    digits = texts.filter(pc.fill_null(pc.match_substring_regex(texts, _DIGITS), False))
    filled = len(texts) - texts.null_count
    if len(digits) < _TELLING or len(digits) < _MOST * filled:
        return
    if _checked(pc.utf8_lpad(digits, 10, "0")) >= _MOST * filled:
        column = {"column": Code(mapped.source)}
        hint = (
            Sentence("hygiene.make_personal", column)
            if mapped.column == "customer_id"
            else Sentence("hygiene.leave_out", column)
        )
        where = mapped.at if mapped.at.file else None
        raise DataError(Sentence("hygiene.national_ids", column), where=where, hint=hint)


def _checked(digits: pa.Array) -> int:
    """How many of these texts of ten digits end in the check digit of a national id."""
    import numpy as np

    numbers = digits.cast(pa.int64()).to_numpy()
    rest = sum((numbers // 10**power % 10) * (power + 1) for power in range(1, 10)) % 11
    alike = numbers % 1_111_111_111 == 0
    return int(np.sum((numbers % 10 == np.where(rest < 2, rest, 11 - rest)) & ~alike))


def without_numbers(texts: pa.Array) -> pa.Array:
    """The texts with bank cards and IBANs masked."""
    likely = pc.fill_null(pc.match_substring_regex(texts, _LONG), False)
    places = pc.indices_nonzero(likely)
    if not len(places):
        return texts
    masked = [hidden_numbers(text, MASK) for text in texts.take(places).to_pylist()]
    return pc.replace_with_mask(texts, likely, pa.array(masked, pa.string()))
