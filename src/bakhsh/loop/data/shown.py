"""Texts as they are shown, over distinct values."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.language.keys import DISPLAY, display_form
from bakhsh.loop.data.cells import Cells
from bakhsh.loop.data.letters import Letters, replaced
from bakhsh.loop.data.sensitive import without_numbers

__all__ = ["kept_text", "shown"]

_LETTERS = Letters.of(DISPLAY)
_PLAIN = (
    r"^(?:[!-~\x{0621}-\x{063A}\x{0641}-\x{064A}\x{06C0}\x{067E}\x{0686}\x{0698}\x{06A9}\x{06AF}\x{06CC}\x{06F0}-\x{06F9}"
    r"\x{060C}\x{061B}\x{061F}\x{066B}\x{066C}\x{00AB}\x{00BB}\x{2013}\x{2026}]+[ \x{200C}]?)*$"
)
"""Texts of ASCII and bare Persian letters with single blanks or half-spaces between them: only letters change there."""


def shown(texts: pa.Array) -> pa.Array:
    """Each text in its display form (`language.keys.display_form`); an empty one is null."""
    plain = pc.match_substring_regex(texts, _PLAIN)
    changed = replaced(pc.utf8_trim(texts, characters=" \u200c"), _LETTERS)
    hard = pc.indices_nonzero(pc.invert(pc.fill_null(plain, True)))
    if not len(hard):
        return _filled(changed)
    forms = [display_form(text) for text in texts.take(hard).to_pylist()]
    return _filled(pc.replace_with_mask(changed, pc.invert(pc.fill_null(plain, True)), pa.array(forms, pa.string())))


def kept_text(cells: Cells) -> pa.Array:
    """Per row the text as it is kept: in its display form, without the numbers of bank cards and accounts."""
    return cells.each(without_numbers(shown(cells.texts)))


def _filled(texts: pa.Array) -> pa.Array:
    empty = pc.equal(texts, "")
    return pc.if_else(empty, None, texts) if pc.any(empty).as_py() else texts
