"""A shop's API over HTTP: polite, patient, and silent about its key.

What passes by itself (a broken line, 429, 5xx, an answer cut short) is tried again, as late as the server asks. The key
goes to the declared host only and into no message; redirects elsewhere are refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urljoin, urlsplit

from bakhsh.edges import clock
from bakhsh.errors import EdgeError, Where
from bakhsh.language.sentences import Argument, Code, Sentence

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

__all__ = ["Client", "Manners", "Page"]

_PASSES = (429, 500, 502, 503, 504)
_MOVED = (301, 302, 303, 307, 308)
_LARGEST = 64 << 20
_HOPS = 3


@dataclass(frozen=True, slots=True)
class Manners:
    """How a server is asked: seconds to wait for a connection and for an answer, how often again, and how much longer
    each time (`backoff` × 1, 2, 4 … seconds; a Retry-After is heeded up to `patience` seconds)."""

    connect: float = 10
    read: float = 90
    again: int = 5
    backoff: float = 1
    patience: int = 300


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: its items, and how many items and pages the server says there are (None: it says nothing)."""

    items: list[Any]
    total: int | None
    pages: int | None


class Client:
    """One shop. `source` and `where` are for what is said when it refuses."""

    def __init__(
        self, source: str, where: Where, address: str, key: str, secret: str, manners: Manners | None = None
    ) -> None:
        from urllib3 import make_headers

        self._named: dict[str, Argument] = {"source": Code(source), "host": Code(urlsplit(address).hostname or address)}
        self._where = where
        self._address = address.rstrip("/") + "/"
        self._manners = manners or Manners()
        self._headers = {**make_headers(basic_auth=f"{key}:{secret}"), "Accept": "application/json"}
        self._pool = self._opened()

    def close(self) -> None:
        self._pool.clear()

    def page(self, path: str, asked: Mapping[str, str | int]) -> Page:
        """One page. EdgeError in words for everything that is no list of items; `retry` where it may pass."""
        url = urljoin(self._address, path) + "?" + urlencode(asked)
        for attempt in range(self._manners.again + 1):
            status, headers, body = self._asked(url)
            self._refuse(status, body)
            found = _items(body)
            if isinstance(found, list):
                return Page(found, _number(headers, "X-WP-Total"), _number(headers, "X-WP-TotalPages"))
            if found is not None or body.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
                raise self._error(Sentence("feeds.shop_no_data", self._named), Sentence("feeds.shop_no_data_hint"))
            clock.pause(self._manners.backoff * 2**attempt)
        raise self._error(Sentence("feeds.shop_cut_short", self._named), retry=True)

    # ---- one answer ----------------------------------------------------------------------------------------------
    def _opened(self) -> PoolManager:
        import urllib3

        manners = self._manners
        retries = urllib3.Retry(
            total=manners.again, redirect=0, allowed_methods=["GET"], status_forcelist=_PASSES,
            backoff_factor=manners.backoff, retry_after_max=manners.patience, raise_on_status=False,
        )  # fmt: skip
        return urllib3.PoolManager(timeout=urllib3.Timeout(manners.connect, manners.read), retries=retries)

    def _asked(self, url: str) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body, after redirects within the host."""
        from urllib3.exceptions import HTTPError, MaxRetryError, SSLError

        try:
            for _ in range(_HOPS):
                answer = self._pool.request("GET", url, headers=self._headers, redirect=False, preload_content=False)
                if answer.status not in _MOVED:
                    return answer.status, answer.headers, self._body(answer)
                url = self._moved(url, answer)
        except HTTPError as error:
            reason = error.reason if isinstance(error, MaxRetryError) and error.reason else error
            if isinstance(reason, SSLError):
                hint = Sentence("feeds.shop_certificate_hint")
                raise self._error(Sentence("feeds.shop_certificate", self._named), hint) from None
            because: dict[str, Argument] = {**self._named, "because": Code(type(reason).__name__)}
            raise self._error(Sentence("feeds.shop_unreachable", because), retry=True) from None
        raise self._error(Sentence("feeds.shop_moves", self._named))

    def _body(self, answer: BaseHTTPResponse) -> bytes:
        """The whole body; empty where it breaks off, as if it were cut short."""
        from urllib3.exceptions import HTTPError

        try:
            body = answer.read(_LARGEST + 1)
        except HTTPError:
            return b""
        finally:
            answer.release_conn()
        if len(body) > _LARGEST:
            raise self._error(Sentence("feeds.shop_too_much", self._named))
        return body

    def _moved(self, url: str, answer: BaseHTTPResponse) -> str:
        answer.drain_conn()
        there = urljoin(url, answer.headers.get("Location", ""))
        before, after = urlsplit(url), urlsplit(there)
        if (before.scheme, before.hostname, before.port) != (after.scheme, after.hostname, after.port):
            to = f"{after.scheme}://{after.netloc.rpartition('@')[2]}"
            args: dict[str, Argument] = {**self._named, "to": Code(to)}
            raise self._error(Sentence("feeds.shop_elsewhere", args), Sentence("feeds.shop_elsewhere_hint"))
        return there

    def _refuse(self, status: int, body: bytes) -> None:
        """EdgeError for every status but a good one."""
        if status < 300:
            return
        args: dict[str, Argument] = {**self._named, "status": status}
        if status in _PASSES:
            raise self._error(Sentence("feeds.shop_busy", args), retry=True)
        if status == 401:
            raise self._error(Sentence("feeds.shop_key", self._named), Sentence("feeds.shop_key_hint"))
        if status == 403:
            raise self._error(Sentence("feeds.shop_forbids", self._named), Sentence("feeds.shop_forbids_hint"))
        if status == 404:
            raise self._error(Sentence("feeds.shop_no_api", self._named), Sentence("feeds.shop_no_data_hint"))
        raise self._error(Sentence("feeds.shop_refuses", {**args, "because": Code(_code(body))}))

    def _error(self, said: Sentence, hint: Sentence | None = None, *, retry: bool = False) -> EdgeError:
        return EdgeError(said, retry=retry, where=self._where, hint=hint)


def _items(body: bytes) -> Any:
    """The JSON of the body, fractions exact; None where it is none."""
    try:
        return json.loads(body.decode("utf-8-sig"), parse_float=Decimal)
    except (ValueError, RecursionError):
        return None


def _code(body: bytes) -> str:
    found = _items(body)
    return str(found.get("code", "?"))[:80] if isinstance(found, dict) else "?"


def _number(headers: Mapping[str, str], name: str) -> int | None:
    text = headers.get(name, "")
    return int(text) if text.isdecimal() else None
