"""Made-up people of Iran: names, telephones, ages and places, spelled as people spell them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import jdatetime
import numpy as np

__all__ = ["Person", "jalali", "pick", "population"]

_WOMEN = ("سارا", "مریم", "زهرا", "فاطمه", "نگار", "الهام", "شیرین", "لیلا", "پریسا", "مهسا", "نرگس", "آزاده")
_MEN = ("علی", "رضا", "محمد", "حسین", "امیر", "مهدی", "بهروز", "کاوه", "سعید", "آرش", "حمید", "پیمان")
_FAMILIES = (
    "احمدی", "رضایی", "محمدی", "کریمی", "حسینی", "موسوی", "جعفری", "قاسمی", "نوری", "صادقی", "کاظمی‌پور", "شریفی",
    "اکبری", "رستمی", "یزدانی", "فرهادی", "مرادی", "بهرامی", "طاهری", "کیانی",
)  # fmt: skip
_PLACES = (
    # city, province, share, other spellings of the city
    ("تهران", "تهران", 30, ("طهران", "Tehran", "تهران ")), ("کرج", "البرز", 9, ("كرج",)),
    ("مشهد", "خراسان رضوی", 9, ("مشهد مقدس",)), ("اصفهان", "اصفهان", 8, ("Isfahan",)),
    ("شیراز", "فارس", 8, ("شيراز",)), ("تبریز", "آذربایجان شرقی", 6, ("تبريز",)), ("رشت", "گیلان", 6, ()),
    ("ساری", "مازندران", 4, ("ساري",)), ("اهواز", "خوزستان", 5, ()), ("یزد", "یزد", 3, ("يزد",)),
    ("کرمان", "کرمان", 3, ()), ("بندرعباس", "هرمزگان", 3, ("بندر عباس",)), ("قم", "قم", 3, ()),
    ("همدان", "همدان", 2, ()), ("سنندج", "کردستان", 1, ()),
)  # fmt: skip
_GENDERS = {"f": ("زن", "خانم", "مونث"), "m": ("مرد", "آقا", "مذکر")}
_EDUCATION = (("دیپلم", 3), ("فوق دیپلم", 1), ("لیسانس", 5), ("کارشناسی", 2), ("فوق لیسانس", 3), ("دکتری", 1), ("", 2))
_WORK = (
    ("کارمند", 5), ("آزاد", 3), ("خانه‌دار", 2), ("دانشجو", 2), ("معلم", 1), ("پزشک", 1), ("بازنشسته", 1), ("", 2),
)  # fmt: skip
_INCOME = (("کمتر از ۱۵ میلیون", 3), ("۱۵ تا ۳۰ میلیون", 5), ("۳۰ تا ۵۰ میلیون", 3), ("بیش از ۵۰ میلیون", 1), ("", 4))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist. Dates as days; words as a file would have them, empty where nobody asked."""

    name: str
    mobile: str
    gender: str
    born: date | None
    city: str
    province: str
    education: str
    married: str
    children: str
    work: str
    income: str


def jalali(day: date | None) -> str:
    """As in 1403/02/15; empty where there is no day."""
    if day is None:
        return ""
    other = jdatetime.date.fromgregorian(date=day)
    return f"{other.year:04}/{other.month:02}/{other.day:02}"


def pick(random: np.random.Generator, weighted: tuple[tuple[str, int], ...]) -> str:
    """One of the words, as often as its weight says."""
    weights = np.array([weight for _, weight in weighted], float)
    return weighted[int(random.choice(len(weighted), p=weights / weights.sum()))][0]


def population(random: np.random.Generator, count: int) -> list[Person]:
    """So many people; the second of every hundred was born in a year that cannot be, some cities nobody knows."""
    return [_person(random, number) for number in range(count)]


def _person(random: np.random.Generator, number: int) -> Person:
    woman = bool(random.random() < 0.55)
    name = f"{random.choice(_WOMEN if woman else _MEN)} {random.choice(_FAMILIES)}"
    asked = random.random() < 0.85
    age = int(np.clip(random.gamma(6.0, 6.2), 16, 82))
    year = 1272 if number % 100 == 1 else 1403 - age
    born: date = jdatetime.date(year, int(random.integers(1, 13)), int(random.integers(1, 29))).togregorian()
    married = age > 22 and random.random() < 0.65
    children = int(random.poisson(1.1)) if married else 0
    city, province = _place(random, number)
    return Person(
        name, f"0910{1_200_000 + 37 * number:07}", random.choice(_GENDERS["f" if woman else "m"]) if asked else "",
        born if asked or number % 100 == 1 else None, city, province, pick(random, _EDUCATION) if asked else "",
        ("متاهل" if married else "مجرد") if asked else "", str(children) if asked and married else "",
        pick(random, _WORK) if asked else "", pick(random, _INCOME) if asked else "",
    )  # fmt: skip


def _place(random: np.random.Generator, number: int) -> tuple[str, str]:
    if number % 150 == 7:
        return ("تهرون", "") if number % 300 == 7 else ("دهکدهٔ آرزو", "")
    shares = np.array([share for _, _, share, _ in _PLACES], float)
    city, province, _, others = _PLACES[int(random.choice(len(_PLACES), p=shares / shares.sum()))]
    spelled = str(random.choice(others)) if others and random.random() < 0.15 else city
    return spelled, province if random.random() < 0.8 else ""
