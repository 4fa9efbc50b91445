"""Which hash bucket a customer lives in: the same on every engine."""

from __future__ import annotations

import ibis

from bakhsh.conditions.hashed import md5

__all__ = ["bucket_of", "md5"]


def bucket_of(column: ibis.StringValue) -> ibis.StringValue:
    """The bucket's name, the first hex digit of md5: "0" … "f"; empty where the column is."""
    return md5(column).left(1)
