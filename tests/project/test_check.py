"""What only shows between files."""

from __future__ import annotations

import pytest
from tests.project.declared import FILES, files

from bakhsh.project import check, names, read_texts
from bakhsh.project.check import segment_names
from bakhsh.tables import Type


def found(**changed: str | None) -> list[tuple[str, str]]:
    return [(str(one.where), one.sentence.id) for one in check(read_texts(files(**changed)))]


def test_a_good_project_has_no_mistakes() -> None:
    assert found() == []


def test_conditions_may_use_features_customer_columns_and_extra_features() -> None:
    known = names(read_texts(FILES))
    assert known.features["recency"].type is Type.INTEGER
    assert known.features["city"].type is Type.TEXT
    assert known.features["sport_share"].type is Type.NUMBER
    assert "mobile" not in known.features
    assert set(known.segmentations["value"]) == {"champions", "slipping", "others"}
    assert "champions" in known.segmentations["rfm"]


def test_an_unknown_feature_is_told_on_the_line_of_the_condition() -> None:
    text = 'kind = "rule"\n[[segment]]\nname = "slipping"\nwhere = """\nrecency > 3\nand overdu > 2\n"""\n'
    assert found(segments__value=text) == [("segments/value.toml:6", "conditions.unknown_feature")]
    campaign = "holdout = 0.5\naudience = \"in_segment('valeu', 'slipping')\"\noffer = { name = 'a' }\n"
    assert found(targeting__winback=campaign) == [("targeting/winback.toml:2", "conditions.unknown_segmentation")]


def test_circles_are_told_once_with_their_way() -> None:
    value = "kind = 'rule'\n[[segment]]\nname = 'slipping'\nwhere = \"in_segment('other', 'a')\"\n"
    other = "kind = 'rule'\n[[segment]]\nname = 'a'\nwhere = \"in_segment('value', 'slipping')\"\n"
    assert found(segments__value=value, segments__other=other) == [("segments/other.toml:1", "project.circle")]
    assert found(features__a="value = 'b + 1'\n", features__b="value = 'a + 1'\n") == [
        ("features/a.toml:1", "project.circle")
    ]
    own = "kind = 'rule'\n[[segment]]\nname = 'slipping'\nwhere = \"in_segment('value', 'others')\"\n"
    assert found(segments__value=own) == [("segments/value.toml:1", "project.circle")]


def test_an_extra_feature_may_use_another_whatever_their_order() -> None:
    declared = files(features__a="value = 'b * 2'\n", features__b="value = 'monetary - spent_90'\n")
    assert check(read_texts(declared)) == ()
    assert names(read_texts(declared)).features["a"].type is Type.MONEY


def test_an_extra_feature_does_not_hide_a_known_one() -> None:
    assert found(features__recency="value = 'frequency + 1'\n") == [
        ("features/recency.toml:1", "project.feature_exists")
    ]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ('amuont = "Amount"', "project.unknown_column"),
        ('"items.colour" = "Colour"', "project.unknown_column"),
        ('"shops.name" = "Shop"', "project.unknown_column"),
        ('channel = { from = "Channel", type = "number" }', "project.type_is_fixed"),
        ('channel = { from = "Channel", form = "%d" }', "project.form_of_no_date"),
        ('quantity = { from = "Quantity", unit = "IRR" }', "project.unit_of_no_money"),
    ],
)
def test_what_a_mapped_column_cannot_be(line: str, wanted: str) -> None:
    text = FILES["data/orders.toml"].replace('amount = "Amount"', f'amount = "Amount"\n{line}')
    assert found(data__orders=text) == [("data/orders.toml:8", wanted)]


def test_a_further_column_of_an_open_table_needs_only_its_type() -> None:
    text = FILES["data/orders.toml"].replace("[policy]", 'items.colour = { from = "Colour", type = "text" }\n[policy]')
    assert found(data__orders=text) == []


def test_columns_that_must_be_mapped_are_asked_for() -> None:
    text = 'table = "lines"\nfiles = "a.csv"\n[columns]\norder_id = "No"\n'
    assert (
        found(data__orders=text, segments__value=FILES["segments/value.toml"].replace(" and city = 'York'", ""))
        == [("data/orders.toml:1", "project.not_mapped")] * 3
    )


def test_a_file_without_header_is_mapped_by_its_declared_columns() -> None:
    text = (
        FILES["data/orders.toml"]
        + '[reading]\nheader = false\ncolumns = ["InvoiceNo", "CustomerID", "InvoiceDate"'
        + ', "Amount", "City", "Mobile"]\n'
    )
    assert found(data__orders=text) == [("data/orders.toml:8", "project.unknown_file_column")]


def test_rfm_segments_are_those_the_grid_has() -> None:
    from bakhsh.loop.segments import rfm_grid

    rfm = read_texts(FILES).segmentation("rfm")
    assert {one.name for one in rfm_grid.segments(rfm)} == segment_names(rfm).listed


@pytest.mark.parametrize("value", ["monetary / 0", "monetary / (2 - 2)", "1 / (orders * 1 + 1 / (3 * 0))"])
def test_a_feature_that_divides_by_nothing_is_told(value: str) -> None:
    assert found(features__odd=f"value = '{value}'\n") == [("features/odd.toml:1", "prices.divides_by_nothing")]
