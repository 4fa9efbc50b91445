"""What comes next: expected purchases and value of everybody and of each segment, and whom it is about to lose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bakhsh.language.sentences import Argument, Code, Sentence, Share
from bakhsh.records.backtesting import Backtest
from bakhsh.stats import Interval

__all__ = ["AwaitedOrders", "NextOrder", "Outlook", "OutlookOf", "Slipping"]


@dataclass(frozen=True, slots=True)
class NextOrder:
    """A customer's next order, in `category` or (empty) in any. The dates are those of an order that does come, 80 %
    from `low_on` to `high_on`; `p_ever`: how probable one is within two years. `expected`: whether that is likelier
    than not; dates are empty where an order is as good as impossible."""

    category: str
    median_on: date | None
    low_on: date | None
    high_on: date | None
    p_ever: float
    expected: bool

    @property
    def said(self) -> Sentence:
        """The same on every face."""
        args: dict[str, Argument] = {"chance": Share(self.p_ever, decimals=0), "category": Code(self.category)}
        if not self.expected or self.median_on is None or self.low_on is None or self.high_on is None:
            return Sentence("next_order.none_of", args) if self.category else Sentence("next_order.none", args)
        args |= {"median": self.median_on, "low": self.low_on, "high": self.high_on}
        return Sentence("next_order.comes_of", args) if self.category else Sentence("next_order.comes", args)


@dataclass(frozen=True, slots=True)
class AwaitedOrders:
    """How many customers' next order is expected, by its median date: `within` so many days so many of them; `expected`
    of all, at whatever date; `gone`: of how many none is expected any more."""

    within: tuple[tuple[int, int], ...]
    expected: int
    gone: int


@dataclass(frozen=True, slots=True)
class OutlookOf:
    """What is expected of a segment (`segment` empty: of everybody). `customers`: how many have predictions; `alive`:
    how many of them are expected to be customers still (None: what is used cannot say); `orders`: purchases expected
    in the horizon, `value` margin in minor units (None: not predicted). Intervals are of the expectation, 90 %: sums of
    the customers' bounds, as all rest on the same parameters; not `bounded`: no bounds are known, and both ends are the
    estimate."""

    segment: str
    title: Mapping[str, str]
    customers: int
    alive: float | None
    orders: Interval
    value: Interval | None = None
    bounded: bool = True


@dataclass(frozen=True, slots=True)
class Slipping:
    """The customers who matter, those who together paid `share` of everything so far, dearest first: how many they are,
    and how many of them (`customers`) are more probably gone than not (p_alive below `p_alive`). `paid`: what these
    paid so far, in minor units; `of_all`: the part of everybody's that is; `orders`: purchases still expected."""

    matter: int
    customers: int
    paid: int
    of_all: float
    orders: float
    share: float
    p_alive: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """What comes next as of a day. `model`: the purchase model in use and since when; `segmentations`: by name the
    segments that have customers, in their order; `slipping` is None where nothing says who has left; `notes`: what must
    be known of the predictions. `tested`: how they did in the past (None: learned before that was tried); `instead`:
    the baseline that is used as they did no better (empty: none). `next_orders`: None where none are told."""

    as_of: date
    horizon_days: int
    value_days: int
    model: str
    learned_as_of: date
    customers: int
    everybody: OutlookOf
    segmentations: Mapping[str, tuple[OutlookOf, ...]]
    slipping: Slipping | None
    notes: tuple[Sentence, ...] = ()
    tested: Backtest | None = None
    instead: str = ""
    next_orders: AwaitedOrders | None = None
