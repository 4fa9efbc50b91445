"""Keep, refit or review, and what that rests on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bakhsh.language.locale import locale_for
from bakhsh.language.render import render
from bakhsh.language.sentences import Code, Sentence
from bakhsh.loop.watch.verdict import Judged, findings_of, judge, ranked
from bakhsh.records import Drift, Finding
from bakhsh.specs import Watch

RULER = Judged("rfm", Code("rfm"), frozenset({"recency", "monetary"}), learned=True)
RULES = replace(RULER, name="value", learned=False)
SAID = Sentence("verdict.no_findings")
MOVED = Drift("recency", "number", 0.4, 0.01, 0.05, 0.001, 0.3, 0.01, 0.2, 0.0, "drift", used_by=("rfm",))


def found(about: str = "recency", kind: str = "feature", serious: bool = True) -> Finding:
    return Finding(about, kind, SAID, 0.4, 0.01, 0.25, serious)


@pytest.mark.parametrize(
    ("findings", "sources", "ruler", "rules"),
    [
        ([], [], "keep", "keep"),
        ([found()], [], "refit", "review"),
        ([found(serious=False)], [], "keep", "keep"),
        ([found(about="city")], [], "keep", "keep"),
        ([found(kind="unit")], [], "review", "review"),
        ([found()], [found("orders", "late")], "review", "review"),
        ([found()], [found("orders", "late", serious=False)], "refit", "review"),
        ([found(kind="market", serious=False)], [], "keep", "keep"),
    ],
)
def test_what_follows_from_what_was_found(
    findings: list[Finding], sources: list[Finding], ruler: str, rules: str
) -> None:
    assert judge(RULER, findings, sources).decision == ruler
    assert judge(RULES, findings, sources).decision == rules


def test_a_verdict_rests_on_its_own_findings_the_serious_first() -> None:
    own, small, other = found(), found("monetary", serious=False), found("city")
    assert judge(RULER, [small, other, own], []).findings == (own, small)


def test_a_market_is_said_to_be_one() -> None:
    said = judge(RULER, [found(kind="market", serious=False)], []).said
    assert said.id == "verdict.keep_market"


def test_serious_is_what_a_segmentation_uses_and_what_passes_the_limit() -> None:
    (finding,) = findings_of(MOVED, Watch(), Code("recency"))
    assert (finding.serious, finding.value, finding.ceiling, finding.limit) == (True, 0.4, 0.01, 0.25)
    assert not findings_of(replace(MOVED, used_by=()), Watch(), Code("recency"))[0].serious
    assert not findings_of(MOVED, Watch(drift=0.5), Code("recency"))[0].serious
    for quiet in ("still", "small", "time", "usual"):
        assert findings_of(replace(MOVED, reading=quiet), Watch(), Code("recency")) == ()  # type: ignore[arg-type]


def test_a_tenfold_change_of_everybody_is_a_question_of_units() -> None:
    (finding,) = findings_of(replace(MOVED, factor=10.0), Watch(), Code("recency"))
    assert (finding.kind, finding.serious) == ("unit", True)
    (season,) = findings_of(replace(MOVED, factor=1.4, reading="market"), Watch(), Code("recency"))
    assert (season.kind, season.serious) == ("market", False)


def test_segments_are_told_of_from_half_their_limit_on() -> None:
    sizes = replace(MOVED, name="rfm", kind="segments", moved=0.05)
    assert findings_of(sizes, Watch(), Code("rfm")) == ()
    assert not findings_of(replace(sizes, moved=0.1), Watch(), Code("rfm"))[0].serious
    assert findings_of(replace(sizes, moved=0.2), Watch(), Code("rfm"))[0].serious


def test_sizes_that_time_or_another_drawing_moved_are_told_and_pass_no_limit() -> None:
    sizes = replace(MOVED, name="rfm", kind="segments", moved=0.6)
    (aged,) = findings_of(replace(sizes, reading="time"), Watch(), Code("rfm"))
    (redrawn,) = findings_of(sizes, Watch(), Code("rfm"), redrawn=True)
    assert [(one.kind, one.serious) for one in (aged, redrawn)] == [("time", False), ("redrawn", False)]
    assert judge(RULER, [aged], []).said.id == "verdict.keep_time"
    assert judge(RULER, [redrawn], []).said.id == "verdict.keep_redrawn"


def test_findings_come_by_weight() -> None:
    light, heavy = found(serious=False), replace(found(), value=9.0)
    assert ranked([light, found(), heavy]) == (heavy, found(), light)


def test_without_an_earlier_snapshot_nothing_is_said_of_change() -> None:
    kept = judge(RULER, [], [], compared=False)
    assert (kept.decision, kept.said.id) == ("keep", "verdict.keep_uncompared")
    assert "nothing can be said about change" in render(kept.said, locale_for("en"))
    assert "تا تصویری پیش از این نباشد" in render(kept.said, locale_for("fa"))
    late = found("orders", "late")
    assert judge(RULER, [], [late], compared=False).decision == "review"
