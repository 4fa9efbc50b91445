"""Records come back from the catalogue exactly as they went in."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bakhsh import records
from bakhsh.edges.store.codec import from_text, open_from_text, to_text
from bakhsh.language.sentences import Code, Money, Sentence, Share, Titled
from bakhsh.records import (
    BucketFiles,
    Delta,
    LoadRecord,
    Manifest,
    Membership,
    Model,
    Piece,
    Readout,
    RunRecord,
    SegmentProfile,
    Step,
    WaveRecord,
)
from bakhsh.stats import Interval

TEXT = st.text(max_size=8)
NUMBERS = st.one_of(st.booleans(), st.integers(), st.floats(allow_nan=False))
DAYS = st.dates()
ZONES = st.sampled_from([None, UTC, timezone(timedelta(hours=3, minutes=30))])
MOMENTS = st.datetimes(timezones=ZONES).map(lambda moment: moment.replace(fold=0))
ARGUMENTS = st.recursive(
    st.one_of(
        st.none(), TEXT, NUMBERS, DAYS, MOMENTS, st.builds(Code, TEXT), st.builds(Money, st.integers()),
        st.builds(Share, st.floats(0, 1), st.integers(0, 3)), st.builds(Titled, TEXT, st.dictionaries(TEXT, TEXT)),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(tuple),
        st.builds(Sentence, TEXT, st.dictionaries(TEXT, inner, max_size=3)),
    ),
    max_leaves=6,
)  # fmt: skip
SENTENCES = st.builds(Sentence, TEXT, st.dictionaries(TEXT, ARGUMENTS, max_size=3))
PLAIN = st.recursive(
    st.one_of(st.none(), TEXT, NUMBERS, DAYS, ARGUMENTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.one_of(TEXT, st.just("$"), st.integers()), inner, max_size=3)
    ),
    max_leaves=8,
)
PIECES = st.builds(Piece, TEXT, st.integers(0), st.integers(0))
BUCKETS = st.builds(
    BucketFiles,
    st.dictionaries(TEXT, PIECES, max_size=2),
    st.lists(st.builds(Delta, PIECES, st.dictionaries(TEXT, PIECES, max_size=2)), max_size=2).map(tuple),
)
MANIFESTS = st.builds(
    Manifest,
    st.integers(0),
    st.lists(st.integers(), max_size=3).map(tuple),
    st.dictionaries(TEXT, st.dictionaries(TEXT, PIECES, max_size=2), max_size=2),
    st.dictionaries(TEXT, BUCKETS, max_size=2),
    st.dictionaries(TEXT, PIECES, max_size=2),
)
LOADS = st.builds(
    LoadRecord, st.integers(1), TEXT, TEXT, TEXT, MOMENTS, *[st.integers(0)] * 4, st.none() | MOMENTS,
    st.none() | MOMENTS, st.dictionaries(TEXT, st.integers(0), max_size=2),
)  # fmt: skip
RUNS = st.builds(
    RunRecord, st.integers(0), DAYS, TEXT, st.integers(0), MOMENTS, st.none() | MOMENTS, TEXT, st.booleans(),
    st.integers(0), st.dictionaries(TEXT, st.dictionaries(TEXT, st.integers(0), max_size=2), max_size=2),
    st.lists(LOADS, max_size=2).map(tuple), TEXT, st.booleans(), st.lists(SENTENCES, max_size=2).map(tuple),
)  # fmt: skip
MODELS = st.builds(
    Model, TEXT, TEXT, TEXT, DAYS, st.dictionaries(TEXT, PLAIN, max_size=3), TEXT,
    st.lists(SENTENCES, max_size=1).map(tuple),
)  # fmt: skip
WAVES = st.builds(
    WaveRecord, TEXT, st.integers(1), DAYS, *[st.integers(0)] * 3, st.dictionaries(TEXT, st.integers(0), max_size=2),
    st.floats(0, 1), st.integers(), st.lists(TEXT, max_size=2).map(tuple), st.none() | MOMENTS, st.booleans(),
    st.lists(SENTENCES, max_size=1).map(tuple),
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    means: Mapping[str, str]


@given(st.one_of(MANIFESTS, LOADS, RUNS, MODELS, WAVES))
def test_a_record_comes_back_equal_and_of_the_same_types(record: Any) -> None:
    back = from_text(type(record), to_text(record))
    assert back == record
    assert repr(back) == repr(record)


@given(st.dictionaries(TEXT, PLAIN, max_size=4))
def test_open_values_come_back_equal_and_of_the_same_types(value: dict[str, Any]) -> None:
    back = open_from_text(to_text(value))
    assert back == value
    assert repr(back) == repr(value)


def test_records_may_stand_among_open_values() -> None:
    profile = SegmentProfile("a", {"en": "A", "fa": "الف"}, 3, 0.5, 100, 0.25, {"recency": 1.5, "rhythm": None}, {})
    interval = Interval(1.0, -math.inf, math.inf, 0.9)
    readout = Readout("c", 1, "margin", None, date(2024, 1, 1), 1, 2, 0.5, 0.25, interval, "works")
    value = {
        "profiles": {"value": profile},
        "readouts": [readout],
        "step": Step("load", "x", Sentence("a.b"), detail={"n": (1, 2)}),
    }
    assert open_from_text(to_text(value)) == value


def test_a_mapping_keeps_its_order() -> None:
    value = {"z": 1, "a": {"y": 2, "b": 3}}
    assert list(open_from_text(to_text(value))) == ["z", "a"]
    assert list(open_from_text(to_text(value))["a"]) == ["y", "b"]


def test_the_text_is_json_a_stranger_can_read() -> None:
    said = Membership("value", "champions", {}, (Sentence("segments.spent", {"over": Money(100), "days": 5}),))
    assert json.loads(to_text(said))["because"] == [
        {"id": "segments.spent", "args": {"over": {"$": "Money", "of": {"minor": 100}}, "days": 5}}
    ]


def test_what_was_added_to_a_record_later_has_its_default_and_what_went_is_passed_over() -> None:
    older = {"path": "ledger/1", "rows": 3, "colour": "green"}
    assert from_text(Piece, json.dumps(older)) == Piece("ledger/1", 3, 0)


def test_a_text_of_older_times_is_that_of_every_language() -> None:
    assert from_text(Row, '{"means": "For the phone"}') == Row({"en": "For the phone", "fa": "For the phone"})
    assert from_text(Row, '{"means": ""}') == Row({})


def test_what_has_no_written_form_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError, match="object has no written form"):
        to_text({"what": object()})


def test_every_kind_of_record_can_stand_among_open_values() -> None:
    kinds = [getattr(records, name) for name in records.__all__]
    assert sum(is_dataclass(kind) for kind in kinds) > 20
    piece = open_from_text(to_text({"it": Piece("a", 1)}))["it"]
    assert piece == Piece("a", 1)


def test_a_moment_keeps_its_zone_and_a_local_time_has_none() -> None:
    load = LoadRecord(1, "s", "f", "p", datetime(2024, 1, 1, tzinfo=UTC), 0, 0, 0, 0, datetime(2024, 1, 1, 5), None)
    back = from_text(LoadRecord, to_text(load))
    assert back.read_at.tzinfo is not None
    assert back.first_at == datetime(2024, 1, 1, 5)
