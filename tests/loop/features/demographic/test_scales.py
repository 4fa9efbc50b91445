"""Bands of income keep their order, hold every amount once, and take in only bands that lie inside them."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bakhsh.language.bands import Band, parse_band
from bakhsh.loop.features.demographic.incomes import FEWEST, Fences, Spread, limits
from bakhsh.loop.features.demographic.scales import ENDLESS, declared, fifths, named, own


def bands(*texts: str) -> dict[str, Band]:
    found = {text: parse_band(text) for text in texts}
    return {text: one for text, one in found.items() if one is not None}


MARKET = bands("50-74K", "35-49K", "Under 15K", "15-24K", "25-34K", "75-99K", "250K+")


def test_the_sources_own_bands_stand_in_their_order() -> None:
    ranges = own(MARKET, 100)
    assert [one.name for one in ranges] == ["Under 15K", "15-24K", "25-34K", "35-49K", "50-74K", "75-99K", "250K+"]
    assert [one.rank for one in ranges] == list(range(1, 8))
    assert {text: one.name for text, one in named(MARKET, ranges, 100, True).items()} == {one: one for one in MARKET}


def test_bands_with_shared_ends_do_not_overlap() -> None:
    ranges = own(bands("۱۰ تا ۲۰ میلیون", "۲۰ تا ۳۰ میلیون"), 1)
    assert [(one.low, one.end) for one in ranges] == [(10_000_000, 20_000_000), (20_000_000, 30_000_000)]


def test_two_spellings_of_one_band_are_one() -> None:
    ranges = own(bands("15-24K", "15K - 24K", "25K+"), 1)
    assert [one.name for one in ranges] == ["15-24K", "25K+"]


def test_a_band_that_reaches_beyond_a_declared_one_is_in_none() -> None:
    ranges = declared((20_000, 50_000), 100)
    assert [one.name for one in ranges] == ["under 20000", "20000-50000", "50000+"]
    found = named(MARKET, ranges, 100, False)
    assert {text: one.name for text, one in found.items()} == {
        "Under 15K": "under 20000", "25-34K": "20000-50000", "35-49K": "20000-50000", "50-74K": "50000+",
        "75-99K": "50000+", "250K+": "50000+",
    }  # fmt: skip


@given(st.lists(st.integers(0, 10**9), min_size=4, max_size=4).map(sorted), st.integers(0, 10**10))
def test_every_amount_is_in_exactly_one_fifth(cuts: list[int], amount: int) -> None:
    ranges = fifths(cuts)
    assert sum(one.low <= amount < one.end for one in ranges) == 1
    assert all(one.end == other.low for one, other in pairwise(ranges))


def test_what_is_far_from_everybody_is_not_believed_and_the_rich_are() -> None:
    seen = Spread(2_216, {"q25": 35_322.0, "q75": 68_627.0})
    fences = limits(seen)
    assert 162_397 < fences.most < 666_666
    assert 3_500 < fences.least < 35_322 / 2
    assert limits(Spread(FEWEST - 1, seen.quantiles)) == Fences(0, ENDLESS)
