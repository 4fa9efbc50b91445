"""Of the things a customer divides his buying over: how many, which leads, how concentrated he is."""

from __future__ import annotations

import ibis

from bakhsh.conditions import key_of
from bakhsh.loop.features.sums import number, ratio, total, whole

__all__ = ["leading", "spellings"]

_PARTS = 1_000_000


def leading(weights: ibis.Table, value: str, weight: str) -> ibis.Table:
    """customer_id, several, top, share, concentration, of rows keyed by customer and `value`.

    Only weights above zero count; customers without any are absent. `share` is that of the largest weight, `top` whose
    it is, of equal ones the first name. `concentration` is the sum of squared shares (Herfindahl, 1950): 1 with one
    value, 1/n with n equal ones; shares are rounded to a millionth before, so that sums are whole.
    """
    rows = weights.select("customer_id", value=weights[value], weight=weights[weight])
    rows = rows.filter((rows.weight > 0) & rows.value.notnull())
    each = rows.group_by("customer_id").agg(
        several=whole(rows.count()), whole_=total(rows.weight), largest=rows.weight.max()
    )
    # A join on the maximum, not a window: of few equals the first name, and no sort of everybody's values.
    beside = rows.join(each, "customer_id")
    part = whole((ratio(beside.weight, beside.whole_) * number(ibis.literal(_PARTS))).round())
    found = beside.group_by("customer_id").agg(
        several=beside.several.max(),
        top=beside.value.min(where=beside.weight == beside.largest),
        share=ratio(beside.largest.max(), beside.whole_.max()),
        squares=total(part * part),
    )
    return found.select(
        "customer_id", "several", "top", "share", concentration=ratio(found.squares, ibis.literal(_PARTS**2))
    )


def spellings(rows: ibis.Table, column: str) -> ibis.Table:
    """customer_id, value, rows: how often a customer's rows hold each value of a text column, spellings of one matching
    key together under the first of them; empty texts are none."""
    said = rows.filter(rows[column].notnull() & (rows[column] != ""))
    counted = said.group_by("customer_id", key=key_of(said[column])).agg(
        value=said[column].min(), rows=whole(said.count())
    )
    return counted.drop("key")
