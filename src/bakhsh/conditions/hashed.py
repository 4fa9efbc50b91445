"""Customers chosen by a hash of their id: the same on every engine, whatever the order of rows."""

from __future__ import annotations

import ibis

__all__ = ["md5", "part_of"]


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def md5(x: str) -> str:  # type: ignore[empty-body]
    """The engine's own md5 in lower-case hex of the UTF-8 text."""


_DIGITS = 4
_PARTS = 16**_DIGITS


def part_of(ids: ibis.StringValue, share: float) -> ibis.BooleanValue:
    """Whether an id is among this share of all ids; a larger share holds everybody of a smaller one."""
    below = max(0, min(round(share * _PARTS), _PARTS))
    digits = md5(ids).right(_DIGITS)  # the first digit deals customers into buckets: another end is another lot
    return ibis.literal(True) if below == _PARTS else digits < f"{below:0{_DIGITS}x}"
