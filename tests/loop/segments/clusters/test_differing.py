"""What sets a cluster apart is told of features of the person only where enough customers stand behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from tests.loop.segments.clusters.planted import COLUMNS, QUICK, people
from tests.loop.segments.conftest import Shop

from bakhsh.language.locale import locale_for
from bakhsh.language.render import render
from bakhsh.loop.segments import Beside, Described, explain
from bakhsh.loop.segments.clusters import kept
from bakhsh.loop.segments.clusters.learning import found
from bakhsh.loop.segments.clusters.model import Found, Part, read
from bakhsh.records import Model
from bakhsh.specs import Cluster, Segmentation
from bakhsh.tables import Type

FURTHER = {"income": Type.INTEGER, "gender": Type.TEXT}
TYPES = {**Shop.types, **FURTHER}
GROUPS = Segmentation("groups", "cluster", cluster=Cluster(("recency", "frequency", "income", "gender"), (4, 4)))
ONLY = 2_777
"""What one alone of his group earns, as far as is known."""


def customers() -> list[dict[str, Any]]:
    """Four groups; of the second one income is known alone and everybody but three is a man."""
    return [{**one, **_person(at % 4, at // 4)} for at, one in enumerate(people(240))]


def _person(group: int, number: int) -> dict[str, Any]:
    if group == 1:
        return {"income": ONLY if number == 7 else None, "gender": "female" if number < 3 else "male"}
    return {"income": 1_000 * (group + 1) + number, "gender": "female"}


def learned(shop: Shop, fewest: Mapping[str, int]) -> Model:
    columns = COLUMNS | {name: Described(name, kind, "demographic") for name, kind in FURTHER.items()}
    asking = found(GROUPS, shop.unbound(**FURTHER), Beside(columns, fewest=fewest), QUICK)
    return kept(GROUPS, shop.drive(asking, rows=shop.rows(customers(), **FURTHER)), shop.as_of)


@pytest.fixture(scope="module")
def told_of_ten(shop: Shop) -> Model:
    return learned(shop, dict.fromkeys(FURTHER, 10))


def of_the_poor_known(shop: Shop, model: Model) -> tuple[Found, Part]:
    """The cluster of the second group."""
    rows = shop.rows(customers(), **FURTHER).to_pylist()[1::4]
    (name, _), *_ = Counter(explain(row, GROUPS, model, TYPES, 100).segment for row in rows[:12]).most_common()
    body = read(model.body)
    return body, next(part for part in body.parts if part.name == name)


def test_what_is_known_of_one_customer_is_not_usual_in_his_cluster(shop: Shop, told_of_ten: Model) -> None:
    body, part = of_the_poor_known(shop, told_of_ten)
    assert "income" not in part.typical
    assert "income" not in {one.feature for one in part.differs}
    assert all("income" in one.typical for one in body.parts if one is not part), "where enough is known it is told"
    assert {"recency", "frequency"} <= part.typical.keys(), "what they buy is the shop's own knowledge"


def test_who_has_another_word_than_nearly_all_is_counted_as_so_many(shop: Shop, told_of_ten: Model) -> None:
    _, part = of_the_poor_known(shop, told_of_ten)
    (gender,) = [one for one in part.differs if one.feature == "gender"]
    assert gender.word == "male"
    assert gender.own == pytest.approx(50 / 60, abs=0.02)


def test_an_explanation_says_that_too_few_are_known(shop: Shop, told_of_ten: Model) -> None:
    said = [
        render(line, locale_for("en"))
        for row in shop.rows(customers(), **FURTHER).to_pylist()[::9]
        for line in explain(row, GROUPS, told_of_ten, TYPES, 100).because
    ]
    about_income = [line for line in said if "ncome" in line and "usual here" in line]
    assert any("too few to say" in line for line in about_income)
    assert not any(f"{ONLY:,}" in line for line in about_income)


def test_with_a_floor_of_one_everything_is_told(shop: Shop) -> None:
    _, part = of_the_poor_known(shop, learned(shop, {}))
    assert part.typical["income"] == ONLY
