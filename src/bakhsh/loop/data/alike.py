"""Several spellings of one name become one: the one most rows use."""

from __future__ import annotations

from collections.abc import Sequence

import ibis

from bakhsh.language.keys import KEY_FROM, KEY_TO

__all__ = ["NAMES", "alike"]

NAMES = {
    "items": ("category", "brand"),
    "customers": ("stage", "gender", "city", "province", "country", "acquired_via"),
}
"""By table: the columns that name something many rows share, by which customers are counted and divided."""


def alike(rows: ibis.Table, columns: Sequence[str]) -> ibis.Table:
    """The rows, in which texts of these columns with one matching key (`language.keys`) are one text.

    It is the one that most rows have, of equally many the smallest; so it depends on what the rows say, never on their
    order. Empty ones stay empty.
    """
    for name in columns:
        rows = _one_spelling(rows, name)
    return rows


def _one_spelling(rows: ibis.Table, name: str) -> ibis.Table:
    """Found over the distinct texts: of few rows anything is asked twice."""
    said = rows.filter(rows[name].notnull()).group_by(said_=rows[name]).agg(times_=ibis._.count())
    keyed = said.mutate(key_=said.said_.lower().translate(KEY_FROM, KEY_TO))
    best = ibis.window(group_by=keyed.key_, order_by=[keyed.times_.desc(), keyed.said_])
    chosen = keyed.mutate(chosen_=keyed.said_.first().over(best))
    others = chosen.filter(chosen.chosen_ != chosen.said_).select("said_", "chosen_")
    joined = rows.left_join(others, rows[name] == others.said_)
    settled = joined.mutate(**{name: joined.chosen_.coalesce(joined[name])})
    return settled.select(*rows.columns)
