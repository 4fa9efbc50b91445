"""What customers own: how old it is, when it was serviced, how long it is covered, whether it is due."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from datetime import date

import ibis
import pyarrow as pa

from bakhsh.conditions import key_of
from bakhsh.language.keys import matching_key
from bakhsh.loop.features.bases import Given, Learned
from bakhsh.loop.features.sums import day, days_between, whole
from bakhsh.specs.behavioural import AssetKind
from bakhsh.tables import BUCKET_MARK
from bakhsh.tables.features.owning import OWNING

__all__ = ["learn", "owned", "readings"]


def learn(given: Given) -> Generator[ibis.Table, pa.Table, Learned]:
    """Nothing: how long kinds last is declared."""
    yield from ()
    return Learned()


def readings(given: Given, looked: Mapping[str, ibis.Table]) -> Sequence[ibis.Table]:
    """The wanted features of customers who own something."""
    names = [one.name for one in OWNING if one.name in given.wanted]
    if not names:
        return ()
    found = owned(given.tables["assets"], given.as_of, given.files.behavioural.assets)
    return (found.select("customer_id", *names),)


def owned(assets: ibis.Table, as_of: date, kinds: Mapping[str, AssetKind]) -> ibis.Table:
    """All of them. An asset is known from its day of purchase on (from the beginning where nobody says it); a service
    after `as_of` is not known yet. Months are completed ones. Kinds are compared by matching key."""
    today = day(as_of)
    known = assets.filter((assets.bought_on <= today).fill_null(True) & ~assets.customer_id.startswith(BUCKET_MARK))
    service = (known.last_service_on <= today).ifelse(known.last_service_on, ibis.null("date"))
    key, none = key_of(known.kind), ibis.null("int64")
    lasts = [(key == matching_key(name), one.replace_years * 12) for name, one in kinds.items() if one.replace_years]
    every = [(key == matching_key(name), one.service_months) for name, one in kinds.items() if one.service_months]
    served = _months(service.coalesce(known.bought_on), as_of)
    rows = known.mutate(
        service=service,
        age=_months(known.bought_on, as_of),
        old=(_months(known.bought_on, as_of) >= (ibis.cases(*lasts, else_=none) if lasts else none)).fill_null(False),
        late=(served >= (ibis.cases(*every, else_=none) if every else none)).fill_null(False),
        warranty=_running(known.warranty_until, today),
        lease=_running(known.lease_until, today),
    )
    sums = rows.group_by("customer_id").agg(
        assets=whole(rows.count()),
        newest_asset_months=rows.age.min(),
        oldest_asset_months=rows.age.max(),
        mileage=rows.mileage.max(),
        service=rows.service.max(),
        late=rows.late.cast("int32").max(),
        old=rows.old.cast("int32").max(),
        warranty=rows.warranty.min(),
        lease=rows.lease.min(),
    )
    return sums.select(
        "customer_id", "assets", "newest_asset_months", "oldest_asset_months", "mileage",
        months_since_service=_months(sums.service, as_of),
        never_serviced=sums.service.isnull(),
        service_due=sums.late == 1,
        warranty_days_left=days_between(sums.warranty, today),
        lease_days_left=days_between(sums.lease, today),
        replacement_due=sums.old == 1,
    )  # fmt: skip


def _running(until: ibis.Value, today: ibis.Value) -> ibis.Value:
    """The last day, while it has not passed."""
    return (until >= today).ifelse(until, ibis.null("date"))


def _months(since: ibis.Value, as_of: date) -> ibis.Value:
    """Completed months from a day to `as_of`; the last day of a shorter month completes none that ends later."""
    months = (as_of.year - since.year()) * 12 + (as_of.month - since.month())
    return whole(months - (since.day() > as_of.day).cast("int32"))
