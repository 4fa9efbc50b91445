"""Who customers are: age, gender, income, education, family, occupation."""

from __future__ import annotations

from bakhsh.tables.contracts import Feature, Type

__all__ = ["FEATURES"]

_BORN = ("customers.birth_date",)
_UNBORN = "no birth date, or an impossible one"

FEATURES: tuple[Feature, ...] = (
    Feature(
        "age", Type.INTEGER, "completed years of life", base="demographic", window="now", empty=_UNBORN, needs=_BORN
    ),
    Feature(
        "age_band", Type.TEXT, "the band the age lies in, such as 25-34; `unknown` where the age is",
        base="demographic", window="now", needs=_BORN, otherwise="unknown",
    ),
    Feature(
        "gender", Type.TEXT, "gender, in words every source shares", base="demographic", window="now",
        needs=("customers.gender",), values=("female", "male", "other", "unknown"), otherwise="unknown",
    ),
)  # fmt: skip
"""All there can be, in the order in which they are listed; what a project declares comes on top."""
