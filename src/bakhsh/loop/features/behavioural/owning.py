"""What customers own: how old it is, when it was serviced, how long it is covered, whether it is due."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from functools import reduce
from operator import or_

import ibis
import pyarrow as pa

from bakhsh.conditions import key_of
from bakhsh.conditions.sums import Day, count, day, days_between, whole
from bakhsh.language.keys import matching_key
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop.features.bases import Given, Learned
from bakhsh.loop.features.behavioural.happened import happened, kinds, of_kind
from bakhsh.specs.behavioural import AssetKind
from bakhsh.tables import BUCKET_MARK
from bakhsh.tables.features.owning import OWNING

__all__ = ["learn", "owned", "readings"]

_NAMES = frozenset(one.name for one in OWNING)
_AFTER = ("last_service_on", "warranty_until", "lease_until")
"""Days that cannot lie before the one on which a thing was bought."""
_OF_SERVICES = frozenset({"months_since_service", "never_serviced", "service_due"})


def learn(given: Given) -> Generator[ibis.Table, pa.Table, Learned]:
    """`service_kinds`: what the words of EVENTS mean, as services are events too; `services`: whether any service of
    anybody is on record, without which nothing is known of them. How long kinds last is declared. Told: assets with a
    day before they were bought."""
    if not given.wanted & _NAMES:
        return Learned()
    words, _ = yield from kinds(given)
    assets = given.tables["assets"]
    dated, broken = (yield _dates(assets, day(given.today))).to_pylist()[0].values()
    recorded = bool(dated) or "service" in words["event"].to_pylist()
    tables = {"service_kinds": words, "services": pa.table({"recorded": pa.array([int(recorded)], pa.int64())})}
    notes = (Sentence("heard.assets_before_bought", {"count": broken}),) if broken else ()
    if recorded or not given.wanted & _OF_SERVICES:
        return Learned(tables, notes)
    args: dict[str, Argument] = {"column": Code("last_service_on"), "kind": Code("service")}
    return Learned(tables, (*notes, Sentence("behavioural.no_service", args)))


def readings(given: Given, looked: Mapping[str, ibis.Table]) -> Sequence[ibis.Table]:
    """The wanted features of customers who own something."""
    names = [one.name for one in OWNING if one.name in given.wanted]
    if not names:
        return ()
    events = of_kind(happened(given.tables["events"], given.today), looked["service_kinds"])
    found = owned(given.tables["assets"], events, given.today, given.files.behavioural.assets)
    return (_known(found, looked["services"]).select("customer_id", *names),)


def owned(assets: ibis.Table, events: ibis.Table, as_of: Day, declared: Mapping[str, AssetKind]) -> ibis.Table:
    """All of them. An asset is known from its day of purchase on (from the beginning where nobody says it); a service
    after `as_of` is not known yet. The customer's latest event of the kind service (of `events`, up to `as_of`) is one
    of everything bought by then. Months are completed ones. Kinds are compared by matching key. A service, or an end of
    warranty or lease, before the purchase is impossible, and not known.

    Where the last service of an asset is later than `as_of`, those before are not known: without a service event,
    never_serviced is empty unless another asset had one, and service_due where it would follow from this asset.
    """
    today = day(as_of)
    known = _serviced(assets.filter((assets.bought_on <= today).fill_null(True)), events, today)
    key, none = key_of(known.kind), ibis.null("int64")
    lasts = [(key == matching_key(name), one.replace_years * 12) for name, one in declared.items() if one.replace_years]
    every = [(key == matching_key(name), one.service_months) for name, one in declared.items() if one.service_months]
    months = ibis.cases(*every, else_=none) if every else none
    due = _months(known.service.coalesce(known.bought_on), today) >= months
    rows = known.mutate(
        age=_months(known.bought_on, today),
        old=(_months(known.bought_on, today) >= (ibis.cases(*lasts, else_=none) if lasts else none)).fill_null(False),
        late=~known.hidden & due.fill_null(False),
        unsure=known.hidden & due.fill_null(months.notnull()),
        warranty=_running(known.warranty_until, today),
        lease=_running(known.lease_until, today),
    )
    sums = rows.group_by("customer_id").agg(
        assets=whole(rows.count()),
        newest_asset_months=rows.age.min(),
        oldest_asset_months=rows.age.max(),
        mileage=rows.mileage.max(),
        service=rows.service.max(),
        hidden=rows.hidden.cast("int32").max(),
        late=rows.late.cast("int32").max(),
        unsure=rows.unsure.cast("int32").max(),
        old=rows.old.cast("int32").max(),
        warranty=rows.warranty.min(),
        lease=rows.lease.min(),
    )
    unknown = ibis.null("boolean")
    return sums.select(
        "customer_id", "assets", "newest_asset_months", "oldest_asset_months", "mileage",
        months_since_service=_months(sums.service, today),
        never_serviced=(sums.service.isnull() & (sums.hidden == 1)).ifelse(unknown, sums.service.isnull()),
        service_due=((sums.late == 0) & (sums.unsure == 1)).ifelse(unknown, sums.late == 1),
        warranty_days_left=days_between(sums.warranty, today),
        lease_days_left=days_between(sums.lease, today),
        replacement_due=sums.old == 1,
    )  # fmt: skip


def _dates(assets: ibis.Table, today: ibis.Value) -> ibis.Table:
    """How many services are dated by `today`; and of the assets known by then, how many say a day before they were
    bought."""
    owned = assets.filter(~assets.customer_id.startswith(BUCKET_MARK), (assets.bought_on <= today).fill_null(True))
    early = {name: (owned[name] < owned.bought_on).fill_null(False) for name in _AFTER}
    dated = (owned.last_service_on <= today) & ~early["last_service_on"]
    return owned.agg(dated=count(dated), broken=count(reduce(or_, early.values())))


def _plausible(assets: ibis.Table) -> ibis.Table:
    """The assets without the days that lie before they were bought: nothing is serviced or covered before."""
    none = ibis.null("date")
    early = {name: (assets[name] < assets.bought_on).fill_null(False) for name in _AFTER}
    return assets.mutate(**{name: early[name].ifelse(none, assets[name]) for name in _AFTER})


def _known(found: ibis.Table, services: ibis.Table) -> ibis.Table:
    """Empty where no service of anybody is on record: then nobody knows who was never serviced, or is due."""
    both = found.cross_join(services)
    unknown = ibis.null("boolean")
    empty = {name: (both.recorded == 1).ifelse(both[name], unknown) for name in ("never_serviced", "service_due")}
    return both.mutate(**empty).drop("recorded")


def _serviced(assets: ibis.Table, events: ibis.Table, today: ibis.Value) -> ibis.Table:
    """The assets of persons with their latest known `service`, and whether what is known of it is `hidden`: only one
    that is still to come."""
    persons = _plausible(assets.filter(~assets.customer_id.startswith(BUCKET_MARK)))
    visits = events.filter(events.event == "service")
    latest = visits.group_by(owner=visits.customer_id).agg(visited=visits.day.max())
    known = persons.left_join(latest, persons.customer_id == latest.owner)
    none = ibis.null("date")
    said = (known.last_service_on <= today).ifelse(known.last_service_on, none)
    visited = (known.visited < known.bought_on).fill_null(False).ifelse(none, known.visited)
    service = (visited > said).fill_null(said.isnull()).ifelse(visited, said)
    return known.mutate(service=service, hidden=service.isnull() & (known.last_service_on > today).fill_null(False))


def _running(until: ibis.Value, today: ibis.Value) -> ibis.Value:
    """The last day, while it has not passed."""
    return (until >= today).ifelse(until, ibis.null("date"))


def _months(since: ibis.Value, today: ibis.Value) -> ibis.Value:
    """Completed months from a day to `today`; the last day of a shorter month completes none that ends later."""
    months = (today.year() - since.year()) * 12 + (today.month() - since.month())
    return whole(months - (since.day() > today.day()).cast("int32"))
