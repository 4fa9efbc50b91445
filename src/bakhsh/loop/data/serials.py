"""Moments kept as numbers: a spreadsheet's days, the seconds of a computer's clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.loop.data.days import serial_days
from bakhsh.loop.data.read_dates import DAY, Read

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["FORMS", "read"]

FORMS = ("excel", "excel 1904", "unix", "unix ms")

_NUMBER = r"^\d{1,15}(?:\.\d{0,17})?$"
_MILLISECOND = 1_000


def read(texts: pa.Array, form: str, found: Read) -> None:
    """The moments the numbers mean; what is no number keeps what `found` says of it.

    A spreadsheet's time is the fraction of its day, to the nearest millisecond: it keeps no more digits. The seconds
    of a clock are in UTC, their fraction cut at the microsecond.
    """
    import numpy as np

    plain = pc.fill_null(pc.match_substring_regex(texts, _NUMBER), False).to_numpy(zero_copy_only=False)
    places = np.flatnonzero(plain & found.bad)
    if not len(places):
        return
    whole, part = _split(texts.take(pa.array(places)))
    if form.startswith("excel"):
        days, known = serial_days(whole, form.endswith("1904"))
        found.local[places] = days * DAY + np.rint(part * (DAY / _MILLISECOND)).astype(np.int64) * _MILLISECOND
        known &= whole < 3_000_000
    else:
        unit = 1_000 if form.endswith("ms") else 1_000_000
        known = whole < 10**14 // unit * 1_000
        found.local[places] = np.where(known, whole, 0) * unit + np.floor(part * unit + 1e-6).astype(np.int64)
        found.offset[places] = 0
    found.bad[places] = ~known


def _split(texts: pa.Array) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """The whole numbers and what follows their points."""
    found = pc.extract_regex(texts, r"^(?P<whole>\d+)(?P<part>\.\d*)?$")
    whole = pc.struct_field(found, "whole").cast(pa.int64()).to_numpy(zero_copy_only=False)
    digits = pc.binary_join_element_wise("0", pc.struct_field(found, "part"), "0", "")
    # An absent fraction has come out as "00", which is nought as well.
    part = digits.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return whole, part
