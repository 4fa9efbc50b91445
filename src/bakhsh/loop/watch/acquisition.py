"""Acquisition: customers won by source, what they cost, and what they have brought since.

A source is a column of words of ROWS: where somebody came from, a campaign, a branch, the category of the first
purchase. Spellings with one matching key are one source. Sources of fewer than FEW customers are told together.

Time runs in months of 30 days from the first purchase, so that every customer's months are as long. A mean up to a
month is over the customers known for at least so long, and is told while they are FEW or more: the young ones, who
could not have bought yet, never pull it down. All this describes whom a source brought; it does not say what would
have come without it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import ibis
import pyarrow as pa

from bakhsh.conditions import key_of
from bakhsh.records import Acquired, BoughtAgain, CohortTable, NewReturning, Payback
from bakhsh.stats import Interval, wilson
from bakhsh.stats.intervals import Sample, mean_interval

__all__ = ["AGAIN", "FEW", "FURTHEST", "OTHERS", "UNKNOWN", "acquired", "new_and_returning"]

FEW = 30
"""Of fewer customers a mean, a share or a payback is not told."""

MOST = 40
"""So many sources are told apart, the largest."""

FURTHEST = 36
"""Months after which payback is not looked for."""

AGAIN = (90, 180, 365)
OTHERS, UNKNOWN = "(others)", "(unknown)"
_MONTH, _WINDOW = 30, 90


def acquired(
    rows: ibis.Table, facts: ibis.Table, members: ibis.Table | None, by: str, as_of: date, margin: float | None
) -> Generator[ibis.Table, pa.Table, tuple[Acquired, ...]]:
    """What every source of the column `by` has won, the largest first. `rows` is ROWS as of `as_of`, `facts` FACTS, of
    which later days change nothing; `members` one segmentation's MEMBERS of that day. Where a day's cost is unknown its
    margin is `margin` times its revenue; without one, margin and payback are unknown too. Asks five questions at the
    most, each answered by a few rows a source."""
    sized = (yield _sizes(rows, by)).to_pylist()
    told, names = _told(sized)
    people = _people(rows, by, told)
    days = _days(facts, people, as_of, margin)
    sums = {row["source"]: row for row in (yield _sums(people, days)).to_pylist()}
    cells = (yield _steps(days)).to_pylist()
    starts = (yield _starts(people)).to_pylist()
    mixed = (yield _mix(people, members)).to_pylist() if members is not None else []
    every = [*(source for source in told), OTHERS, UNKNOWN]
    parts = {
        key: _Parts(
            [row for row in starts if row["source"] == key],
            [row for row in cells if row["source"] == key],
            {row["segment"]: row["customers"] for row in mixed if row["source"] == key},
        )
        for key in every
    }
    return tuple(_acquired(names.get(key, key), sums[key], parts[key]) for key in every if key in sums)


# ---- the questions -----------------------------------------------------------------------------------------------
def _sizes(rows: ibis.Table, by: str) -> ibis.Table:
    """key, spelled, customers: of every spelling that anybody who has bought has."""
    named = rows.filter(rows[by].notnull() & (rows[by].strip() != ""))
    return named.group_by(key=key_of(named[by]), spelled=named[by]).aggregate(
        buyers=named.known_for.count(), customers=named.count()
    )


def _told(sized: Sequence[Mapping[str, Any]]) -> tuple[list[str], dict[str, str]]:
    """The keys of the sources that are told apart, the largest first, and the commonest spelling of each."""
    buyers: dict[str, int] = defaultdict(int)
    best: dict[str, tuple[int, str]] = {}
    for row in sized:
        buyers[row["key"]] += row["buyers"]
        spelled = (-row["customers"], row["spelled"])
        best[row["key"]] = min(best.get(row["key"], spelled), spelled)
    large = sorted((key for key, count in buyers.items() if count >= FEW), key=lambda key: (-buyers[key], key))
    return large[:MOST], {key: spelled for key, (_, spelled) in best.items()}


def _people(rows: ibis.Table, by: str, told: Sequence[str]) -> ibis.Table:
    """A customer, his source, and what ROWS says of him; who has not bought has no `known_for`."""
    key, named = key_of(rows[by]), rows[by].notnull() & (rows[by].strip() != "")
    own = ibis.cases((~named.fill_null(False), UNKNOWN), (key.isin(told), key), else_=OTHERS) if told else None
    source = ibis.cases((~named.fill_null(False), UNKNOWN), else_=OTHERS) if own is None else own
    nothing = ibis.null("float64")
    clv = {name: rows[name].cast("float64") if name in rows.columns else nothing for name in _CLV}
    return rows.select(
        "customer_id", "known_for", source=source, months=(rows.known_for // _MONTH).cast("int64"),
        cost=rows.acquisition_cost.cast("float64"), **clv,
    )  # fmt: skip


_CLV = ("clv", "clv_low", "clv_high")


def _days(facts: ibis.Table, people: ibis.Table, as_of: date, margin: float | None) -> ibis.Table:
    """A customer's days up to as_of with his source: `since` days after the first purchase that stands, what was paid
    less given back, the margin of it, whether a purchase of that day stands."""
    today = ibis.date(as_of.isoformat())
    known = facts.filter(facts.day <= today)
    paid = known.amount - known.returned
    assumed = ibis.null("float64") if margin is None else paid.cast("float64") * float(Decimal(str(margin)))
    days = known.select(
        day_of="customer_id",
        ago=today.delta(known.day, unit="day").cast("int64"),
        paid=paid.cast("float64"),
        earned=known.cost.notnull().ifelse((paid - known.cost).cast("float64"), assumed),
        stands=((known.orders > 0) & (known.undone_on > today).fill_null(True)).cast("int64"),
    )
    joined = people.join(days, people.customer_id == days.day_of)
    since = joined.known_for - joined.ago
    return joined.mutate(since=since, month=ibis.greatest(since // _MONTH, 0).cast("int64"))


def _sums(people: ibis.Table, days: ibis.Table) -> ibis.Table:
    """One row a source: counts, sums and sums of squares over its customers who have bought, and who bought again."""
    again = {f"again_{at}": _bought_by(days, at).cast("int64").max() for at in AGAIN}
    earned = days.group_by(earner="customer_id").aggregate(
        paid=days.paid.sum(), earned=days.earned.sum(), unknown=days.earned.isnull().cast("int64").sum(), **again
    )
    each = people.left_join(earned, people.customer_id == earned.earner)
    bought = each.known_for.notnull()
    sums = {
        name: (bought.ifelse(each[name], ibis.null("float64"))) for name in ("paid", "earned", *_CLV)
    }  # fmt: skip
    counts = {
        f"known_{at}": (each.known_for >= at).fill_null(False).cast("int64").sum() for at in AGAIN
    } | {
        f"again_{at}": ((each.known_for >= at).fill_null(False) & (each[f"again_{at}"] > 0).fill_null(False))
        .cast("int64").sum()
        for at in AGAIN
    }  # fmt: skip
    return each.group_by("source").aggregate(
        customers=bought.cast("int64").sum(),
        people=each.count(),
        costed=each.cost.count(),
        cost=each.cost.sum(),
        unknown=each.unknown.sum().fill_null(0),
        predicted=sums["clv"].count(),
        **{f"{name}_sum": value.sum() for name, value in sums.items()},
        **{f"{name}_squares": (sums[name] * sums[name]).sum() for name in ("paid", "earned")},
        **counts,
    )


def _bought_by(days: ibis.Table, at: int) -> ibis.Value:
    """Whether a day stands in the window up to so many days after the first purchase, that day left out."""
    return (days.since > max(at - _WINDOW, 0)) & (days.since <= at) & (days.stands > 0)


def _steps(days: ibis.Table) -> ibis.Table:
    """source, months (known), month, step, squares: by how much a month's margin moves Σ net and Σ net² of customers
    known for so many months, where net is margin so far less cost. Of customers of a known cost alone; by these
    telescoping sums no customer needs a row for a month in which he did nothing."""
    costed = days.filter(days.cost.notnull() & (days.month < FURTHEST))
    each = costed.group_by("customer_id", "source", "months", "month", "cost").aggregate(earned=costed.earned.sum())
    so_far = each.earned.sum().over(
        ibis.window(group_by=each.customer_id, order_by=each.month, preceding=(None, 0))
    )  # fmt: skip
    moved = each.mutate(squares=each.earned * (2.0 * (so_far - each.cost) - each.earned))
    return moved.group_by("source", "months", "month").aggregate(
        step=moved.earned.sum(), squares=moved.squares.sum()
    )  # fmt: skip


def _starts(people: ibis.Table) -> ibis.Table:
    """source, months, customers, cost, squares: where net begins, of those who have bought and whose cost is known."""
    costed = people.filter(people.cost.notnull() & people.known_for.notnull())
    return costed.group_by("source", "months").aggregate(
        customers=costed.count(), cost=costed.cost.sum(), squares=(costed.cost * costed.cost).sum()
    )


def _mix(people: ibis.Table, members: ibis.Table) -> ibis.Table:
    places = members.select("segment", member="customer_id")
    placed = people.join(places, people.customer_id == places.member)
    bought = placed.filter(placed.known_for.notnull())
    return bought.group_by("source", "segment").aggregate(customers=bought.count())


# ---- the answers -------------------------------------------------------------------------------------------------
class _Parts:
    """What else was answered of one source."""

    def __init__(
        self, starts: Sequence[Mapping[str, Any]], steps: Sequence[Mapping[str, Any]], mix: Mapping[str, int]
    ) -> None:
        self.starts, self.steps, self.mix = starts, steps, mix


def _acquired(name: str, row: Mapping[str, Any], parts: _Parts) -> Acquired:
    customers, people = int(row["customers"]), int(row["people"])
    known = not row["unknown"] and row["earned_sum"] is not None
    counted = Acquired(
        name, customers, people - customers,
        round(row["cost"]) if row["costed"] else None, int(row["costed"]),
        round(row["paid_sum"] or 0), round(row["earned_sum"]) if known else None, few=customers < FEW,
    )  # fmt: skip
    if counted.few:
        return counted
    placed = sum(parts.mix.values())
    return Acquired(
        counted.source, customers, counted.leads, counted.cost, counted.costed, counted.revenue, counted.margin, False,
        _mean(customers, row["paid_sum"], row["paid_squares"]),
        _mean(customers, row["earned_sum"], row["earned_squares"]) if known else None,
        payback(parts.starts, parts.steps) if known else None,
        tuple(_again(at, row) for at in AGAIN),
        _clv(row),
        {segment: count / placed for segment, count in sorted(parts.mix.items(), key=lambda one: (-one[1], one[0]))},
    )  # fmt: skip


def _mean(customers: int, total: float | None, squares: float | None) -> Interval:
    return mean_interval(Sample.from_sums(customers, total or 0.0, squares or 0.0))


def _again(at: int, row: Mapping[str, Any]) -> BoughtAgain:
    known, bought = int(row[f"known_{at}"]), int(row[f"again_{at}"])
    return BoughtAgain(at, known, bought, wilson(bought, known) if known >= FEW else None)


def _clv(row: Mapping[str, Any]) -> Interval | None:
    """The mean of those predicted, between the means of their bounds: parameters err for all customers together."""
    if row["predicted"] < FEW or row["clv_low_sum"] is None or row["clv_high_sum"] is None:
        return None
    mean, low, high = (row[f"{name}_sum"] / row["predicted"] for name in _CLV)
    return Interval(mean, low, high, 0.90)


def payback(starts: Sequence[Mapping[str, Any]], steps: Sequence[Mapping[str, Any]]) -> Payback | None:
    """The first month by which the mean net is at least zero, and by the ends of its interval; None where the cost of
    too few is known for even one month."""
    months: int | None = None
    earliest: int | None = None
    latest: int | None = None
    followed = 0
    for month in range(1, FURTHEST + 1):
        there = [row for row in starts if row["months"] >= month]
        customers = sum(int(row["customers"]) for row in there)
        if customers < FEW:
            break
        followed = month
        made = [row for row in steps if row["months"] >= month > row["month"]]
        total = sum(row["step"] for row in made) - sum(row["cost"] for row in there)
        squares = sum(row["squares"] for row in made) + sum(row["squares"] for row in there)
        net = _mean(customers, total, squares)
        months = month if months is None and net.estimate >= 0 else months
        earliest = month if earliest is None and net.high >= 0 else earliest
        latest = month if latest is None and net.low >= 0 else latest
    return Payback(months, earliest, latest, followed) if followed else None


def new_and_returning(table: CohortTable) -> tuple[NewReturning, ...]:
    """Revenue by month, of those who first bought in it and of all who first bought before."""
    found = []
    for at, cohort in enumerate(table.cohorts):
        earlier = (table.cohorts[before].revenue[at - before] for before in range(at))
        found.append(NewReturning(cohort.month, cohort.revenue[0], sum(earlier)))
    return tuple(found)
