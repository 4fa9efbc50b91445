"""Clusters and crossings through the workspace and the command line, on a shop of three kinds of customers."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.workspace import shops
from tests.workspace.shops import AS_OF, Row, line
from typer.testing import CliRunner

import bakhsh
from bakhsh.cli.main import app
from bakhsh.errors import NotReady, ProjectError
from bakhsh.workspace import Workspace

GROUPS = 'kind = "cluster"\nfeatures = ["recency", "frequency", "average_order"]\nk = [3, 5]\n'
BOTH = 'kind = "cross"\nof = ["value", "groups"]\nminimum = 5\n'
VALUE = 'kind = "rule"\n[[segment]]\nname = "recent"\nwhere = "recency <= 30"\n'
EACH = 20
KINDS = (("often", 10, 9, 10), ("big", 150, 2, 400), ("once", 300, 1, 15))
"""Three kinds of customers: days since the last order, orders, and what an order costs."""


def customers(first: int = 0, each: int = EACH) -> list[Row]:
    rows = []
    for kind, away, orders, amount in KINDS:
        for number in range(first, first + each):
            last = AS_OF - timedelta(days=away + number % 7)
            days = [last - timedelta(days=11 * back) for back in range(orders + number % 2)]
            rows += [
                line(f"{kind}{number}-{at}", f"{kind}{number:03}", day.isoformat(), amount=f"{amount + number % 5}.00")
                for at, day in enumerate(days)
            ]
    return rows


@pytest.fixture(scope="module")
def grouped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run once; not to be changed."""
    texts = {"segments__value": VALUE, "segments__groups": GROUPS, "segments__both": BOTH, "segments__rfm": ""}
    folder = shops.make(tmp_path_factory.mktemp("grouped") / "shop", customers(), **texts)
    shops.run(folder)
    return folder


@pytest.fixture
def groups(grouped: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(grouped, tmp_path / "shop"))


def places(ws: Workspace, segmentation: str) -> dict[str, str]:
    found = ws.members(segmentation)
    return dict(zip(found["customer_id"].to_pylist(), found["segment"].to_pylist(), strict=True))


def call(folder: Path, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, [*words, "--project", str(folder)], env={"LANG": "C.UTF-8", "COLUMNS": "200"})
    return result.exit_code, result.output


@pytest.mark.slow
def test_everybody_is_in_one_cluster_and_one_cell_and_the_planted_kinds_are_found(grouped: Path) -> None:
    with bakhsh.open(grouped) as ws:
        clusters, cells = places(ws, "groups"), places(ws, "both")
        assert len(clusters) == len(cells) == 3 * EACH
        for kind, *_ in KINDS:
            (only,) = {name for customer, name in clusters.items() if customer.startswith(kind)}
            assert only.startswith("cluster_")
        assert len(set(clusters.values())) == 3
        for profile in ws.profiles():
            assert sum(one.customers for one in profile.segments) == 3 * EACH
    code, said = call(grouped, "segments", "list", "--json")
    assert code == 0
    assert {one["segmentation"] for one in json.loads(said)["segmentations"]} == {"value", "groups", "both"}


@pytest.mark.slow
def test_a_second_run_changes_nothing(groups: Path) -> None:
    with bakhsh.open(groups) as ws:
        before, fingerprint = places(ws, "groups"), ws.models()["groups"].fingerprint
        (again,) = ws.run(as_of=AS_OF)
        assert not again.changed
        assert (places(ws, "groups"), ws.models()["groups"].fingerprint) == (before, fingerprint)


@pytest.mark.slow
def test_found_anew_with_more_customers_the_names_stay(groups: Path) -> None:
    shops.write_lines(groups / "in" / "more.csv", customers(EACH, 5))
    with bakhsh.open(groups) as ws:
        before = places(ws, "groups")
        ws.run(as_of=AS_OF, refit=["groups"])
        after = places(ws, "groups")
        assert len(after) == len(before) + 15
        assert {customer: after[customer] for customer in before} == before


@pytest.mark.slow
def test_names_and_own_titles_outlive_a_feature_that_is_dropped(tmp_path: Path) -> None:
    listed = 'kind = "cluster"\nfeatures = ["gap", "frequency", "average_order"]\nk = [3, 5]\n'
    mine = '[[segment]]\nname = "cluster_1"\ntitle = { en = "My best", fa = "بهترین‌هایم" }\n'
    texts = {"features__gap": 'value = "recency + 1"\n', "segments__groups": listed + mine, "segments__rfm": ""}
    folder = shops.make(tmp_path / "shop", customers(), **texts)
    shops.run(folder)
    with bakhsh.open(folder) as ws:
        before = places(ws, "groups")
    (folder / "features" / "gap.toml").unlink()
    (folder / "segments" / "groups.toml").write_text(listed.replace('"gap", ', "") + mine, encoding="utf-8")
    with bakhsh.open(folder) as ws:
        (record,) = ws.run(as_of=AS_OF + timedelta(days=30))
        assert places(ws, "groups") == before
        (profile,) = (one for one in ws.profiles() if one.segmentation == "groups")
        assert "My best" in {one.title["en"] for one in profile.segments}
    assert "clustering.names_by_members" in {one.args["said"].id for one in record.notes if one.id == "clustering.news"}


@pytest.mark.slow
def test_a_customer_is_explained_in_his_cluster_and_his_cell(grouped: Path) -> None:
    code, said = call(grouped, "explain", "often001")
    assert code == 0, said
    with bakhsh.open(grouped) as ws:
        found = {one.segmentation: one for one in ws.explain("often001").memberships}
        cluster = found["groups"]
        assert cluster.segment == places(ws, "groups")["often001"]
        assert cluster.because
        assert cluster.nearest not in ("", cluster.segment)
        assert found["both"].segment == places(ws, "both")["often001"]
    assert cluster.title["en"] in said


@pytest.mark.slow
def test_a_card_says_how_far_its_cluster_can_be_trusted(grouped: Path) -> None:
    with bakhsh.open(grouped) as ws:
        reading = ws.clusters("groups").reading
        for one in ws.cards("groups"):
            assert [note.id for note in one.notes] == [f"clusters.reading_{reading}", "watched.card_agreement"]
            assert one.notes[1].args["agreement"] == round(ws.clusters("groups").agreement, 2)
        assert {note for one in ws.cards("value") for note in one.notes} == set()
        name = ws.clusters("groups").parts[0].segment
    code, said = call(grouped, "card", "groups", name)
    assert code == 0, said
    assert "This cluster: " in said


@pytest.mark.slow
def test_conditions_about_a_cluster_there_is_not_are_mistakes_once_clusters_were_found(groups: Path) -> None:
    rule = 'kind = "rule"\n[[segment]]\nname = "a"\nwhere = "{}"\n'
    asked = "in_segment('groups', 'cluster_9') or was_in_segment('groups', 'cluster_8', '1 month ago')"
    (groups / "segments" / "asks.toml").write_text(rule.format(asked), encoding="utf-8")
    with bakhsh.open(groups) as ws:
        (mistake,) = ws.check()
        assert mistake.sentence.id == "conditions.unknown_segment"
        assert str(mistake.where) == "segments/asks.toml:4"
        assert "cluster_1" in str(mistake)
        assert "cluster_4" not in str(mistake)
        assert set(ws.names.segmentations["groups"]) == {"cluster_1", "cluster_2", "cluster_3", "no_purchase", "others"}
    (groups / "segments" / "groups.toml").write_text(GROUPS.replace("3, 5", "3, 6"), encoding="utf-8")
    with bakhsh.open(groups) as ws:
        assert ws.check() == (), "they are to be found anew, and nobody knows how many there will be"


@pytest.mark.slow
def test_rules_too_long_to_be_read_back_are_refused_and_no_file_is_written(tmp_path: Path) -> None:
    words = [letter * 4_100 for letter in "abc"]
    people = 'table = "customers"\nfiles = ["people.csv"]\n[columns]\ncustomer_id = "id"\n'
    people += 'hobby = { from = "hobby", type = "text" }\n'
    folder = shops.write_files(tmp_path / "shop", {
        "bakhsh.toml": shops.PROJECT, "data/people.toml": people,
        "segments/groups.toml": 'kind = "cluster"\nfeatures = ["hobby"]\nk = [3, 3]\n',
    })  # fmt: skip
    shops.write_lines(folder / "people.csv", [{"id": f"p{at:03}", "hobby": words[at % 3]} for at in range(60)])
    with bakhsh.open(folder) as ws:
        ws.run(as_of=AS_OF)
        with pytest.raises(NotReady, match="characters") as refused:
            ws.freeze("groups")
    assert refused.value.sentence.id == "clustering.rule_too_long"
    assert not (folder / "segments" / "groups_rules.toml").exists()


@pytest.mark.slow
def test_frozen_clusters_are_rules_that_put_everybody_where_the_clusters_did(groups: Path) -> None:
    file, clusters = (groups / "segments" / f"{name}.toml" for name in ("groups_rules", "groups"))
    titled = 'title = { en = "Groups", fa = "گروه‌ها" }\n' + clusters.read_text(encoding="utf-8")
    clusters.write_text(titled, encoding="utf-8")
    code, said = call(groups, "segments", "freeze", "groups", "--dry-run")
    assert (code, file.exists()) == (0, False)
    assert 'kind = "rule"' in said
    code, said = call(groups, "segments", "freeze", "groups")
    assert (code, file.exists()) == (0, True), said
    assert "100%" in said or "100 %" in said
    written = file.read_text(encoding="utf-8")
    code, said = call(groups, "segments", "freeze", "groups")
    assert code != 0
    assert "groups_rules already" in said
    assert file.read_text(encoding="utf-8") == written
    with bakhsh.open(groups) as ws:
        assert ws.check() == ()
        assert dict(ws.segmentation("groups_rules").title) == {"en": "Groups (frozen)", "fa": "گروه‌ها (ثابت‌شده)"}
        ws.run(as_of=AS_OF)
        assert places(ws, "groups_rules") == places(ws, "groups")


@pytest.mark.parametrize("name", ["../outside", "Loud", "a b", "9th", "خوب", "x" * 64])
def test_a_name_no_file_can_have_is_refused(tmp_path: Path, name: str) -> None:
    folder = shops.make(tmp_path / "shop", segments__groups=GROUPS)
    with bakhsh.open(folder) as ws, pytest.raises(NotReady, match="cannot be the name of a segmentation"):
        ws.freeze("groups", name)
    assert sorted(path.name for path in (folder / "segments").iterdir()) == ["groups.toml", "rfm.toml", "value.toml"]


@pytest.mark.slow
def test_what_has_no_clusters_is_not_frozen_and_no_file_is_overwritten(groups: Path) -> None:
    (groups / "segments" / "mine.toml").write_text(VALUE.replace("recent", "new") + "\n", encoding="utf-8")
    with bakhsh.open(groups) as ws:
        with pytest.raises(NotReady, match="only clusters are written down as rules"):
            ws.freeze("value")
        with pytest.raises(NotReady, match="mine already"):
            ws.freeze("groups", "mine")
    (groups / "segments" / "mine.toml").write_text('name = "other"\n' + VALUE, encoding="utf-8")
    with bakhsh.open(groups) as ws, pytest.raises(ProjectError, match=r"mine\.toml"):
        ws.freeze("groups", "mine")


@pytest.mark.slow
def test_a_day_later_the_same_centres_place_everybody(groups: Path) -> None:
    with bakhsh.open(groups) as ws:
        fingerprint = ws.models()["groups"].fingerprint
        ws.run(as_of=date(2024, 7, 1))
        assert ws.models()["groups"].fingerprint == fingerprint
        assert len(places(ws, "groups")) == 3 * EACH
