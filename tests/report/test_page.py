"""The whole page: what must be on it in either language, and what must never be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser

import pytest

from bakhsh.language.locale import Locale, locale_for
from bakhsh.records import CohortTable, Exclusion, Overview, Reconciliation
from bakhsh.report.page import View, render_view
from bakhsh.report.reader import Reader, reader_for
from bakhsh.specs import Project

Shop = Callable[..., View]
VOID = {"meta", "link", "br"}
HOSTILE = "<script>alert(1)</script>\" onload='x' {{ 7 * 7 }} & \u202eabc"


class Nesting(HTMLParser):
    """Every tag closed in the order it was opened; remembers tags, attributes, ids and text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"{tag} says {names} twice"
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"polyline", "circle"}, f"<{tag}/> closes nothing in HTML"
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text.append(data)


def parsed(html: str) -> Nesting:
    page = Nesting()
    page.feed(html)
    page.close()
    assert page.open == []
    return page


@lru_cache(maxsize=2)
def locale(language: str) -> Locale:
    return locale_for("fa" if language == "fa" else "en", money="GBP")


@pytest.fixture(params=["en", "fa"])
def reader(request: pytest.FixtureRequest) -> Locale:
    return locale(request.param)


def empty(shop: Shop) -> View:
    nobody = Overview(date(2011, 12, 9), 0, 0, 0, None, 0, 0, None, 0, 0)
    nothing = CohortTable(date(2011, 12, 9), "gregorian", ())
    return shop(profiles=(), runs=(), readouts=(), reconciliation=Reconciliation(()), cohorts=nothing, overview=nobody)


def hostile(shop: Shop) -> View:
    view = shop()
    wild = {"en": HOSTILE, "fa": HOSTILE}
    profiles = tuple(
        replace(one, title=wild, meaning=wild, segments=tuple(replace(part, title=wild) for part in one.segments))
        for one in view.profiles
    )
    campaigns = tuple(replace(one, title=wild) for one in view.files.campaigns)
    odd = replace(view.reconciliation.months[0], exclusions=(Exclusion(HOSTILE, 3, 5),))
    return replace(
        view,
        profiles=profiles,
        files=replace(view.files, project=Project(HOSTILE, unit="GBP"), campaigns=campaigns),
        reconciliation=replace(view.reconciliation, months=(odd,)),
        readouts=tuple(replace(one, outcome=HOSTILE) for one in view.readouts),
        run=replace(view.run, fingerprint=HOSTILE),
    )


def test_every_text_has_been_written(shop: Shop, reader: Locale) -> None:
    for view in (shop(), empty(shop)):
        assert re.findall(r"\[[a-z_]+\.[a-z_0-9]+\]", render_view(view, reader)) == []


def test_no_placeholder_is_left(shop: Shop, reader: Locale) -> None:
    for view in (shop(), empty(shop)):
        assert re.findall(r"\{[a-z_]*\}", "".join(parsed(render_view(view, reader)).text)) == []


def test_the_page_is_well_formed_and_its_ids_are_unique(shop: Shop, reader: Locale) -> None:
    for view in (shop(), empty(shop), hostile(shop)):
        page = parsed(render_view(view, reader))
        ids = [attrs["id"] for _, attrs in page.seen if "id" in attrs]
        assert len(ids) == len(set(ids))
        targets = [str(attrs["href"])[1:] for tag, attrs in page.seen if tag == "a"]
        assert set(targets) <= set(ids)
        named = [str(attrs["aria-labelledby"]) for _, attrs in page.seen if "aria-labelledby" in attrs]
        assert set(named) <= set(ids)


def test_language_and_direction_are_said(shop: Shop, reader: Locale) -> None:
    root = next(attrs for tag, attrs in parsed(render_view(shop(), reader)).seen if tag == "html")
    assert root == {"lang": reader.language, "dir": "rtl" if reader.language == "fa" else "ltr"}


def test_nothing_runs_and_nothing_is_fetched(shop: Shop, reader: Locale) -> None:
    html = render_view(shop(), reader)
    page = parsed(html)
    assert {tag for tag, _ in page.seen} & {"script", "img", "iframe", "object", "form", "base"} == set()
    assert re.findall(r"https?:|url\(|@import|//[a-z]", html) == []
    assert [name for _, attrs in page.seen for name in attrs if name.startswith("on") or name == "src"] == []
    assert [attrs["href"] for tag, attrs in page.seen if tag == "link"] == ["data:,"]


def test_what_people_write_stays_text(shop: Shop, reader: Locale) -> None:
    html = render_view(hostile(shop), reader)
    page = parsed(html)
    assert "<script" not in html
    assert "49" not in html.split("</style>")[1].split("<nav")[0]  # a title is no template
    assert "alert(1)" in "".join(page.text)
    assert [name for _, attrs in page.seen for name in attrs if name.startswith("on")] == []


def text_of(html: str) -> str:
    """Everything readable on the page, without the marks nobody sees."""
    readable = "".join(parsed(html).text) + " ".join(re.findall(r'(?:title|aria-label)="([^"]*)"', html))
    return re.sub("[\u2066-\u2069]", "", unescape(readable))


def of_everybody(view: View, show: Reader) -> Iterator[str]:
    seen = view.overview
    yield from map(show.number, (seen.customers, seen.buyers, seen.active_90, seen.orders))
    yield from map(show.money, (seen.revenue, seen.revenue_before_90, seen.average_order))
    yield from (show.share(seen.repeat_share), show.money(seen.revenue_90, compact=True), show.number(view.run.run))
    for cohort in view.cohorts.cohorts:
        yield show.number(cohort.size)
        yield from (show.share(active / cohort.size, decimals=0) for active in cohort.active[1:])


def of_segments(view: View, show: Reader) -> Iterator[str]:
    for profile in view.profiles:
        yield from (show.number(profile.customers), show.amount(profile.revenue))
        for one in profile.segments:
            yield from (show.number(one.customers), show.share(one.share))
            yield from (show.amount(one.revenue), show.share(one.revenue_share))


def of_rulers(view: View, show: Reader) -> Iterator[str]:
    for ruler in (profile.rfm for profile in view.profiles if profile.rfm):
        for customers, revenue in ruler.grid.values():
            yield from (show.number(customers), show.money(revenue))
        yield from (show.number(int(cut)) for cut in (*ruler.recency, *ruler.frequency))
        yield from map(show.money, ruler.monetary)


def of_the_ledger(view: View, show: Reader) -> Iterator[str]:
    ledger = view.reconciliation
    yield from map(show.number, (ledger.return_lines, ledger.matched_returns, ledger.of_earlier_month))
    for month in ledger.months:
        yield from (show.month(month.month), show.number(month.rows), show.amount(month.file_amount + month.returned))
        yield from (show.amount(month.sold), show.amount(month.returned), show.amount(month.net))
        for exclusion in month.exclusions:
            yield from (show.number(exclusion.rows), show.amount(exclusion.amount))


def of_campaigns(view: View, show: Reader) -> Iterator[str]:
    for readout in view.readouts:
        yield from map(show.number, (readout.wave, readout.treated, readout.holdout))
        yield show.number(readout.needed) if readout.needed else ""
        if readout.difference and readout.outcome != "retained":
            yield from (show.money(readout.treated_mean), show.money(readout.holdout_mean))
            yield show.money(readout.difference.estimate, signed=True)
            yield from (show.money(readout.difference.low), show.money(readout.difference.high))


NUMBERS = (of_everybody, of_segments, of_rulers, of_the_ledger, of_campaigns)


@pytest.mark.parametrize("numbers", NUMBERS)
def test_every_number_of_the_records_is_shown(
    numbers: Callable[[View, Reader], Iterator[str]], shop: Shop, reader: Locale
) -> None:
    view = shop()
    text = text_of(render_view(view, reader))
    show = reader_for(reader, view.files.project.calendar)
    wanted = {re.sub("[\u2066-\u2069]", "", one) for one in numbers(view, show)}
    assert len(wanted) > 20
    assert sorted(one for one in wanted if one not in text) == []


def test_persian_pages_have_persian_digits(shop: Shop) -> None:
    view = shop(files=replace(shop().files, project=Project("گالری هدیه", unit="IRT", calendar="jalali")))
    html = render_view(view, locale_for("fa", money="IRT"))
    without_code = re.sub(r"<code.*?</code>|<style>.*?</style>", "", html, flags=re.DOTALL)
    text = "".join(parsed(without_code).text).replace("RFM", "").replace("quantity < 0", "")
    assert re.findall(r"[0-9]+", text) == []
    assert "تومان" in text
    assert "۱۸ آذر ۱۳۹۰" in text


def test_months_are_named_in_the_calendar_they_were_counted_in(shop: Shop) -> None:
    text = text_of(render_view(shop(), locale("fa")))
    assert "دسامبر ۲۰۱۱" in text
    assert "۱۸ آذر ۱۳۹۰ (۹ دسامبر ۲۰۱۱)" in text  # the day in both, where months are not the reader's own
    assert "ماه‌ها میلادی است" in text


def test_time_runs_from_left_to_right_in_both_languages(shop: Shop, reader: Locale) -> None:
    html = render_view(shop(), reader)
    assert re.search(r'<ol class="columns[^"]*" dir="ltr">', html)
    assert re.search(r'<div class="scroll" dir="ltr"[^>]*>\s*<table class="cohorts">', html)
    lines = re.findall(r'<span class="through" dir="ltr">(.*?)</b></span>', html)
    assert len(lines) == sum(len(one.segments) for one in shop().profiles)
    for line in lines:
        xs = [float(x) for x in re.findall(r"([\d.]+),[\d.]+", line.split("points=")[1].split("/>")[0])]
        assert xs == sorted(xs)
        assert line.index("<svg") < line.index("<b ")
    months = re.findall(r'<span class="unseen">([^<:]+):', html.split("</ol>")[0])
    show = reader_for(reader, "gregorian")
    assert months == [show.month(one.month) for one in shop().reconciliation.months]


def test_each_verdict_is_a_word_and_a_colour(shop: Shop) -> None:
    html = render_view(shop(), locale("en"))
    chips = re.findall(r'<span class="chip (works|cannot_tell|hurts|waiting)">([^<]+)</span>', html)
    assert chips == [
        ("works", "Works"), ("cannot_tell", "Cannot tell yet"), ("hurts", "Hurts"), ("waiting", "Still measuring"),
    ]  # fmt: skip


def test_profit_is_never_shown_without_the_declared_margin(shop: Shop, reader: Locale) -> None:
    view = shop()
    said = {"en": "30% of revenue", "fa": "۳۰٪ فروش"}[reader.language]
    html = render_view(view, reader)
    of_margin = re.findall(r'<article class="campaign">.*?</article>', html, flags=re.DOTALL)
    assert [said in unescape(re.sub("[\u2066-\u2069]", "", one)) for one in of_margin] == [True, False, False, False]
    unassumed = tuple(replace(one, notes=()) for one in view.readouts)
    declared = replace(view.files, project=Project("Gift House", unit="GBP"))
    undeclared = replace(view, files=declared, readouts=unassumed)
    assert said not in text_of(render_view(undeclared, reader))
    assert said in text_of(html[html.index('<section class="card" id="assumptions"') : html.index("</main>")])


def test_money_is_said_to_be_nominal(shop: Shop) -> None:
    assert "Money is nominal" in text_of(render_view(empty(shop), locale("en")))


def test_empty_sections_say_so(shop: Shop) -> None:
    text = text_of(render_view(empty(shop), locale("en")))
    for said in ("Nothing has been sold yet", "No campaign has been sent yet", "Nothing was left out", "retention is"):
        assert said in text
    alone = text_of(render_view(shop(runs=()), locale("en")))
    assert "From the second snapshot on" in alone


def test_the_same_records_give_the_same_page(shop: Shop, reader: Locale) -> None:
    assert render_view(shop(), reader) == render_view(shop(), reader)
