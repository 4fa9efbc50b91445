"""Names and addresses half shown: enough for whoever knows the customer, too little for a passer-by."""

from __future__ import annotations

from bakhsh.loop.data.persons import MASK

__all__ = ["veiled"]

_FIRST, _LAST = 4, 4
_LONG = 10


def veiled(channel: str, text: str) -> str:
    """An address as people may see it who need not know it: "0912•••4567", "s•••@example.com", "Sara A."; of a short
    number the last two digits, of anything else nothing."""
    plain = " ".join(text.split())
    if channel == "name":
        first, _, rest = plain.partition(" ")
        return f"{first} {rest.rpartition(' ')[2][:1]}." if rest else first
    if channel == "email":
        box, _, place = plain.partition("@")
        return f"{box[:1]}{MASK}@{place}" if place else MASK
    if channel not in ("mobile", "phone"):
        return MASK
    digits = "".join(sign for sign in plain if sign.isdigit() or sign == "+")
    return f"{digits[:_FIRST]}{MASK}{digits[-_LAST:]}" if len(digits) >= _LONG else f"{MASK}{digits[-2:]}"
