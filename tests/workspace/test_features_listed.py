"""Which features a project has, which it lacks something for, and what is said of those that cannot be asked for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.workspace import shops
from typer.testing import CliRunner

import bakhsh
from bakhsh.cli.main import app
from bakhsh.errors import ProjectError
from bakhsh.language.sentences import Titled
from bakhsh.report import write
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
    assert (pace.origin, pace.type, pace.window) == ("own", "money", "90 days")
    assert pace.empty == Titled("pace", {"en": "no order stands", "fa": "no order stands"})
    assert str(pace.means) == "amount spent in the last 90 days ÷ number of orders"
    assert (recency.origin, recency.base, recency.grain, recency.window) == ("standard", "behavioural", "day", "ever")
    assert (age.origin, age.base, age.lacks, tier.origin) == ("base", "demographic", (), "column")
    assert all(one.means and one.grain and one.window for one in listed.values() if one.origin != "column")
    assert (listed["visits"].window, listed["usage_trend"].window) == ("90 days", "180 days")
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


FAIR = '[[occasion]]\nname = "fair"\ntitle = { en = "the fair", fa = "نمایشگاه" }\nfirst = "06-01"\nlast = "06-20"\n'
SAID = """
value = "spent(last = '3 months') - spent(after = '2024-01-01', before = '2024-03-01')"
title = { en = "Pace", fa = "آهنگ" }
meaning = { en = "how fast", fa = "چقدر تند" }
empty = { en = "none", fa = "هیچ" }
"""
IN_FAIR = 'kind = "rule"\n[[segment]]\nname = "fairly"\nwhere = "fair_lift > 0.01"\n'


def test_persian_is_told_in_persian(tmp_path: Path) -> None:
    columns = shops.ORDERS + '"customers.joined_on" = "joined"\n"consent.sms" = "sms"\n'
    folder = shops.make(tmp_path / "shop", features__pace=SAID, data__orders=columns, behavioural=FAIR)
    done = CliRunner().invoke(app, ["check", "--features", "--language", "fa", "-C", str(folder)])
    assert done.exit_code == 0, done.output
    reckoned = done.output[: done.output.index("customers.birth_date")]
    names = "|".join(sorted((one.name for one in bakhsh.open(folder).features()), key=len, reverse=True))
    told = re.sub(rf"\b({names}|NPS|CSAT)\b", "", reckoned)
    assert re.findall("[A-Za-z]{2,}[^\n]*", told) == []
    for text in ("خرید در نمایشگاه", "آهنگ", "چقدر تند", "هیچ", "۳ ماه اخیر", "تاریخ عضویت"):
        assert text in reckoned


def test_an_own_occasion_goes_by_its_title_in_reports_and_explanations(tmp_path: Path) -> None:
    folder = shops.make(tmp_path / "shop", behavioural=FAIR, segments__asked=IN_FAIR)
    with bakhsh.open(folder) as ws:
        ws.run(as_of=shops.AS_OF)
        page = write(ws, language="fa").read_text("utf-8")
        who = next(row["customer_id"] for row in ws.rows().to_pylist() if row["fair_lift"])
        told = CliRunner().invoke(app, ["explain", who, "--language", "fa", "-C", str(folder)])
    assert "خرید در نمایشگاه" in page.translate(_MARKS)
    assert "خرید در نمایشگاه" in told.output
    assert "fair_lift" not in told.output


_MARKS = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))
