"""What customers are expected to do next: predictions, each with the bounds of what is expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from bakhsh.language.sentences import Argument
from bakhsh.tables.contracts import Feature, Type

__all__ = ["BOUNDS", "PREDICTED", "predicted"]

_T = Type
_of = partial(
    Feature, base="predictions", grain="day", empty="no_prediction", needs=("lines|orders", "predictions.on")
)  # fmt: skip


def predicted(horizon_days: int, value_days: int) -> tuple[Feature, ...]:
    """The columns of PREDICTIONS but for its key, in their order, as they look so many days ahead."""
    return (
        *_bounded("p_alive", _T.SHARE, "now", horizon_days),
        *_bounded("expected_orders", _T.NUMBER, "horizon_days", horizon_days),
        *_bounded("p_buy", _T.SHARE, "horizon_days", horizon_days),
        *_bounded("clv", _T.MONEY, "value_days", value_days),
    )


def _bounded(name: str, kind: Type, window: str, days: int) -> Iterator[Feature]:
    args: dict[str, Argument] = {"days": days}
    itself = _of(name, kind, window=window, args=args)
    yield itself
    yield _of(f"{name}_low", kind, window=window, said="low", args={"what": itself.title})
    yield _of(f"{name}_high", kind, window=window, said="high", args={"what": itself.title})


PREDICTED = predicted(90, 365)
"""The same, as they look ahead where nothing else is declared."""

BOUNDS: Mapping[str, str] = {f"{one.name}_{end}": one.name for one in PREDICTED[::3] for end in ("low", "high")}
"""By a bound's name, whose bound it is."""
