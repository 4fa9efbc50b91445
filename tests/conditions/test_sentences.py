"""Conditions in words, in both languages."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bakhsh.conditions import parse, to_sentence
from bakhsh.language.locale import locale_for
from bakhsh.language.render import render
from bakhsh.language.sentences import Sentence, Titled
from bakhsh.tables import FEATURES, Type

EN, FA = locale_for("en", money="USD"), locale_for("fa", money="IRT")


def plain(text: str) -> str:
    """Without the marks that set arguments apart."""
    return re.sub("[\u2066-\u2069]", "", text)


@pytest.mark.parametrize(
    ("text", "english", "persian"),
    [
        (
            "recency <= 30 and frequency >= 5",
            "recency is at most 30 days and frequency is at least 5",
            "آخرین خرید حداکثر ۳۰ روز پیش است و روزهای خرید دست‌کم ۵ است",
        ),
        (
            "overdue >= 2 or spent(category = 'sport', brand != 'X', last = '365 days') > 100",
            "overdue is at least 2 times the usual gap or "
            "amount spent (category: sport; brand: not X) in the last 365 days is above $1.00",
            "زمان گذشته از آخرین خرید دست‌کم ۲ برابر فاصلهٔ معمول است یا "
            "مبلغ خرید (دسته: sport؛ برند: به‌جز X) در ۳۶۵ روز اخیر بیشتر از ۱۰ تومان است",
        ),
        (
            "not (city in ('تهران', 'قم', 'ری') or gender is empty)",
            "none of (city is تهران or قم or ری; gender is empty)",
            "هیچ‌یک از این‌ها برقرار نیست (شهر تهران یا قم یا ری است؛ جنسیت خالی است)",
        ),
        (
            "recency < 3 and (gender is not empty or city != 'قم' or not orders = 1)",
            "recency is below 3 days and any of "
            "(gender is not empty; city is not قم; it is not so that number of orders is 1)",
            "آخرین خرید کمتر از ۳ روز پیش است و دست‌کم یکی از این‌ها برقرار است "
            "(جنسیت خالی نیست؛ شهر قم نیست؛ چنین نیست که تعداد فاکتور ۱ است)",
        ),
        (
            "last_on >= '1390/03/11' and first_on < '2011-01-01'",
            "day of the last purchase is 1 June 2011 or later and day of the first purchase is before 1 January 2011",
            "تاریخ آخرین خرید ۱۱ خرداد ۱۳۹۰ یا پس از آن است و تاریخ اولین خرید پیش از ۱۱ دی ۱۳۸۹ است",
        ),
        (
            "in_segment('rfm', 'champions', 'loyal')",
            "the segment in RFM is Champions or loyal",
            "بخش مشتری در RFM، بهترین مشتریان یا loyal است",
        ),
        (
            "was_in_segment('rfm', 'champions', 'loyal', '۲ هفته پیش')",
            "the segment in RFM was Champions or loyal 14 days ago",
            "۱۴ روز پیش بخش مشتری در RFM، بهترین مشتریان یا loyal بوده است",
        ),
        (
            "count(distinct = 'category', last = '1 month') > 3",
            "number of different values of category in the last month is above 3",
            "تعداد دسته‌های متفاوت در ۱ ماه اخیر بیشتر از ۳ است",
        ),
        (
            "monetary / (orders + 1) between 100 and 500",
            "monetary ÷ (number of orders + 1) is between $1.00 and $5.00",
            "مبلغ خرید ÷ (تعداد فاکتور + ۱) بین ۱۰ تومان و ۵۰ تومان است",
        ),
        ("discount_share > 12.5%", "share of discount is above 12.5%", "سهم تخفیف بیشتر از ۱۲٫۵٪ است"),
        ("30 >= recency", "recency is at most 30 days", "آخرین خرید حداکثر ۳۰ روز پیش است"),
        ("points > 5", "Points is above 5", "امتیاز بیشتر از ۵ است"),
        ("odd_name = true", "odd_name is yes", "odd_name بله است"),
    ],
)
def test_a_condition_reads_well_in_both_languages(text: str, english: str, persian: str) -> None:
    titles = {
        "rfm": "RFM",
        "rfm.champions": Titled("champions", {"en": "Champions", "fa": "بهترین مشتریان"}),
        "points": Titled("points", {"en": "Points", "fa": "امتیاز"}),
    }
    types = {"points": Type.INTEGER, "odd_name": Type.BOOLEAN}
    dollars = to_sentence(parse(text), titles, unit=1, types=types)
    assert plain(render(dollars, EN)) == english
    assert plain(render(dollars, FA)) == persian


def test_money_is_given_in_minor_units() -> None:
    assert render(to_sentence(parse("monetary > 12.34"), unit=100), EN) == "monetary is above $12.34"
    assert plain(render(to_sentence(parse("monetary > 1000"), unit=10), FA)) == "مبلغ خرید بیشتر از ۱٬۰۰۰ تومان است"


@pytest.mark.parametrize("name", [one for one in FEATURES.names if one not in ("as_of", "customer_id")])
def test_every_standard_feature_has_a_name_in_both_languages(name: str) -> None:
    subject = to_sentence(parse(f"{name} is empty")).args["feature"]
    assert isinstance(subject, Sentence)
    assert subject.id == f"features_behavioural.{name}"
    assert re.search("[آ-ی]", render(subject, FA))


@given(st.integers(2, 330))
@settings(max_examples=5)
def test_long_lists_are_said_to_the_end(parts: int) -> None:
    said = render(to_sentence(parse(" or ".join(f"n={at}" for at in range(parts)))), EN)
    assert said.count(" or ") == parts - 1
    assert said.endswith(f"n is {parts - 1}")
