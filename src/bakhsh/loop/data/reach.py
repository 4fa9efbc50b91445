"""By what a row says a person can be reached: keyed hashes of telephone numbers and e-mail addresses that tell people
apart. Placeholders tell nothing, whoever typed them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.language.digits import to_latin
from bakhsh.loop.data.columns import Columns
from bakhsh.loop.data.ids import Ids
from bakhsh.loop.data.persons import canonical, mobile_forms, parts, valid
from bakhsh.tables import LINKS

__all__ = ["Reached", "links", "named_by_reach", "read_reach", "telling"]

CHANNELS = ("mobile", "phone", "email")
"""Channels whose addresses can tell that two ids are one customer."""

_NAMING = ("mobile", "email")
"""Channels that name a customer where a row has no id, the first that tells something."""

_MOST = 3
"""So many addresses of one cell are looked at; more of them are a list, not a person's."""

_MOBILE = re.compile(r"989\d{9}")
_NATIONAL = re.compile(r"0[1-8]\d{9}")
_ALIKE = re.compile(r"(\d)\1{7}$")
_NOBODY = frozenset({"0", "-", "--", "guest", "مهمان", "میهمان"})
_NOBODYS_BOX = re.compile(
    r"(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|tests?|testing|none|null|no[-_.]?e?-?mail|unknown|anonymous|guest)\d*"
)


def telling(channel: str, text: str) -> tuple[str, str] | None:
    """The channel and the canonical form of an address that tells people apart; None for anything else.

    A mobile number is one wherever it is written down, and a landline one with its leading zero or with 98 before it.
    Nothing is told by what has not the form of an address, by a
    number that ends in eight equal digits, nor by test@…, noreply@… and their like.
    """
    if not valid(channel, text):
        return None
    plain = canonical(text)
    if channel == "email":
        return None if _NOBODYS_BOX.fullmatch(plain.partition("@")[0]) else (channel, plain)
    if _ALIKE.search(plain):
        return None
    if _NATIONAL.fullmatch(plain):
        return channel, f"98{plain[1:]}"
    return ("mobile" if _MOBILE.fullmatch(plain) else channel), plain


@dataclass(frozen=True, slots=True)
class Reached:
    """Per row an address found on it: its channel and its keyed hash, both empty where there is none."""

    channel: pa.Array
    key: pa.Array


def read_reach(columns: Columns, pseudonym: Callable[[str], str]) -> tuple[Reached, ...]:
    """The addresses of every row, column by column; of a cell with several ("0912… / 0935…") each. A customer's
    personal id is one too, where it has the form of one."""
    named = {name: channel for channel, name in columns.addresses() if channel in CHANNELS}
    own = columns.map(columns.source.table, "customer_id")
    if own is not None and own.personal:
        named.setdefault(own.source, "")
    return tuple(one for name, channel in named.items() for one in _of_column(columns, channel, name, pseudonym))


def _of_column(columns: Columns, channel: str, name: str, pseudonym: Callable[[str], str]) -> list[Reached]:
    cells = columns.of_file(name)
    told = _told_of(channel, cells.texts)
    found = []
    for place in range(max(map(len, told), default=0)):
        nth = [one[place] if place < len(one) else (None, None) for one in told]
        keys = [None if plain is None else pseudonym(plain) for _, plain in nth]
        channels = cells.each(pa.array([one for one, _ in nth], pa.string()))
        found.append(Reached(channels, cells.each(pa.array(keys, pa.string()))))
    return found


def _told_of(channel: str, texts: pa.Array) -> list[list[tuple[str, str]]]:
    """What each distinct text tells; one that is plainly a single mobile number or e-mail address needs no second
    look."""
    if channel == "email":
        plain, alone = "email", _plain_emails(texts)
    else:
        mobiles = mobile_forms(texts)
        placeholders = pc.match_substring_regex(mobiles, "|".join(f"{digit}{{8}}$" for digit in range(10)))
        plain, alone = "mobile", pc.if_else(placeholders, None, mobiles)
    return [
        [(plain, one)] if one is not None else _told(channel, text)
        for one, text in zip(alone.to_pylist(), texts.to_pylist(), strict=True)
    ]


def _plain_emails(texts: pa.Array) -> pa.Array:
    """`canonical` of the texts that are one e-mail address in ASCII, of a box that is not nobody's; null for others."""
    small = pc.utf8_lower(texts)
    fits = pc.match_substring_regex(small, r"^[!-+\-.0-:<-?A-{}~]+@[!-+\-0-:<-?A-{}~]+(?:\.[!-+\-0-:<-?A-{}~]+)+$")
    nobodys = pc.match_substring_regex(small, rf"^{_NOBODYS_BOX.pattern}@")
    return pc.if_else(pc.and_(fits, pc.invert(nobodys)), small, None)


def _told(channel: str, text: str | None) -> list[tuple[str, str]]:
    if text is None:
        return []
    listed = parts(to_latin(text))
    found = [one for one in (telling(channel or _form(part), part) for part in listed) if one is not None]
    return list(dict.fromkeys(found))[:_MOST]


def _form(text: str) -> str:
    return "email" if "@" in text else "phone"


def named_by_reach(ids: Ids, reached: tuple[Reached, ...]) -> Ids:
    """The ids, and for a row without one the keyed hash of the first address that names a customer: a mobile number,
    else an e-mail address. What programs write for "nobody" (0, guest) is no id on a row that has an address."""
    found = None
    for channel in _NAMING:
        for one in reached:
            key = pc.if_else(pc.fill_null(pc.equal(one.channel, channel), False), one.key, None)
            found = key if found is None else pc.coalesce(found, key)
    if found is None:
        return ids
    nobody = pc.or_(pc.is_null(ids.values), pc.is_in(pc.utf8_lower(ids.values), value_set=pa.array(sorted(_NOBODY))))
    taken = pc.and_(nobody, pc.is_valid(found))
    return Ids(pc.if_else(taken, found, ids.values), ids.destroyed)


def links(
    columns: Columns, reached: tuple[Reached, ...], kept: pa.Array, about: pa.Array, ids: pa.Array
) -> pa.Table | None:
    """LINKS (without load): the distinct addresses of the taken rows; None where the source maps none.

    `about` is what a row speaks of, per row: its order, or the customer himself. The latest load that speaks of it has
    the last word on its addresses.
    """
    if not reached:
        return None
    schema = LINKS.schema().remove(LINKS.names.index("load"))
    source = pa.repeat(pa.scalar(columns.source.name), columns.count)
    found = []
    for one in reached:
        rows = {"source": source, "about": about, "customer_id": ids, "channel": one.channel, "address": one.key}
        table = pa.table(list(rows.values()), names=list(rows)).filter(kept)
        found.append(table.filter(pc.and_(pc.is_valid(table["address"]), pc.is_valid(table["customer_id"]))))
    together = pa.concat_tables(found).select(schema.names).cast(schema)
    return together.group_by(schema.names, use_threads=False).aggregate([])
