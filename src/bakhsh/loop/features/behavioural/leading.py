"""Of the things a customer divides his buying over: how many, which leads, how concentrated he is."""

from __future__ import annotations

import ibis

from bakhsh.conditions import key_of
from bakhsh.conditions.sums import number, ratio, total, whole

__all__ = ["concentration", "leading", "spellings"]


def leading(weights: ibis.Table) -> ibis.Table:
    """customer_id, several, top, share, of rows keyed by customer and `value`, with a `weight`.

    Only weights above zero count; customers without any are absent. `share` is that of the largest weight, `top` whose
    it is, of equal ones the first name.
    """
    rows = weights.filter(weights.weight > 0)
    each = rows.group_by("customer_id").agg(
        several=whole(rows.count()), of_all=total(rows.weight), largest=rows.weight.max()
    )
    # A join on the maximum, not a window: of few equals the first name, and no sort of everybody's values.
    leads = rows.join(each, [rows.customer_id == each.customer_id, rows.weight == each.largest])
    return leads.group_by("customer_id").agg(
        several=leads.several.max(), top=leads["value"].min(), share=ratio(leads.largest.max(), leads.of_all.max())
    )


def concentration(weights: ibis.Table) -> ibis.Value:
    """Over a group: the sum of squared shares of `weight` (Herfindahl 1950): 1 with one value, 1/n with n equal ones;
    weights of zero and less count nothing."""
    size = number(ibis.greatest(weights.weight, 0))
    return (size * size).sum() / (size.sum() * size.sum()).nullif(0)


def spellings(rows: ibis.Table, column: str) -> ibis.Table:
    """customer_id, value, weight: how often a customer's rows hold each value of a text column, spellings of one
    matching key together under the first of them; empty texts are none."""
    said = rows.filter(rows[column].notnull() & (rows[column] != ""))
    counted = said.group_by("customer_id", key=key_of(said[column])).agg(
        value=said[column].min(), weight=whole(said.count())
    )
    return counted.drop("key")
