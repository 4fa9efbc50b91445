"""Columns that say who may be written to: yes or no, by what their header calls the permission."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bakhsh.edges.sources.evidence import Profile
from bakhsh.edges.sources.guess.roles import Part
from bakhsh.language.keys import matching_key
from bakhsh.language.sentences import Code, Sentence
from bakhsh.language.truth import truth

__all__ = ["permissions", "said_of_permissions"]

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_a-zA-Z]+")


def _keys(*words: str) -> frozenset[str]:
    return frozenset(map(matching_key, words))


_SMS = _keys("sms", "پیامک", "پیامکی")
_EMAIL = _keys("email", "mail", "mailing", "newsletter", "newsletters", "ایمیل", "خبرنامه")
_MARKETING = _keys("marketing")
_LETTER = _keys("newsletter", "newsletters", "خبرنامه")
"""Words that mean a permission without another one beside them."""
_PERMITTED = _keys(
    "ok", "consent", "consents", "permission", "permitted", "accept", "accepts", "accepted", "opt", "optin", "opted",
    "allow", "allows", "allowed", "subscribed", "agreed", "رضایت", "اجازه", "مجوز", "مجاز", "موافقت", "عضویت", "عضو",
)  # fmt: skip
_REFUSED = _keys("out", "optout", "unsubscribed", "no", "not", "stop", "blocked", "عدم", "لغو")
"""Yes in such a column would mean no: it is left to a person."""


def permissions(columns: Iterable[Profile], tables: Iterable[str] = ()) -> list[Part]:
    """The columns of yes and no whose header names a permission, as `consent.sms` and `consent.email`; of several for
    one purpose the first. Empty cells say nothing, and a column with any other value is none. `tables`: the joined
    ones, whose name before a column's says nothing of it: `newsletter.vip` is no permission."""
    before = tuple(f"{name}." for name in tables)
    found: dict[str, Part] = {}
    for column in columns:
        own = next((one for one in before if column.name.startswith(one)), "")
        purpose = _purpose(column.name.removeprefix(own))
        if purpose and purpose not in found and _is_truth(column):
            found[purpose] = Part(column, f"consent.{purpose}", 0.9, Sentence("guess.header_says"))
    return list(found.values())


def said_of_permissions(parts: Iterable[Part]) -> list[Sentence]:
    """A sentence a permission: which column says it."""
    said = {"sms": Sentence("guess.permission_sms"), "email": Sentence("guess.permission_email")}
    purposes = [(part, part.role.rpartition(".")[2]) for part in parts]
    return [
        Sentence("guess.permission", {"column": Code(part.column.name), "what": said[one]}) for part, one in purposes
    ]


def _purpose(header: str) -> str:
    words = {matching_key(word) for word in _WORDS.findall(header.replace("\u200c", " "))}
    if words & _REFUSED or not words & (_PERMITTED | _LETTER):
        return ""
    if words & _SMS:
        return "sms"
    return "email" if words & (_EMAIL | _MARKETING) else ""


def _is_truth(column: Profile) -> bool:
    filled = {text for text in column.texts if text}
    return bool(filled) and all(truth(text) is not None for text in filled)
