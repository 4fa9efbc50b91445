"""Data that no model was made for: a sentence in both languages, the rung that is used instead, never NaN or a
traceback."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.workspace import predicted_shop as shop_of
from tests.workspace import shops
from typer.testing import CliRunner

import bakhsh
from bakhsh.cli.main import app
from bakhsh.language.locale import LANGUAGES, locale_for
from bakhsh.language.render import render
from bakhsh.tables.features.predicted import PREDICTED

TODAY = shops.AS_OF.isoformat()
GOOD = shop_of.lines(customers=160)


def once(rows: Sequence[shops.Row]) -> list[shops.Row]:
    """Of every customer the first order alone."""
    return list({row["customer"]: row for row in reversed(rows)}.values())


def on(rows: Sequence[shops.Row], day: str) -> list[shops.Row]:
    return [{**row, "at": f"{day} 12:00:00"} for row in rows]


def paying(rows: Sequence[shops.Row], amount: str) -> list[shops.Row]:
    return [{**row, "amount": amount} for row in rows]


NEW = [shops.line(f"n{number}", f"new{number}", TODAY) for number in range(20)]
DEAR = [shops.line(f"d{number}", "c001", f"2024-0{number}-05", amount="900000.00") for number in range(1, 6)]
BACK = [
    {**row, "order": f"r{row['order']}", "amount": f"-{float(row['amount']) + 50:.2f}", "quantity": "-1", "at": TODAY}
    for row in GOOD[::3]
]

REFUSED = {
    "one customer": (GOOD[:1], "few_customers"),
    "all one-time buyers": (once(GOOD), "few_repeat"),
    "everybody bought today": (on(GOOD, TODAY), "few_repeat"),
    "a history shorter than the horizon": ([row for row in GOOD if row["at"] >= "2024-05"], "short_history"),
}
TAKEN = {
    "some bought today for the first time": ([*GOOD, *NEW], ""),
    "nobody pays anything": (paying(GOOD, "0.00"), "no_spend"),
    "one outlier makes half of all": ([*GOOD, *DEAR], "one_outlier"),
    "more is given back than was paid": ([*GOOD, *BACK], ""),
}


@pytest.mark.parametrize("case", REFUSED)
def test_too_little_is_said_in_words_and_the_rest_of_the_run_stands(case: str, tmp_path: Path) -> None:
    rows, reason = REFUSED[case]
    folder = shop_of.make(tmp_path / "shop", rows, segments__value=shops.VALUE)
    with bakhsh.open(folder) as ws:
        (record,) = ws.run(as_of=shops.AS_OF)
        table = ws.rows()
        again = ws.run(as_of=shops.AS_OF)[0].changed
    assert set(record.sizes) == {"value"}
    (nothing,) = (note for note in record.notes if note.id == "predictions.nothing")
    assert reason in str([getattr(one, "id", "") for one in nothing.args["reasons"]])  # type: ignore[union-attr]
    (left,) = (note for note in record.notes if note.id == "workspace.left_out")
    for language in LANGUAGES:
        text = render(left, locale_for(language))
        assert "p_alive" in text
        assert "[" not in text
    assert all(table.column(one.name).null_count == table.num_rows for one in PREDICTED)
    assert not again


@pytest.mark.slow
@pytest.mark.parametrize("case", TAKEN)
def test_odd_customers_are_predicted_without_anything_that_is_no_number(case: str, tmp_path: Path) -> None:
    rows, doubt = TAKEN[case]
    folder = shop_of.make(tmp_path / "shop", rows)
    with bakhsh.open(folder) as ws:
        (record,) = ws.run(as_of=shops.AS_OF)
        table = ws.rows()
    assert set(record.sizes) == {"alive"}
    for one in PREDICTED:
        values = [value for value in table.column(one.name).to_pylist() if value is not None]
        assert all(math.isfinite(value) for value in values), one.name
        assert len(values) == table.num_rows or one.name.startswith("clv")
    if doubt:
        (said,) = (note for note in record.notes if note.id == f"predictions.{doubt}")
        assert all(render(said, locale_for(language)) for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_campaign_that_asks_for_what_is_not_predicted_is_refused_in_words(language: str, tmp_path: Path) -> None:
    asks = shops.CAMPAIGN.replace("orders >= 1", "p_alive < 0.5")
    folder = shop_of.make(tmp_path / "shop", GOOD[:3], segments__value=shops.VALUE, targeting__thanks=asks)
    shops.run(folder)
    done = CliRunner().invoke(app, ["send", "thanks", "--dry-run", "--language", language, "--project", str(folder)])
    assert done.exit_code == 1, done.output
    assert "p_alive" in done.output
    assert "Traceback" not in done.output
