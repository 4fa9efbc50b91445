"""A market with known truth: customers who buy, pause and leave for reasons we chose.

Every customer has a rate of buying (gamma over customers), a day on which he is lost (exponential, its rate gamma), a
persona that shapes baskets, hours and bargains, and a favourite category. Days are busier in season and at the end of
the week, items follow a power law, some lines come back. All of it follows from the seed alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from bakhsh.edges.sources import dirt as spoil
from bakhsh.errors import NotReady
from bakhsh.language.sentences import Sentence

__all__ = ["Market", "market", "write_csv", "write_parquet"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Market:
    """What a shop's files would say, and the truth behind it.

    `orders`: one row a line, in order of time, as raw columns: order_id, customer_id, ordered_at, item_id, item,
    category, quantity, price (of one piece), discount (of the line), amount (quantity × price - discount), channel,
    city. Money has two decimals. A return is a line below zero, mostly in a document of its own ("R…").
    `customers`: customer_id, joined_on, birth_date, gender, city, acquired_via, email, mobile, sms, email_consent.
    `truth`: customer_id, persona, rate (orders a day at an average season), joined_on, lapsed_on (empty: still a
    customer at the end).
    """

    orders: pa.Table
    customers: pa.Table
    truth: pa.Table


@dataclass(frozen=True, slots=True)
class _Persona:
    """How a kind of customer differs: share of all, orders a year, expected years, lines an order, how dear, how often
    on a bargain, how often things come back, and the hour around which he buys."""

    name: str
    share: float
    yearly: float
    years: float
    lines: float
    dear: float
    bargain: float
    back: float
    hour: float


_PERSONAS = (
    _Persona("regular", 0.22, 9.0, 3.0, 3.6, 1.0, 0.15, 0.02, 18.0),
    _Persona("occasional", 0.40, 3.0, 2.0, 2.6, 1.0, 0.20, 0.03, 14.0),
    _Persona("bargain_hunter", 0.18, 6.0, 1.5, 3.2, 0.7, 0.65, 0.05, 21.0),
    _Persona("big_spender", 0.08, 7.0, 3.5, 4.4, 2.2, 0.05, 0.02, 11.0),
    _Persona("passing_by", 0.12, 1.2, 0.4, 1.6, 0.9, 0.30, 0.06, 16.0),
)
_CATEGORIES = (
    "Home", "Kitchen", "Sport", "Books", "Toys", "Garden", "Beauty", "Electronics", "Fashion", "Food", "Baby", "Tools",
)  # fmt: skip
_CITIES = ("Tehran", "Mashhad", "Isfahan", "Karaj", "Shiraz", "Tabriz", "Qom", "Ahvaz", "Rasht", "Yazd")
_CHANNELS = ("online", "shop", "phone")
_SOURCES = ("search", "friend", "social", "advert", "walk_in")
_WEEKDAYS = (0.90, 0.88, 0.92, 1.00, 1.15, 1.25, 0.90)
_BASKETS = 1.0
"""What the yearly orders of the personas are multiplied with: about 23 lines a customer in three years."""


def market(*, seed: int, customers: int, start: date, end: date, items: int = 2_000, dirt: float = 0.0) -> Market:
    """A market of `customers` people who join between `start` and `end` (both included), with all their lines.

    The same arguments give the same market, row for row. `dirt` is the share of lines spoiled as real files are (see
    `dirt.spoiled`): all columns are text then, as a CSV file would have them. Raises NotReady for a market without
    people, items or days.
    """
    if customers < 1 or items < 1 or end < start:
        raise NotReady(Sentence("data.market_empty"))
    random = np.random.default_rng(seed)
    people = _people(random, customers, start, end)
    orders = _orders(random, people, start, end)
    lines = _lines(random, people, orders, _shelf(random, items), (end - start).days + 1)
    table = _table(people, orders, lines, start)
    if dirt > 0:
        table = spoil.spoiled(table, dirt, np.random.default_rng((seed, 1)))
    return Market(table, _customers(random, people, start), _truth(people, start))


def write_csv(market: Market, path: Path) -> None:
    """The orders as a CSV file (UTF-8, a header), slice by slice."""
    with pacsv.CSVWriter(path, market.orders.schema, write_options=pacsv.WriteOptions(quoting_style="needed")) as file:
        for batch in market.orders.to_batches(max_chunksize=200_000):
            file.write_batch(batch)


def write_parquet(market: Market, path: Path) -> None:
    """The orders as a Parquet file, slice by slice."""
    with pq.ParquetWriter(path, market.orders.schema, compression="zstd") as file:
        for batch in market.orders.to_batches(max_chunksize=200_000):
            file.write_batch(batch)


# ---- people ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _People:
    """Days count from the market's first; `until` is the day a customer is lost, or the day after the last."""

    persona: Ints
    rate: Floats
    joined: Ints
    lapsed: Floats
    until: Ints
    favourite: Ints
    city: Ints
    channel: Ints


def _people(random: np.random.Generator, count: int, start: date, end: date) -> _People:
    days = (end - start).days + 1
    persona = random.choice(len(_PERSONAS), count, p=[one.share for one in _PERSONAS])
    yearly, years = _each("yearly")[persona], _each("years")[persona]
    rate = random.gamma(1.5, yearly / 1.5 / 365.25, count) * _BASKETS
    # The rate of leaving is gamma too, so that a group's survivors leave ever more slowly.
    lapse = random.exponential(1.0, count) / random.gamma(4.0, 1.0 / (3.0 * years * 365.25), count)
    joined = np.minimum((random.beta(1.0, 1.6, count) * days).astype(np.int64), days - 1)
    until = np.minimum(joined + 1 + np.minimum(lapse, days).astype(np.int64), days)
    return _People(
        persona, rate, joined, joined + lapse, until,
        random.integers(0, len(_CATEGORIES), count),
        np.minimum(random.geometric(0.3, count) - 1, len(_CITIES) - 1),
        random.choice(len(_CHANNELS), count, p=[0.55, 0.38, 0.07]),
    )  # fmt: skip


def _each(name: str) -> Floats:
    return np.array([getattr(one, name) for one in _PERSONAS], dtype=np.float64)


# ---- orders ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Orders:
    """Orders in order of time: whose, and when (seconds since the market's first midnight)."""

    person: Ints
    second: Ints


def _orders(random: np.random.Generator, people: _People, start: date, end: date) -> _Orders:
    """Each customer's first order on the day he joins, then a Poisson process that runs faster in season."""
    busy = np.concatenate(([0.0], np.cumsum(_season(start, end))))
    opened, closed = busy[people.joined], busy[people.until]
    further = random.poisson(people.rate * (closed - opened))
    person = np.repeat(np.arange(len(further)), further)
    passed = opened[person] + random.random(len(person)) * (closed - opened)[person]
    day = np.clip(np.searchsorted(busy, passed, side="right") - 1, people.joined[person], people.until[person] - 1)
    person = np.concatenate((np.arange(len(further)), person))
    day = np.concatenate((people.joined, day))
    second = day * 86_400 + _time_of_day(random, people.persona[person])
    order = np.lexsort((person, second))
    return _Orders(person[order], second[order])


def _season(start: date, end: date) -> Floats:
    """How busy each day is; 1 on average, more before the end of the year and towards the end of the week."""
    days = np.arange(np.datetime64(start), np.datetime64(end) + 1)
    months = days.astype("datetime64[M]").astype(np.int64) % 12
    weekdays = (days.astype(np.int64) + 3) % 7
    of_month = np.array([0.85, 0.85, 1.0, 0.95, 1.0, 0.95, 0.85, 0.85, 1.0, 1.05, 1.35, 1.5])
    weights = of_month[months] * np.array(_WEEKDAYS)[weekdays]
    found: Floats = weights / weights.mean()
    return found


def _time_of_day(random: np.random.Generator, persona: Ints) -> Ints:
    hours = _each("hour")[persona] + random.normal(0.0, 2.5, len(persona))
    return (np.clip(hours, 0.0, 23.99) * 3600).astype(np.int64)


# ---- lines -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class _Shelf:
    """Items sorted by category; `first` and `size` say where each category's items lie, the best seller first."""

    category: Ints
    price: Ints
    first: Ints
    size: Ints


@dataclass(frozen=True, slots=True)
class _Lines:
    """Lines in order of time; money in hundredths. `back` is 0 for a sale, 1 for a return in the sale's own document,
    2 for one in a document of its own (numbered by `order`, which then is its sale's)."""

    order: Ints
    second: Ints
    item: Ints
    category: Ints
    pieces: Ints
    price: Ints
    discount: Ints
    back: Ints


def _shelf(random: np.random.Generator, items: int) -> _Shelf:
    kinds = min(items, len(_CATEGORIES))
    category = np.sort(np.concatenate((np.arange(kinds), random.integers(0, kinds, items - kinds))))
    size = np.bincount(category, minlength=len(_CATEGORIES))
    price = np.maximum((np.exp(random.normal(2.6, 0.9, items)) * 100).astype(np.int64), 50)
    return _Shelf(category, price // 5 * 5, np.concatenate(([0], np.cumsum(size)[:-1])), size)


def _lines(random: np.random.Generator, people: _People, orders: _Orders, shelf: _Shelf, days: int) -> _Lines:
    persona = people.persona[orders.person]
    count = 1 + random.poisson(np.maximum(_each("lines")[persona] - 1, 0.1))
    order = np.repeat(np.arange(len(count)), count)
    persona, rows = persona[order], len(order)
    category = _category(random, people.favourite[orders.person][order], shelf)
    # The square of an even chance: half of what is sold comes from the best-selling quarter.
    place = (random.random(rows) ** 2 * shelf.size[category]).astype(np.int64)
    item = shelf.first[category] + place
    second = orders.second[order]
    price = _price(shelf.price[item], _each("dear")[persona], second)
    pieces = 1 + random.poisson(0.5, rows)
    bargain = random.random(rows) < _each("bargain")[persona]
    discount = np.where(bargain, price * pieces * random.integers(1, 7, rows) * 5 // 100, 0)
    sold = _Lines(order, second, item, category, pieces, price, discount, np.zeros(rows, np.int64))
    return _in_time(sold, _taken_back(random, sold, _each("back")[persona], days))


def _category(random: np.random.Generator, favourite: Ints, shelf: _Shelf) -> Ints:
    """The favourite category in half of the lines, any that has items in the others."""
    filled = np.flatnonzero(shelf.size)
    any_of = filled[random.integers(0, len(filled), len(favourite))]
    liked = (random.random(len(favourite)) < 0.5) & (shelf.size[favourite] > 0)
    return np.where(liked, favourite, any_of)


def _price(shelf: Ints, dear: Floats, second: Ints) -> Ints:
    """The list price of the day: dearer makes for those who spend more, and five percent more every year."""
    years = second // (365 * 86_400)
    return np.maximum((shelf * np.sqrt(dear) * 1.05**years / 5).astype(np.int64) * 5, 50)


def _taken_back(random: np.random.Generator, sold: _Lines, share: Floats, days: int) -> _Lines:
    """The returns: whole lines, or without a discount sometimes fewer pieces; a tenth within the same document."""
    chosen = np.flatnonzero(random.random(len(share)) < share)
    at_once = random.random(len(chosen)) < 0.1
    later = sold.second[chosen] + ((1 + random.exponential(12.0, len(chosen))) * 86_400).astype(np.int64)
    second = np.where(at_once, sold.second[chosen], later)
    pieces = sold.pieces[chosen]
    fewer = (sold.discount[chosen] == 0) & (random.random(len(chosen)) < 0.3)
    pieces = np.where(fewer, 1 + random.integers(0, pieces), pieces)
    kept = second < days * 86_400
    chosen = chosen[kept]
    return _Lines(
        sold.order[chosen], second[kept], sold.item[chosen], sold.category[chosen], -pieces[kept],
        sold.price[chosen], sold.discount[chosen], np.where(at_once[kept], 1, 2),
    )  # fmt: skip


def _in_time(sold: _Lines, back: _Lines) -> _Lines:
    names = ("order", "second", "item", "category", "pieces", "price", "discount", "back")
    both = {name: np.concatenate((getattr(sold, name), getattr(back, name))) for name in names}
    order = np.lexsort((both["item"], both["back"], both["order"], both["second"]))
    return _Lines(**{name: values[order] for name, values in both.items()})


# ---- tables ------------------------------------------------------------------------------------------------------
def _table(people: _People, orders: _Orders, lines: _Lines, start: date) -> pa.Table:
    person = orders.person[lines.order]
    gross = lines.price * np.abs(lines.pieces)
    amount = np.where(lines.pieces < 0, -1, 1) * (gross - lines.discount)
    first = np.datetime64(start, "s").astype(np.int64)
    own = lines.back == 2
    return pa.table({
        "order_id": pc.if_else(
            pa.array(own), _numbered("R", np.cumsum(own) - 1, 7), _numbered("A", lines.order, 7)
        ),
        "customer_id": _numbered("C", person, 6),
        "ordered_at": pa.array(first + lines.second, pa.timestamp("s")),
        "item_id": _numbered("P", lines.item, 5),
        "item": _named_items(lines.item, lines.category),
        "category": _chosen(_CATEGORIES, lines.category),
        "quantity": pa.array(lines.pieces),
        "price": _money(lines.price),
        "discount": _money(lines.discount),
        "amount": _money(amount),
        "channel": _chosen(_CHANNELS, people.channel[person]),
        "city": _chosen(_CITIES, people.city[person]),
    })  # fmt: skip


def _customers(random: np.random.Generator, people: _People, start: date) -> pa.Table:
    count = len(people.joined)
    number = _texts(np.arange(count))
    born = np.datetime64("1950-01-01").astype(np.int64) + random.integers(0, 55 * 365, count)
    mobile = pc.binary_join_element_wise("09", pc.utf8_lpad(_texts(random.integers(0, 10**9, count)), 9, "1"), "")
    return pa.table({
        "customer_id": _numbered("C", np.arange(count), 6),
        "joined_on": _days(people.joined, start),
        "birth_date": pa.array(born.astype(np.int32), pa.int32()).cast(pa.date32()),
        "gender": _chosen(("female", "male"), random.integers(0, 2, count)),
        "city": _chosen(_CITIES, people.city),
        "acquired_via": _chosen(_SOURCES, random.integers(0, len(_SOURCES), count)),
        "email": pc.binary_join_element_wise("customer", number, "@example.com", ""),
        "mobile": mobile,
        "sms": pa.array(random.random(count) < 0.7),
        "email_consent": pa.array(random.random(count) < 0.6),
    })  # fmt: skip


def _truth(people: _People, start: date) -> pa.Table:
    last = int(people.until.max())
    gone = people.lapsed < last
    return pa.table({
        "customer_id": _numbered("C", np.arange(len(people.joined)), 6),
        "persona": _chosen(tuple(one.name for one in _PERSONAS), people.persona),
        "rate": pa.array(people.rate),
        "joined_on": _days(people.joined, start),
        "lapsed_on": pc.if_else(pa.array(gone), _days(np.minimum(people.lapsed, last).astype(np.int64), start), None),
    })  # fmt: skip


def _texts(numbers: Ints) -> pa.Array:
    return pa.array(numbers).cast(pa.string())


def _numbered(letter: str, numbers: Ints, width: int) -> pa.Array:
    """Ids such as C000017, counted from 1; each distinct one is written once."""
    encoded = pa.array(numbers + 1).dictionary_encode()
    padded = pc.utf8_lpad(encoded.dictionary.cast(pa.string()), width, "0")
    return pc.binary_join_element_wise(letter, padded, "").take(encoded.indices)


def _chosen(names: tuple[str, ...], places: Ints) -> pa.Array:
    return pa.array(names).take(pa.array(places))


def _named_items(items: Ints, categories: Ints) -> pa.Array:
    return pc.binary_join_element_wise(_chosen(_CATEGORIES, categories), pc.utf8_lpad(_texts(items + 1), 4, "0"), " ")


def _money(hundredths: Ints) -> pa.Array:
    """Hundredths as decimals with two places."""
    whole = pa.array(hundredths).cast(pa.decimal128(19, 0))
    return pc.divide(whole, pa.scalar(100, pa.decimal128(3, 0))).cast(pa.decimal128(14, 2))


def _days(days: Ints, start: date) -> pa.Array:
    first = (start - date(1970, 1, 1)) // timedelta(days=1)
    return pa.array((days + first).astype(np.int32), pa.int32()).cast(pa.date32())
