"""prices.toml: its keys, and the spec they become."""

from __future__ import annotations

from typing import Any

from bakhsh.language.months import parse_month
from bakhsh.language.sentences import Code, Sentence
from bakhsh.project.form import Form
from bakhsh.project.mistakes import mistake
from bakhsh.project.shapes import Key, Lookup, Mistakes, Table, Taken, Text
from bakhsh.specs import Prices

__all__ = ["FORM", "build"]


def _month(text: str) -> Sentence | None:
    return None if parse_month(text) else Sentence("prices.month_form")


FORM = Form(
    "prices", "", "How money of different months is made comparable.",
    Table((
        Key(
            "constant", Text(("off", "table", "own", "rank")),
            "by a price index, by the shop's own prices, by the rank within the month, or not",
        ),
        Key("table", Text(empty=False), "a CSV file with a column `month` and a column `level`, beside this file"),
        Key("base", Lookup(_month, "1403-01"), "month in whose money rulers count; left out: the first with a level"),
    )),
    file="prices.toml",
)  # fmt: skip


def build(taken: Taken, mistakes: Mistakes) -> Prices:
    """The spec; what could not be taken has its default. A table and `constant = "table"` belong together."""
    values: dict[str, Any] = dict(taken)
    if (taken.get("constant") == "table") != ("table" in taken):
        lines = {"one": Code('constant = "table"'), "other": Code('table = "data/cpi.csv"')}
        mistakes.append(mistake(taken.at, Sentence("prices.belong_together", lines)))
        values |= {"constant": "off", "table": ""}
    if found := parse_month(taken.get("base", "")):
        values["base"] = found[0]
    return Prices(**values, at=taken.at)
