"""Customers who buy: CDNOW as it was published, and generated ones with known truth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bakhsh.loop.predictions.purchases.cells import Cells
from bakhsh.loop.predictions.purchases.regular import MERGED

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

__all__ = ["Split", "cdnow", "generated", "of_pareto", "split"]

_CUT, _END = date(1997, 9, 30), date(1998, 6, 30)


@dataclass(frozen=True, slots=True)
class Split:
    """Customers until a day (`cells`, one a customer), their purchase days of the time after it (`later`), and the sum
    of the logarithms of all gaps between purchases until the day. Times in weeks."""

    cells: Cells
    later: Floats
    horizon: float
    log_gaps: float


def cdnow(sample: bool) -> Split:
    """The 23,570 customers of CDNOW who came in the first quarter of 1997, or one in ten; cut on 1997-09-30, and 39
    weeks after it. The files come with lifetimes."""
    import lifetimes.datasets
    import numpy as np

    name = "CDNOW_sample.txt" if sample else "CDNOW_master.txt"
    lines = (Path(lifetimes.datasets.__file__).parent / name).read_text(encoding="utf-8").splitlines()
    parts = [each for line in lines if len(each := line.replace(",", " ").split()) >= 4 and each[0].isdecimal()]
    ids = np.array([int(one[0]) for one in parts])
    days = np.array([datetime.strptime(one[-3], "%Y%m%d").toordinal() for one in parts], np.float64)
    return split(ids, days, float(_CUT.toordinal()), float(_END.toordinal()))


def split(ids: npt.NDArray[np.int64], days: Floats, cut: float, end: float) -> Split:
    """Purchases of customers, a day a row (several of one day count once), seen until the end of the day `cut` and
    after it until the end of the day `end`. Customers who come later are left out."""
    import numpy as np

    pairs = np.unique(np.column_stack([ids, days]), axis=0)
    _, first, customer = np.unique(pairs[:, 0], return_index=True, return_inverse=True)
    day = pairs[:, 1]
    seen, after = day <= cut, (day > cut) & (day <= end)
    count = len(first)
    x = np.bincount(customer[seen], minlength=count) - 1.0
    last = np.full(count, -np.inf)
    np.maximum.at(last, customer[seen], day[seen])
    later = np.bincount(customer[after], minlength=count).astype(np.float64)
    known = x >= 0
    gaps = np.diff(day)[(np.diff(customer) == 0) & seen[1:]] / 7
    cells = Cells.of(x[known], ((last - day[first])[known]) / 7, (cut - day[first])[known] / 7)
    return Split(cells, later[known], (end - cut) / 7, float(np.log(gaps).sum()))


def generated(
    customers: int,
    *,
    rate: tuple[float, float],
    stop: tuple[float, float],
    k: int = 1,
    weeks: float = 52.0,
    horizon: float = 0.0,
    until_first: bool = True,
    arriving: float = 0.5,
    seed: int = 0,
    whole_days: bool = False,
) -> Split:
    """Customers with known truth: steps at a rate of Gamma(rate), every k-th a purchase, after which they stop with a
    probability of Beta(stop), after the first one too where `until_first`. They come
    evenly over the first part (`arriving`) of the time."""
    import numpy as np

    random = np.random.default_rng(seed)
    T = weeks * (1 - random.random(customers) * arriving)
    if whole_days:
        T = np.ceil(T * 7) / 7
    pace, stops = random.gamma(rate[0], 1 / rate[1], customers), random.beta(*stop, customers)
    x, t_x, later, log_gaps = np.zeros(customers), np.zeros(customers), np.zeros(customers), 0.0
    who, when, latest = np.arange(customers), np.zeros(customers), np.zeros(customers)
    merged = MERGED / 7 if whole_days else 0.0
    if until_first:
        who = who[random.random(customers) >= stops]
    while len(who):
        now = when[who] + random.gamma(k, 1 / np.maximum(pace[who], 1e-300))
        # Days count from the first purchase; another purchase of one day is none of its own.
        seen = np.ceil(now * 7) / 7 if whole_days else now
        known, first = seen <= T[who], seen > t_x[who]
        log_gaps += float(np.log((seen - t_x[who] - merged)[known & first]).sum())
        later[who] += ~known & (seen > latest[who]) & (seen <= T[who] + horizon)
        latest[who] = seen
        who_new = who[known & first]
        x[who_new] += 1
        t_x[who_new] = seen[known & first]
        when[who] = now
        going = (now <= T[who] + horizon) & (random.random(len(who)) >= stops[who])
        who = who[going]
    return Split(Cells.of(x, t_x, T), later, horizon, log_gaps)


def of_pareto(
    customers: int, *, rate: tuple[float, float], life: tuple[float, float], weeks: float, seed: int
) -> Cells:
    """Customers of Pareto/NBD: they buy at a rate of Gamma(rate) and stop at any moment at one of Gamma(life). They
    come evenly over the first half."""
    import numpy as np

    random = np.random.default_rng(seed)
    T = weeks * (1 - random.random(customers) / 2)
    pace, ends = random.gamma(rate[0], 1 / rate[1], customers), random.gamma(life[0], 1 / life[1], customers)
    until = np.minimum(T, random.exponential(1 / np.maximum(ends, 1e-300)))
    x = random.poisson(pace * until).astype(np.float64)
    # The last of so many moments spread evenly: their greatest, by its own distribution.
    t_x = np.where(x > 0, until * random.random(customers) ** (1 / np.maximum(x, 1)), 0.0)
    return Cells.of(x, t_x, T)
