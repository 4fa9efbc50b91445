"""What cannot be true of customers' lives is told in both languages by one sentence each, and no row is lost for it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from tests.workspace import shops

import bakhsh
from bakhsh.language.locale import locale_for
from bakhsh.language.render import render
from bakhsh.records import RunRecord

PEOPLE = """
table = "customers"
files = ["people.csv"]

[columns]
customer_id = "who"
birth_date = "born"
city = "city"
latitude = "north"
longitude = "east"
"consent.profiling" = "agreed"
"answers.at" = "on"

[answers]
moods = ["Calm", "Nervous", "Curious"]
"""
MOODS = """
on = true

[[scale]]
name = "moods"
low = 1
high = 5
dimensions = { calm = [1, -2], curious = [3] }

[[scale]]
name = "joys"
low = 1
high = 5
dimensions = { joy = [1, 7] }
"""
SURVEY = """
table = "answers"
files = ["survey.csv"]

[columns]
customer_id = "who"
scale = "scale"
item = "item"
at = "on"
value = "said"
"""
EMPTY: Mapping[str, str] = {
    "born": "", "city": "", "north": "", "east": "", "agreed": "yes", "on": "2024-05-01", "Calm": "2", "Nervous": "3",
    "Curious": "4",
}  # fmt: skip
LIVES = (
    {"who": "ann", **EMPTY, "born": "2024-06-29"},
    {"who": "bob", **EMPTY, "city": "نورآباد"},
    {"who": "cyd", **EMPTY, "north": "27.0", "east": "51.0"},
    {"who": "dan", **EMPTY, "Calm": "9"},
    {"who": "eve", **EMPTY, "born": "someday"},
)
ANSWERS = tuple(
    {"who": "ann", "scale": scale, "item": item, "on": "2024-05-01", "said": "3"}
    for scale, item in (("joys", "1"), ("joys", "0"), ("joys", "12"), ("hopes", "1"))
)
TOLD: Mapping[str, tuple[str, int | None]] = {
    "an answer out of range": ("psychographic.out_of_range", 1),
    "a key that names an item nobody was asked": ("psychographic.item_without_answers", None),
    "answers to items the key does not have": ("heard.items_unknown", 2),
    "answers to a scale nobody declared": ("heard.scales_undeclared", 1),
    "a city of two provinces": ("geographic.ambiguous", 1),
    "coordinates in the sea": ("geographic.sea", 1),
    "a birth after the first order": ("demographic.ordered_too_young", 1),
    "a feature that divides by nothing": ("heard.own_empty", None),
    "a feature that reads the future": ("known.reads_the_future", None),
}


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[RunRecord, int]:
    shop = shops.make(
        tmp_path_factory.mktemp("lives") / "shop",
        bakhsh='name = "Shop"\nunit = "IRR"\n', data__people=PEOPLE, data__survey=SURVEY, psychographic=MOODS,
        features__none='value = "orders / (orders - orders)"\n',
        features__ahead="value = \"spent(after = '2030-01-01')\"\n",
    )  # fmt: skip
    shops.write_lines(shop / "people.csv", LIVES)
    shops.write_lines(shop / "survey.csv", ANSWERS)
    with bakhsh.open(shop) as ws:
        (record,) = ws.run(as_of=shops.AS_OF)
        return record, ws.rows().num_rows


@pytest.mark.parametrize(("said", "count"), TOLD.values(), ids=TOLD.keys())
def test_what_cannot_be_is_told_in_both_languages(ran: tuple[RunRecord, int], said: str, count: int | None) -> None:
    found = [one for one in ran[0].notes if one.id == said]
    assert len(found) == 1, [one.id for one in ran[0].notes]
    assert found[0].args.get("count") == count
    for language in ("en", "fa"):
        text = render(found[0], locale_for(language))
        assert "[" not in text
        assert "{" not in text


def test_no_row_and_no_customer_is_lost_for_what_cannot_be(ran: tuple[RunRecord, int]) -> None:
    record, customers = ran
    read = {one.source: (one.rows, one.kept, one.rejected) for one in record.loads}
    assert read["people"] == (len(LIVES), len(LIVES), 0)
    assert read["survey"] == (len(ANSWERS), len(ANSWERS), 0)
    assert customers >= len({row["customer"] for row in shops.FEW} | {row["who"] for row in LIVES})
