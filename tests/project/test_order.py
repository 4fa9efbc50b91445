"""Declarations in an order in which each finds what it needs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.project.declared import files

from bakhsh.project import features, read_texts, segmentations

NAMES = "abcde"


@given(st.permutations(NAMES))
def test_features_come_after_those_they_use(names: list[str]) -> None:
    needs = dict(zip(names, [*names[1:], "recency"], strict=True))
    declared = {f"features__{name}": f"value = '{other} + 1'\n" for name, other in needs.items()}
    ordered = [one.name for one in features(read_texts(files(features__sport_share=None, **declared)))]
    assert ordered == list(reversed(names))


def test_segmentations_come_after_those_they_ask_for() -> None:
    first = "kind = 'rule'\n[[segment]]\nname = 'x'\nwhere = \"in_segment('value', 'slipping')\"\n"
    ordered = [one.name for one in segmentations(read_texts(files(segments__a_first=first)))]
    assert ordered == ["rfm", "value", "a_first"]
