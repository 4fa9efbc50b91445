"""The door of the room: kinds, fingerprints of definitions, and the order in which segmentations are made."""

from __future__ import annotations

from decimal import Decimal

import hypothesis.strategies as st
import pytest
from hypothesis import given

from bakhsh.conditions import parse, parse_value
from bakhsh.errors import ProjectError, UnknownName, Where
from bakhsh.loop.segments import KINDS, definition, order, segment_names
from bakhsh.loop.segments.assign import kind_of
from bakhsh.specs import Predicted, RfmRuler, Segment, Segmentation

BOTH = {"en": "Good", "fa": "خوب"}


def asking(name: str, *others: str) -> Segmentation:
    """A segmentation whose segments ask about the others, one a line from line 3 on."""
    file = f"segments/{name}.toml"
    segments = tuple(
        Segment(f"s{line}", where=parse(f"recency < 3 and in_segment('{other}', 'x')"), at=Where(file, line))
        for line, other in enumerate(others, start=3)
    )
    return Segmentation(name, "rule", segments, at=Where(f"segments/{name}.toml", 1))


def rules(*segments: tuple[str, str], **further: object) -> Segmentation:
    return Segmentation("care", "rule", tuple(Segment(name, where=parse(where)) for name, where in segments), **further)


def test_an_unknown_kind_is_refused_with_the_near_one_and_its_place() -> None:
    with pytest.raises(UnknownName, match=r"segments/care\.toml:2.*rfn is not a kind.*near: rfm"):
        kind_of(Segmentation("care", "rfn", at=Where("segments/care.toml", 2)))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_says_its_segments_with_the_rest_last(kind: str) -> None:
    names = segment_names(Segmentation("care", kind))
    assert len(names) == len(set(names))
    # RFM and stages of life place every buyer: only who has not bought yet is left.
    assert names[-1] == ("no_purchase" if kind in ("rfm", "predicted") else "others")


def test_bands_of_a_value_leave_those_of_whom_it_is_not_known() -> None:
    banded = Predicted(by=parse_value("monetary"), cut=(Decimal(10),))
    assert segment_names(Segmentation("care", "predicted", predicted=banded)) == ("band_2", "band_1", "others")


# ---- definitions -------------------------------------------------------------------------------------------------
def test_titles_places_and_spelling_do_not_change_what_a_segmentation_means() -> None:
    plain = rules(("good", "recency <= 30 and frequency >= 5"), ("bad", "city = 'Tehran'"))
    dressed = Segmentation(
        "care",
        "rule",
        (
            Segment("good", BOTH, parse("(recency  <=  30) and frequency >= 5"), Where("segments/care.toml", 9)),
            Segment("bad", where=parse('city = "tehran"')),
        ),
        title=BOTH,
        meaning={"en": "who needs care"},
        others=BOTH,
        at=Where("segments/care.toml", 1),
    )
    assert definition(plain) == definition(dressed)


def test_the_order_of_segments_a_condition_and_a_name_do() -> None:
    good, bad = ("good", "recency <= 30"), ("bad", "frequency < 2")
    all_different = {
        definition(rules(good, bad)),
        definition(rules(bad, good)),
        definition(rules(good)),
        definition(rules(good, ("bad", "frequency < 3"))),
        definition(rules(good, ("worse", "frequency < 2"))),
        definition(Segmentation("other", "rule", rules(good, bad).segments)),
    }
    assert len(all_different) == 6


def test_an_rfm_definition_is_its_ruler() -> None:
    def meaning(*segments: Segment, **ruler: object) -> str:
        return definition(Segmentation("value", "rfm", segments, RfmRuler(**ruler)))

    assert meaning() == meaning(Segment("champions", BOTH))
    assert len({meaning(), meaning(scores=3), meaning(frequency=(1.0, 2.0)), meaning(recency=(1.0, 2.0))}) == 4
    assert meaning(frequency=(1.0, 2.0)) == meaning(frequency=(1, 2.5))


# ---- order -------------------------------------------------------------------------------------------------------
def test_a_segmentation_comes_after_those_it_asks_about_and_else_as_it_came() -> None:
    found = order([asking("a", "c"), asking("b"), asking("c", "d"), asking("d")])
    assert [one.name for one in found] == ["d", "c", "a", "b"]


@given(st.permutations(range(6)), st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=10))
def test_every_order_without_rings_is_found(given_order: list[int], edges: set[tuple[int, int]]) -> None:
    below = {(high, low) for high, low in edges if high > low}
    made = [asking(f"s{one}", *(f"s{low}" for high, low in sorted(below) if high == one)) for one in given_order]
    at = {one.name: place for place, one in enumerate(order(made))}
    assert len(at) == 6
    assert all(at[f"s{low}"] < at[f"s{high}"] for high, low in below)


def test_a_ring_is_named_with_every_file_and_line_on_it() -> None:
    with pytest.raises(ProjectError) as refused:
        order([asking("outer", "a"), asking("a", "b"), asking("b", "z", "c"), asking("c", "a"), asking("z")])
    said = str(refused.value)
    for part in ("a asks about b (segments/a.toml:3)", "b asks about c (segments/b.toml:4)", "c asks about a"):
        assert part in said
    assert "outer" not in said


def test_a_segmentation_that_asks_about_itself_is_a_ring() -> None:
    with pytest.raises(ProjectError, match=r"a asks about a \(segments/a\.toml:3\)"):
        order([asking("a", "a")])


def test_an_undeclared_segmentation_is_refused_with_the_near_name() -> None:
    with pytest.raises(UnknownName, match=r"segments/a\.toml:3.*valeu.*value"):
        order([asking("a", "valeu"), asking("value")])
