"""What customers own or have under contract: age, service, warranty, lease, replacement."""

from __future__ import annotations

from functools import partial

from bakhsh.tables.contracts import Feature, Type

__all__ = ["OWNING"]

_T = Type
_of = partial(Feature, base="behavioural", grain="asset", window="known now", needs=("assets",))
_BOUGHT = ("assets.bought_on",)
_SERVICE = ("assets", "assets.last_service_on|events")
"""A service is a column of the asset, or an event of the kind service."""

_WARRANTY, _LEASE = ("assets.warranty_until",), ("assets.lease_until",)

OWNING: tuple[Feature, ...] = (
    _of("assets", _T.INTEGER, empty="no_asset"),
    _of("newest_asset_months", _T.INTEGER, empty="no_day_of_purchase", needs=_BOUGHT),
    _of("oldest_asset_months", _T.INTEGER, empty="no_day_of_purchase", needs=_BOUGHT),
    _of("mileage", _T.NUMBER, empty="no_reading", needs=("assets.mileage",)),
    _of("months_since_service", _T.INTEGER, empty="no_service", needs=_SERVICE),
    _of("never_serviced", _T.BOOLEAN, empty="no_asset_or_later", needs=_SERVICE),
    _of("service_due", _T.BOOLEAN, empty="no_asset_or_later", needs=(*_SERVICE, *_BOUGHT)),
    _of("warranty_days_left", _T.INTEGER, empty="none_runs", needs=_WARRANTY),
    _of("lease_days_left", _T.INTEGER, empty="none_runs", needs=_LEASE),
    _of("replacement_due", _T.BOOLEAN, empty="no_asset", needs=_BOUGHT),
)
"""What is read from ASSETS."""
