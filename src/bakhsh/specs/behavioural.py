"""What customers do: how far back use counts, which channels are online, which days are something special."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bakhsh.errors import Where
from bakhsh.specs.words import NOWHERE, Title

__all__ = ["ONLINE", "AssetKind", "Behavioural", "Occasion"]

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
class AssetKind:
    """A kind of asset: after how many years it is replaced, every how many months it is serviced; 0: not declared."""

    replace_years: int = 0
    service_months: int = 0


@dataclass(frozen=True, slots=True)
class Behavioural:
    """behavioural.toml. `engagement_days`: how far back visits, opens and clicks say that somebody is engaged.
    `occasions`: whose seasons are looked at ("iran", "west", "none"; empty: by the project's calendar and country).
    `pay_days`: days of the month around which people have just been paid (empty: its last three and first two).
    `occasion`: the project's own. `online`: the channels of orders that are online, compared by matching key.
    `satisfaction_days`: how far back answers, complaints and tickets say how satisfied somebody is. `ticket_hours`: the
    time within which a ticket is half well solved. `events`: what words of events mean, by the file's word. `scores`:
    worst and best answer of kinds of events (review, csat, nps) that are asked on a scale of the project's own.
    `assets`: what is known of kinds of assets, by the file's word."""

    engagement_days: int = 90
    occasions: str = ""
    pay_days: tuple[int, ...] = ()
    occasion: tuple[Occasion, ...] = ()
    online: tuple[str, ...] = ONLINE
    satisfaction_days: int = 365
    ticket_hours: int = 24
    events: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    assets: Mapping[str, AssetKind] = field(default_factory=dict)
