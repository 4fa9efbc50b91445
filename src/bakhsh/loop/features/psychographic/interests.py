"""Interests inferred from what customers buy: the part of their purchases that a theme or category takes, against the
part it takes of everybody's.

What is counted are the days on which something of a category was bought, so that twenty yoghurts in a basket are one
sign of interest and not twenty. With everybody's shares as a Dirichlet prior a customer with few purchases is close to
everybody. Everybody are those who consent.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import Any

import ibis
import pyarrow as pa

from bakhsh.language.sentences import Sentence, Share
from bakhsh.loop.features.bases import Given, Learned
from bakhsh.loop.features.psychographic.consent import theirs
from bakhsh.loop.features.psychographic.shrinking import above, strength
from bakhsh.loop.features.psychographic.themes import vocabulary
from bakhsh.loop.features.sums import count, day, number, total
from bakhsh.tables.features.psychographic import THEMES

__all__ = ["learn", "readings", "themes_of"]

_SHOWN = 5
_PROBABLE = 0.5


def themes_of(given: Given) -> tuple[str, ...]:
    """The themes whose interest this project has: the package's in their order, then its own."""
    own = given.files.psychographic.own_themes
    return tuple(theme for theme in (*THEMES, *own) if f"interest_{theme}" in given.wanted)


def bought(given: Given) -> ibis.Table:
    """customer_id, category, days: of consenting customers, the days up to `as_of` on which they bought of a category;
    categories of which everything came back are absent."""
    facts = theirs(given, "category_facts")
    known = facts.filter(facts.day <= day(given.today))
    sums = known.group_by("customer_id", "category").agg(days=count(known.lines > 0), net=total(known.amount))
    return sums.filter(sums.days > 0, sums.net > 0).select("customer_id", "category", "days")


# ---- what everybody buys ---------------------------------------------------------------------------------------------
def learn(given: Given) -> Generator[ibis.Table, pa.Table, Learned]:
    """Tables `categories` (name, share: the part of all purchases), `themes` (the same of themes), `spoken` (category,
    theme, weight: what each category speaks of) and `market` (one row: the strength of the prior, and under
    `share_<theme>` the themes' shares again)."""
    themes = themes_of(given)
    if not themes:
        return Learned()
    words = vocabulary((yield given.tables["themes"]).to_pylist(), given.files.psychographic.themes)
    rows = (yield _by_category(given)).to_pylist()
    people = (yield _of_customers(given)).to_pylist()[0]
    days = sum(row["days"] for row in rows)
    shares = {row["category"]: row["days"] / days for row in sorted(rows, key=lambda row: str(row["category"]))}
    spoken = {name: words.themes(name) for name in shares}
    of_themes = {theme: sum(shares[name] * spoken[name].get(theme, 0.0) for name in shares) for theme in themes}
    market = {"strength": strength(_sums(rows, people)), **{f"share_{name}": part for name, part in of_themes.items()}}
    speaking = [
        {"category": name, "theme": theme, "weight": weight}
        for name, themes_ in spoken.items() for theme, weight in sorted(themes_.items())
    ]  # fmt: skip
    tables = {
        "categories": _shares(shares),
        "themes": _shares(of_themes),
        "spoken": pa.Table.from_pylist(speaking, _SPOKEN),
        "market": pa.Table.from_pylist([market], pa.schema([(name, pa.float64()) for name in market])),
    }
    return Learned(tables, tuple(_unspoken(shares, spoken)))


_SPOKEN = pa.schema([("category", pa.string()), ("theme", pa.string()), ("weight", pa.float64())])


def _shares(shares: Mapping[str, float]) -> pa.Table:
    return pa.table(
        {"name": pa.array(list(shares), pa.string()), "share": pa.array(list(shares.values()), pa.float64())}
    )


def _by_category(given: Given) -> ibis.Table:
    """Of each category the days it was bought on, and the sum over customers of its squared days by all their days."""
    days = bought(given)
    everything = days.days.sum().over(ibis.window(group_by=days.customer_id))
    parts = days.mutate(parts=number(days.days) * number(days.days) / number(everything))
    return parts.group_by("category").agg(days=total(parts.days), squares=parts.parts.sum())


def _of_customers(given: Given) -> ibis.Table:
    days = bought(given)
    each = days.group_by("customer_id").agg(days=total(days.days))
    return each.agg(
        people=number(each.count()),
        weight=number(each.days.sum()),
        weights=(number(each.days) * number(each.days)).sum(),
    )


def _sums(rows: Sequence[Mapping[str, Any]], people: Mapping[str, float | None]) -> dict[str, float]:
    """The sums of `shrinking.strength`, of all categories together: within and between customers, category by
    category."""
    weight = float(people["weight"] or 0)
    squares = sum(float(row["squares"]) for row in rows)
    # strength() takes off sum * sum / weight: here that of every category.
    together = sum(float(row["days"]) ** 2 for row in rows) ** 0.5
    sums = {"people": float(people["people"] or 0), "weight": weight, "weights": float(people["weights"] or 0)}
    return {**sums, "sum": together, "squares": squares, "within": weight - squares}


def _unspoken(shares: Mapping[str, float], spoken: Mapping[str, Mapping[str, float]]) -> list[Sentence]:
    """What categories no theme is known of, the largest first."""
    left = sorted((one for one in shares if not spoken[one]), key=lambda one: (-shares[one], one))
    if not left:
        return []
    part = Share(sum(shares[one] for one in left))
    return [
        Sentence("psychographic.without_theme", {"count": len(left), "part": part, "largest": tuple(left[:_SHOWN])})
    ]


# ---- of one customer -------------------------------------------------------------------------------------------------
def readings(given: Given, looked: Mapping[str, ibis.Table]) -> Sequence[ibis.Table]:
    """The interests of every customer who consents and has bought of a category; and the category he likes most."""
    themes = themes_of(given)
    if not themes:
        return ()
    bought_ = bought(given)
    days = bought_.mutate(all_days=bought_.days.sum().over(ibis.window(group_by=bought_.customer_id)))
    of_categories = days.select("customer_id", name="category", own=number(days.days), all_days=number(days.all_days))
    spoken = days.join(looked["spoken"], "category")
    of_themes = spoken.group_by("customer_id", name=spoken.theme).agg(
        own=(number(spoken.days) * spoken.weight).sum(), all_days=number(spoken.all_days.max())
    )
    by_theme = _against(of_themes, looked["themes"], looked["market"])
    by_category = _against(of_categories, looked["categories"], looked["market"])
    return (
        _interests(days, by_theme, themes, looked["market"]),
        _leading(by_theme, "top_interest", "top_interest_sure"),
        _leading(by_category, "liked_category", "liked_category_sure", "liked_category_lift"),
    )


def _against(parts: ibis.Table, shares: ibis.Table, market: ibis.Table) -> ibis.Table:
    """customer_id, name, lift, sure: of each part of a customer's purchases (`own` of `all_days`), its expected share
    over everybody's, and the probability that it is above it."""
    beside = parts.filter(parts.own > 0).join(shares, "name").cross_join(market.select("strength"))
    prior = beside.strength * beside.share
    known = beside.select(
        "customer_id", "name", "share",
        successes=beside.own + prior, failures=beside.all_days - beside.own + beside.strength - prior,
    )  # fmt: skip
    lift = known.successes / (known.successes + known.failures) / known.share.nullif(0)
    # Where everybody buys nothing else, nobody buys more of it.
    sure = (known.share < 1).ifelse(above(known.successes, known.failures, known.share), 0.0).coalesce(0.0)
    return known.select("customer_id", "name", lift=lift, sure=sure)


def _interests(days: ibis.Table, by_theme: ibis.Table, themes: Sequence[str], market: ibis.Table) -> ibis.Table:
    """The lift of each theme as lift / (1 + lift). Of a theme nobody buys nothing is known; of one that he does not buy
    the prior alone is left, and it is not sure at all."""
    cells = {}
    for theme in themes:
        of_theme = by_theme.name == theme
        cells[f"lift_{theme}"] = by_theme.lift.max(where=of_theme)
        cells[f"sure_{theme}"] = by_theme.sure.max(where=of_theme)
    wide = by_theme.group_by("customer_id").agg(**cells)
    everybody = days.group_by("customer_id").agg(all_days=number(days.all_days.max())).cross_join(market)
    known = everybody.left_join(wide, "customer_id", rname="of_{name}")
    nothing = known.strength / (known.all_days + known.strength)
    lifts = known.mutate(**{f"lift_{theme}": known[f"lift_{theme}"].coalesce(nothing) for theme in themes})
    found = {}
    for theme in themes:
        lift, there = lifts[f"lift_{theme}"], lifts[f"share_{theme}"] > 0
        found[f"interest_{theme}"] = there.ifelse(lift / (1 + lift), ibis.null("float64"))
        found[f"interest_{theme}_sure"] = there.ifelse(lifts[f"sure_{theme}"].coalesce(0.0), ibis.null("float64"))
    return lifts.select("customer_id", **found)


def _leading(parts: ibis.Table, name: str, sure: str, lift: str = "") -> ibis.Table:
    """Of the parts that are above everybody's more probably than not, the one with the largest lift; of equals the
    first by name. Customers without one are absent."""
    likely = parts.filter(parts.sure >= _PROBABLE, parts.lift > 1)
    best = likely.group_by("customer_id").agg(most=likely.lift.max())
    equal = likely.join(best, [likely.customer_id == best.customer_id, likely.lift == best.most])
    first = equal.group_by("customer_id").agg(name=equal.name.min())
    found = likely.join(first, ["customer_id", "name"])
    columns = {name: found.name, sure: found.sure} | ({lift: found.lift.ln()} if lift else {})
    return found.select("customer_id", **columns)
