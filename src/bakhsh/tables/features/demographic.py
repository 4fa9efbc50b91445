"""Who customers are: age, gender, income, education, family, occupation."""

from __future__ import annotations

from functools import partial

from bakhsh.tables.contracts import Feature, Type

__all__ = ["FEATURES"]

_T = Type
_AGED = ("customers.birth_date|customers.birth_year|customers.stated_age",)
_PARENTS = ("customers.children|customers.teenagers",)
_SEXES = ("female", "male", "other", "unknown")
_LEVELS = (
    "none", "primary", "secondary", "diploma", "associate", "bachelor", "master", "doctorate", "unknown",
)  # fmt: skip
_MARRIED = ("single", "married", "partnered", "separated", "divorced", "widowed", "unknown")

_of = partial(Feature, base="demographic", window="known now")
_word = partial(_of, type=_T.TEXT, otherwise="unknown")

FEATURES: tuple[Feature, ...] = (
    _of("age", _T.INTEGER, needs=_AGED, empty="no_age", goes="up"),
    _word("age_band", needs=_AGED, goes="up"),
    _word("gender", needs=("customers.gender",), values=_SEXES, goes="stays"),
    _word("education", needs=("customers.education",), values=_LEVELS),
    _of("education_rank", _T.INTEGER, needs=("customers.education",), empty="no_education", goes="up"),
    _word("marital_status", needs=("customers.marital_status",), values=_MARRIED),
    _of("household_size", _T.INTEGER, needs=("customers.household_size",), empty="no_number"),
    _of("children", _T.INTEGER, needs=_PARENTS, empty="no_number"),
    _of("has_children", _T.BOOLEAN, needs=_PARENTS, empty="not_said"),
    _of("income", _T.MONEY, needs=("customers.income",), empty="no_income"),
    _word("income_band", needs=("customers.income",)),
    _of("income_rank", _T.INTEGER, needs=("customers.income",), empty="no_income_band"),
    _word("occupation", needs=("customers.occupation",)),
)
"""All there can be, in the order in which they are listed; what a project declares comes on top."""
