"""Whether a cell is one of the values a declaration names: by matching key, `*` standing for anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.language.keys import matching_key
from bakhsh.loop.data.cells import Cells

__all__ = ["holds", "matcher"]


def matcher(values: Iterable[str], key: Callable[[str], str] = matching_key) -> Callable[[str], str | None]:
    """Which of the values a text is, None where it is none: the same text first, then the first pattern it fits.

    Only `*` is special. Values without a key (blanks alone) are no text's.
    """
    named = {key(value): value for value in reversed(tuple(values)) if key(value)}
    patterns = [(_pattern(one), value) for one, value in reversed(named.items()) if "*" in one]

    def found(text: str) -> str | None:
        spelled = key(text)
        if spelled in named:
            return named[spelled]
        return next((value for pattern, value in patterns if pattern.fullmatch(spelled)), None)

    return found


def holds(cells: Cells, values: Iterable[str]) -> pa.Array:
    """Per row: the cell is one of these."""
    found = matcher(values)
    said = [text is not None and found(text) is not None for text in cells.texts.to_pylist()]
    return pc.fill_null(cells.each(pa.array(said, pa.bool_())), False)


def _pattern(key: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, key.split("*"))), re.DOTALL)
