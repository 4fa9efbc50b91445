"""Who customers are: age, gender, income, education, family, occupation."""

from __future__ import annotations

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


def _f(
    name: str, kind: Type, means: str, needs: tuple[str, ...], empty: str = "", *, values: tuple[str, ...] = ()
) -> Feature:
    """A feature of the day; a word is `unknown` where nothing is known."""
    return Feature(
        name, kind, means, base="demographic", window="now", empty=empty, needs=needs, values=values,
        otherwise="unknown" if kind is Type.TEXT else "",
    )  # fmt: skip


FEATURES: tuple[Feature, ...] = (
    _f(
        "age", _T.INTEGER, "completed years of life; from a year of birth alone it may be a year off", _AGED,
        "no age is said but perhaps a band, or an impossible one",
    ),
    _f("age_band", _T.TEXT, "the band the age lies in, such as 25-34; `unknown` where the age is", _AGED),
    _f("gender", _T.TEXT, "gender, in words every source shares", ("customers.gender",), values=_SEXES),
    _f("education", _T.TEXT, "the highest level finished", ("customers.education",), values=_LEVELS),
    _f(
        "education_rank", _T.INTEGER, "the level's place: 1 none to 8 doctorate, 6 a bachelor's degree",
        ("customers.education",), "the level is unknown",
    ),
    _f("marital_status", _T.TEXT, "marital status", ("customers.marital_status",), values=_MARRIED),
    _f(
        "household_size", _T.INTEGER, "people in the household, the customer too; \"5+\" is 5",
        ("customers.household_size",), "no number is said, or an impossible one",
    ),
    _f(
        "children", _T.INTEGER, "number of children, teenagers counted apart included; \"3+\" is 3", _PARENTS,
        "no number is said, or an impossible one",
    ),
    _f("has_children", _T.BOOLEAN, "whether there are children", _PARENTS, "not said"),
    _f(
        "income", _T.MONEY, "income as the source says it, for a month or a year alike", ("customers.income",),
        "no amount is said but perhaps a band, or one that nobody believes",
    ),
    _f(
        "income_band", _T.TEXT, "the declared band, else the source's own, else the fifth of customers",
        ("customers.income",),
    ),
    _f(
        "income_rank", _T.INTEGER, "the band's place from 1, the lowest, on", ("customers.income",),
        "the band is unknown",
    ),
    _f(
        "occupation", _T.TEXT, "occupation: a group everybody shares, else as the source says it",
        ("customers.occupation",),
    ),
)  # fmt: skip
"""All there can be, in the order in which they are listed; what a project declares comes on top."""
