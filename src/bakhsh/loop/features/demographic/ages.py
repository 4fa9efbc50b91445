"""Age in completed years, and the band it lies in."""

from __future__ import annotations

from collections.abc import Sequence

import ibis

from bakhsh.conditions.sums import Day, day, whole
from bakhsh.language.vocabularies import UNKNOWN
from bakhsh.specs.demographic import band_names

__all__ = ["OLDEST", "age", "band"]

OLDEST = 110
"""Nobody older is believed: the date of birth is then a mistake or a stand-in (1900-01-01)."""


def age(born: ibis.Value, as_of: Day) -> ibis.Value:
    """Completed years at the end of `as_of`; empty for dates of birth after it or more than OLDEST years before it.

    Who was born on 29 February completes a year on 1 March of years without that day.
    """
    today = day(as_of)
    years = today.year() - born.year()
    before = (born.month() > today.month()) | ((born.month() == today.month()) & (born.day() > today.day()))
    completed = whole(years - before.cast("int32"))
    return ((completed >= 0) & (completed <= OLDEST)).ifelse(completed, ibis.null("int64"))


def band(years: ibis.Value, starts: Sequence[int]) -> ibis.Value:
    """The name of the band (see `band_names`) that an age lies in; `unknown` where it is empty."""
    names = band_names(starts)
    branches = [(years < start, name) for start, name in zip(starts, names, strict=False)]
    return ibis.cases((years.isnull(), UNKNOWN), *branches, else_=names[-1])
