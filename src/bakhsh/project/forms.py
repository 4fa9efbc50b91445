"""The forms of the declared files: every key, its shape and what it means.

This is the one list. `read` takes files by it, `schema` gives it to editors, docs/reference/files.md is printed from
it. Names of keys are names of fields of `bakhsh.specs` wherever the value goes there unchanged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bakhsh.language.sentences import Code, Sentence
from bakhsh.language.units import UnknownUnit, unit
from bakhsh.project.columns import BESIDE, TABLES, column_names
from bakhsh.project.mistakes import codes, near
from bakhsh.project.shapes import (
    Flag,
    Key,
    Lookup,
    Many,
    Named,
    Number,
    Plain,
    Table,
    Text,
    Title,
    Whole,
    Written,
)  # fmt: skip
from bakhsh.tables import OUTCOMES, Type

__all__ = ["CAMPAIGN", "DAYS", "FEATURE", "FORMS", "KINDS", "NAME", "PROJECT", "SEGMENTATION", "SOURCE", "Form"]

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
KINDS = ("rule", "rfm")
LAYOUT = 1

NAME = Text(pattern="[a-z][a-z0-9_]{0,62}", form=Sentence("project.name_form"), empty=False)
"""Names stand in conditions, in paths and in tables: lower-case Latin letters, digits and _. A title says the rest."""


def _money_unit(code: str) -> Sentence | None:
    try:
        unit(code)
    except UnknownUnit as error:
        return error.sentence
    return None


def _timezone(name: str) -> Sentence | None:
    from zoneinfo import available_timezones

    known = available_timezones()
    if name in known:
        return None
    close = near(name, sorted(known))
    shown = close if len(close) <= 3 else ("UTC", "Asia/Tehran", "Europe/London")
    return Sentence("project.unknown_timezone", {"found": Code(name), "near": codes(shown)})


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of file: where such files lie in the project folder, what they declare, their keys."""

    kind: str
    folder: str
    means: str
    table: Table

    @property
    def pattern(self) -> str:
        return f"{self.folder}/*.toml" if self.folder else "bakhsh.toml"


_TITLE = Key("title", Title(), 'what people read: one text, or one a language: { en = "…", fa = "…" }')
_MEANING = Key("meaning", Text(), "what it is for, in a sentence")
_DAYS_KEPT = Whole(low=1)

PROJECT = Form(
    "project", "", "The project: how its people count and read.",
    Table((
        Key("name", Text(empty=False), "the business or the project, as its people call it", example='"Corner shop"'),
        Key("layout", Whole(low=1, high=LAYOUT), "the version of these files' layout"),
        Key("unit", Lookup(_money_unit, "GBP"), "money unit of files and reports: GBP, EUR, IRT (toman), IRR (rial) …"),
        Key("calendar", Text(("gregorian", "jalali")), "calendar of dates in reports, and of their months"),
        Key("language", Text(("en", "fa")), "language of reports and messages"),
        Key("timezone", Lookup(_timezone, "Europe/London"), "time zone of the business (IANA name)"),
        Key("weekend", Many(Text(DAYS)), "days that are the weekend"),
        Key("engine", Text(("duckdb",)), "who computes"),
        Key("margin", Number(0, 1), "share of revenue that is profit, used where no cost is known; always printed"),
        Key(
            "memory", Text(pattern=r"\d+(\.\d+)? ?([KMGT]i?B)", form=Sentence("project.memory_form"), example="2GB"),
            "memory the engine may use; empty: what the engine takes by itself",
        ),
        Key(
            "retention",
            Table((
                Key("runs_days", _DAYS_KEPT, "days after which a run that is not current may be pruned"),
                Key("files_days", _DAYS_KEPT, "days after which data files no run needs may be pruned"),
            )),
            "how long things are kept that nothing current needs",
        ),
    )),
)  # fmt: skip

_READING = Table((
    Key("format", Text(("csv", "parquet")), "csv or parquet; found out from the file's name where left out"),
    Key("delimiter", Text(), "what separates columns: \",\", \";\", \"\\t\" …; found out where left out"),
    Key("encoding", Text(empty=False, example="utf-8"), "encoding of the text: utf-8, windows-1256 …"),
    Key("header", Flag(), "whether the first line names the columns"),
    Key("quote", Text(), "what quotes a text"),
    Key("decimal", Text((".", ",", "/", "٫")), "decimal sign of numbers"),
    Key("columns", Many(Text(empty=False)), "names of the columns, in a file without a header"),
))  # fmt: skip
_COLUMN = Table(
    (
        Key("from", Text(empty=False), "the column of the file", example='"Column in the file"'),
        Key("form", Text(example="%d/%m/%Y %H:%M"), "form of its dates: %d/%m/%Y %H:%M, jalali …; empty: ISO"),
        Key("unit", Lookup(_money_unit, "IRR"), "money unit, where it is not the project's"),
        Key("personal", Flag(), "a person can be known by it: kept apart, masked everywhere else"),
        Key("type", Text(tuple(kind.value for kind in Type)), "type of a further column"),
    ),
    short="from",
)
_POLICY = Table((
    Key("returns", Text(("negative", "prefix", "none")), "how a line is known to take something back"),
    Key("return_prefix", Text(), "where returns = \"prefix\": how the order id of a return begins"),
    Key("zero_price", Text(("keep", "reject")), "lines that cost nothing"),
    Key("negative_price", Text(("reject", "keep")), "lines with a price below zero"),
    Key(
        "pieces_not", Named(Many(Plain(), lone=True)),
        "by column of the file: values whose lines count something else than pieces (litres, points)",
    ),
    Key("statuses", Many(Plain()), "order statuses that count; empty: all"),
))  # fmt: skip
SOURCE = Form(
    "data", "data", "A source: files of one form, and what their columns mean.",
    Table((
        Key("name", NAME, "its name; the file's own where left out"),
        _TITLE,
        Key("table", Text(TABLES), "what one row of the files is", example='"lines"'),
        Key("files", Many(Text(empty=False), least=1, lone=True), "paths, * allowed", example='["orders.csv"]'),
        Key("reading", _READING, "how the files are read"),
        Key(
            "columns", Named(_COLUMN, column_names(), BESIDE), "our column on the left, the file's on the right",
            example='{ order_id = "…", customer_id = "…" }',
        ),
        Key("policy", _POLICY, "what counts"),
        Key(
            "numbering", Text(pattern=NAME.pattern, form=NAME.form, example="shop"),
            "whose order numbers these are: a name, and they are its own; `shared`: other sources speak of the same "
            "orders and the later word counts; empty: refused where two sources say different things of one number",
        ),
    )),
)  # fmt: skip

FEATURE = Form(
    "features", "features", "A further feature, made of the known ones.",
    Table((
        Key("name", NAME, "its name; the file's own where left out"),
        _TITLE,
        _MEANING,
        Key("value", Written(value=True), "how it is computed", example='"spent(last = \'90 days\') / orders"'),
    )),
)  # fmt: skip

_SEGMENT = Table((
    Key("name", NAME, "its name in conditions and tables", example='"champions"'),
    _TITLE,
    Key("where", Written(), "who belongs to it; the first segment whose condition holds wins"),
))  # fmt: skip
_CUTS = Many(Number())
_RFM = Table((
    Key("scores", Whole(low=2, high=9), "steps of each score; 5: from 1 to 5, 5 is best"),
    Key("recency", _CUTS, "cut points in days, ascending; learned from the data where left out"),
    Key("frequency", _CUTS, "cut points in purchase days, ascending; learned where left out"),
    Key("monetary", _CUTS, "cut points in money, ascending; learned where left out"),
))  # fmt: skip
SEGMENTATION = Form(
    "segments", "segments", "A segmentation: one way of dividing all customers.",
    Table((
        Key("name", NAME, "its name; the file's own where left out"),
        _TITLE,
        _MEANING,
        Key("kind", Text(KINDS), "how customers are divided: by rules, or by an RFM grid", example='"rule"'),
        Key("segment", Many(_SEGMENT), "the segments of a rule segmentation, in the order in which they are tried"),
        Key("rfm", _RFM, "the ruler of an RFM segmentation"),
        Key("others", Title(), "what the rest is called"),
    )),
)  # fmt: skip

_OFFER = Table((
    Key("name", NAME, "its name", example='"discount10"'),
    _TITLE,
    Key("cost", Number(low=0, exact=True), "what it costs per treated customer, message included"),
    Key("text", Title(), "the message"),
))  # fmt: skip
CAMPAIGN = Form(
    "targeting", "targeting", "A campaign: who gets what, who is left alone by lot, what is measured.",
    Table((
        Key("name", NAME, "its name; the file's own where left out"),
        _TITLE,
        Key("occasion", Text(), "why now"),
        Key("audience", Written(), "who is asked in", example='"overdue >= 2"'),
        Key("offer", _OFFER, "what is given", example='{ name = "discount10", cost = 1.5 }'),
        Key("segmentation", Text(), "results are also told by segment of this segmentation"),
        Key("channel", Text(("file",)), "how it reaches people"),
        Key("holdout", Number(0, 0.9), "share of the kept customers left alone by lot, to know the effect"),
        Key("outcome", Text(tuple(c.name for c in OUTCOMES.columns[3:])), "what is measured"),
        Key("window_days", Whole(low=1, high=3660), "days after the sending in which it is measured"),
        Key("consent", Text(), "purpose whose permission must be on record; empty: none is asked for"),
        Key("rest_days", Whole(), "who was treated by any campaign in so many days is left out"),
        Key("limit", Whole(low=1), "at most so many customers, treated and left alone together"),
    )),
)  # fmt: skip

FORMS: Mapping[str, Form] = {form.kind: form for form in (PROJECT, SOURCE, FEATURE, SEGMENTATION, CAMPAIGN)}
