"""How far clusters can be trusted, as a page says it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from bakhsh.language.locale import locale_for
from bakhsh.language.sentences import Sentence
from bakhsh.records import ClusterCandidate, ClusterMap, ClusterPart, Clusters
from bakhsh.report.clusters import clusters_view
from bakhsh.report.page import View, render_view
from bakhsh.report.reader import reader_for
from bakhsh.stats import Interval

Shop = Callable[..., View]
ENGLISH = reader_for(locale_for("en", money="GBP"), "gregorian")
PERSIAN = reader_for(locale_for("fa", money="GBP"), "gregorian")
DAY = date(2011, 12, 9)


def candidate(k: int, chosen: bool, why: str) -> ClusterCandidate:
    return ClusterCandidate(
        k, 0.2, Interval(0.93, 0.9, 0.96, 0.95), 0.8, 0.5, k, True, chosen, Sentence(f"clustering.{why}")
    )


def part(name: str, jaccard: float, near: str, parted: bool) -> ClusterPart:
    again = Sentence("clustering.again_stable")
    return ClusterPart(name, {"en": f"The {name}"}, 40, 0.5, jaccard, again, near, parted, 0.01)


CLUSTERS = Clusters(
    "groups", {"en": "Groups"}, DAY, DAY, 2, 2, 3, "kmeans", "natural",
    Sentence("clusters.because_valleys", {"k": 2, "low": 2, "high": 3, "agreement": 0.93}), 0.93, 0.5, None, 0.4,
    (candidate(2, True, "why_parted"), candidate(3, False, "why_less_reliable")),
    (part("cluster_1", 0.9, "cluster_2", True), part("cluster_2", 0.62, "cluster_1", False)),
    ClusterMap(
        (((0.1, 0.2), (0.15, 0.25)), ((0.8, 0.5), (0.9, 0.55))), ((0.12, 0.22), (0.85, 0.52)), 4, 90, 0.7, ("age",), ()
    ),
)  # fmt: skip


def test_the_page_shows_reading_map_bars_and_every_number_that_was_tried(shop: Shop) -> None:
    html = render_view(replace(shop(), further={"clusters": (CLUSTERS,)}), ENGLISH.locale)
    start = html.index('id="clusters1"')
    section = html[start : html.index("</section>", start)]
    assert "Natural groups" in section
    assert section.count("data:image/png;base64,") == 1
    assert section.count('class="spot"') == 4
    assert section.count("<tr class=") == 2
    assert "4 of 90 customers are drawn." in section
    assert "apart from" in section
    assert "runs into" in section
    assert "Groups: how far to trust it" in html[html.index("<nav") : html.index("</nav>")]


def test_the_numbers_of_the_map_stand_where_the_centres_are_and_those_of_the_list_beside_the_titles() -> None:
    seen = clusters_view(CLUSTERS, ENGLISH)
    assert seen.map is not None
    first, second = seen.map.badges
    assert first.left < second.left
    assert first.top > second.top
    assert all(0 < one.left < 100 and 0 < one.top < 100 for one in seen.map.badges)
    assert [(one.number, one.title, one.kind) for one in seen.parts] == [
        ("1", "The cluster_1", "works"), ("2", "The cluster_2", "cannot_tell"),
    ]  # fmt: skip
    assert [one.colour for one in seen.parts] == [one.colour for one in seen.map.badges]


def test_a_persian_page_has_persian_digits_and_the_same_picture() -> None:
    english, persian = clusters_view(CLUSTERS, ENGLISH), clusters_view(CLUSTERS, PERSIAN)
    assert [one.number for one in persian.parts] == ["۱", "۲"]
    assert persian.candidates[0].agreement == "۰٫۹۳"
    assert english.map is not None
    assert persian.map is not None
    assert english.map.image == persian.map.image


@pytest.mark.parametrize(
    ("reading", "kind"),
    [("natural", "works"), ("reproducible", "waiting"), ("constructed", "cannot_tell"), ("none", "hurts")],
)
def test_each_reading_has_its_colour_and_words_of_its_own(reading: str, kind: str) -> None:
    seen = clusters_view(replace(CLUSTERS, reading=reading, map=None), ENGLISH)
    assert (seen.kind, seen.map) == (kind, None)
    assert seen.means.endswith(".")


def test_a_high_map_is_narrowed_and_keeps_its_scale() -> None:
    tall = ClusterMap((((0.0, 0.0), (0.2, 3.0)), ()), ((0.1, 1.5), None), 2, 2, 0.7, (), ())
    seen = clusters_view(replace(CLUSTERS, map=tall), ENGLISH)
    assert seen.map is not None
    assert seen.map.height == pytest.approx(80, abs=0.1)
    assert [one.number for one in seen.map.badges] == ["1"]


def test_a_project_without_clusters_has_no_such_section(shop: Shop) -> None:
    assert 'id="clusters1"' not in render_view(shop(), ENGLISH.locale)
