"""The views the template lays out, each from its records."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.language.dates import add_months
from bakhsh.language.locale import locale_for
from bakhsh.language.sentences import Sentence
from bakhsh.language.vocabularies import FEW, REST
from bakhsh.loop.features.outcomes import assumed
from bakhsh.loop.segments.cut_points import Ruler
from bakhsh.records import Cohort, CohortTable, Exclusion, MonthTotal, Readout, Reconciliation, WordShare
from bakhsh.report.campaigns import campaign
from bakhsh.report.cohorts import cohorts
from bakhsh.report.grid import grid, span
from bakhsh.report.months import months
from bakhsh.report.overview import kpis, money
from bakhsh.report.page import View, render_view
from bakhsh.report.profiles import profile_table
from bakhsh.report.reader import reader_for
from bakhsh.report.reconciled import reconciliation
from bakhsh.report.segmentations import Wording, segmentation
from bakhsh.report.spark import sparkline
from bakhsh.report.trends import snapshots, trends
from bakhsh.report.worded import word_table
from bakhsh.specs import Project, ProjectFiles
from bakhsh.stats import Interval

Shop = Callable[..., View]
ENGLISH = reader_for(locale_for("en", money="GBP"), "gregorian")
PERSIAN = reader_for(locale_for("fa", money="IRT"), "jalali")
PLAIN = Wording({}, {})


def month(at: int, net: int = 100) -> MonthTotal:
    return MonthTotal(add_months(date(2011, 1, 1), at, "gregorian"), 1, net, net, 0, net)


# ---- overview ----------------------------------------------------------------------------------------------------
def test_change_is_said_only_where_there_was_something_before(shop: Shop) -> None:
    seen = shop().overview
    cards = [
        kpis(replace(seen, revenue_90=now, revenue_before_90=before), ENGLISH)[3]
        for now, before in ((150, 100), (50, 100), (100, 100), (10, 0))
    ]
    assert [(one.change, one.turn) for one in cards] == [
        ("+50.0%", "rising"), ("-50.0%", "falling"), ("0.0%", "same"), ("", "same"),
    ]  # fmt: skip


def test_a_share_of_nobody_is_a_dash(shop: Shop) -> None:
    cards = kpis(replace(shop().overview, repeat_share=None, average_order=None), ENGLISH)
    assert (cards[2].value, cards[5].value) == ("–", "–")


# ---- months ------------------------------------------------------------------------------------------------------
def test_the_highest_month_fills_the_chart_and_losses_have_no_height() -> None:
    seen = Reconciliation((month(0, 50), month(1, 200), month(2, -30)))
    shown = months(seen, date(2011, 3, 31), ENGLISH)
    assert [one.height for one in shown.columns] == [25.0, 100.0, 0.0]
    assert [one.negative for one in shown.columns] == [False, False, True]
    assert shown.notes == ()


def test_only_a_month_that_is_not_over_is_called_unfinished() -> None:
    seen = Reconciliation((month(0), month(1)))
    assert [one.partial for one in months(seen, date(2011, 2, 27), ENGLISH).columns] == [False, True]
    assert [one.partial for one in months(seen, date(2011, 2, 28), ENGLISH).columns] == [False, False]
    assert [one.partial for one in months(seen, date(2011, 4, 2), ENGLISH).columns] == [False, False]


def test_months_after_the_day_of_the_snapshot_are_not_drawn() -> None:
    seen = Reconciliation(tuple(month(at) for at in range(6)))
    assert len(months(seen, date(2011, 4, 30), ENGLISH).columns) == 4


def test_sixty_months_are_the_latest_thirty_six_and_said_so() -> None:
    shown = months(Reconciliation(tuple(month(at, at) for at in range(60))), date(2015, 12, 31), ENGLISH)
    assert len(shown.columns) == 36
    assert shown.columns[-1].month == "December 2015"
    assert "36 of 60" in shown.notes[0]
    assert [one.mark for one in shown.columns if one.mark] == ["first", "last"]
    assert [one.name for one in shown.columns if one.name] == ["January", "December"]
    assert [one.year for one in shown.columns if one.year] == ["2013", "2014", "2015", "2015"]


def test_one_month_and_no_month_are_fine() -> None:
    assert months(Reconciliation((month(0, 0),)), date(2011, 1, 31), ENGLISH).columns[0].height == 0.0
    assert months(Reconciliation(()), date(2011, 1, 31), ENGLISH).columns == ()


# ---- segmentations -----------------------------------------------------------------------------------------------
def test_both_bars_of_a_table_share_one_scale(shop: Shop) -> None:
    seen = shop().profiles[1]
    view = segmentation(seen, (), PLAIN, ENGLISH)
    widest = max(max(one.share, one.revenue_share) for one in seen.segments)
    for row, one in zip(view.rows, seen.segments, strict=True):
        assert row.width == pytest.approx(one.share / widest * 100, abs=0.01)
        assert row.revenue_width == pytest.approx(one.revenue_share / widest * 100, abs=0.01)


def test_a_rule_is_said_in_words_and_an_unreadable_one_is_quoted(shop: Shop) -> None:
    seen = shop().profiles[1]
    view = segmentation(seen, (), PLAIN, ENGLISH)
    assert "£5,000.00" in view.rows[0].rule.words
    assert view.rows[-1].rule.words
    broken = replace(seen, segments=(replace(seen.segments[0], rule="spent ??? 3"),))
    rule = segmentation(broken, (), PLAIN, ENGLISH).rows[0].rule
    assert (rule.words, rule.code) == ("", "spent ??? 3")


def test_segments_without_customers_keep_their_row_and_have_no_profile(shop: Shop) -> None:
    view = segmentation(shop().profiles[0], (), PLAIN, ENGLISH)
    assert [row.title for row in view.rows if row.empty] == ["No purchase yet"]
    assert len(view.profile.rows) == len(view.rows) - 1


def test_means_far_from_everyone_are_marked(shop: Shop) -> None:
    table = segmentation(shop().profiles[1], (), PLAIN, ENGLISH).profile
    recency, frequency = (mean.mark for mean in table.rows[0].means[:2])
    assert (recency, frequency) == ("low", "high")
    assert {mean.mark for mean in table.rows[1].means} == {""}
    assert table.everyone[0].text == "91.6"


def test_what_is_shown_as_nothing_bears_no_mark(shop: Shop) -> None:
    profile = shop().profiles[1]
    first, *others = profile.segments
    name = "return_share"
    little = replace(first, means={**first.means, name: 0.0004}, ratios={**first.ratios, name: 0.01})
    some = replace(others[0], means={**others[0].means, name: 0.2}, ratios={**others[0].ratios, name: 2.5})
    table = profile_table(replace(profile, segments=(little, some)), ENGLISH)
    place = next(at for at, (head, _) in enumerate(table.columns) if "eturn" in head)
    assert [(row.means[place].text, row.means[place].mark) for row in table.rows] == [("0.0%", ""), ("20.0%", "high")]


def test_features_that_are_nothing_everywhere_have_no_column(shop: Shop) -> None:
    names = [name for name, _ in segmentation(shop().profiles[1], (), PLAIN, ENGLISH).profile.columns]
    assert len(names) == 7  # discount_share is 0 for everyone


def test_digits_of_a_column_stand_below_one_another(shop: Shop) -> None:
    table = segmentation(shop().profiles[0], (), PLAIN, ENGLISH).profile
    for at in range(len(table.columns)):
        parts = [row.means[at].text.rstrip("%").partition(".")[2] for row in table.rows]
        assert len({len(one) for one in parts}) == 1


# ---- grid --------------------------------------------------------------------------------------------------------
def test_the_grid_has_the_best_recency_on_top(shop: Shop) -> None:
    seen = shop().profiles[0]
    shown = grid(seen, ENGLISH)
    assert shown is not None
    assert seen.rfm is not None
    assert [row.score for row in shown.rows] == ["5", "4", "3", "2", "1"]
    assert [row.range for row in shown.rows] == ["0 to 18", "19 to 41", "42 to 88", "89 to 190", "191 and more"]
    assert [range_ for _, range_ in shown.columns] == ["1", "2", "3 to 4", "5 to 7", "8 and more"]
    assert shown.rows[0].cells[4].customers == str(seen.rfm.grid["5-5"][0])
    assert shown.rows[0].cells[4].segment == "Champions"
    assert shown.rows[3].cells[4].customers == "0"  # a cell nobody is in


def test_segments_of_the_grid_are_told_by_their_scores(shop: Shop) -> None:
    rules = [row.rule.words for row in segmentation(shop().profiles[0], (), PLAIN, ENGLISH).rows]
    assert rules[0] == "recency score 5, purchase-day score 4 to 5"
    assert rules[-1] == ""  # without a purchase there is no score


def test_a_rule_segmentation_has_no_grid(shop: Shop) -> None:
    assert grid(shop().profiles[1], ENGLISH) is None


@given(st.lists(st.integers(0, 400), max_size=6).map(sorted), st.integers(2, 7))
def test_the_grid_and_the_ruler_agree_on_what_a_score_means(cuts: list[int], scores: int) -> None:
    ruler = Ruler(scores, {"recency": tuple(cuts[: scores - 1]), "frequency": tuple(cuts[: scores - 1])})
    for score in range(1, scores + 1):
        for measure, below in (("recency", scores - score), ("frequency", score - 1)):
            low, high = ruler.span(measure, score)
            empty = low is not None and high is not None and low > high
            assert span(tuple(map(float, ruler.cuts[measure])), below) == (None if empty else (low, high))


# ---- trends ------------------------------------------------------------------------------------------------------
def test_trends_end_at_the_day_of_the_report(shop: Shop) -> None:
    view = shop()
    through = snapshots(view.runs, date(2011, 9, 1))
    assert through
    assert max(run.as_of for run in through) <= date(2011, 9, 1)
    assert [run.as_of for run in through] == sorted(run.as_of for run in through)
    assert snapshots((replace(view.run, current=False),), view.run.as_of) == ()


def test_one_snapshot_is_no_trend(shop: Shop) -> None:
    view = shop()
    assert trends(view.profiles[0], view.runs[-1:], ENGLISH) == ()
    two = trends(view.profiles[0], view.runs[-2:], ENGLISH)
    assert [one.title for one in two] == [ENGLISH.title(one.segment, one.title) for one in view.profiles[0].segments]


def test_snapshots_that_do_not_know_the_segmentation_are_skipped(shop: Shop) -> None:
    view = shop()
    strangers = tuple(replace(run, sizes={}) for run in view.runs[:-2])
    assert trends(view.profiles[0], (*strangers, *view.runs[-2:]), ENGLISH)[0].first != "0"


def test_change_is_counted_in_customers(shop: Shop) -> None:
    view = shop()
    before = replace(view.runs[0], sizes={"value": {"vip": 0, "warm": 12}})
    after = replace(view.runs[1], sizes={"value": {"vip": 9, "warm": 5}})
    assert [one.change for one in trends(view.profiles[1], (before, after), ENGLISH)] == ["+9", "-7", "0"]


@given(st.lists(st.integers(0, 10**9), min_size=2, max_size=60))
def test_a_sparkline_stays_inside_its_frame(values: list[int]) -> None:
    points = re.findall(r"(-?[\d.]+),(-?[\d.]+)", sparkline(values, "x").split("points=")[1])
    assert len(points) == len(values)
    assert all(0 <= float(x) <= 150 and 0 <= float(y) <= 28 for x, y in points)


def test_a_sparkline_of_one_value_is_nothing_and_its_label_is_text() -> None:
    assert sparkline([3], "x") == ""
    assert "<b>" not in sparkline([1, 2], '"><b>')


# ---- cohorts -----------------------------------------------------------------------------------------------------
def test_cohorts_show_the_share_that_came_back() -> None:
    seen = CohortTable(
        date(2011, 3, 9), "gregorian",
        (Cohort(date(2011, 1, 1), 200, (200, 50, 10)), Cohort(date(2011, 2, 1), 0, (0, 0)),
         Cohort(date(2011, 3, 1), 7, (7,))), partial=True,
    )  # fmt: skip
    shown = cohorts(seen, ENGLISH)
    assert shown.months == ("1", "2")
    assert [row.month for row in shown.rows] == ["January 2011", "March 2011"]  # nobody began in February
    assert [cell.share for cell in shown.rows[0].cells] == ["25%", "5%"]
    assert [cell.partial for cell in shown.rows[0].cells] == [False, True]
    assert [cell.step for cell in shown.rows[0].cells] == [9, 2]


def test_cohorts_stay_a_table_one_can_read() -> None:
    found = tuple(Cohort(add_months(date(2007, 1, 1), at, "gregorian"), 9, (9,) * (60 - at)) for at in range(60))
    shown = cohorts(CohortTable(date(2011, 12, 31), "gregorian", found), ENGLISH)
    assert (len(shown.rows), len(shown.months)) == (24, 12)
    assert "24 of 60" in shown.notes[0]


# ---- campaigns ---------------------------------------------------------------------------------------------------
FILES = ProjectFiles(Project("p", unit="GBP", margin=0.275))


def readout(**changed: object) -> Readout:
    base = Readout("c", 1, "margin", None, None, 10, 10, 1.0, 2.0, Interval(-5.0, -8.0, -2.0, 0.9), "hurts")
    return replace(base, **changed)  # type: ignore[arg-type]


def test_the_strip_places_interval_and_zero() -> None:
    strip = campaign(readout(), FILES, ENGLISH).strip
    assert strip is not None
    assert strip.low < strip.middle < strip.high < strip.zero < 100
    assert campaign(readout(difference=Interval(0.0, 0.0, 0.0, 0.9)), FILES, ENGLISH).strip is None


def test_a_bound_nobody_can_give_is_a_dash() -> None:
    open_ended = Interval(5.0, -math.inf, math.inf, 0.9)
    shown = campaign(readout(difference=open_ended, incremental=open_ended, outcome="visit"), FILES, ENGLISH)
    assert shown.strip is None
    assert shown.figures[0].interval == "-∞ to ∞"
    in_money = campaign(readout(difference=open_ended, incremental=open_ended), FILES, ENGLISH)
    assert in_money.figures[0].interval == "– to –"


def test_shares_differ_in_points_and_money_in_money() -> None:
    of_shares = readout(outcome="retained", difference=Interval(0.0452, 0.01, 0.08, 0.9))
    assert campaign(of_shares, FILES, ENGLISH).figures[0].value == "+4.52 points"
    assert campaign(readout(), FILES, ENGLISH).figures[0].value == "-£0.05"


def test_what_is_needed_is_said_only_where_nobody_can_tell() -> None:
    assert campaign(readout(verdict="cannot_tell", needed=1200), FILES, ENGLISH).needed.startswith("About 1,200 more")
    assert campaign(readout(verdict="cannot_tell"), FILES, ENGLISH).needed == ""
    assert campaign(readout(needed=1200), FILES, ENGLISH).needed == ""


def test_a_share_of_a_margin_keeps_its_decimal() -> None:
    assert "27.5%" in campaign(readout(notes=(assumed(0.275),)), FILES, ENGLISH).notes[-1]
    assert "30%" in campaign(readout(notes=(assumed(0.3),)), FILES, ENGLISH).notes[-1]
    assert campaign(readout(), FILES, ENGLISH).notes == ()


def test_signs_stay_in_front_of_their_numbers_in_persian() -> None:
    figure = campaign(readout(difference=Interval(-50.0, -80.0, -20.0, 0.9)), FILES, PERSIAN).figures[0]
    assert figure.interval.count("\u2066−") == 2


# ---- reconciliation ----------------------------------------------------------------------------------------------
amounts = st.integers(-(10**12), 10**12)


@given(st.lists(st.tuples(amounts, amounts, st.sampled_from(["a", "duplicate", "zero_price"]), amounts), max_size=8))
def test_the_shown_columns_add_up(found: list[tuple[int, int, str, int]]) -> None:
    seen = Reconciliation(
        tuple(
            MonthTotal(month(at).month, 1, left + sold - back, sold, back, sold - back, (Exclusion(name, 1, left),))
            for at, (sold, back, name, left) in enumerate(found)
        )
    )
    view = reconciliation(seen, ENGLISH)
    for row in (*view.months, view.total):
        in_files, left, sold, back, net = (
            Decimal(one.replace(",", "")) for one in (row.in_files, row.left_out, row.sold, row.returned, row.net)
        )
        assert (in_files - left, sold - back) == (sold, net)
    assert sum(Decimal(one.amount.replace(",", "")) for one in view.reasons) == Decimal(
        view.total.left_out.replace(",", "")
    )


def test_rows_of_no_month_are_counted_too() -> None:
    seen = replace(Reconciliation((month(0),)), undated=(Exclusion("bad_date", 4, 250),))
    view = reconciliation(seen, ENGLISH)
    assert [row.month for row in view.months] == ["January 2011", "No readable day"]
    assert (view.total.rows, view.total.in_files, view.total.left_out) == ("5", "3.50", "2.50")
    assert view.reasons[0].months == (("No readable day", "4", "2.50"),)


def test_reasons_with_most_rows_come_first_and_unknown_ones_keep_their_name() -> None:
    left = (Exclusion("zero_price", 2, 0), Exclusion("from_the_future", 9, 100))
    view = reconciliation(Reconciliation((replace(month(0), exclusions=left),)), ENGLISH)
    assert view.reasons[0].reason == "from_the_future"
    assert len(view.reasons) == 2


# ---- readers -----------------------------------------------------------------------------------------------------
def test_titles_fall_back_to_any_language_and_then_to_the_name() -> None:
    assert PERSIAN.title("vip", {"en": "VIP", "fa": "ویژه"}) == "ویژه"
    assert PERSIAN.title("vip", {"en": "VIP"}) == "VIP"
    assert PERSIAN.title("vip", {}) == "vip"


def test_columns_name_the_unit_once() -> None:
    assert (ENGLISH.unit, ENGLISH.amount(123_456)) == ("£", "1,234.56")
    assert (PERSIAN.unit, PERSIAN.amount(123_450)) == ("تومان", "۱۲٬۳۴۵")
    assert ENGLISH.amount(None) == "–"


# ---- words -------------------------------------------------------------------------------------------------------
def test_words_show_the_commonest_values_mark_what_stands_out_and_say_how_many_are_unknown(shop: Shop) -> None:
    first = shop().profiles[0]
    women = (WordShare("female", 0.62, 0.48), WordShare("male", 0.3, 0.4), WordShare("unknown", 0.08, 0.12))
    few = (WordShare("unknown", 1.0, 0.5),)
    segments = (replace(first.segments[0], words={"gender": women, "age_band": few}), *first.segments[1:])
    table = word_table(replace(first, segments=segments), {}, ENGLISH)
    assert table.columns == ("gender",), "a feature of which nothing is known has no column"
    (cell,) = table.rows[0].cells
    assert [(one.text, one.share, one.far, one.unknown) for one in cell] == [
        ("female", "62%", True, False), ("male", "30%", False, False), ("unknown", "8%", False, True),
    ]  # fmt: skip
    (persian,) = word_table(replace(first, segments=segments), {}, PERSIAN).rows[0].cells
    assert [one.text for one in persian] == ["زن", "مرد", "نامشخص"]


def test_of_too_few_customers_the_page_says_just_that_in_both_languages(shop: Shop) -> None:
    first = shop().profiles[0]
    three = (WordShare(FEW, 0.9, 0.5), WordShare("unknown", 0.1, 0.5))
    many = (WordShare("female", 0.6, 0.5), WordShare(REST, 0.4, 0.5))
    segments = tuple(
        replace(one, words={"gender": words}) for one, words in zip(first.segments, (three, many), strict=False)
    )
    seen = replace(first, segments=segments)
    rows = [[(one.text, one.share) for one in row.cells[0]] for row in word_table(seen, {}, ENGLISH).rows]
    assert rows == [[("too few to say", ""), ("unknown", "10%")], [("female", "60%")]]
    assert word_table(seen, {}, PERSIAN).rows[0].cells[0][0].text == "تعدادشان برای گفتن کم است"


def test_the_page_shows_the_features_in_which_segments_differ_most(shop: Shop) -> None:
    first = shop().profiles[0]
    names = (
        "age_band",
        "gender",
        "marital_status",
        "education",
        "occupation",
        "income_band",
        "province",
        "top_channel",
    )
    flat, steep = (WordShare("a", 0.5, 0.5),), (WordShare("a", 0.9, 0.5),)
    words = {name: flat if name == "education" else steep for name in names}
    table = word_table(replace(first, segments=(replace(first.segments[0], words=words),)), {}, ENGLISH)
    assert len(table.columns) == 6
    assert "education" not in table.columns
    assert table.columns[:2] == ("age band", "gender"), "the order is that of the bases"


def test_in_whose_money_the_page_counts_is_said_once_at_the_top(shop: Shop) -> None:
    note = Sentence("prices.nominal")
    view = shop(profiles=tuple(replace(one, notes=(*one.notes, note)) for one in shop().profiles))
    assert money(view.profiles, ENGLISH) == ENGLISH.say(note)
    assert render_view(view, locale_for("en", money="GBP")).count(ENGLISH.say(note)) == 1
    assert money((), ENGLISH) == ""


def test_how_sizes_are_drawn_through_time_is_explained_once(shop: Shop) -> None:
    page = render_view(shop(runs=()), locale_for("en", money="GBP"))
    assert page.count(ENGLISH.say(Sentence("report.trend_later"))) == 1
