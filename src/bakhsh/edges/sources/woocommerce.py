"""A WooCommerce shop as a source: its orders, customers or products by the REST API, version 3.

Which of them depends on the table the source fills. Everything that was asked for is kept aside first, the latest word
on each item, and only then handed on: items move between pages while a shop sells.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import IO, Any

import pyarrow as pa

from bakhsh.edges import clock
from bakhsh.edges.sources import watermarks
from bakhsh.edges.sources.origins import Found, Here, Left, Past
from bakhsh.edges.sources.places import PLACES, with_places
from bakhsh.edges.sources.raw import BrokenLine, RawBatch
from bakhsh.edges.sources.web import Client, Manners, Page
from bakhsh.edges.sources.woocommerce_rows import ForeignCurrency, Rows, rows_of
from bakhsh.errors import EdgeError, ProjectError
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.specs import Shop, Source

__all__ = ["WooCommerce"]

_PER_PAGE = 100
_PASSES = 3
_STEPS_BACK = 20
_ITEMS = 500
_STABLE: Mapping[str, str | int] = {"orderby": "id", "order": "asc", "per_page": _PER_PAGE}
_LISTS: Mapping[str, tuple[str, tuple[Mapping[str, str], ...]]] = {
    "lines": ("orders", ({"status": "any"}, {"status": "trash"})),
    "orders": ("orders", ({"status": "any"}, {"status": "trash"})),
    "customers": ("customers", ({"role": "all"},)),
    "items": ("products", ({"status": "any"},)),
}
"""By the table a source fills: the list, and what is asked of it. "any" leaves out orders in the bin, which a shop may
have counted yesterday."""


class WooCommerce:
    """The origin of every source whose shop is a woocommerce."""

    def __init__(self, manners: Manners | None = None) -> None:
        self._manners = manners

    def mistakes(self, source: Source) -> Iterable[ProjectError]:
        if source.table not in _LISTS:
            args: dict[str, Argument] = {"source": Code(source.name), "table": Code(source.table)}
            args["known"] = tuple(map(Code, _LISTS))
            yield ProjectError(Sentence("feeds.shop_table", args), where=source.at)
        if source.joins:
            said = Sentence("feeds.no_joins", {"source": Code(source.name)})
            yield ProjectError(said, where=source.at, hint=Sentence("feeds.no_joins_hint"))

    def look(self, source: Source, here: Here, past: Past) -> Iterator[Found | Left]:
        """The one list there is to ask for; nothing is asked yet."""
        yield Found(f"woocommerce: {source.name}", since=_since(source, past))

    def columns(self, source: Source, found: Found, here: Here) -> tuple[str, ...]:
        """The columns rows will have; one item is asked for, so that a wrong key shows."""
        client = self._client(source, here)
        path, (first, *_) = _LISTS[source.table]
        client.page(_api(path), {**first, "per_page": 1})
        client.close()
        return (*rows_of(source, here.project.unit).columns, *(name for name in PLACES if name in source.asked))

    def batches(self, source: Source, found: Found, here: Here) -> Iterator[RawBatch]:
        client = self._client(source, here)
        path, series = _LISTS[source.table]
        with tempfile.TemporaryFile() as file:
            kept = _Aside(file)
            for asked in series:
                _Series(client, path, {**asked, **_after(found)}, source, kept, here, found).read()
            yield from _as_batches(kept, rows_of(source, here.project.unit), client, source, found)
        client.close()

    def _client(self, source: Source, here: Here) -> Client:
        shop = _of(source)
        key, secret = (_secret(source, here, name) for name in (shop.key_env, shop.secret_env))
        return Client(source.name, source.at, shop.url, key, secret, self._manners)


def _of(source: Source) -> Shop:
    if source.shop is None:
        raise ValueError(f"{source.name} names no shop")
    return source.shop


def _secret(source: Source, here: Here, variable: str) -> str:
    held = here.environ.get(variable, "").strip()
    if held:
        return held
    args: dict[str, Argument] = {"source": Code(source.name), "variable": Code(variable)}
    raise EdgeError(
        Sentence("feeds.key_not_set", args), where=source.at, hint=Sentence("feeds.key_not_set_hint", dict(args))
    )


def _api(path: str) -> str:
    return f"wp-json/wc/v3/{path}"


# ---- since when --------------------------------------------------------------------------------------------------
def _since(source: Source, past: Past) -> str:
    """From where to ask: the latest change seen, less the days to look back. Customers have no time of change."""
    seen = [mark for load in past.read if isinstance(mark := watermarks.from_text(load.mark), datetime)]
    if past.whole or not seen or source.table == "customers":
        return ""
    return watermarks.to_text(watermarks.back(max(seen), _of(source).look_back_days))


def _after(found: Found) -> Mapping[str, str]:
    mark = watermarks.from_text(found.since)
    if not isinstance(mark, datetime):
        return {}
    # The API leaves out the very moment itself.
    moment = mark.astimezone(UTC) - timedelta(seconds=1)
    return {"modified_after": moment.strftime("%Y-%m-%dT%H:%M:%S"), "dates_are_gmt": "true"}


# ---- what came ---------------------------------------------------------------------------------------------------
class _Aside:
    """The latest word on every item, on disk: a nameless file that is gone when the process is."""

    def __init__(self, file: IO[bytes]) -> None:
        self.mark: datetime | None = None
        self._file = file
        self._places: dict[int, tuple[str, int]] = {}
        self._latest = clock.now() + timedelta(days=1)

    def keep(self, item: Mapping[str, Any]) -> int:
        """Keeps an item unless a later word on it came already; returns its id."""
        number, changed = int(item["id"]), str(item.get("date_modified_gmt") or "")
        if number not in self._places or changed >= self._places[number][0]:
            self._places[number] = (changed, self._file.seek(0, 2))
            self._file.write(json.dumps(item, default=str).encode() + b"\n")
        self._follow(changed)
        return number

    def items(self) -> Iterator[dict[str, Any]]:
        """The items by id."""
        for _, (_, place) in sorted(self._places.items()):
            self._file.seek(place)
            item: dict[str, Any] = json.loads(self._file.readline())
            yield item

    def __len__(self) -> int:
        return len(self._places)

    def _follow(self, changed: str) -> None:
        try:
            moment = datetime.fromisoformat(changed).replace(tzinfo=UTC)
        except ValueError:
            return
        if moment <= self._latest:
            self.mark = max(self.mark or moment, moment)


@dataclass
class _Series:
    """One list read to its end, page by page, while it moves."""

    client: Client
    path: str
    asked: Mapping[str, str]
    source: Source
    kept: _Aside
    here: Here
    found: Found
    ids: set[int] = field(default_factory=set)

    def read(self) -> None:
        """Until as many items came as the shop says there are. EdgeError where that does not happen."""
        for _ in range(_PASSES):
            self.ids = set()
            total = self._once()
            if total is None or len(self.ids) >= total:
                return
        said = Sentence("feeds.shop_moving", {"source": Code(self.source.name)})
        raise EdgeError(said, retry=True, where=self.source.at)

    def _once(self) -> int | None:
        """One way through the pages; returns how many items there are in the end, as the shop says.

        Where fewer are there than a page ago, some have left and the others moved up, past the page that is next: as
        many pages are read again.
        """
        number, total, back = 1, None, 0
        while True:
            page = self.client.page(_api(self.path), {**_STABLE, **self.asked, "page": number})
            self._take(page)
            gone = 0 if total is None or page.total is None else max(total - page.total, 0)
            total = page.total
            if gone and number > 1 and back < _STEPS_BACK:
                number, back = max(number - 1 - gone // _PER_PAGE, 1), back + 1
            elif _last(page, number):
                return total
            else:
                number += 1

    def _take(self, page: Page) -> None:
        try:
            self.ids |= {self.kept.keep(item) for item in page.items}
        except (TypeError, KeyError, ValueError, AttributeError):
            said = Sentence("feeds.shop_no_items", {"source": Code(self.source.name), "list": Code(self.path)})
            raise EdgeError(said, where=self.source.at) from None
        self.here.told(self.found.label, len(self.kept))


def _last(page: Page, number: int) -> bool:
    return number >= page.pages if page.pages is not None else len(page.items) < _PER_PAGE


# ---- as rows -----------------------------------------------------------------------------------------------------
def _as_batches(kept: _Aside, rows: Rows, client: Client, source: Source, found: Found) -> Iterator[RawBatch]:
    """The rows of all items, some hundreds of items a batch; at least one batch."""
    mark, line, items = watermarks.to_text(kept.mark), 1, kept.items()
    while True:
        some = list(islice(items, _ITEMS))
        if not some and line > 1:
            return
        held, broken = _flat(some, rows, client, line)
        columns = [pa.array([row.get(name) for row in held], pa.string()) for name in rows.columns]
        lines = pa.array(range(line, line + len(held)), pa.int64())
        line += len(held) + len(broken)
        batch = RawBatch(pa.table(columns, names=list(rows.columns)), lines, broken, mark=mark)
        yield with_places(batch, source.asked, found.label)
        if not some:
            return


def _flat(
    items: Iterable[dict[str, Any]], rows: Rows, client: Client, line: int
) -> tuple[list[dict[str, str | None]], tuple[BrokenLine, ...]]:
    """Rows, and orders whose money is of another currency: each a line of its own, after the rows of its batch."""
    held: list[dict[str, str | None]] = []
    foreign: list[tuple[str, str]] = []
    for item in items:
        try:
            held += rows.of(item, lambda path: client.page(_api(path), {"per_page": _PER_PAGE}).items)
        except ForeignCurrency as other:
            foreign.append((str(item["id"]), other.code))
    first = line + len(held)
    broken = [
        BrokenLine(first + number, f"order {order}", 1, 1, "other_currency", code)
        for number, (order, code) in enumerate(foreign)
    ]
    return held, tuple(broken)
