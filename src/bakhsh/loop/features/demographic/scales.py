"""Bands of income in their order: declared ones, the source's own, or a fifth of the customers each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from bakhsh.language.bands import Band
from bakhsh.language.keys import display_form
from bakhsh.language.vocabularies import vocabulary

__all__ = ["ENDLESS", "Range", "declared", "fifths", "named", "own"]

ENDLESS = 2**62
"""Above every amount."""


@dataclass(frozen=True, slots=True)
class Range:
    """A band: its name, its place from 1, and the amounts it holds, from `low` to before `end`, in minor units."""

    name: str
    rank: int
    low: int
    end: int


def declared(starts: Sequence[int], unit: int) -> tuple[Range, ...]:
    """["under 20000", "20000-40000", "40000+"]: a band begins at each amount; the next one's amount is not in it."""
    names = (f"under {starts[0]}", *(f"{low}-{end}" for low, end in pairwise(starts)), f"{starts[-1]}+")
    lows, ends = (0, *(start * unit for start in starts)), (*(start * unit for start in starts), ENDLESS)
    return _ranged(names, lows, ends)


def fifths(cuts: Sequence[int]) -> tuple[Range, ...]:
    """A fifth of the customers each, `cuts` the greatest amounts of the lower four. Where cuts coincide (many have one
    income) a fifth between them stays unused."""
    words = vocabulary("income_band")
    names = tuple(words.ranks if words else ())
    bounds = (-1, *cuts, ENDLESS - 1)
    return _ranged(names, [low + 1 for low in bounds[:-1]], [high + 1 for high in bounds[1:]])


def own(bands: Mapping[str, Band], unit: int) -> tuple[Range, ...]:
    """The source's own bands, ascending: `bands` by text, the commonest spelling first, which is the band's name.
    Where bands overlap, amounts go to the one that begins later."""
    shared = _shared(bands.values())
    named_: dict[tuple[int, int], str] = {}
    for text, one in bands.items():
        named_.setdefault(_bounds(one, unit, shared), display_form(text))
    places = sorted(named_)
    lows = [low for low, _ in places]
    until = [*lows[1:], ENDLESS]
    ends = [max(low, min(end, stop)) for (low, end), stop in zip(places, until, strict=True)]
    return _ranged([named_[place] for place in places], lows, ends, unused=True)


def named(bands: Mapping[str, Band], ranges: Sequence[Range], unit: int, theirs: bool) -> dict[str, Range]:
    """The range that each text's band lies in, by text; texts whose band reaches beyond one are absent. `theirs`: the
    ranges were made of these very bands, and the one that begins with a band is its own."""
    shared = _shared(bands.values())
    found: dict[str, Range] = {}
    for text, one in bands.items():
        low, end = _bounds(one, unit, shared)
        held = (each.low == low if theirs else each.low <= low and end <= each.end for each in ranges)
        place = next((each for each, holds in zip(ranges, held, strict=True) if holds), None)
        if place is not None:
            found[text] = place
    return found


def _shared(bands: Iterable[Band]) -> bool:
    """Whether bands are written with shared ends (10-20, 20-30): the upper one is then not in the band."""
    listed = list(bands)
    lows = {one.low for one in listed if one.low is not None}
    return any(one.high in lows for one in listed if one.low is not None)


def _bounds(one: Band, unit: int, shared: bool) -> tuple[int, int]:
    end = one.high if shared else one.end
    return int((one.low or Decimal(0)) * unit), ENDLESS if end is None else int(end * unit)


def _ranged(names: Sequence[str], lows: Sequence[int], ends: Sequence[int], unused: bool = False) -> tuple[Range, ...]:
    placed = enumerate(zip(names, lows, ends, strict=True), start=1)
    return tuple(Range(name, rank, low, end) for rank, (name, low, end) in placed if unused or low < end)
