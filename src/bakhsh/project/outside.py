"""What a file may say of the outer world: addresses and names of variables, never a secret.

None of these sentences repeats what stands in the file: it may be the very password that should not be there.
"""

from __future__ import annotations

import re
from importlib.metadata import entry_points
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from bakhsh.language.sentences import Code, Sentence
from bakhsh.project.mistakes import codes, near
from bakhsh.specs import SHOP_KINDS, SOURCE_ENTRY_POINTS

__all__ = ["shop_address", "shop_kind", "variable"]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_KEY = re.compile(r"c[ks]_[0-9A-Za-z]{16,}")


def variable(text: str) -> Sentence | None:
    """What is wrong with the name of an environment variable: an address or a key instead of a name is a secret in a
    file."""
    if "://" in text or "@" in text or _KEY.fullmatch(text.strip()):
        return Sentence("feeds.secret_in_file")
    return None if _NAME.fullmatch(text) else Sentence("feeds.no_variable_name")


def shop_address(text: str) -> Sentence | None:
    """What is wrong with the address of a shop: it is https (http only on this very machine), has a host, and holds no
    key."""
    try:
        parts = urlsplit(text.strip())
        host = parts.hostname or ""
    except ValueError:
        return Sentence("feeds.no_address")
    if parts.username or parts.password or parts.query:
        return Sentence("feeds.secret_in_file")
    if parts.scheme not in ("http", "https") or not host:
        return Sentence("feeds.no_address")
    return None if parts.scheme == "https" or _loopback(parts) else Sentence("feeds.not_https")


def shop_kind(text: str) -> Sentence | None:
    """What is wrong with the name of a shop's system: nobody brought it."""
    known = (*SHOP_KINDS, *sorted(one.name for one in entry_points(group=SOURCE_ENTRY_POINTS)))
    if text in known:
        return None
    return Sentence("feeds.unknown_shop", {"found": Code(text), "near": codes(near(text, known))})


def _loopback(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
