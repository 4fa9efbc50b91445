"""What customers do: how far back use counts, which channels are online, which days are something special."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from bakhsh.errors import Where
from bakhsh.specs.words import NOWHERE, Title

__all__ = ["ONLINE", "Behavioural", "Occasion"]

ONLINE = (
    "online", "web", "website", "site", "internet", "app", "application", "mobile app", "webshop", "e-shop", "eshop",
    "instagram", "telegram", "whatsapp", "marketplace", "آنلاین", "اینترنتی", "اینترنت", "سایت", "وب‌سایت", "اپ",
    "اپلیکیشن", "فروشگاه اینترنتی", "فروش اینترنتی", "اینستاگرام", "تلگرام", "واتساپ", "روبیکا", "بله", "ایتا",
)  # fmt: skip
"""Channels that are online, unless a project says which are."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """An occasion of the project's own: from `first` to `last` (month and day of its calendar) of every year, both
    included, or on `dates`."""

    name: str
    title: Title = field(default_factory=dict)
    first: tuple[int, ...] = ()
    last: tuple[int, ...] = ()
    dates: tuple[date, ...] = ()
    at: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Behavioural:
    """behavioural.toml. `engagement_days`: how far back visits, opens and clicks say that somebody is engaged.
    `occasions`: whose seasons are looked at ("iran", "west", "none"; empty: by the project's calendar and country).
    `pay_days`: days of the month around which people have just been paid (empty: its last three and first two).
    `occasion`: the project's own. `online`: the channels of orders that are online, compared by matching key."""

    engagement_days: int = 90
    occasions: str = ""
    pay_days: tuple[int, ...] = ()
    occasion: tuple[Occasion, ...] = ()
    online: tuple[str, ...] = ONLINE
