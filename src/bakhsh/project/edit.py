"""Changing one value of a declared file and nothing else: comments, order and spacing stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tomlkit

__all__ = ["set_value"]


def set_value(text: str, path: Sequence[str | int], value: Any) -> str:
    """`text` with the value at `path` set (`("segment", 0, "where")`); None removes the key.

    Tables on the way that are not there are made. Raises KeyError or IndexError for a list element that is not there.
    """
    document = tomlkit.parse(text)
    *way, last = path
    place: Any = document
    for step in way:
        if isinstance(step, str) and step not in place:
            place[step] = tomlkit.table()
        place = place[step]
    if value is None:
        place.pop(last)
    else:
        place[last] = value
    return tomlkit.dumps(document)
