"""Models of buying and stopping, in the manners of scikit-learn."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from bakhsh.errors import DataError, NotReady
from bakhsh.language.sentences import Code, Sentence
from bakhsh.models.reading import arrow, cells_of, days_in, log_gaps_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    from bakhsh.loop.predictions.purchases.cells import Cells
    from bakhsh.loop.predictions.purchases.fitted import Fitted
    from bakhsh.loop.predictions.purchases.protocol import PurchaseModel

    Floats = npt.NDArray[np.float64]

__all__ = ["Auto", "BgBb", "BgNbd", "MbgNbd", "Nbd", "ParetoNbd", "Purchases", "Regular", "Sbg", "load"]


class Purchases:
    """How often customers will buy. `fit` learns from a table with x, t_x, T (see `summary`) and sets `parameters_`,
    `standard_errors_`, `log_likelihood_`, `remarks_` (what a reader must know, such as a solution on the boundary) and
    `fitted_`. `priors`: weak ones that keep thin data from running away; False is plain maximum likelihood. `rate` and
    `dropout`: columns of the table that act on the purchase rate and on stopping. `unit`: what the times are in."""

    _model: ClassVar[str] = "bg_nbd"

    fitted_: Fitted

    def __init__(
        self, *, priors: bool = True, rate: Sequence[str] = (), dropout: Sequence[str] = (), unit: str = "week"
    ) -> None:
        self.priors = priors
        self.rate = tuple(rate)
        self.dropout = tuple(dropout)
        self.unit = unit

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """The settings by name."""
        return {"priors": self.priors, "rate": self.rate, "dropout": self.dropout, "unit": self.unit}

    def set_params(self, **settings: Any) -> Self:
        """Changes settings; ValueError for one there is not."""
        known = self.get_params()
        for name, value in settings.items():
            if name not in known:
                raise ValueError(f"{name!r} is no setting of {type(self).__name__}; known: {', '.join(known)}")
            setattr(self, name, value)
        return self

    def fit(self, customers: Any, y: None = None) -> Self:
        """Learns from a table with a row per customer (or per kind of customer with `weight`). NotReady with a reason
        where there is too little to learn from, DataError for customers that cannot be."""
        days_in(self.unit)
        self.fitted_ = self._learned(arrow(customers))
        return self

    def _learned(self, customers: pa.Table) -> Fitted:
        from bakhsh.loop.predictions.purchases.fitting import fit

        cells = cells_of(customers, (*self.rate, *self.dropout)).merged()
        return fit(self._of(), cells, priors=self.priors, rate=self.rate, dropout=self.dropout, unit=self.unit)

    def _of(self) -> PurchaseModel:
        from bakhsh.loop.predictions.purchases.models import model_named

        return model_named(self._model)

    @property
    def parameters_(self) -> Mapping[str, float]:
        """As the paper names them; `rate.NAME` and `dropout.NAME` are coefficients of covariates."""
        return self._asked().parameters

    @property
    def standard_errors_(self) -> Mapping[str, float]:
        """Of the parameters, by the delta method from the Hessian."""
        return self._asked().standard_errors

    @property
    def log_likelihood_(self) -> float:
        """At the solution, priors left out."""
        return self._asked().log_likelihood

    @property
    def remarks_(self) -> tuple[str, ...]:
        """What a reader must know, in English."""
        return tuple(str(one) for one in self._asked().remarks)

    def predict(self, customers: Any, horizon: float) -> pa.Table:
        """p_alive, expected_orders (in the next `horizon` units of time) and p_buy (at least one order) for each row,
        in its order, each with `_low` and `_high`: bounds of the expectation, 90 %. `customer_id` is carried over where
        there is one."""
        import pyarrow as pa

        from bakhsh.loop.predictions.purchases.scoring import scored

        table = arrow(customers)
        found: dict[str, Any] = {name: table[name] for name in ("customer_id",) if name in table.column_names}
        found |= {name: pa.array(each) for name, each in scored(self._asked(), self._cells(table), horizon).items()}
        return pa.table(found)

    def next_orders(self, customers: Any) -> pa.Table:
        """`low`, `median`, `high`: days to the next order given that one comes within two years (80 % of those who
        order do so from low to high; empty where it is as good as impossible), and `p_ever`, how probable that is."""
        import pyarrow as pa

        from bakhsh.loop.predictions.next_order import next_orders

        table = arrow(customers)
        told = next_orders(self._asked(), self._cells(table), days_in(self._asked().unit))
        found: dict[str, Any] = {name: table[name] for name in ("customer_id",) if name in table.column_names}
        found |= {name: pa.array(each, from_pandas=True) for name, each in told.items()}
        return pa.table(found)

    def unconditional(self, t: npt.ArrayLike) -> Floats:
        """Repeat purchases expected of a customer nobody has seen yet, by each time `t` after his first purchase;
        of one whose covariates are 0, where there are any."""
        import numpy as np

        from bakhsh.loop.predictions.purchases.tracking import expected_of_new

        asked = self._asked()
        return expected_of_new(asked, np.atleast_1d(t), dict.fromkeys((*asked.rate, *asked.dropout), 0.0))

    def save(self, path: str | Path) -> None:
        """The learned model as JSON: numbers by name, nothing else."""
        from bakhsh.edges.disk import write_text

        write_text(Path(path), json.dumps({"bakhsh": 1, "purchases": self._asked().body}, indent=1) + "\n")

    def _cells(self, table: pa.Table) -> Cells:
        plain = table.drop_columns(["weight"]) if "weight" in table.column_names else table
        return cells_of(plain, (*self._asked().rate, *self._asked().dropout))

    def _asked(self) -> Fitted:
        if not hasattr(self, "fitted_"):
            raise NotReady(Sentence("models.not_fitted", {"model": Code(type(self).__name__)}))
        return self.fitted_


class Nbd(Purchases):
    """Nobody stops: Ehrenberg (1959). The baseline of the family."""

    _model = "nbd"


class BgNbd(Purchases):
    """A customer may stop after any repeat purchase: Fader, Hardie and Lee (2005)."""


class MbgNbd(Purchases):
    """As BG/NBD, and he may stop after his first purchase too: Batislam, Denizel and Filiztekin (2007)."""

    _model = "mbg_nbd"


class ParetoNbd(Purchases):
    """A customer may stop at any time: Schmittlein, Morrison and Colombo (1987)."""

    _model = "pareto_nbd"


class BgBb(Purchases):
    """Opportunities in rounds (a yearly appeal, a weekly market): x taken of T, the last at t_x. Fader, Hardie and
    Shang (2010). Times are counted in opportunities."""

    _model = "bg_bb"


class Sbg(Purchases):
    """Contracts that may end at each renewal: T renewals were due, x is 1 for who left at the last of them. Fader and
    Hardie (2007)."""

    _model = "sbg"


class Regular(Purchases):
    """Customers who buy evenly, every k-th step of chance a purchase: MBG/CNBD-k of Platzer and Reutterer (2016). `k`
    from 1, which is MbgNbd."""

    def __init__(
        self, k: int = 2, *, priors: bool = True, rate: Sequence[str] = (), dropout: Sequence[str] = (),
        unit: str = "week",
    ) -> None:  # fmt: skip
        super().__init__(priors=priors, rate=rate, dropout=dropout, unit=unit)
        self.k = k

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """The settings by name."""
        return {"k": self.k, **super().get_params(deep)}

    def _of(self) -> PurchaseModel:
        from bakhsh.loop.predictions.purchases.regular import regular

        return regular(self.k)


class Auto(Purchases):
    """The model that fits: how evenly customers buy is decided by likelihood (`k_`, 1 for no more evenly than chance),
    with `log_gaps` of `summary` where the table has it."""

    k_: int

    def _learned(self, customers: pa.Table) -> Fitted:
        from bakhsh.loop.predictions.purchases.choosing import choose

        cells = cells_of(customers, (*self.rate, *self.dropout))
        chosen = choose(
            cells.merged(), log_gaps=log_gaps_of(customers, cells), priors=self.priors, rate=self.rate,
            dropout=self.dropout, unit=self.unit,
        )  # fmt: skip
        self.k_ = chosen.k
        return chosen.fitted


def load(path: str | Path) -> Purchases:
    """A model that was saved. DataError where the file is none."""
    from bakhsh.loop.predictions.purchases.fitted import Fitted

    try:
        body = json.loads(Path(path).read_text(encoding="utf-8"))["purchases"]
        fitted = Fitted.read(body)
        kinds = {one._model: one for one in (Nbd, BgNbd, MbgNbd, ParetoNbd, BgBb, Sbg)}
        found = kinds.get(fitted.model, Purchases)(
            priors=fitted.priors, rate=fitted.rate, dropout=fitted.dropout, unit=fitted.unit
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(Sentence("models.no_model", {"path": Code(str(path))})) from error
    found.fitted_ = fitted
    return found
