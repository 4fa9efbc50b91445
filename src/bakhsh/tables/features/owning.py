"""What customers own or have under contract: age, service, warranty, lease, replacement."""

from __future__ import annotations

from functools import partial

from bakhsh.tables.contracts import Feature, Type

__all__ = ["OWNING"]

_T = Type
_of = partial(Feature, base="behavioural", grain="asset", window="now")
_ALL, _BOUGHT = ("assets",), ("assets.bought_on",)
_SERVICE, _WARRANTY, _LEASE = ("assets.last_service_on",), ("assets.warranty_until",), ("assets.lease_until",)

OWNING: tuple[Feature, ...] = (
    _of("assets", _T.INTEGER, "things owned or under contract", empty="none is known", needs=_ALL),
    _of("newest_asset_months", _T.INTEGER, "completed months since the latest purchase of one",
        empty="no day of purchase", needs=_BOUGHT),
    _of("oldest_asset_months", _T.INTEGER, "completed months since the earliest purchase of one",
        empty="no day of purchase", needs=_BOUGHT),
    _of("mileage", _T.NUMBER, "kilometres of the one with most, at its last reading", empty="no reading",
        needs=("assets.mileage",)),
    _of("months_since_service", _T.INTEGER, "completed months since the last service of any",
        empty="no service is known", needs=_SERVICE),
    _of("never_serviced", _T.BOOLEAN, "whether no service of any is known",
        empty="owns nothing, or the only one known is later", needs=_SERVICE),
    _of("service_due", _T.BOOLEAN, "whether one was serviced, or else bought, as long ago as its kind may go without",
        empty="owns nothing, or only a later service is known", needs=(*_SERVICE, *_BOUGHT)),
    _of("warranty_days_left", _T.INTEGER, "days until the next warranty ends; 0 on its last day", empty="none runs",
        needs=_WARRANTY),
    _of("lease_days_left", _T.INTEGER, "days until the next lease ends; 0 on its last day", empty="none runs",
        needs=_LEASE),
    _of("replacement_due", _T.BOOLEAN, "whether one is as old as its kind is declared to last", empty="owns nothing",
        needs=_BOUGHT),
)  # fmt: skip
"""What is read from ASSETS."""
