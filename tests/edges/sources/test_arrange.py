"""A page arranged for the eye becomes rows; sums, headers that come again and notes are told, never counted."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.edges.sources.arrange import arranged
from bakhsh.edges.sources.month_names import first_day, month_of
from bakhsh.edges.sources.raw import RawBatch
from bakhsh.specs import Layout

Page = Sequence[Sequence[str | None]]


def batches(page: Page, layout: Layout, wanted: Collection[str], size: int = 1000, part: str = "") -> list[RawBatch]:
    return list(arranged(enumerate(page, 1), layout, wanted, part, size))


def read(
    page: Page, wanted: Collection[str], layout: Layout | None = None, part: str = ""
) -> tuple[list[tuple[str | None, ...]], list[tuple[int, str]]]:
    """The wanted cells of every record, and line and reason of what is none."""
    found = batches(page, layout or Layout(), wanted, part=part)
    rows = [tuple(row[name] for name in wanted) for batch in found for row in batch.rows.to_pylist()]
    return rows, [(one.line, one.reason) for batch in found for one in batch.broken]


HEADER = ["تاریخ", "مشتری", "کالا", "مبلغ"]
ONE = ["1403/01/05", "علی", "قند", "1000"]
TWO = ["1403/01/06", "مینا", "چای", "2500"]


def test_the_header_is_found_wherever_it_stands_and_in_any_spelling() -> None:
    page = [
        ["فروشگاه بهار", None, None, None],
        [None],
        ["  تاريخ ", "مشتری", "كالا", "مبلغ"],
        ONE,
        [None, " ", "", None],
        TWO,
    ]
    rows, broken = read(page, HEADER)
    assert rows == [tuple(ONE), tuple(TWO)]
    assert broken == []
    assert [batch.lines.to_pylist() for batch in batches(page, Layout(), HEADER)] == [[4, 6]]


def test_a_page_without_the_wanted_columns_says_what_it_has() -> None:
    found = batches([["نام", "شهر"], ["علی", "قم"]], Layout(), HEADER)
    assert [(batch.rows.num_rows, batch.rows.column_names) for batch in found] == [(0, ["نام", "شهر"])]


def test_names_of_two_header_rows_are_joined_and_merged_ones_stand_over_all_their_columns() -> None:
    page = [
        ["ردیف", "مشتری", None, "فاکتور", None, None], [None, "نام", "شهر", "تاریخ", "مبلغ", None],
        ["1", "علی", "قم", "1403/01/01", "10", "x"],
    ]  # fmt: skip
    found = batches(page, Layout(header_rows=2), ["فاکتور / مبلغ"])
    assert found[0].rows.column_names == [
        "ردیف", "مشتری / نام", "مشتری / شهر", "فاکتور / تاریخ", "فاکتور / مبلغ", "column_6",
    ]  # fmt: skip


def test_double_and_empty_names_are_made_distinct() -> None:
    found = batches([["a", "b", "", "b", "b (2)"], ["1", "2", "3", "4", "5"]], Layout(), ["a"])
    assert found[0].rows.to_pylist() == [{"a": "1", "b": "2", "column_3": "3", "b (2)": "4", "b (2) (2)": "5"}]


TOTALS = [
    ["جمع کل", None, None, "3500"],
    [None, "جمع:", None, "3500"],
    [None, "جمع علی", None, "1000"],
    [None, None, "Grand Total", "3,500"],
    ["نقل از صفحه قبل", None, None, "3500"],
    [None, "علی جمع", None, "1000"],
    ["1403/01/05", None, "جمع روز", "1000"],
]


@pytest.mark.parametrize("total", TOTALS, ids=lambda row: " ".join(filter(None, row)))
def test_a_sum_is_told_and_not_counted(total: list[str | None]) -> None:
    rows, broken = read([HEADER, ONE, TWO, total], HEADER)
    assert rows == [tuple(ONE), tuple(TWO)]
    assert broken == [(4, "total_row")]


PRODUCTS = ["جمع و جور کن کابل", "Total 5W30 oil", "جمعه بازار", "دستگاه جمع‌کننده", "Total", "مجموعه قابلمه", "جمع"]


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_product_that_is_called_like_a_sum_stays(product: str) -> None:
    row = ["1403/01/07", "علی", product, "700"]
    rows, broken = read([HEADER, ONE, TWO, row], HEADER)
    assert rows == [tuple(ONE), tuple(TWO), tuple(row)]
    assert broken == []


@pytest.mark.parametrize("product", PRODUCTS[:4])
def test_a_product_that_is_called_like_a_sum_stays_below_blank_cells(product: str) -> None:
    layout = Layout(fill_down=("تاریخ", "مشتری"))
    rows, broken = read([HEADER, ONE, [None, None, product, "700"], ["", None, "جمع", "1700"]], HEADER, layout)
    assert rows == [tuple(ONE), ("1403/01/05", "علی", product, "700")]
    assert broken == [(4, "total_row")]


def test_declared_words_mark_sums_too() -> None:
    rows, broken = read(
        [HEADER, ONE, [None, "حاصل این برگه", None, "1000"], [None, "کل قم", None, "5"]], HEADER,
        Layout(totals=("حاصل این برگه", "کل *")),
    )  # fmt: skip
    assert rows == [tuple(ONE)]
    assert broken == [(3, "total_row"), (4, "total_row")]


def test_headers_that_come_again_and_page_marks_are_told() -> None:
    page = [["فروش", None, None, None], HEADER, ONE, ["صفحه ۱ از ۲", None, None, None],
            ["فروش", None, None, None], HEADER, TWO]  # fmt: skip
    rows, broken = read(page, HEADER)
    assert rows == [tuple(ONE), tuple(TWO)]
    assert broken == [(4, "note_row"), (5, "note_row"), (6, "header_again")]


def test_a_second_table_below_has_its_own_title_and_its_own_order_of_columns() -> None:
    page = [["فروش"], HEADER, ONE, [None], ["برگشت از فروش"], ["مبلغ", "کالا", "مشتری", "تاریخ"],
            ["300", "قند", "علی", "1403/02/01"]]  # fmt: skip
    rows, broken = read(page, [*HEADER, "@title"])
    assert rows == [(*ONE, "فروش"), ("1403/02/01", "علی", "قند", "300", "برگشت از فروش")]
    assert [reason for _, reason in broken] == ["note_row", "header_again"]


def test_empty_cells_mean_what_stands_above_only_where_declared_and_only_within() -> None:
    page = [["no", "customer", "city", "item"], ["1", "Ann", "York", "tea"], ["1", None, None, "milk"],
            ["2", None, "Bath", "jam"], ["2", "Bob", None, "jam"]]  # fmt: skip
    wanted = ["no", "customer", "city", "item"]
    rows, _ = read(page, wanted, Layout(fill_down=("customer", "city"), fill_within="no"))
    assert rows == [("1", "Ann", "York", "tea"), ("1", "Ann", "York", "milk"), ("2", None, "Bath", "jam"),
                    ("2", "Bob", "Bath", "jam")]  # fmt: skip
    rows, _ = read(page, wanted)
    assert rows[1] == ("1", None, None, "milk")


def test_a_heading_within_the_table_fills_the_rows_below_and_a_sum_does_not() -> None:
    page = [HEADER, [None, "علی", None, None], ["1403/01/05", None, "قند", "1000"], [None, "جمع علی", None, "1000"],
            [None, "مینا", None, None], ["1403/01/06", None, "چای", "2500"]]  # fmt: skip
    rows, broken = read(page, HEADER, Layout(fill_down=("مشتری",)))
    assert rows == [tuple(ONE), tuple(TWO)]
    assert broken == [(2, "note_row"), (4, "total_row"), (5, "note_row")]


def test_a_column_a_month_becomes_a_row_a_month() -> None:
    page = [["گزارش فروش سال ۱۴۰۳"], ["مشتری", "فروردین", "اردیبهشت", "خرداد", "جمع"], ["علی", "10", None, "0", "10"],
            ["مینا", "5", "7", "", "12"], ["جمع", "15", "7", "0", "22"]]  # fmt: skip
    rows, broken = read(page, ["مشتری", "@column", "@value", "@month"], Layout(wide=("فروردین", "ارد*", "خرداد")))
    assert rows == [
        ("علی", "فروردین", "10", "1403/01/01"), ("علی", "خرداد", "0", "1403/03/01"),
        ("مینا", "فروردین", "5", "1403/01/01"), ("مینا", "اردیبهشت", "7", "1403/02/01"),
    ]  # fmt: skip
    assert broken == [(5, "total_row")]


def test_two_measures_a_month_stay_columns_of_their_own() -> None:
    page = [["کد", "مشتری", "فروردین ۱۴۰۳", None, "1403/02", None], [None, None, "تعداد", "مبلغ", "تعداد", "مبلغ"],
            ["7", "علی", "1", "10", None, None], ["8", "مینا", None, "5", "2", "9"]]  # fmt: skip
    rows, _ = read(page, ["کد", "تعداد", "مبلغ", "@month", "@line"], Layout(header_rows=2, wide=("فروردین*", "1403/*")))
    assert rows == [
        ("7", "1", "10", "1403/01/01", "3"), ("8", None, "5", "1403/01/01", "4"), ("8", "2", "9", "1403/02/01", "4"),
    ]  # fmt: skip


def test_tables_side_by_side_are_read_one_after_the_other_each_with_its_title() -> None:
    page = [["فروش", None, None, None, "برگشتی", None, None], ["تاریخ", "نام", "مبلغ", None, "تاریخ", "نام", "مبلغ"],
            ["1403/01/01", "علی", "5", None, "1403/01/02", "مینا", "3"],
            ["1403/01/03", "رضا", "6", None, None, None, None],
            ["جمع", None, "11", None, "جمع", None, "3"]]  # fmt: skip
    rows, broken = read(page, ["تاریخ", "نام", "مبلغ", "@title"])
    assert rows == [("1403/01/01", "علی", "5", "فروش"), ("1403/01/02", "مینا", "3", "برگشتی"),
                    ("1403/01/03", "رضا", "6", "فروش")]  # fmt: skip
    assert broken == [(5, "total_row"), (5, "total_row")]


def test_notes_beside_the_table_are_told_where_they_stand_alone() -> None:
    page = [[*HEADER, None, "یادداشت"], [*ONE, None, "زنگ بزن"], [None, None, None, None, None, "تا اینجا دیدم"]]
    rows, broken = read(page, HEADER)
    assert rows == [tuple(ONE)]
    assert broken == [(3, "note_row")]


def test_a_row_longer_than_the_header_is_broken_and_a_shorter_one_ends_in_empty_cells() -> None:
    found = batches([HEADER, [*ONE, "x"], TWO[:3]], Layout(), HEADER)
    assert [(one.line, one.found_cells, one.expected_cells, one.reason) for one in found[0].broken] == [(2, 5, 4, "")]
    assert found[0].rows.to_pylist() == [dict(zip(HEADER, [*TWO[:3], None], strict=True))]


def test_the_sheet_and_the_file_are_columns() -> None:
    found = list(arranged(enumerate([HEADER, ONE], 1), Layout(), [*HEADER, "@sheet", "@file"], "تهران", 10, "a.xlsx"))
    assert (found[0].part, found[0].rows.to_pylist()[0]["@sheet"], found[0].rows.to_pylist()[0]["@file"]) == (
        "تهران", "تهران", "a.xlsx",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("فروردین ۱۴۰۳", ("jalali", 1403, 1)), ("1403/02", ("jalali", 1403, 2)), ("شهریور ماه", ("jalali", 0, 6)),
        ("مهرماه ۱۴۰۲", ("jalali", 1402, 7)), ("مهر ۰۳", ("jalali", 1403, 7)), ("2024-03", ("gregorian", 2024, 3)),
        ("Jan 2024", ("gregorian", 2024, 1)), ("03/2024", ("gregorian", 2024, 3)), ("140305", ("jalali", 1403, 5)),
        ("Dei 1402", ("jalali", 1402, 10)), ("اگوست 2024", ("gregorian", 2024, 8)),
        ("2024-03-01T00:00:00", ("gregorian", 2024, 3)), ("مبلغ", None), ("فروردین و اردیبهشت", None), ("12", None),
    ],
)  # fmt: skip
def test_months_are_known_by_name_and_number(text: str, month: tuple[str, int, int] | None) -> None:
    assert month_of(text) == month


def test_a_month_without_a_year_takes_the_one_around_it_or_the_declared_one() -> None:
    assert first_day(("", "دی", "فروش ۱۴۰۲", "")) == "1402/10/01"
    assert first_day(("", "دی", "فروش", ""), 1401) == "1401/10/01"
    assert first_day(("", "دی", "فروش 2024", "")) is None
    assert first_day(("", "برگه", "", "")) is None


@given(
    st.lists(st.lists(st.sampled_from([None, "", "1", "علی", "جمع", "جمع کل", "مبلغ", "تاریخ", "۱۴۰۳"]), max_size=6),
             max_size=25),
    st.integers(1, 7),
)  # fmt: skip
def test_every_row_with_something_in_it_is_a_record_or_told_whatever_the_batches(page: Page, size: int) -> None:
    page = [HEADER, *page]
    layout, wanted = Layout(fill_down=("مشتری",)), [*HEADER, "@line"]
    found = batches(page, layout, wanted, size)
    told = [one.line for batch in found for one in batch.broken] + [
        n for batch in found for n in batch.lines.to_pylist()
    ]
    assert sorted(told) == [line for line, row in enumerate(page[1:], 2) if any(row)]
    whole = batches(page, layout, wanted, 1000)
    assert [row for batch in found for row in batch.rows.to_pylist()] == whole[0].rows.to_pylist()


def test_year_month_and_day_in_columns_of_their_own_are_a_date() -> None:
    page = [["سال", "ماه", "روز", "مشتری"], ["1403", "2", "5", "علی"], ["۱۴۰۳", "اسفند", "۲۹", "مینا"],
            ["1403", "2", "", "رضا"]]  # fmt: skip
    rows, _ = read(page, ["مشتری", "@date"], Layout(date=("سال", "ماه", "روز")))
    assert rows == [("علی", "1403/02/05"), ("مینا", "1403/12/29"), ("رضا", None)]


def test_a_day_is_one_of_the_month_of_its_sheet() -> None:
    page = [["روز", "مشتری", "مبلغ"], ["5", "علی", "7"], ["31", "مینا", "8"]]
    layout = Layout(date=("روز",), year=1402)
    rows, _ = read(page, ["مشتری", "@date", "@month"], layout, part="خرداد")
    assert rows == [("علی", "1402/03/05", "1402/03/01"), ("مینا", "1402/03/31", "1402/03/01")]


def test_a_sum_without_its_word_is_no_record_of_the_name_above() -> None:
    page = [HEADER, ONE, [None, None, "چای", "500"], [None, None, None, "1500"]]
    rows, broken = read(page, HEADER, Layout(fill_down=("تاریخ", "مشتری")))
    assert rows == [tuple(ONE), ("1403/01/05", "علی", "چای", "500")]
    assert broken == [(4, "total_row")]
