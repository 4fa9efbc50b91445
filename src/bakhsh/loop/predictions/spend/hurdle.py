"""Hurdle: will he buy within the window, and if so for how much? From everything that is known of a customer.

Boosted trees for either question (two stages, as Duan et al. 1983 for medical spending). An amount is the geometric
mean of two learners, one of amounts (gamma deviance) and one of their logarithms: the first follows large buyers, the
second is not led by one of them. Everything is then scaled so that the total comes true of customers not learned from,
leaving aside what the largest one in a thousand spend above the rest: nobody foresees who they are, and all others
would carry it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

from bakhsh.errors import NotReady
from bakhsh.language.sentences import Sentence
from bakhsh.loop.predictions.activity import design as designing
from bakhsh.loop.predictions.activity import trees
from bakhsh.loop.predictions.activity.design import Design
from bakhsh.loop.predictions.activity.nodes import Trees
from bakhsh.loop.predictions.activity.scoring import compiled
from bakhsh.loop.predictions.activity.trees import Growth
from bakhsh.loop.predictions.spend.amounts import tamed
from bakhsh.loop.predictions.spend.measures import (
    bias,
    mean_absolute_error,
    r_squared,
    spearman,
    top_decile_share,
    winsorised,
)

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    Floats = npt.NDArray[np.float64]

__all__ = ["Assessed", "Hurdle", "learn"]

LEAST = 50
"""So many customers must have bought in the window."""

_FOLDS, _BANDS = 5, 10
_FORESEEN = 0.999
_BUYS = Growth()
_AMOUNT = Growth(trees=100, leaves=8, rate=0.05, leaf_rows=20, ridge=5.0)
_HALF = 1.6448536269514722


@dataclass(frozen=True, slots=True)
class Assessed:
    """How good one way was, of customers it had not learned from. `r_squared` after capping what was spent and what was
    said at the 99 % quantile of what was spent; `bias` of the total."""

    name: str
    r_squared: float
    spearman: float
    top_decile_share: float
    bias: float
    mean_absolute_error: float


@dataclass(frozen=True, slots=True)
class Hurdle:
    """Trees for buying (None: everybody bought), for the amount and for its logarithm; the `factor` that makes totals
    come true; `top`: the largest amount learned from; `bands`: (expectation up to, low, high) of the ratio of what was
    spent to what was said, 90 %, among customers of like expectation who were not learned from."""

    design: Design
    buys: Trees | None
    amount: Trees
    logarithm: Trees
    factor: float
    top: float
    bands: tuple[tuple[float, float, float], ...]
    customers: int
    assessed: tuple[Assessed, ...]
    notes: tuple[Sentence, ...] = ()

    def predict(self, table: pa.Table) -> Mapping[str, Floats]:
        """`p_spend` (buys at all), `expected_amount` with `_low` and `_high`: how far expectations like it were from
        what such customers spent on average, 90 %. Never NaN; no amount given buying is above the largest learned
        from."""
        import numpy as np

        matrix = designing.matrix(self.design, table)
        chance = compiled(self.buys).predict(matrix) if self.buys else np.ones(len(matrix))
        said = self.factor * chance * _amount(self.amount, self.logarithm, matrix, self.top)
        band = np.searchsorted([edge for edge, _, _ in self.bands[:-1]], said, side="left")
        low, high = (np.array([one[at] for one in self.bands])[band] for at in (1, 2))
        low, high = np.minimum(low, 1.0) * said, np.maximum(high, 1.0) * said
        return {"p_spend": chance, "expected_amount": said, "expected_amount_low": low, "expected_amount_high": high}

    @property
    def body(self) -> dict[str, Any]:
        """As JSON. The notes are said when it is learned; they are not kept."""
        return {
            "design": self.design.body,
            "buys": self.buys.body if self.buys else None,
            "amount": self.amount.body,
            "logarithm": self.logarithm.body,
            "factor": self.factor,
            "top": self.top,
            "bands": [list(one) for one in self.bands],
            "customers": self.customers,
            "assessed": [asdict(one) for one in self.assessed],
        }

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Self:
        """From JSON."""
        return cls(
            design=Design.read(body["design"]),
            buys=Trees.read(body["buys"]) if body["buys"] else None,
            amount=Trees.read(body["amount"]),
            logarithm=Trees.read(body["logarithm"]),
            factor=float(body["factor"]),
            top=float(body["top"]),
            bands=tuple((float(edge), float(low), float(high)) for edge, low, high in body["bands"]),
            customers=int(body["customers"]),
            assessed=tuple(Assessed(**one) for one in body["assessed"]),
        )


def learn(table: pa.Table, spend: Floats, *, baselines: Mapping[str, Floats] | None = None, seed: int = 0) -> Hurdle:
    """What the customers of `table` spend in a window, from its columns; `spend` is 0 for those who bought nothing.

    `baselines`: amounts expected in other ways (purchases × value of an order, the run rate), assessed beside it.
    NotReady for fewer than 50 buyers, and where no column tells customers apart.
    """
    import numpy as np

    amounts, notes = tamed(np.asarray(spend, np.float64))
    if (buyers := int((amounts > 0).sum())) < LEAST:
        said = Sentence("spend.too_few_buyers", {"count": buyers, "customers": len(amounts)})
        raise NotReady(said, hint=Sentence("spend.how_many_buyers_are_needed", {"count": LEAST}))
    designed = designing.learn(table)
    if not designed.columns:
        raise NotReady(Sentence("activity.nothing_to_learn_from", {"features": table.num_columns}))
    unseen = _crossed(table, amounts, seed)
    factor = _factor(amounts, unseen)
    given = {name: np.asarray(one, np.float64) for name, one in (baselines or {}).items()}
    buys, amount, logarithm = _grown(designed, designing.matrix(designed, table), amounts, seed)
    return Hurdle(
        design=designed,
        buys=buys,
        amount=amount,
        logarithm=logarithm,
        factor=factor,
        top=float(amounts.max()),
        bands=_bands(amounts, factor * unseen),
        customers=len(amounts),
        assessed=tuple(_assessed(name, amounts, one) for name, one in {"hurdle": factor * unseen, **given}.items()),
        notes=notes,
    )


def _factor(amounts: Floats, unseen: Floats) -> float:
    said = winsorised(amounts, unseen, _FORESEEN)
    return float(said[0].sum() / said[1].sum())


def _crossed(table: pa.Table, amounts: Floats, seed: int) -> Floats:
    """What is said of each customer by what was learned from the other folds, not yet scaled."""
    import numpy as np
    from sklearn.model_selection import StratifiedKFold

    out = np.empty(len(amounts))
    bought = amounts > 0
    for known, asked in StratifiedKFold(_FOLDS, shuffle=True, random_state=seed).split(bought, bought):
        rows = table.take(known)
        designed = designing.learn(rows)
        buys, amount, logarithm = _grown(designed, designing.matrix(designed, rows), amounts[known], seed)
        matrix = designing.matrix(designed, table.take(asked))
        chance = compiled(buys).predict(matrix) if buys else np.ones(len(asked))
        out[asked] = chance * _amount(amount, logarithm, matrix, float(amounts[known].max()))
    return out


def _grown(designed: Design, matrix: Floats, amounts: Floats, seed: int) -> tuple[Trees | None, Trees, Trees]:
    import numpy as np

    bought = amounts > 0
    given: dict[str, Any] = {"words": designed.words, "seed": seed}
    buys = None if bought.all() else trees.learn(matrix, bought.astype(np.float64), growth=_BUYS, **given)
    amount = trees.learn(matrix[bought], amounts[bought], kind="amount", growth=_AMOUNT, **given)
    logarithm = trees.learn(matrix[bought], np.log(amounts[bought]), kind="number", growth=_AMOUNT, **given)
    return buys, amount, logarithm


def _amount(amount: Trees, logarithm: Trees, matrix: Floats, top: float) -> Floats:
    """The amount of one who buys: both learners on the logarithm, halved."""
    import numpy as np

    middle = (compiled(amount).raw(matrix) + compiled(logarithm).raw(matrix)) / 2
    return np.asarray(np.exp(np.minimum(middle, np.log(top))), np.float64)


def _bands(spent: Floats, said: Floats) -> tuple[tuple[float, float, float], ...]:
    """Of tenths by expectation, the mean of what was spent ÷ that of what was said, with its interval."""
    import numpy as np

    order = np.argsort(said, kind="stable")
    found = []
    for rows in (one for one in np.array_split(order, _BANDS) if len(one)):
        mean = float(said[rows].mean())
        ratio, error = float(spent[rows].mean()) / mean, float(spent[rows].std()) / len(rows) ** 0.5 / mean
        found.append((float(said[rows[-1]]), max(ratio - _HALF * error, 0.0), ratio + _HALF * error))
    return tuple(found)


def _assessed(name: str, spent: Floats, said: Floats) -> Assessed:
    return Assessed(
        name=name,
        r_squared=r_squared(*winsorised(spent, said)),
        spearman=spearman(spent, said),
        top_decile_share=top_decile_share(spent, said),
        bias=bias(spent, said),
        mean_absolute_error=mean_absolute_error(spent, said),
    )
