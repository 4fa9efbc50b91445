"""Files of clusters and crossings: what they may say, and what is said back."""

from __future__ import annotations

import re
from pathlib import Path

import hypothesis.strategies as st
import pytest
import tomlkit
from hypothesis import given, settings
from tests.project.declared import files

from bakhsh.conditions import SegmentNames
from bakhsh.errors import ProjectErrors
from bakhsh.project import check, read_texts
from bakhsh.specs import Cluster, Cross

GROUPS = 'kind = "cluster"\n'
BOTH = 'kind = "cross"\nof = ["value", "groups"]\n'


def complaints(**changed: str | None) -> str:
    try:
        return "\n".join(str(error) for error in check(read_texts(files(**changed))))
    except ProjectErrors as errors:
        return str(errors)


def test_a_file_with_nothing_but_its_kind_is_enough() -> None:
    declared = read_texts(files(segments__groups=GROUPS))
    assert declared.segmentation("groups").cluster == Cluster((), (4, 8), "kmeans", {})
    assert check(declared) == ()


def test_everything_a_file_can_say_is_read() -> None:
    text = (
        GROUPS
        + 'features = ["recency", "monetary", "city"]\nk = 5\nmethod = "mixture"\nweights = { geographic = 0.5 }\n'
        '[[segment]]\nname = "cluster_3"\ntitle = { en = "Sport", fa = "ورزش" }\n'
    )
    one = read_texts(files(segments__groups=text)).segmentation("groups")
    assert one.cluster == Cluster(("recency", "monetary", "city"), (5, 5), "mixture", {"geographic": 0.5})
    assert [(each.name, dict(each.title)) for each in one.segments] == [("cluster_3", {"en": "Sport", "fa": "ورزش"})]
    crossed = read_texts(files(segments__groups=GROUPS, segments__both=BOTH + "minimum = 30\n")).segmentation("both")
    assert crossed.cross == Cross(("value", "groups"), 30)


CLUSTERS = st.builds(
    Cluster,
    st.lists(st.sampled_from(["recency", "monetary", "frequency", "city"]), min_size=1, unique=True).map(tuple),
    st.tuples(st.integers(2, 40), st.integers(2, 40)).map(lambda ends: (min(ends), max(ends))),
    st.sampled_from(["kmeans", "mixture"]),
    st.dictionaries(st.sampled_from(["behavioural", "geographic", "psychographic"]), st.floats(0, 100)),
)
CROSSES = st.builds(Cross, st.permutations(["value", "rfm", "groups"]).map(tuple), st.integers(1, 10**6))


@given(CLUSTERS, CROSSES)
@settings(max_examples=30, deadline=None)
def test_what_is_written_is_read(cluster: Cluster, cross: Cross) -> None:
    groups = tomlkit.dumps({
        "kind": "cluster", "features": list(cluster.features), "k": list(cluster.k), "method": cluster.method,
        "weights": dict(cluster.weights),
    })  # fmt: skip
    both = tomlkit.dumps({"kind": "cross", "of": list(cross.of), "minimum": cross.minimum})
    declared = read_texts(files(segments__groups=groups, segments__both=both))
    assert declared.segmentation("groups").cluster == cluster
    assert declared.segmentation("both").cross == cross
    assert check(declared) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GROUPS + 'features = ["recensy"]\n', r'"?recensy"? is not a feature.*recency'),
        (GROUPS + 'features = ["last_on"]\n', r"last_on is a date.*recency"),
        (GROUPS + 'features = ["mobile"]\n', r"mobile is personal"),
        (GROUPS + 'features = ["interest_sport"]\n', r"psychographic\.toml: on = true"),
        (GROUPS + 'features = ["recency", "recency"]\n', r"names recency twice"),
        (GROUPS + "features = []\n", r"features"),
        (GROUPS + "k = [8, 4]\n", r"k = \[4, 8\]"),
        (GROUPS + "k = [2, 4, 8]\n", r"k = \[4, 8\]"),
        (GROUPS + "k = 1\n", r"k"),
        (GROUPS + 'of = ["value"]\n', r"of does not belong to the kind cluster"),
        (GROUPS + "[rfm]\nscores = 5\n", r"rfm does not belong to the kind cluster"),
        (GROUPS + '[[segment]]\nname = "best"\n', r"best is no cluster.*cluster_3"),
        (GROUPS + '[[segment]]\nname = "cluster_1"\nwhere = "recency < 3"\n', r"where does not belong"),
        (GROUPS + "weights = { moods = 2 }\n", r"moods"),
        ('kind = "rule"\nk = 3\n[[segment]]\nname = "a"\nwhere = "recency < 3"\n', r"k does not belong to the kind"),
    ],
)  # fmt: skip
def test_what_a_cluster_file_gets_wrong_is_said_with_its_place(text: str, said: str) -> None:
    found = complaints(segments__groups=text)
    assert re.search(said, found)
    assert "segments/groups.toml" in found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('kind = "cross"\n', "of"),
        ('kind = "cross"\nof = ["value"]\n', "of"),
        ('kind = "cross"\nof = ["value", "valu"]\n', "valu"),
        ('kind = "cross"\nof = ["value", "value"]\n', "names value twice"),
        ('kind = "cross"\nof = ["value", "both"]\n', "both"),
    ],
)
def test_what_a_crossing_gets_wrong_is_said(text: str, said: str) -> None:
    assert said in complaints(segments__both=text)


def test_a_crossing_of_a_crossing_is_refused() -> None:
    said = complaints(
        segments__groups=GROUPS, segments__both=BOTH, segments__all='kind = "cross"\nof = ["both", "rfm"]\n'
    )
    assert "both crosses others itself" in said


def test_conditions_may_ask_for_numbered_clusters_and_for_cells() -> None:
    def asking(segmentation: str, segment: str) -> str:
        audience = f"audience = \"in_segment('{segmentation}', '{segment}')\"\noffer = {{ name = \"x\", cost = 1 }}\n"
        return complaints(segments__groups=GROUPS, segments__both=BOTH, targeting__winback=audience)

    assert asking("groups", "cluster_12") == asking("groups", "no_purchase") == ""
    assert asking("both", "champions__cluster_3") == asking("both", "others") == ""
    assert "cluster_0" in asking("groups", "cluster_0")
    assert "champion__cluster_3" in asking("both", "champion__cluster_3")
    assert "cluster_3" in asking("groups", "clusters_3")


def test_cells_are_known_however_names_are_spelled() -> None:
    plain, odd = SegmentNames(frozenset({"a", "a__b"})), SegmentNames(frozenset({"c", "b__c"}))
    crossed = SegmentNames(crossed=(plain, odd))
    assert all(one in crossed for one in ("a__c", "a__b__c", "a__b__b__c", "A__C"))
    assert not any(one in crossed for one in ("a", "c__a", "a____c", "a__b__", "b__c"))


def test_what_the_how_to_page_shows_can_be_read() -> None:
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "clusters.md").read_text(encoding="utf-8")
    first, chosen, named, crossed = re.findall(r"```toml\n(.*?)```", page, re.S)
    for text in (first, chosen, f"{first}{named}"):
        said = complaints(segments__groups=text, features__province='value = "orders"\n')
        assert said == ""
    assert complaints(segments__groups=GROUPS, segments__both=crossed) == ""


@pytest.mark.parametrize(
    "text",
    [
        'features = ["recency", "monetary"]\nweights = { behavioural = 0 }\n',
        "weights = { behavioural = 0, demographic = 0, geographic = 0, psychographic = 0 }\n",
    ],
)
def test_weights_that_leave_nothing_to_divide_by_are_named_at_once(text: str) -> None:
    said = complaints(segments__groups=GROUPS + text)
    assert "weights" in said
    assert "behavioural" in said
    assert "segments/groups.toml" in said


def test_a_base_may_weigh_nothing_where_another_is_left() -> None:
    text = 'features = ["recency", "city"]\nweights = { behavioural = 0 }\n'
    assert complaints(segments__groups=GROUPS + text) == ""
