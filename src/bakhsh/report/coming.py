"""What comes next: expected purchases and value by segment with their intervals, and who is slipping away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bakhsh.errors import NotReady
from bakhsh.language.sentences import Argument, Money, Sentence, Share
from bakhsh.records import AwaitedOrders, Outlook, OutlookOf, Slipping
from bakhsh.report.reader import Reader
from bakhsh.report.section import Given, Section, Shown
from bakhsh.report.tested import BASELINES, TestedView, tested_view
from bakhsh.stats import Interval

if TYPE_CHECKING:
    from datetime import date

    from bakhsh.workspace import Workspace

__all__ = ["SECTION", "ComingRow", "ComingTable", "ComingView", "coming"]

_MODELS = {
    "nbd": Sentence("predictions.model_nbd"),
    "bg_nbd": Sentence("predictions.model_bg"),
    "mbg_nbd": Sentence("predictions.model_mbg"),
    "pareto_nbd": Sentence("predictions.model_pareto"),
}


@dataclass(frozen=True, slots=True)
class ComingRow:
    """One segment. `width`: its part of all expected purchases, in percent; of its value nothing where none is
    predicted."""

    title: str
    customers: str
    alive: str
    each: str
    orders: str
    orders_interval: str
    value: str
    value_interval: str
    width: float


@dataclass(frozen=True, slots=True)
class ComingTable:
    """The segments of one segmentation."""

    title: str
    rows: tuple[ComingRow, ...]


@dataclass(frozen=True, slots=True)
class ComingView:
    """What is said of everybody, who is slipping, the tables, and what to know about them; when orders are expected,
    and how good such predictions were. `valued`: whether value is predicted; `alive`: whether it is said who is still a
    customer; `bounded`: whether there are intervals."""

    lead: tuple[str, ...]
    slipping: tuple[str, ...] = ()
    tables: tuple[ComingTable, ...] = ()
    valued: bool = False
    notes: tuple[str, ...] = ()
    awaited: tuple[str, ...] = ()
    tested: TestedView | None = None
    alive: bool = True
    bounded: bool = True


def coming(seen: Outlook, given: Given) -> ComingView:
    """The page's words for an outlook."""
    reader, whole, every = given.reader, seen.everybody.orders.estimate, seen.everybody
    titles = {one.segmentation: reader.title(one.segmentation, one.title) for one in given.view.profiles}
    used = _used(seen)
    notes = (used, *((Sentence("predictions.bounds_of"),) if every.bounded else ()), *seen.notes)
    said = [one for one in notes if seen.tested is None or one != seen.tested.said]
    return ComingView(
        lead=tuple(map(reader.say, _lead(seen))),
        slipping=tuple(map(reader.say, _slipping(seen.slipping, seen.horizon_days))) if seen.slipping else (),
        tables=tuple(
            ComingTable(titles.get(name, name), tuple(_row(one, whole, reader) for one in parts))
            for name, parts in seen.segmentations.items()
        ),
        valued=every.value is not None,
        notes=tuple(map(reader.say, said)),
        awaited=tuple(map(reader.say, _awaited(seen.next_orders))) if seen.next_orders else (),
        tested=tested_view(seen.tested, reader, _model(seen)) if seen.tested else None,
        alive=every.alive is not None,
        bounded=every.bounded,
    )


def _lead(seen: Outlook) -> Iterator[Sentence]:
    one = seen.everybody
    args: dict[str, Argument] = {"days": seen.horizon_days, **_ends(one.orders)}
    yield Sentence("predictions.lead_orders", args) if one.bounded else Sentence("backtest.lead_orders", args)
    if one.alive is not None:
        yield Sentence("predictions.lead_alive", {"alive": round(one.alive), "customers": one.customers})
    if one.value is not None:
        ends = (one.value.estimate, one.value.low, one.value.high)
        value, low, high = (Money(round(each)) for each in ends)
        known: dict[str, Argument] = {"days": seen.value_days, "value": value, "low": low, "high": high}
        yield Sentence("predictions.lead_value", known) if one.bounded else Sentence("backtest.lead_value", known)


def _awaited(one: AwaitedOrders) -> Iterator[Sentence]:
    for days, customers in one.within:
        yield Sentence("next_order.awaited", {"count": customers, "days": days})
    yield Sentence("next_order.gone", {"count": one.gone})


def _ends(of: Interval) -> dict[str, Argument]:
    return {"value": round(of.estimate), "low": round(of.low), "high": round(of.high)}


def _slipping(one: Slipping, days: int) -> Iterator[Sentence]:
    matter: dict[str, Argument] = {"count": one.matter, "share": Share(one.share, decimals=0)}
    yield Sentence("predictions.who_matters", matter)
    args: dict[str, Argument] = {
        "count": one.customers, "paid": Money(one.paid), "share": Share(one.of_all), "orders": round(one.orders, 1),
        "days": days,
    }  # fmt: skip
    yield Sentence("predictions.who_slips", args) if one.customers else Sentence("predictions.nobody_slips")


def _row(one: OutlookOf, whole: float, reader: Reader) -> ComingRow:
    value = one.value
    return ComingRow(
        title=reader.title(one.segment, one.title),
        customers=reader.number(one.customers),
        alive=reader.share(one.alive / one.customers) if one.alive is not None else "",
        each=reader.number(one.orders.estimate / one.customers, decimals=2),
        orders=reader.number(round(one.orders.estimate)),
        orders_interval=_between(reader.number(round(one.orders.low)), reader.number(round(one.orders.high)), reader),
        value=reader.money(value.estimate, compact=True) if value else "",
        value_interval=_between(reader.money(value.low, compact=True), reader.money(value.high, compact=True), reader)
        if value
        else "",
        width=round(100 * one.orders.estimate / whole, 1) if whole else 0.0,
    )


def _between(low: str, high: str, reader: Reader) -> str:
    return reader.say(Sentence("migration.between", {"low": low, "high": high}))


def _model(seen: Outlook) -> Sentence:
    return _MODELS.get(seen.model, Sentence("predictions.model_regular"))


def _used(seen: Outlook) -> Sentence:
    if seen.instead:
        args: dict[str, Argument] = {"baseline": BASELINES[seen.instead], "model": _model(seen)}
        return Sentence("backtest.used_instead", args | {"learned": seen.learned_as_of})
    return Sentence("predictions.used", {"model": _model(seen), "learned": seen.learned_as_of})


def _collect(ws: Workspace, as_of: date | None) -> Outlook | Sentence | None:
    """The outlook; why there is none where the project predicts, nothing where it does not."""
    try:
        return ws.outlook(as_of)
    except NotReady as error:
        return error.sentence if error.sentence.id == "predictions.nothing" else None


def _show(given: Given) -> Sequence[Shown]:
    heading = given.reader.say(Sentence("predictions.heading"))
    match given.own:
        case Outlook() as seen:
            return (Shown("coming", heading, coming(seen, given)),)
        case Sentence() as why:
            lead = (given.reader.say(why), given.reader.say(Sentence("predictions.meanwhile")))
            return (Shown("coming", heading, ComingView(lead)),)
    return ()


SECTION = Section("coming", _show, _collect)
