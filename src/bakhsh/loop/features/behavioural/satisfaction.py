"""Satisfaction: what customers say and what they live through, as one index with what it rests on."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import Any

import ibis
import pyarrow as pa

from bakhsh.conditions.sums import Day, count, day, days_between, number, whole
from bakhsh.loop.features.bases import Given, Learned
from bakhsh.loop.features.behavioural.happened import SCALES, happened, kinds, of_kind
from bakhsh.loop.features.behavioural.ordering import placed
from bakhsh.tables.features.using import SATISFACTION

__all__ = ["PRIOR", "index", "learn", "readings"]

PRIOR = 2
"""How many answers the market's mean weighs in each part."""

_EVEN = 0.5
_NAMES = frozenset(one.name for one in SATISFACTION)


def learn(given: Given) -> Generator[ibis.Table, pa.Table, Learned]:
    """`satisfied`: the market's mean of each part in the window, on a scale from 0 to 1. What words of events nobody
    knows is said elsewhere."""
    if not given.wanted & _NAMES:
        return Learned()
    words, _ = yield from kinds(given)
    asked = _signals(given)
    means: dict[str, tuple[float, int]] = {}
    found = (yield asked.group_by("kind", "value").agg(rows=whole(asked.count()))).to_pylist()
    known = {row["said"]: row for row in words.to_pylist()}
    hours = given.files.behavioural.ticket_hours
    for row in sorted(found, key=str):
        word = known.get(row["kind"])
        if word is not None and (value := _valued(word, row["value"], hours)) is not None:
            part = word["event"]
            summed, rows = means.get(part, (0.0, 0))
            means[part] = (summed + value * row["rows"], rows + row["rows"])
    scores = [means[part] for part in SCALES if part in means]
    common = sum(one for one, _ in scores) / sum(rows for _, rows in scores) if scores else _EVEN
    own = {part: means[part][0] / means[part][1] if part in means else common for part in (*SCALES, "ticket")}
    table = {f"mean_{part}": pa.array([mean], pa.float64()) for part, mean in {**own, "common": common}.items()}
    return Learned({"satisfied": pa.table(table), "satisfaction_kinds": words})


def readings(given: Given, looked: Mapping[str, ibis.Table]) -> Sequence[ibis.Table]:
    """The wanted features, for the customers of whom an event or a return is known."""
    names = [one.name for one in SATISFACTION if one.name in given.wanted]
    if not names:
        return ()
    events = of_kind(happened(given.tables["events"], given.today), looked["satisfaction_kinds"])
    days, hours = given.files.behavioural.satisfaction_days, given.files.behavioural.ticket_hours
    orders = placed(given.tables["orders"], given.today)
    found = index(events, orders, looked["satisfied"], given.today, days, hours)
    answered = _answered(events, given.today)
    both = found.left_join(answered, "customer_id")
    return (both.select("customer_id", *names),)


def index(events: ibis.Table, orders: ibis.Table, means: ibis.Table, as_of: Day, days: int, hours: int) -> ibis.Table:
    """satisfaction, satisfaction_cover, reviews, review_score, complaints, tickets, resolve_hours.

    Signals of the last `days`: scores on their scale from 0 to 1; a complaint is 0; a ticket solved after h hours is
    hours / (hours + h); an order of which something came back is 0. A part (kind of signal) with n signals of mean v is
    (n v + PRIOR m) / (n + PRIOR), m being the market's mean of the part, for complaints and returns that of all scores
    (0.5 where nobody gave one). The index is the mean of the parts there are, weighted by n / (n + PRIOR): a part
    counts the more the more it rests on. The cover is the number of signals.
    """
    since = day(as_of, days)
    inside, value = events.day > since, events["value"]
    parts = {kind: _scaled(kind, value) for kind in SCALES}
    parts["ticket"] = number(ibis.literal(hours)) / (number(ibis.literal(hours)) + value)
    scored = {kind: inside & (events.event == kind) & parts[kind].notnull() for kind in parts}
    review, ticket = events.event == "review", inside & (events.event == "ticket")
    sums = events.group_by("customer_id").agg(
        **{f"n_{kind}": count(holds) for kind, holds in scored.items()},
        **{f"sum_{kind}": parts[kind].sum(where=holds) for kind, holds in scored.items()},
        n_complaint=count(inside & (events.event == "complaint")),
        reviews=count(review & value.notnull()),
        review_score=value.mean(where=review),
        tickets=count(ticket),
        resolve_hours=value.mean(where=ticket),
    )
    back = orders.filter((orders.back_on > since) & (orders.back_on <= day(as_of)))
    returned = back.group_by("customer_id").agg(n_return=whole(back.count()))
    joined = sums.outer_join(returned, "customer_id")
    joined = joined.mutate(customer_id=joined.customer_id.coalesce(joined.customer_id_right)).cross_join(means)
    return _indexed(joined)


def _indexed(rows: ibis.Table) -> ibis.Table:
    prior = number(ibis.literal(PRIOR))
    upper, lower, cover = [], [], []
    for part in (*SCALES, "ticket", "complaint", "return"):
        n = rows[f"n_{part}"].coalesce(0)
        mean = rows[f"mean_{part}"] if f"mean_{part}" in rows.columns else rows["mean_common"]
        summed = rows[f"sum_{part}"].coalesce(0.0) if f"sum_{part}" in rows.columns else ibis.literal(0.0, "float64")
        weight = number(n) / (number(n) + prior)
        upper.append(weight * (summed + prior * mean) / (number(n) + prior))
        lower.append(weight)
        cover.append(n)
    signals = _sum(cover)
    return rows.select(
        "customer_id", "reviews", "review_score", "tickets", "resolve_hours",
        complaints=rows.n_complaint,
        satisfaction=_sum(upper) / _sum(lower).nullif(0),
        satisfaction_cover=signals.nullif(0),
    )  # fmt: skip


def _answered(events: ibis.Table, as_of: Day) -> ibis.Table:
    """nps and nps_group of the latest answer, however old it is, and how many days that is ago (last_nps)."""
    answers = events.filter((events.event == "nps") & events["value"].notnull())
    latest = answers.group_by("customer_id").agg(latest=answers["at"].max())
    last = answers.join(latest, [answers.customer_id == latest.customer_id, answers["at"] == latest.latest])
    nps = last.group_by("customer_id").agg(nps=last["value"].min(), answered_on=last.day.max())
    group = ibis.cases((nps.nps >= 9, "promoter"), (nps.nps >= 7, "passive"), else_="detractor")
    return nps.mutate(nps_group=group, last_nps=days_between(day(as_of), nps.answered_on)).drop("answered_on")


def _signals(given: Given) -> ibis.Table:
    events = happened(given.tables["events"], given.today)
    return events.filter(events.day > day(given.today, given.files.behavioural.satisfaction_days))


def _scaled(kind: str, value: ibis.Value) -> ibis.Value:
    low, high = SCALES[kind]
    return (value - low) / number(ibis.literal(high - low))


def _valued(word: Mapping[str, Any], value: float | None, hours: int) -> float | None:
    """A signal's value from 0 to 1; None for what is no signal or out of its range."""
    if value is None:
        return None
    if word["event"] == "ticket":
        return hours / (hours + value) if value >= 0 else None
    low, high = word["low"], word["high"]
    return (value - low) / (high - low) if low is not None and low <= value <= high else None


def _sum(values: Sequence[ibis.Value]) -> ibis.Value:
    whole_ = values[0]
    for one in values[1:]:
        whole_ = whole_ + one
    return whole_
