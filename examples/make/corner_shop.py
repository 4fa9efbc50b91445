"""corner_shop: an online shop of Iran, two years of rising prices, all four bases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import jdatetime
import numpy as np

from examples.make.people import Person, jalali, pick, population
from examples.make.tables import write_csv

__all__ = ["write"]

_FIRST, _LAST = date(2022, 9, 23), date(2024, 9, 21)
_CUSTOMERS = 320
_MONTHLY = 1.027
"""How prices rise from month to month."""

_SHELF = {
    "خانه و آشپزخانه": (("سرویس قابلمه", 1_900), ("ماهیتابه", 620), ("ست چاقو", 450), ("کتری", 540), ("لیوان", 120)),
    "زیبایی و سلامت": (("کرم آبرسان", 310), ("شامپو", 160), ("عطر زنانه", 980), ("ضدآفتاب", 290), ("ژل شست‌وشو", 140)),
    "ورزش و سفر": (("کفش دویدن", 2_100), ("تشک یوگا", 480), ("دمبل", 350), ("چادر مسافرتی", 2_600), ("قمقمه", 170)),
    "کتاب و لوازم تحریر": (("رمان", 180), ("کتاب کودک", 95), ("دفتر", 60), ("خودنویس", 520), ("پازل", 260)),
    "کودک و نوزاد": (("پوشک", 380), ("اسباب‌بازی", 330), ("کالسکه", 4_200), ("لباس نوزاد", 290), ("شیشه شیر", 150)),
    "کالای دیجیتال": (("هدفون", 1_400), ("پاوربانک", 890), ("قاب گوشی", 160), ("ماوس", 420), ("ساعت هوشمند", 3_100)),
    "خوراکی": (("چای", 210), ("زعفران", 690), ("پسته", 540), ("عسل", 380), ("قهوه", 320)),
}
_BRANDS = ("آرون", "مهرگان", "پارسا", "نوین")
_CHANNELS = (("سایت", 6), ("اپلیکیشن", 5), ("اینستاگرام", 2), ("فروشگاه", 2))
_SEASON = {12: 1.9, 9: 1.4, 7: 1.1, 1: 0.6}
"""How busy months of the Solar Hijri year are: the weeks before Nowruz and Yalda, the new school year, the holidays."""


@dataclass(slots=True)
class _Customer:
    id: str
    person: Person
    joined: date
    until: date
    yearly: float
    loves: str
    brand: str
    bargain: float
    channel: str
    dear: float
    happy: float
    consents: bool
    orders: list[date] = field(default_factory=list)


def write(folder: Path, seed: int = 1403) -> None:
    """orders.csv, customers.csv, events.csv and survey.csv."""
    random = np.random.default_rng(seed)
    people = [_customer(random, number, one) for number, one in enumerate(population(random, _CUSTOMERS))]
    write_csv(folder / "orders.csv", _orders(random, people))
    write_csv(folder / "customers.csv", (_row(random, one) for one in people))
    write_csv(folder / "events.csv", _events(random, people))
    write_csv(folder / "survey.csv", _answers(random, people))


def _customer(random: np.random.Generator, number: int, person: Person) -> _Customer:
    joined = _FIRST + timedelta(days=int(random.integers(0, 722)) if random.random() < 0.75 else 0)
    stays = int(random.exponential(640)) + 20
    themes = list(_SHELF)
    return _Customer(
        f"{10_000 + number}", person, joined, min(_LAST, joined + timedelta(days=stays)),
        float(random.gamma(1.6, 4.2)), themes[int(random.integers(len(themes)))], str(random.choice(_BRANDS)),
        float(random.beta(1.2, 4.0)), pick(random, _CHANNELS), float(random.lognormal(0.0, 0.35)),
        float(np.clip(random.normal(0.72, 0.2), 0.05, 0.98)), bool(random.random() < 0.55),
    )  # fmt: skip


# ---- orders ------------------------------------------------------------------------------------------------------
def _orders(random: np.random.Generator, people: list[_Customer]) -> list[dict[str, object]]:
    placed = [(day, one) for one in people for day in _days(random, one)]
    placed.sort(key=lambda found: (found[0], found[1].id))
    rows: list[dict[str, object]] = []
    for number, (day, one) in enumerate(placed, start=1):
        one.orders.append(day)
        lines = list(_lines(random, one, day, f"{200_000 + number}"))
        rows += lines
        if random.random() < 0.035:
            rows.append(_taken_back(random, lines[0], day))
    return rows


def _days(random: np.random.Generator, one: _Customer) -> Iterator[date]:
    """The first purchase on the day of joining; later ones by chance, the busier the season and the pay-day."""
    yield one.joined
    day = one.joined + timedelta(days=1)
    while day <= one.until:
        other = jdatetime.date.fromgregorian(date=day)
        busy = _SEASON.get(other.month, 1.0) * (1.5 if other.day >= 28 or other.day <= 2 else 0.92)
        busy *= 1.8 if other.month == 9 and other.day <= 8 else 1.0
        if random.random() < one.yearly / 365 * busy:
            yield day
        day += timedelta(days=1)


def _lines(random: np.random.Generator, one: _Customer, day: date, order: str) -> Iterator[dict[str, object]]:
    hour = int(np.clip(random.normal(19 if int(one.id) % 3 else 11, 3), 7, 23))
    at = datetime(day.year, day.month, day.day, hour, int(random.integers(60)))
    coupon = "جمعه‌سیاه" if random.random() < one.bargain / 2 else ""
    themes = list(_SHELF)
    for _ in range(1 + int(random.poisson(0.8))):
        theme = one.loves if random.random() < 0.62 else themes[int(random.integers(len(themes)))]
        at_shelf = int(random.integers(len(_SHELF[theme])))
        item, base = _SHELF[theme][at_shelf]
        brand = one.brand if random.random() < 0.5 else str(random.choice(_BRANDS))
        months = (day.year - _FIRST.year) * 12 + day.month - _FIRST.month
        price = round(base * one.dear**0.5 * _MONTHLY**months * (1 + 0.1 * _BRANDS.index(brand))) * 1_000
        pieces = 1 + int(random.random() < 0.2)
        off = round(price * pieces * 0.2 / 1_000) * 1_000 if coupon or random.random() < one.bargain / 3 else 0
        yield {
            "شماره سفارش": order, "شناسه مشتری": one.id,
            "تاریخ سفارش": f"{jalali(day)} {at:%H:%M}",
            "کد کالا": f"{themes.index(theme) + 1}{at_shelf}{_BRANDS.index(brand)}",
            "نام کالا": f"{item} {brand}", "گروه کالا": theme, "برند": brand, "تعداد": pieces,
            "تخفیف (تومان)": off, "مبلغ (تومان)": price * pieces - off, "کانال فروش": one.channel, "کد تخفیف": coupon,
        }  # fmt: skip


def _taken_back(random: np.random.Generator, line: dict[str, object], day: date) -> dict[str, object]:
    later = min(day + timedelta(days=int(random.integers(2, 12))), _LAST)
    taken = {"تاریخ سفارش": f"{jalali(later)} 12:00", "تعداد": -int(str(line["تعداد"])), "تخفیف (تومان)": 0}
    return line | taken | {"شماره سفارش": f"م{line['شماره سفارش']}", "مبلغ (تومان)": -int(str(line["مبلغ (تومان)"]))}


# ---- who they are ------------------------------------------------------------------------------------------------
def _row(random: np.random.Generator, one: _Customer) -> dict[str, object]:
    person = one.person
    return {
        "شناسه مشتری": one.id, "نام": person.name, "موبایل": person.mobile, "جنسیت": person.gender,
        "تاریخ تولد": jalali(person.born), "استان": person.province, "شهر": person.city,
        "تحصیلات": person.education, "وضعیت تاهل": person.married, "تعداد فرزند": person.children,
        "شغل": person.work, "درآمد ماهانه": person.income, "تاریخ عضویت": jalali(one.joined),
        "نحوه آشنایی": pick(random, (("گوگل", 4), ("معرفی دوستان", 3), ("اینستاگرام", 3), ("تبلیغ", 2))),
        "سطح باشگاه": pick(random, (("نقره‌ای", 5), ("طلایی", 2), ("", 5))),
        "رضایت پیامک": "بله" if random.random() < 0.7 else "خیر", "رضایت تحلیل": "بله" if one.consents else "خیر",
    }  # fmt: skip


# ---- what else they did ------------------------------------------------------------------------------------------
def _events(random: np.random.Generator, people: list[_Customer]) -> list[dict[str, object]]:
    rows: list[tuple[date, str, str, str, object]] = []
    for one in people:
        for day in one.orders:
            rows += [(max(_FIRST, day - timedelta(days=int(back))), one.id, "بازدید", one.channel, "")
                     for back in random.integers(0, 9, int(random.poisson(1.6)))]  # fmt: skip
            if random.random() < 0.25:
                score = int(np.clip(round(random.normal(1 + 4 * one.happy, 0.8)), 1, 5))
                rows.append((min(_LAST, day + timedelta(days=6)), one.id, "نظر", one.channel, score))
            if random.random() < 0.10 * (1.2 - one.happy):
                waited = max(1, int(random.gamma(2.0, 14)))
                rows.append((min(_LAST, day + timedelta(days=3)), one.id, "تیکت", one.channel, waited))
            if random.random() < 0.06 * (1.1 - one.happy):
                rows.append((min(_LAST, day + timedelta(days=4)), one.id, "شکایت", one.channel, ""))
        if random.random() < 0.3:
            asked = one.orders[-1] + timedelta(days=9)
            rows.append(
                (
                    min(_LAST, asked),
                    one.id,
                    "nps",
                    "پیامک",
                    int(np.clip(round(random.normal(10 * one.happy, 2)), 0, 10)),
                )
            )
        if random.random() < 0.08 * one.happy:
            rows.append((one.orders[-1], one.id, "معرفی", one.channel, ""))
    rows.sort(key=lambda row: (row[0], row[1], row[2], str(row[4])))
    return [
        {"شناسه مشتری": who, "تاریخ": jalali(day), "رویداد": kind, "کانال": channel, "مقدار": value}
        for day, who, kind, channel, value in rows
    ]


def _answers(random: np.random.Generator, people: list[_Customer]) -> list[dict[str, object]]:
    """The ten items of TIPI, 1 to 7, of one in three; a few leave some out, one answers 9."""
    rows: list[dict[str, object]] = []
    for one in people:
        if random.random() > 0.33:
            continue
        traits = random.normal(4.4, 1.2, 5)
        for item in range(10):
            # Items 6 to 10 ask for the same five traits the other way round, or again.
            turned = item in (1, 3, 5, 7, 9)
            value = traits[item % 5] if not turned else 8 - traits[item % 5]
            said = int(np.clip(round(value + random.normal(0, 0.8)), 1, 7))
            if random.random() > 0.03:
                row = {"شناسه مشتری": one.id, "پرسش‌نامه": "tipi", "پرسش": item + 1, "پاسخ": said}
                rows.append(row | {"تاریخ": jalali(one.joined)})
    consenting = {one.id for one in people if one.consents}
    next(row for row in rows if row["شناسه مشتری"] in consenting)["پاسخ"] = 9
    return rows
