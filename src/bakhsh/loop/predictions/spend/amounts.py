"""Amounts as they can be learned from: none below zero, none that is everybody's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bakhsh.language.sentences import Sentence

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

__all__ = ["OUTSIZED", "tamed"]

OUTSIZED = 0.2
"""A customer who brings a larger part of everybody's spend would bend a model to himself."""

_FEWEST = 20


def tamed(amounts: Floats) -> tuple[Floats, tuple[Sentence, ...]]:
    """The amounts with empty ones and those below zero (more given back than bought) at zero, and those of customers
    who bring more than a fifth of the whole, where there are 20 buyers, at the largest of the others; and what was
    done."""
    import numpy as np

    fine = np.isfinite(amounts) & (amounts >= 0)
    notes: list[Sentence] = []
    if below := int((~fine).sum()):
        notes.append(Sentence("spend.taken_for_zero", {"count": below}))
    found = np.where(fine, amounts, 0.0)
    outsized = found > OUTSIZED * found.sum()
    if outsized.any() and (found > 0).sum() >= _FEWEST:
        found = np.minimum(found, found[~outsized].max())
        notes.append(Sentence("spend.outsized", {"count": int(outsized.sum())}))
    return found, tuple(notes)
