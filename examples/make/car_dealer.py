"""car_dealer: a dealer's leads, sales, service visits, and the cars people own or lease."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from examples.make.people import Person, jalali, pick, population
from examples.make.tables import write_csv

__all__ = ["write"]

_FIRST, _LAST = date(2018, 3, 21), date(2024, 9, 21)
_OWNERS, _LEADS = 260, 90
_MODELS = (("هاچ‌بک", 480, 4), ("سدان", 760, 5), ("کراس‌اور", 1_350, 4), ("شاسی‌بلند", 2_100, 2), ("برقی", 2_900, 1))
"""A model's name, its price in million toman at the end, and how often it is bought."""

_WORK = (
    ("تعویض روغن", 3.2, 6),
    ("سرویس دوره‌ای", 7.5, 4),
    ("لنت ترمز", 4.1, 2),
    ("باتری", 6.8, 1),
    ("صافکاری", 18.0, 1),
)
"""A service, its price in million toman at the end, and how often it is done."""

_WARRANTY = 3 * 365
_YEARLY = 1.38
"""How prices rise from year to year."""


@dataclass(slots=True)
class _Owner:
    id: str
    person: Person
    kind: str
    bought: date
    model: str
    leases: bool
    visits: list[date] = field(default_factory=list)


def write(folder: Path, seed: int = 98) -> None:
    """customers.csv, sales.csv, service.csv, cars.csv and contacts.csv."""
    random = np.random.default_rng(seed)
    people = population(random, _OWNERS + _LEADS)
    owners = [_owner(random, number, one) for number, one in enumerate(people[:_OWNERS])]
    leads = people[_OWNERS:]
    write_csv(folder / "customers.csv", [*_known(random, owners), *_interested(random, leads)])
    write_csv(folder / "sales.csv", _sales(owners))
    write_csv(folder / "service.csv", _service(random, owners))
    write_csv(folder / "cars.csv", _cars(random, owners))
    write_csv(folder / "contacts.csv", _contacts(random, owners))


def _owner(random: np.random.Generator, number: int, person: Person) -> _Owner:
    """`kind`: comes regularly; came regularly until lately; went elsewhere long ago; never came."""
    kind = pick(random, (("active", 5), ("lately_lost", 2), ("defected", 2), ("never", 2)))
    latest = _LAST - timedelta(days={"active": 60, "lately_lost": 480, "defected": 900, "never": 120}[kind])
    bought = _FIRST + timedelta(days=int(random.integers(0, (latest - _FIRST).days)))
    model = pick(random, tuple((name, often) for name, _, often in _MODELS))
    found = _Owner(f"م{1000 + number}", person, kind, bought, model, bool(random.random() < 0.12))
    found.visits = list(_visits(random, found))
    return found


def _visits(random: np.random.Generator, one: _Owner) -> Iterator[date]:
    ends = {"active": _LAST, "lately_lost": _LAST - timedelta(days=300), "defected": _LAST - timedelta(days=620)}
    if one.kind not in ends:
        return
    day = one.bought + timedelta(days=int(random.normal(170, 25)))
    while day <= ends[one.kind]:
        yield day
        day += timedelta(days=int(np.clip(random.normal(178, 28), 90, 300)))


def _level(day: date) -> float:
    return float(_YEARLY ** ((day - _LAST).days / 365))


# ---- files -------------------------------------------------------------------------------------------------------
def _known(random: np.random.Generator, owners: list[_Owner]) -> Iterator[dict[str, object]]:
    for one in owners:
        yield _row(random, one.id, one.person, "مشتری", one.bought - timedelta(days=int(random.integers(1, 60))))


def _interested(random: np.random.Generator, leads: list[Person]) -> Iterator[dict[str, object]]:
    for number, one in enumerate(leads):
        yield _row(random, f"س{500 + number}", one, "سرنخ", _LAST - timedelta(days=int(random.integers(0, 400))))


def _row(random: np.random.Generator, id_: str, one: Person, stage: str, since: date) -> dict[str, object]:
    return {
        "کد مشتری": id_, "نام مشتری": one.name, "موبایل": one.mobile, "مرحله": stage, "جنسیت": one.gender,
        "تاریخ تولد": jalali(one.born), "شهر": one.city, "استان": one.province, "شغل": one.work,
        "درآمد": one.income, "بعد خانوار": str(1 + int(one.children or 0) + (one.married == "متاهل")),
        "تاریخ ثبت": jalali(max(since, _FIRST)),
        "نحوه آشنایی": pick(random, (("نمایشگاه", 3), ("معرفی", 3), ("سایت", 4), ("تبلیغ", 2))),
        "اجازه پیامک": "بله" if random.random() < 0.75 else "خیر",
        "اجازه تحلیل": "بله" if random.random() < 0.5 else "خیر",
    }  # fmt: skip


def _sales(owners: list[_Owner]) -> list[dict[str, object]]:
    prices = {name: price for name, price, _ in _MODELS}
    found = sorted(owners, key=lambda one: (one.bought, one.id))
    return [
        {
            "شماره فاکتور": f"ف{3000 + number}", "کد مشتری": one.id, "تاریخ": jalali(one.bought),
            "کد کالا": f"خودرو-{one.model}", "شرح": one.model, "گروه": "خودرو", "تعداد": 1,
            "مبلغ (میلیون تومان)": round(prices[one.model] * _level(one.bought), 1), "شعبه": _branch(one),
        }
        for number, one in enumerate(found)
    ]  # fmt: skip


def _branch(one: _Owner) -> str:
    return "غرب" if int(one.id[1:]) % 3 else "شرق"


def _service(random: np.random.Generator, owners: list[_Owner]) -> list[dict[str, object]]:
    visits = sorted(((day, one) for one in owners for day in one.visits), key=lambda found: (found[0], found[1].id))
    rows: list[dict[str, object]] = []
    for number, (day, one) in enumerate(visits):
        for _ in range(1 + int(random.random() < 0.4)):
            work = pick(random, tuple((name, often) for name, _, often in _WORK))
            price = {name: price for name, price, _ in _WORK}[work] * _level(day) * float(random.uniform(0.85, 1.25))
            rows.append({
                "شماره پذیرش": f"پ{7000 + number}", "کد مشتری": one.id, "تاریخ": jalali(day), "کد خدمت": f"خدمت-{work}",
                "شرح": work, "گروه": "خدمات پس از فروش", "مبلغ (میلیون تومان)": round(price, 2), "شعبه": _branch(one),
            })  # fmt: skip
    return rows


def _cars(random: np.random.Generator, owners: list[_Owner]) -> Iterator[dict[str, object]]:
    for one in owners:
        last = one.visits[-1] if one.visits else None
        warranty = one.bought + timedelta(days=_WARRANTY + 365 * (one.model in ("برقی", "شاسی‌بلند")))
        lease = one.bought + timedelta(days=4 * 365) if one.leases else None
        yield {
            "شماره شاسی": f"CH{one.id[1:]}", "کد مشتری": one.id, "نوع": "خودرو", "مدل": one.model,
            "تاریخ خرید": jalali(one.bought), "آخرین سرویس": jalali(last), "پایان گارانتی": jalali(warranty),
            "پایان لیزینگ": jalali(lease),
            "کارکرد": int((_LAST - one.bought).days / 365 * random.normal(17_000, 3_500)) if last else "",
        }  # fmt: skip


def _contacts(random: np.random.Generator, owners: list[_Owner]) -> list[dict[str, object]]:
    """What people said after a visit (CSAT, 1 to 5), complaints, test drives."""
    pleased = {"active": 0.85, "lately_lost": 0.55, "defected": 0.35, "never": 0.6}
    rows: list[tuple[date, str, str, object]] = []
    for one in owners:
        rows.append((max(_FIRST, one.bought - timedelta(days=int(random.integers(2, 20)))), one.id, "تست رانندگی", ""))
        for day in one.visits:
            if random.random() < 0.4:
                score = int(np.clip(round(random.normal(1 + 4 * pleased[one.kind], 0.7)), 1, 5))
                rows.append((day + timedelta(days=2), one.id, "csat", score))
            if random.random() < 0.12 * (1.2 - pleased[one.kind]):
                rows.append((day + timedelta(days=1), one.id, "شکایت", ""))
    rows.sort(key=lambda row: (row[0], row[1], row[2]))
    return [
        {"کد مشتری": who, "تاریخ": jalali(min(day, _LAST)), "رویداد": kind, "امتیاز": value}
        for day, who, kind, value in rows
    ]
