"""A shop's records, written by hand, with a number for everything a report can show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from bakhsh import conditions
from bakhsh.language.dates import add_months
from bakhsh.language.sentences import Code, Money, Sentence
from bakhsh.loop.features.outcomes import assumed
from bakhsh.loop.segments.rfm_grid import cells, place, segments
from bakhsh.records import (
    Cohort,
    CohortTable,
    Conversion,
    CutPoints,
    Exclusion,
    MonthTotal,
    Overview,
    Readout,
    Reconciliation,
    RunRecord,
    SegmentationProfile,
    SegmentProfile,
)
from bakhsh.report.page import View
from bakhsh.specs import Campaign, Offer, Project, ProjectFiles, Segmentation
from bakhsh.stats import Interval

AS_OF = date(2011, 12, 9)
TITLES = {
    "vip": {"en": "VIP", "fa": "مشتریان ویژه"},
    "warm": {"en": "Warming up", "fa": "در حال گرم شدن"},
    "others": {"en": "Everyone else", "fa": "سایر مشتریان"},
}
RULES = {
    "vip": "monetary >= 5000 and frequency >= 10 and recency <= 60",
    "warm": "count(last = '90 days') >= 2 or spent_90 > spent_before_90",
    "others": "",
}


def means(scale: float) -> dict[str, float | None]:
    return {
        "recency": 91.6 / scale, "frequency": 4.31 * scale, "monetary": 205_412.7 * scale, "average_order": 41_903.2,
        "rhythm": 61.4 / scale, "overdue": 1.52 / scale, "discount_share": 0.0, "return_share": 0.0432 * scale,
    }  # fmt: skip


def rule_profile() -> SegmentationProfile:
    sizes = {"vip": (214, 4_120_455_12), "warm": (1_803, 2_744_991_07), "others": (2_321, 2_045_961_71)}
    return profile("value", "rule", {"en": "Customer value", "fa": "ارزش مشتری"}, sizes, TITLES, RULES)


def profile(
    name: str, kind: str, title: dict[str, str], sizes: Any, titles: Any, rules: Any, **further: Any
) -> SegmentationProfile:
    customers, revenue = sum(one for one, _ in sizes.values()), sum(one for _, one in sizes.values())
    scales = [3.1, 1.4, 0.4, 1.0, 0.9, 2.4, 0.3, 1.2, 1.1, 0.6, 1.0]
    found = tuple(
        SegmentProfile(
            segment,
            titles.get(segment, {}),
            size,
            size / customers if customers else 0.0,
            money,
            money / revenue if revenue else 0.0,
            means(scales[at % 11]) if size else dict.fromkeys(means(1), None),
            {key: value / means(1)[key] if means(1)[key] else None for key, value in means(scales[at % 11]).items()}
            if size
            else dict.fromkeys(means(1), None),
            rules.get(segment, ""),
        )
        for at, (segment, (size, money)) in enumerate(sizes.items())
    )
    return SegmentationProfile(name, kind, title, {}, AS_OF, customers, revenue, found, **further)


def rfm_profile() -> SegmentationProfile:
    grid = {
        f"{r}-{f}": ((r * 37 + f * 53) % 97 * 3 + (r == f) * 311, ((r * f) ** 2) * 1_733_19 + 1_000_07)
        for r in range(1, 6)
        for f in range(1, 6)
        if (r, f) != (2, 5)
    }
    declared = Segmentation("rfm", "rfm")
    sizes: dict[str, tuple[int, int]] = {one.name: (0, 0) for one in segments(declared)}
    for cell, (customers, money) in grid.items():
        name = place(int(cell[0]), int(cell[2]))
        sizes[name] = (sizes[name][0] + customers, sizes[name][1] + money)
    titles = {one.name: one.title for one in segments(declared)}
    notes = (
        Sentence("segments.rfm_meaning", {"scores": 5}),
        Sentence("segments.cuts_recency", {"cuts": (18, 41, 88, 190)}),
        Sentence("segments.cuts_frequency", {"cuts": (1, 2, 4, 7)}),
        Sentence("segments.cuts_monetary", {"cuts": (Money(25_000), Money(48_120), Money(105_000), Money(240_099))}),
    )
    return profile(
        "rfm", "rfm", {"en": "RFM", "fa": "بخش‌بندی RFM"}, sizes, titles, {name: cells(name) for name in sizes},
        rfm=CutPoints((18, 41, 88, 190), (1, 2, 4, 7), (25_000, 48_120, 105_000, 240_099), 5, grid), notes=notes,
    )  # fmt: skip


def months(count: int, calendar: str = "gregorian", last: date = date(2011, 12, 1)) -> Reconciliation:
    found = []
    for at in range(count):
        sold, returned = 60_000_000 + (at * 7919 % 53) * 1_310_011, 1_000_000 + (at * 104_729 % 31) * 91_003
        left = (
            Exclusion("missing_customer", 9_000 + at * 17, 14_000_055 + at * 1_003),
            Exclusion("zero_price", 31 + at, 0),
            *((Exclusion("duplicate", 5, 77_10 + at),) if at % 3 == 0 else ()),
        )
        amount = sum(one.amount for one in left) + sold - returned
        month = add_months(last, at - count + 1, calendar)  # type: ignore[arg-type]
        found.append(MonthTotal(month, 40_000 + at * 311, amount, sold, returned, sold - returned, left))
    note = Sentence("segments.rule_segment", {"segment": "returns", "condition": Code("quantity < 0")})
    return Reconciliation(tuple(found), 9_288, 7_174, 3_149, (note,))


def cohorts(count: int, calendar: str = "gregorian", partial: bool = True) -> CohortTable:
    found = []
    for at in range(count):
        size = 150 + (at * 7919) % 700
        active = [size, *(int(size * (0.42 - 0.02 * after + (at * after) % 7 / 100)) for after in range(1, count - at))]
        month = add_months(date(2011, 12, 1), at - count + 1, calendar)  # type: ignore[arg-type]
        found.append(Cohort(month, size, tuple(active)))
    return CohortTable(AS_OF, calendar, tuple(found), partial)


def run(number: int, as_of: date, growth: float = 1.0) -> RunRecord:
    sizes = {
        one.segmentation: {part.segment: round(part.customers * growth) for part in one.segments}
        for one in (rfm_profile(), rule_profile())
    }
    at = datetime(2011, 12, 10, 8, 30)
    return RunRecord(number, as_of, "3f2a9c17d0b844ee", 7, at, at, "published", True, 4_338, sizes, current=True)


def readouts() -> tuple[Readout, ...]:
    works = Readout(
        "win_back", 2, "margin", date(2011, 10, 1), date(2011, 10, 31), 1_802, 201, 1_931.4, 1_402.7,
        Interval(528.7, 112.2, 945.1, 0.9), "works", incremental=Interval(952_717.4, 202_184.4, 1_703_070.2, 0.9),
        cost=360_400, roi=Interval(1.6435, -0.439, 3.7255, 0.9),
        also=(
            Conversion("orders", 0.612, 0.481, Interval(0.131, 0.02, 0.242, 0.9)),
            Conversion("retained", 0.4423, 0.3582, Interval(0.0841, 0.0213, 0.1469, 0.9)),
        ),
        notes=(assumed(0.3),),
    )  # fmt: skip
    waiting = Readout(
        "new_year", 1, "revenue", date(2011, 12, 5), date(2012, 1, 4), 905, 95, 0.0, 0.0, None, "waiting",
        notes=(Sentence("uplift.window_still_open", {"last": date(2012, 1, 3)}),),
    )  # fmt: skip
    unclear = Readout(
        "spring", 1, "retained", date(2011, 4, 1), date(2011, 5, 1), 611, 64, 0.312, 0.2969,
        Interval(0.0151, -0.083, 0.1132, 0.9), "cannot_tell", needed=8_400,
        incremental=Interval(9.2, -50.7, 69.2, 0.9),
    )  # fmt: skip
    hurts = Readout(
        "too_many_texts", 1, "revenue", date(2011, 6, 1), date(2011, 7, 1), 2_011, 502, 3_001.25, 4_055.5,
        Interval(-1054.25, -1911.5, -197.0, 0.9), "hurts",
        incremental=Interval(-2_120_096.75, -3_844_026.5, -396_167, 0.9), cost=100_550,
    )  # fmt: skip
    return works, unclear, hurts, waiting


def campaign(name: str, english: str, persian: str) -> Campaign:
    title = {"en": english, "fa": persian}
    return Campaign(name, conditions.parse("recency > 90"), Offer("ten_percent"), title)


def shop_view(**changed: Any) -> View:
    """The whole shop; `changed` replaces parts of the view."""
    files = ProjectFiles(
        Project("Gift House", unit="GBP", margin=0.3),
        campaigns=(
            campaign("win_back", "Win back", "بازگشت مشتریان قدیمی"),
            campaign("spring", "Spring letter", "نامهٔ بهاری"),
            campaign("too_many_texts", "A message a day", "هر روز یک پیام"),
            campaign("new_year", "New year", "سال نو"),
        ),
    )
    runs = tuple(run(at, add_months(AS_OF, at - 9, "gregorian"), 0.5 + at / 18 + (at % 3) / 20) for at in range(1, 9))
    parts: dict[str, Any] = {
        "files": files,
        "run": run(12, AS_OF),
        "overview": Overview(
            AS_OF, 4_372, 4_338, 2_164, 0.6432, 891_140_790, 18_532, 48_086.6, 281_300_155, 240_099_017
        ),
        "profiles": (rfm_profile(), rule_profile()),
        "cohorts": cohorts(13),
        "reconciliation": months(13),
        "runs": (*runs, run(12, AS_OF)),
        "readouts": readouts(),
    }
    return View(**{**parts, **changed})


@pytest.fixture
def shop() -> Callable[..., View]:
    """Makes the shop's view, changed as asked."""
    return shop_view
