"""The only clock: everything that asks what time it is asks here."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bakhsh.errors import EdgeError
from bakhsh.language.sentences import Code, Sentence

__all__ = ["now", "pause", "today"]


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def pause(seconds: float) -> None:
    """Nothing happens for so long; Ctrl-C ends it at once."""
    time.sleep(seconds)


def today(timezone: str) -> date:
    """The calendar day it is now in `timezone` (an IANA name: Asia/Tehran). EdgeError where the zone is not known."""
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise EdgeError(Sentence("store.unknown_timezone", {"timezone": Code(timezone)})) from None
    return now().astimezone(zone).date()
