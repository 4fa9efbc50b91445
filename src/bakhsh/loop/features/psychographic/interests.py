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

from bakhsh.conditions.sums import count, day, number, total
from bakhsh.language.sentences import Sentence, Share
from bakhsh.loop.features.bases import Given, Learned
from bakhsh.loop.features.psychographic.consent import theirs
from bakhsh.loop.features.psychographic.shrinking import above, strength
from bakhsh.loop.features.psychographic.themes import vocabulary
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
    days = sum(row["days"] for row in rows)
    shares = {row["category"]: row["days"] / days for row in sorted(rows, key=lambda row: str(row["category"]))}
    spoken = {name: words.themes(name) for name in shares}
    of_themes = {theme: sum(shares[name] * spoken[name].get(theme, 0.0) for name in shares) for theme in themes}
    market = {"strength": strength(_sums(rows)), **{f"share_{name}": part for name, part in of_themes.items()}}
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
    """Of each category the days it was bought on, and the sum over customers of its squared days by all their days;
    and, the same in every row, how many customers there are, their days together, and the sum of their squares."""
    days = _with_all_days(given)
    parts = days.mutate(parts=number(days.days) * number(days.days) / number(days.all_days))
    by_category = parts.group_by("category").agg(days=total(parts.days), squares=parts.parts.sum())
    each = _all_days(bought(given))
    people = each.agg(
        people=number(each.count()),
        weight=number(each.all_days.sum()),
        weights=(number(each.all_days) * number(each.all_days)).sum(),
    )
    return by_category.cross_join(people)


def _all_days(days: ibis.Table) -> ibis.Table:
    """customer_id, all_days: summed over categories."""
    return days.group_by("customer_id").agg(all_days=total(days.days))


def _with_all_days(given: Given) -> ibis.Table:
    """What is bought with all_days beside it: a join of sums, where a window would sort everybody's categories."""
    days = bought(given)
    return days.join(_all_days(days), "customer_id")


def _sums(rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """The sums of `shrinking.strength`, of all categories together: within and between customers, category by
    category."""
    people = rows[0] if rows else {"people": 0, "weight": 0, "weights": 0}
    weight = float(people["weight"])
    squares = sum(float(row["squares"]) for row in rows)
    # strength() takes off sum * sum / weight: here that of every category.
    together = sum(float(row["days"]) ** 2 for row in rows) ** 0.5
    sums = {"people": float(people["people"]), "weight": weight, "weights": float(people["weights"])}
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
    days = _with_all_days(given)
    of_categories = days.select("customer_id", name="category", own=number(days.days), all_days=number(days.all_days))
    spoken = days.join(looked["spoken"], "category")
    of_themes = spoken.group_by("customer_id", name=spoken.theme).agg(
        own=(number(spoken.days) * spoken.weight).sum(), all_days=number(spoken.all_days.max())
    )
    by_theme = _against(of_themes, looked["themes"], looked["market"])
    liked = _liked(_against(of_categories, looked["categories"], looked["market"]))
    # One table of all of them: what is bought is added up once.
    found = _interests(_all_days(bought(given)), by_theme, themes, looked["market"])
    return (found.left_join(liked, "customer_id").drop("customer_id_right"),)


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


def _interests(people: ibis.Table, by_theme: ibis.Table, themes: Sequence[str], market: ibis.Table) -> ibis.Table:
    """The lift of each theme as lift / (1 + lift), and the theme that leads. Of a theme nobody buys nothing is known;
    of one that he does not buy the prior alone is left, and it is not sure at all."""
    cells = {}
    for theme in themes:
        of_theme = by_theme.name == theme
        cells[f"lift_{theme}"] = by_theme.lift.max(where=of_theme)
        cells[f"sure_{theme}"] = by_theme.sure.max(where=of_theme)
    wide = by_theme.group_by("customer_id").agg(**cells)
    known = people.cross_join(market).left_join(wide, "customer_id", rname="of_{name}")
    nothing = known.strength / (number(known.all_days) + known.strength)
    likely = {f"likely_{theme}": _likely(known[f"lift_{theme}"], known[f"sure_{theme}"]) for theme in themes}
    lifts = known.mutate(**{f"lift_{theme}": known[f"lift_{theme}"].coalesce(nothing) for theme in themes}, **likely)
    found = {}
    for theme in themes:
        lift, there = lifts[f"lift_{theme}"], lifts[f"share_{theme}"] > 0
        found[f"interest_{theme}"] = there.ifelse(lift / (1 + lift), ibis.null("float64"))
        found[f"interest_{theme}_sure"] = there.ifelse(lifts[f"sure_{theme}"].coalesce(0.0), ibis.null("float64"))
    return lifts.select("customer_id", **found, **_top(lifts, sorted(themes)))


def _likely(lift: Any, sure: Any) -> Any:
    """The lift where it is above everybody's more probably than not."""
    return ((sure >= _PROBABLE) & (lift > 1)).ifelse(lift, ibis.null("float64"))


def _top(lifts: ibis.Table, themes: Sequence[str]) -> dict[str, Any]:
    """The likely theme with the largest lift, of equals the first by name; empty where there is none."""
    likely = {theme: lifts[f"likely_{theme}"] for theme in themes}
    most = ibis.greatest(*likely.values())
    leads = [(likely[theme] == most, theme) for theme in themes]
    return {
        "top_interest": ibis.cases(*leads),
        "top_interest_sure": ibis.cases(*((holds, lifts[f"sure_{theme}"]) for holds, theme in leads)),
    }


def _liked(parts: ibis.Table) -> ibis.Table:
    """Of the categories that are above everybody's more probably than not, the one with the largest lift; of equals the
    first by name. Customers without one are absent."""
    likely = parts.filter(parts.sure >= _PROBABLE, parts.lift > 1)
    best = likely.group_by("customer_id").agg(most=likely.lift.max())
    equal = likely.join(best, [likely.customer_id == best.customer_id, likely.lift == best.most])
    first = equal.group_by("customer_id").agg(name=equal.name.min())
    found = equal.select("customer_id", "name", "lift", "sure").join(first, ["customer_id", "name"])
    return found.select(
        "customer_id", liked_category=found.name, liked_category_sure=found.sure, liked_category_lift=found.lift.ln()
    )
