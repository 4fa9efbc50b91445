"""Which columns of a joined table say who somebody is or which thing is meant: of several values none may be taken."""

from __future__ import annotations

from dataclasses import dataclass

from bakhsh.language.digits import to_latin
from bakhsh.specs import Join, Source

__all__ = ["Identifying", "alike", "identifying"]

_WAYS = ("mobile", "phone", "email", "post", "name")
_NAMING = ("mobile", "phone", "email")


@dataclass(frozen=True, slots=True)
class Identifying:
    """Columns of a joined table by its own names: `ids`, without which nobody knows what a row is about, and `ways` to
    reach who is known otherwise."""

    ids: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()


def identifying(source: Source, join: Join) -> Identifying:
    """Columns mapped to ids and those by which the table or a later one is joined are ids; ways to reach somebody too,
    where nothing else says who he is."""
    before = f"{join.name}."
    named = any(one.column.rpartition(".")[2] == "customer_id" for one in source.columns)
    ids = [*join.on.values(), *(left.removeprefix(before) for one in source.joins for left in one.on
                                if left.startswith(before))]  # fmt: skip
    ways = []
    for one in source.columns:
        if not one.source.startswith(before):
            continue
        role, own = one.column.rpartition(".")[2], one.source.removeprefix(before)
        if role.endswith("_id") or (role in _NAMING and not named):
            ids.append(own)
        elif role in _WAYS:
            ways.append(own)
    known = tuple(dict.fromkeys(ids))
    return Identifying(known, tuple(one for one in dict.fromkeys(ways) if one not in known))


def alike(text: str) -> str:
    """The text as far as it matters for who is meant: 0912 345 6789 and +98 912 345 6789 are one number."""
    plain = " ".join(to_latin(text).split()).casefold()
    digits = plain.translate(_BETWEEN)
    if len(digits) >= _NUMBER and digits.isdecimal():
        return digits.lstrip("0").removeprefix("98")
    return plain


_BETWEEN = str.maketrans("", "", " -+().")
_NUMBER = 9
