"""Money in constant money: every amount in the money of the month of looking, or ranked within its own month.

Where prices rise by two fifths a year, what somebody spent three years ago looks small beside what is spent today, and
whoever stays becomes a champion by staying.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from datetime import date

import ibis
import pyarrow as pa

from bakhsh.conditions.sums import Day, count, day, number, ratio, total, whole
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop.features.bases import Given, Learned
from bakhsh.loop.features.behavioural.levels import CARRIED, Level, Levels
from bakhsh.loop.features.behavioural.months import ends
from bakhsh.loop.features.behavioural.own_prices import FEWEST, chained, matched
from bakhsh.loop.features.behavioural.ranks import cuts_by_month, ranked

__all__ = ["learn", "readings"]

_PRICES, _RANKS = "prices", "ranks"
_QUARTER = 90


def learn(given: Given) -> Generator[ibis.Table, pa.Table, Learned]:
    """The factor of every day with money in it, or the cut points of every month; and by what money is compared."""
    constant, calendar = given.files.prices.constant, given.files.project.calendar
    facts, days = given.tables["facts"], given.tables["calendar"]
    if constant == "rank" and "month_rank" in given.wanted:
        cuts = yield cuts_by_month(facts, days, given.today, calendar).order_by("month")
        return Learned({_RANKS: cuts}, (Sentence("prices.constant_rank"),))
    if constant not in ("table", "own") or "monetary_real" not in given.wanted:
        return Learned()
    levels, notes = yield from (_from_table(given) if constant == "table" else _from_own(given))
    known = facts.filter(facts.day <= day(given.today))
    seen = yield known.select("day").distinct().order_by("day")
    return _learned(given, levels, seen["day"].to_pylist(), notes)


Found = tuple[Levels, tuple[Sentence, ...]]


def _from_table(given: Given) -> Generator[ibis.Table, pa.Table, Found]:
    deflator = given.tables["deflator"]
    said = yield deflator.filter(deflator.starts_on <= day(given.today)).order_by("starts_on")
    return Levels([Level(row["starts_on"], row["ends_on"], row["level"]) for row in said.to_pylist()]), ()


def _from_own(given: Given) -> Generator[ibis.Table, pa.Table, Found]:
    calendar = given.files.project.calendar
    asked = matched(given.tables["lines"], given.tables["calendar"], given.today, calendar)
    pairs = yield asked.order_by("month", "back")
    found, items = chained(pairs.to_pylist())
    levels = Levels([Level(*ends(month, calendar), level) for month, level in sorted(found.items())])
    if not items:
        return levels, (Sentence("prices.too_few_items", {"fewest": FEWEST}),)
    poorest = min(items, key=lambda month: (items[month], month))
    args: dict[str, Argument] = {
        "fewest": items[poorest], "month": ends(poorest, calendar)[1],
        "typical": sorted(items.values())[len(items) // 2], "count": len(items),
    }  # fmt: skip
    return levels, (Sentence("prices.matched_items", args),)


def _learned(given: Given, levels: Levels, days: Sequence[date], notes: tuple[Sentence, ...]) -> Learned:
    """Every day's factor into the money of the as_of month, and the level of that month against the base month's."""
    declared = given.files.prices
    last = levels.last(given.as_of)
    base = declared.base or (levels.known[0].start if levels.known else None)
    at_base = levels.on(base) if base else None
    if last is None or at_base is None or base is None:
        nothing = _table(days, [None] * len(days), 1.0, 1.0)
        return Learned({_PRICES: nothing}, (Sentence("prices.no_levels"), *notes))
    found = [levels.on(one) for one in days]
    said = (*_said(given, last, base), *notes, *_carried(levels, days), *_unknown(days, found))
    return Learned({_PRICES: _table(days, found, last.level, at_base)}, said)


def _table(days: Sequence[date], levels: Sequence[float | None], now: float, base: float) -> pa.Table:
    """Of each day: what turns its money into that of the as_of month, and of the base month; and the level of the one
    against the other."""
    known = any(level is not None for level in levels)
    columns = {
        "day": pa.array(days, pa.date32()),
        "factor": pa.array([None if level is None else now / level for level in levels], pa.float64()),
        "to_base": pa.array([None if level is None else base / level for level in levels], pa.float64()),
        "level": pa.array([now / base if known else None] * len(days), pa.float64()),
    }
    return pa.table(columns)


def _said(given: Given, last: Level, base: date) -> tuple[Sentence, ...]:
    args: dict[str, Argument] = {"until": last.end, "base": base}
    months = (given.as_of.year - last.end.year) * 12 + given.as_of.month - last.end.month
    old = (Sentence("prices.old_level", {"until": last.end, "count": months}),) if months > CARRIED else ()
    if given.files.prices.constant == "own":
        return (Sentence("prices.constant_own", args), *old)
    return (Sentence("prices.constant_table", {**args, "file": Code(given.files.prices.table)}), *old)


def _carried(levels: Levels, days: Sequence[date]) -> list[Sentence]:
    """Months without a level of their own that took over an earlier one."""
    late = [one for one in days if (found := levels.of(one)) is not None and one > found.end]
    if not late:
        return []
    return [Sentence("prices.carried", {"count": len(late), "first": late[0], "last": late[-1]})]


def _unknown(days: Sequence[date], found: Sequence[float | None]) -> list[Sentence]:
    """Days of which no level is known."""
    lost = [one for one, level in zip(days, found, strict=True) if level is None]
    return [Sentence("prices.unknown", {"count": len(lost), "first": lost[0], "last": lost[-1]})] if lost else []


# ---- readings ----------------------------------------------------------------------------------------------------
def readings(given: Given, looked: Mapping[str, ibis.Table]) -> Sequence[ibis.Table]:
    """The features in constant money, or the mean rank."""
    calendar = given.files.project.calendar
    if _RANKS in looked:
        return [ranked(given.tables["facts"], given.tables["calendar"], looked[_RANKS], given.today, calendar)]
    if _PRICES not in looked:
        return []
    real = _real(given.tables["facts"], looked[_PRICES], given.today)
    return [_with_leads(real, given.tables["customers"], looked[_PRICES])]


def _real(facts: ibis.Table, prices: ibis.Table, as_of: Day) -> ibis.Table:
    known = facts.filter(facts.day <= day(as_of)).join(prices, "day")
    spent = known.amount - known.returned
    real = number(spent) * known.factor
    lost = known.factor.isnull() & (spent != 0)
    last_90 = known.day > day(as_of, _QUARTER)
    before_90 = (known.day <= day(as_of, _QUARTER)) & (known.day > day(as_of, 2 * _QUARTER))
    sums = known.group_by("customer_id").agg(
        price_level=known.level.max(),
        orders=total(known.orders - known.undone_orders),
        **_within("ever", real, lost, None),
        **_within("base", number(spent) * known.to_base, lost, None),
        **_within("now", real, lost, last_90),
        **_within("before", real, lost, before_90),
    )
    ever, now, before = (_known(sums, name) for name in ("ever", "now", "before"))
    return sums.select(
        "customer_id",
        "price_level",
        monetary_real=_minor(ever),
        monetary_base=_minor(_known(sums, "base")),
        average_order_real=ratio(ever, sums.orders),
        spent_90_real=_minor(now),
        spent_before_90_real=_minor(before),
        trend_real=ratio(now - before, now.abs() + before.abs()),
    )


def _with_leads(real: ibis.Table, customers: ibis.Table, prices: ibis.Table) -> ibis.Table:
    """With those who have bought nothing: nothing is nothing in the money of any month."""
    leads = customers.select("customer_id").distinct().anti_join(real, "customer_id")
    level = prices.agg(price_level=prices.level.max())
    nothing = {
        name: ibis.literal(0, kind) if kind.is_integer() else ibis.null(kind)
        for name, kind in real.schema().items()
        if name not in ("customer_id", "price_level")
    }
    rows = leads.cross_join(level).mutate(**nothing)
    return ibis.union(real, rows.select(*real.columns))


def _within(name: str, real: ibis.Value, lost: ibis.Value, where: ibis.Value | None) -> dict[str, ibis.Value]:
    inside = lost if where is None else lost & where
    return {f"{name}_sum": real.sum(where=where).coalesce(0.0), f"{name}_lost": count(inside)}


def _known(sums: ibis.Table, name: str) -> ibis.Value:
    """The sum; empty where a level is lacking for any of it."""
    return (sums[f"{name}_lost"] == 0).ifelse(sums[f"{name}_sum"], ibis.null("float64"))


def _minor(value: ibis.Value) -> ibis.Value:
    return whole((value + ibis.literal(0.5, "float64")).floor())
