"""What is to be said about customers as a file names them: nobody, many behind one name, codes without their zeros."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bakhsh.edges.sources.evidence import Profile
from bakhsh.edges.sources.guess.roles import Parts
from bakhsh.language.digits import to_latin
from bakhsh.language.keys import matching_key
from bakhsh.language.nobody import NOBODY_IN_PARTICULAR
from bakhsh.language.sentences import Argument, Code, Sentence, Share

__all__ = ["buckets", "lost_digits", "nobody", "unreached"]

_SHOWN = 5


def buckets(found: Parts) -> tuple[tuple[str, ...], tuple[Sentence, ...]]:
    """Ids and names behind which many people stand, as the file spells them, and what is said about them."""
    who, name = found.get("customer_id"), found.get("name")
    ids = who.column.texts if who else ()
    texts = [*dict.fromkeys(text for text in ids if matching_key(text) in NOBODY_IN_PARTICULAR)]
    if who is not None and name is not None and len(ids) == len(name.column.texts):
        named = zip(name.column.texts, ids, strict=True)
        texts += dict.fromkeys(one for text, one in named if one and matching_key(text) in NOBODY_IN_PARTICULAR)
    if who is None and name is not None:
        texts += dict.fromkeys(text for text in name.column.texts if matching_key(text) in NOBODY_IN_PARTICULAR)
    listed = tuple(dict.fromkeys(text for text in texts if text))
    if not listed:
        return (), ()
    args: dict[str, Argument] = {"values": tuple(map(Code, listed[:_SHOWN]))}
    if len(listed) > _SHOWN:
        return listed, (Sentence("policy.many_people_more", {**args, "count": len(listed) - _SHOWN}),)
    return listed, (Sentence("guess.many_people", args),)


def nobody(found: Parts) -> Iterator[Sentence]:
    """That some rows name nobody, which leaves them out."""
    who = found.get("customer_id")
    if who is not None and who.column.filled < 1 and not found.keys() & {"mobile", "email", "phone"}:
        args: dict[str, Argument] = {"column": Code(who.column.name), "share": Share(1 - who.column.filled)}
        yield Sentence("guess.nobody_named", args)


def unreached(found: Parts, many: Collection[str]) -> tuple[Sentence, ...]:
    """Where customers are told apart by how they are reached: that some rows give no way to reach anybody, and so are
    many people's. Rows of those who are called so already are none of them."""
    reach = [found[role].column for role in ("mobile", "email", "phone") if role in found]
    if "customer_id" in found or not reach:
        return ()
    names = found["name"].column.texts if "name" in found else ("",) * len(reach[0].texts)
    rows = zip(names, *(one.texts for one in reach), strict=True)
    lacking = sum(not any(texts) and name not in many for name, *texts in rows)
    if not lacking:
        return ()
    args: dict[str, Argument] = {
        "columns": tuple(Code(one.name) for one in reach), "share": Share(lacking / len(names)),
    }  # fmt: skip
    return (Sentence("guess.unreached", args),)


def lost_digits(column: Profile) -> int:
    """How many digits the codes of a column have, where a spreadsheet took the leading zeros of some; 0 where not."""
    codes = [text for text in map(to_latin, column.texts) if text]
    if len(codes) < 20 or not all(code.isdecimal() for code in codes):
        return 0
    longest = max(map(len, codes))
    full = sum(len(code) == longest for code in codes)
    short = [code for code in codes if len(code) < longest]
    zeros = any(code.startswith("0") for code in codes)
    near = all(len(code) >= longest - 2 for code in short)
    return longest if short and not zeros and near and longest >= 4 and full * 2 > len(codes) else 0
