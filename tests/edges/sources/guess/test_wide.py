"""Tables without orders: a row a customer, a typed column each."""

from __future__ import annotations

from pathlib import Path

import pytest

from bakhsh.edges.sources.guess import guess
from bakhsh.edges.sources.guess.wide import name_for
from bakhsh.records import Guess


def guessed(folder: Path, header: str, cells: str) -> Guess:
    path = folder / "people.csv"
    rows = [cells.format(n=n, half=n / 2, label="yes" if n % 3 else "no") for n in range(100, 180)]
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return guess(path)


def test_every_column_is_a_feature_with_a_type(tmp_path: Path) -> None:
    found = guessed(
        tmp_path, "ID,Income,Rate,Code,Likes  it,Recency,Joined", "{n},{n},{half},00{n},{label},{n},2024-01-05"
    )
    assert (found.table, [one.key for one in found.questions]) == ("customers", [])
    assert {one.column: (one.source, one.type) for one in found.columns} == {
        "customer_id": ("ID", ""), "income": ("Income", ""), "rate": ("Rate", "number"),
        "code": ("Code", "text"), "likes_it": ("Likes  it", "text"),
        "recency_given": ("Recency", "integer"), "joined_on": ("Joined", ""),
    }  # fmt: skip
    assert [one.column for one in found.columns if one.cuts] == ["income"]


def test_rows_nothing_tells_apart_are_numbered_and_that_is_said(tmp_path: Path) -> None:
    found = guessed(tmp_path, "A,B,C,D,E,F", "{n},{n},{half},{label},{label},1")
    assert found.table == "customers"
    assert next(one for one in found.columns if one.column == "customer_id").source == "@line"
    assert {one.id for one in found.notes} == {"guess.numbered"}


@pytest.mark.parametrize(
    ("header", "name"),
    [("Call  Failure", "call_failure"), ("MntWines", "mnt_wines"), ("Annual Income (k$)", "annual_income_k"),
     ("تعداد خرید", "تعداد_خرید"), ("2nd", "n_2_nd"), ("!!", "column"), ("Monetary", "monetary_given"),
     ("in", "in_given")],
)  # fmt: skip
def test_a_header_becomes_a_name_conditions_can_use(header: str, name: str) -> None:
    assert name_for(header, {"monetary"}) == name


def test_two_headers_of_one_name_stay_two() -> None:
    assert name_for("A-B", {"a_b"}) == "a_b_given"
    assert name_for("A-B", {"a_b", "a_b_given"}) == "a_b_given_2"


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Year_Birth", "birth_year"), ("سال تولد", "birth_year"), ("Age", "stated_age"), ("سن", "stated_age"),
        ("گروه سنی", "stated_age"), ("Education", "education"), ("تحصیلات", "education"),
        ("Marital_Status", "marital_status"), ("وضعیت تأهل", "marital_status"), ("وضعیت تاهل", "marital_status"),
        ("Family_Size", "household_size"), ("بعد خانوار", "household_size"), ("Kidhome", "children"),
        ("تعداد فرزندان", "children"), ("Teenhome", "teenagers"), ("income", "income"), ("درآمد ماهانه", "income"),
        ("Profession", "occupation"), ("شغل", "occupation"), ("Sex", "gender"), ("جنسیت", "gender"),
    ],
)  # fmt: skip
def test_who_customers_are_is_known_by_the_header_in_both_languages(tmp_path: Path, header: str, column: str) -> None:
    found = guessed(tmp_path, f"ID,{header}", "{n},{label}" if column not in ("birth_year",) else "{n},1976")
    assert {one.source: one.column for one in found.columns} == {"ID": "customer_id", header: column}


@pytest.mark.parametrize("header", ["Religion", "ethnic_group", "مذهب", "سابقهٔ بیماری", "HealthStatus"])
def test_nobody_is_divided_by_belief_origin_or_health(tmp_path: Path, header: str) -> None:
    found = guessed(tmp_path, f"ID,{header},Rate", "{n},{label},{half}")
    assert header not in {one.source for one in found.columns if one.column}
    assert "demographic.sensitive_left_out" in {one.id for one in found.notes}
