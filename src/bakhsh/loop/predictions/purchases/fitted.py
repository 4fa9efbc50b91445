"""A learned model of purchases: numbers by name, how sure they are, and what must be said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from bakhsh.language.sentences import Code, Sentence
from bakhsh.loop.predictions.purchases.models import model_named

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from bakhsh.loop.predictions.purchases.cells import Cells, Parameter
    from bakhsh.loop.predictions.purchases.protocol import PurchaseModel

__all__ = ["Fitted", "spread"]


@dataclass(frozen=True, slots=True)
class Fitted:
    """`parameters` by name, in the order of the model; after them `rate.NAME` and `dropout.NAME`, the coefficients of
    covariates. `covariance`: of the logarithms of the parameters and of the coefficients as they are, in that order
    (the inverse of the negative Hessian: Laplace's approximation). `log_likelihood`: at the solution, without priors.
    `remarks`: what a reader must know, such as a solution on the boundary. `customers` it was learned from; `unit`: of
    its time, "week" or "day"."""

    model: str
    parameters: Mapping[str, float]
    covariance: tuple[tuple[float, ...], ...]
    log_likelihood: float
    customers: float
    unit: str
    priors: bool
    remarks: tuple[Sentence, ...] = ()

    @property
    def of(self) -> PurchaseModel:
        """The model itself."""
        return model_named(self.model)

    @property
    def vector(self) -> npt.NDArray[np.float64]:
        """Logarithms of the parameters, then the coefficients: what `covariance` is of."""
        import numpy as np

        count, values = len(self.of.parameters), np.array(list(self.parameters.values()), np.float64)
        return np.concatenate([np.log(values[:count]), values[count:]])

    @property
    def rate(self) -> tuple[str, ...]:
        """The covariates of the purchase rate."""
        return _covariates(self.parameters, "rate.")

    @property
    def dropout(self) -> tuple[str, ...]:
        """The covariates of stopping."""
        return _covariates(self.parameters, "dropout.")

    def theta(self, cells: Cells, vector: npt.NDArray[np.float64] | None = None) -> list[Parameter]:
        """The parameters as the model is asked with, of these cells; of another `vector` where one is given."""
        return spread(self.of, self.vector if vector is None else vector, cells, self.rate, self.dropout)

    @property
    def standard_errors(self) -> Mapping[str, float]:
        """Of the parameters themselves (delta method), by name."""
        count = len(self.of.parameters)
        found = {}
        for at, (name, value) in enumerate(self.parameters.items()):
            found[name] = self.covariance[at][at] ** 0.5 * (value if at < count else 1)
        return found

    @property
    def body(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "model": self.model,
            "parameters": dict(self.parameters),
            "covariance": [list(row) for row in self.covariance],
            "log_likelihood": self.log_likelihood,
            "customers": self.customers,
            "unit": self.unit,
            "priors": self.priors,
            "remarks": [{"id": one.id, "args": _plain(one.args)} for one in self.remarks],
        }  # fmt: skip

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Self:
        """From JSON."""
        return cls(
            str(body["model"]),
            {str(name): float(value) for name, value in body["parameters"].items()},
            tuple(tuple(map(float, row)) for row in body["covariance"]),
            float(body["log_likelihood"]),
            float(body["customers"]),
            str(body["unit"]),
            bool(body["priors"]),
            tuple(Sentence(one["id"], _read(one["args"])) for one in body["remarks"]),
        )  # fmt: skip


def spread(
    model: PurchaseModel,
    vector: npt.NDArray[np.float64],
    cells: Cells,
    rate: Sequence[str],
    dropout: Sequence[str],
) -> list[Parameter]:
    """The parameters of a vector (logarithms of the parameters, then coefficients): one number for everybody, an array
    with one per cell where covariates act."""
    import numpy as np

    count = len(model.parameters)
    theta: list[Parameter] = np.exp(vector[:count]).tolist()
    at = count
    for names, acts in ((rate, model.rate), (dropout, model.dropout)):
        if names and acts is not None:
            place = model.parameters.index(acts[0])
            theta[place] = theta[place] * np.exp(acts[1] * _effect(cells, names, vector[at : at + len(names)]))
        at += len(names)
    return theta


def _effect(cells: Cells, names: Sequence[str], coefficients: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    import numpy as np

    found = np.zeros(len(cells))
    for name, coefficient in zip(names, coefficients.tolist(), strict=True):
        found += coefficient * cells.covariates[name]
    return found


def _covariates(parameters: Mapping[str, float], prefix: str) -> tuple[str, ...]:
    return tuple(name.removeprefix(prefix) for name in parameters if name.startswith(prefix))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return {"code": value.text} if isinstance(value, Code) else value


def _read(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_read(one) for one in value)
    if isinstance(value, Mapping):
        return Code(value["code"]) if set(value) == {"code"} else {name: _read(one) for name, one in value.items()}
    return value
