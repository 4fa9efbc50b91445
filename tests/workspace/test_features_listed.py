"""Which features a project has, which it lacks something for, and what is said of those that cannot be asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.workspace import shops

import bakhsh
from bakhsh.errors import ProjectError
from bakhsh.workspace import Workspace

OWN = 'value = "spent(last = \'90 days\') / orders"\nempty = "no order stands"\ntitle = { en = "Pace", fa = "آهنگ" }\n'
AHEAD = "value = \"count(after = '2990-01-01')\"\n"


def asked(where: str) -> str:
    return f'kind = "rule"\n[[segment]]\nname = "some"\nwhere = "{where}"\n'


def found(ws: Workspace) -> dict[str, ProjectError]:
    return {one.sentence.id: one for one in ws.check() if isinstance(one, ProjectError)}


def test_every_feature_is_a_named_record(tmp_path: Path) -> None:
    columns = shops.ORDERS + '"customers.birth_date" = "born"\n"customers.tier" = { from = "tier", type = "text" }\n'
    with bakhsh.open(shops.make(tmp_path / "shop", features__pace=OWN, data__orders=columns)) as ws:
        listed = {one.name: one for one in ws.features()}
    assert len(listed) > 40
    pace, recency, age, tier = (listed[name] for name in ("pace", "recency", "age", "tier"))
    assert (pace.origin, pace.type, pace.window, pace.empty) == ("own", "money", "90 days", "no order stands")
    assert (recency.origin, recency.base, recency.grain, recency.window) == ("standard", "behavioural", "day", "ever")
    assert (age.origin, age.base, age.lacks, tier.origin) == ("base", "demographic", (), "column")
    assert all(one.means and one.grain and one.window for one in listed.values() if one.origin != "column")
    assert listed["nowruz_lift"].lacks == ("occasions.iran",)
    assert listed["monetary_real"].lacks == ("prices.level",)


@pytest.mark.parametrize(
    ("where", "problem"),
    [
        ("age > 30", "known.needs_column"),
        ("nowruz_lift > 2", "known.needs_setting"),
        ("recenci > 30", "conditions.unknown_feature"),
    ],
)
def test_a_feature_that_is_not_there_says_what_it_lacks(tmp_path: Path, where: str, problem: str) -> None:
    with bakhsh.open(shops.make(tmp_path / "shop", segments__asked=asked(where))) as ws:
        errors = found(ws)
    assert list(errors) == [problem]
    if problem == "known.needs_column":
        assert "age needs one of customers.birth_date" in str(errors[problem])


def test_a_feature_of_days_to_come_is_told_and_empty(tmp_path: Path) -> None:
    with bakhsh.open(shops.make(tmp_path / "shop", features__ahead=AHEAD)) as ws:
        assert list(found(ws)) == ["known.reads_the_future"]
        (record,) = ws.run(as_of=shops.AS_OF)
        assert {row["ahead"] for row in ws.rows().to_pylist()} == {0}
    assert "known.reads_the_future" in {one.id for one in record.notes}
