"""The forms of the declared files: every key, its shape and what it means.

This is the one list. `read` takes files by it, `schema` gives it to editors, docs/reference/files.md is printed from
it. Names of keys are names of fields of `bakhsh.specs` wherever the value goes there unchanged.
"""

from __future__ import annotations

from collections.abc import Mapping

from bakhsh.language.sentences import Code, Sentence
from bakhsh.language.units import UnknownUnit, unit
from bakhsh.project import banded, divided
from bakhsh.project.bases import BASES
from bakhsh.project.columns import BESIDE, TABLES, column_names
from bakhsh.project.form import NAME, Form
from bakhsh.project.mistakes import codes, near
from bakhsh.project.outside import shop_address, shop_kind, variable
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
from bakhsh.specs import CHARGES, SHOP_KINDS, WRITTEN
from bakhsh.tables import OUTCOMES, Type

__all__ = [
    "CAMPAIGN", "DAYS", "FEATURE", "FORMS", "IDENTITY", "KINDS", "NAME", "PROJECT", "SEGMENTATION", "SOURCE", "Form",
]  # fmt: skip

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
KINDS = ("rule", "rfm", "cluster", "cross", "predicted")
LAYOUT = 1


def _money_unit(code: str) -> Sentence | None:
    try:
        unit(code)
    except UnknownUnit as error:
        return error.sentence
    return None


def _cell_unit(code: str) -> Sentence | None:
    return None if code == WRITTEN else _money_unit(code)


def _timezone(name: str) -> Sentence | None:
    from zoneinfo import available_timezones

    known = available_timezones()
    if name in known:
        return None
    close = near(name, sorted(known))
    shown = close if len(close) <= 3 else ("UTC", "Asia/Tehran", "Europe/London")
    return Sentence("project.unknown_timezone", {"found": Code(name), "near": codes(shown)})


_TITLE = Key("title", Title(), 'what people read: one text, or one a language: { en = "…", fa = "…" }')
_MEANING = Key("meaning", Title(), "what it is for, in a sentence: one text, or one a language")
_DAYS_KEPT = Whole(low=1)
_FEWEST = Whole(low=3)
"""Of two customers each would know what the other is."""

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
        Key(
            "told",
            Table((
                Key("customers", _FEWEST, "of who customers are and where they live"),
                Key("values", _FEWEST, "of what customers value and like"),
            )),
            "how many customers must stand behind a share or a mean before it is told of a segment",
        ),
    )),
)  # fmt: skip

_FORMATS = ("csv", "fixed", "json", "parquet", "woocommerce", "workbook")
_READING = Table((
    Key("format", Text(_FORMATS), "form of the files (woocommerce: its orders as JSON); found out where left out"),
    Key("delimiter", Text(), "what separates columns: \",\", \";\", \"\\t\" …; found out where left out"),
    Key("encoding", Text(empty=False, example="utf-8"), "encoding of the text: utf-8, windows-1256 …"),
    Key("header", Flag(), "whether the first line names the columns"),
    Key("quote", Text(), "what quotes a text"),
    Key("decimal", Text((".", ",", "/", "٫")), "decimal sign of numbers"),
    Key("columns", Many(Text(empty=False)), "names of the columns, where no header names them"),
    Key("widths", Many(Whole(low=1)), "characters of each column, in a text of fixed width"),
    Key("members", Many(Text(empty=False), lone=True), "members of an archive to read, * allowed; empty: all tables"),
))  # fmt: skip
_NAMES = Many(Text(empty=False), lone=True)
_LAYOUT = Table((
    Key("sheets", _NAMES, "sheets to read, * allowed, `!` before one leaves it out; empty: all that have the columns"),
    Key("header_rows", Whole(low=1, high=5), "rows that name the columns; names of several are joined by ` / `"),
    Key("fill_down", _NAMES, "columns in which an empty cell means what stood above"),
    Key("fill_within", Text(empty=False), "… as long as this column says the same"),
    Key("totals", _NAMES, "words that mark a row as the sum of others"),
    Key("wide", _NAMES, "columns that become rows, * allowed, `@month` all named after months: `@column` and `@value`"),
    Key("year", Whole(low=1200, high=2300), "the year of `@month`, where sheets and columns name the month alone"),
    Key("date", _NAMES, "columns of year, month and day, or of the day alone: together they are `@date`"),
    Key("same", Named(Text(empty=False)), "what a column is called on some sheets, and its name here"),
    Key("between", Many(Text(("date",)), lone=True), "rows that hold nothing but a date: `@between` of the rows below"),
))  # fmt: skip
_JOIN = Table((
    Key("name", NAME, "its columns are then called `name.column`", example='"orders"'),
    Key("files", _NAMES, "paths, * allowed", example='"orders.csv"'),
    Key(
        "on", Named(Text(empty=False)), "columns of the main table on the left, this one's on the right",
        example='{ order_id = "order_id" }',
    ),
    Key("keep", Text(("main", "both")), "`both`: rows that nothing joins become rows of their own"),
    Key("total", _NAMES, "columns added up where several rows have one key"),
    Key("reading", _READING, "how its files are read"),
    Key("layout", _LAYOUT, "how the table lies on its page"),
))  # fmt: skip
_LOOK_BACK = Key("look_back_days", Whole(high=3660), "days before the last row seen that are asked for again")
_VARIABLE = Lookup(variable, "SHOP_DB")
_ADDRESS = Lookup(shop_address, "https://shop.example")
_DATABASE = Table((
    Key("url_env", _VARIABLE, "environment variable that holds the database's URL", example='"SHOP_DB"'),
    Key("query", Text(empty=False), "the query whose rows are read", example='"select * from orders"'),
    Key("watermark", Text(), "column of the result that grows: only later rows are asked for again"),
    _LOOK_BACK,
))  # fmt: skip
_SHOP = Table((
    Key("kind", Lookup(shop_kind, SHOP_KINDS[0]), "the shop's system", example='"woocommerce"'),
    Key("url", _ADDRESS, "address of the shop", example='"https://shop.example"'),
    Key("key_env", _VARIABLE, "environment variable that holds the key", example='"WOO_KEY"'),
    Key("secret_env", _VARIABLE, "environment variable that holds the secret", example='"WOO_SECRET"'),
    _LOOK_BACK,
))  # fmt: skip
_COLUMN = Table(
    (
        Key("from", Text(empty=False), "the column of the file", example='"Column in the file"'),
        Key(
            "form",
            Text(example="%d/%m/%Y %H:%M"),
            "form of its dates: jalali, either, excel, %d/%m/%Y %H:%M …; empty: Gregorian",
        ),
        Key(
            "unit",
            Lookup(_cell_unit, "IRR"),
            "money unit, where it is not the project's; `written`: every cell names its own",
        ),
        Key("personal", Flag(), "a person can be known by it: kept apart, masked everywhere else"),
        Key("type", Text(tuple(kind.value for kind in Type)), "type of a further column"),
        Key("digits", Whole(low=1, high=30), "digits of a number that lost its leading zeros: they are put back"),
    ),
    short="from",
)
_CONTAINED = ("discount", *CHARGES)
PER_ORDER = ("amount", *_CONTAINED, "refunded")
_LEAVE_OUT = Table((
    Key("column", Text(empty=False), "the column of the file", example='"Customer"'),
    Key("values", Many(Plain(), least=1, lone=True), "what stands in it, * allowed", example='["test*"]'),
    Key("because", Text(("cancelled", "test_order", "internal", "not_a_sale", "other")), "why"),
))  # fmt: skip
_KINDS = Table(tuple(
    Key(kind, Many(Plain(), lone=True), f"items that are {kind}") for kind in ("product", *CHARGES, "discount")
))  # fmt: skip
_POLICY = Table((
    Key("returns", Text(("negative", "prefix", "marked", "none")), "how a line is known to take something back"),
    Key("return_prefix", Text(), "where returns = \"prefix\": how the order id of a return begins"),
    Key("zero_price", Text(("keep", "reject")), "lines that cost nothing"),
    Key("negative_price", Text(("reject", "keep")), "lines with a price below zero"),
    Key(
        "pieces_not", Named(Many(Plain(), lone=True)),
        "by column of the file: values whose lines count something else than pieces (litres, points)",
    ),
    Key("statuses", Many(Plain()), "order statuses that count; `*`: all that are not named next"),
    Key("cancelled", Many(Plain()), "statuses of cancelled orders"),
    Key("returned", Many(Plain()), "statuses of orders taken back whole"),
    Key("unpaid", Many(Plain()), "statuses of orders nobody paid"),
    Key("test", Many(Plain()), "statuses of test orders"),
    Key("leave_out", Many(_LEAVE_OUT), "rows left out for a reason of their own"),
    Key("return_when", Named(Many(Plain(), lone=True)), "by column of the file: values whose lines take back"),
    Key("kinds", _KINDS, "items (by id or name) and words of a `kind` column: what they are"),
    Key("per_order", Many(Text(PER_ORDER)), "columns that speak of the whole order, shared out over its lines"),
    Key("includes", Many(Text(_CONTAINED)), "what the amount already contains; left out: all, if it is the order's"),
    Key("counts", Many(Text(CHARGES)), "what of shipping, fee and tax is revenue"),
    Key("bucket_customers", Many(Plain()), "names or ids behind which many people stand; in no segment"),
    Key("no_customer", Text(("reject", "bucket")), "what becomes of rows that name nobody"),
    Key("credits", Text(("returns", "payments")), "what a ledger's column `credit` holds"),
    Key("same_lines", Text(("keep", "drop")), "rows of a numbered order that say just the same: bought, or said twice"),
))  # fmt: skip
SOURCE = Form(
    "data", "data", "A source: files of one form, and what their columns mean.",
    Table((
        Key("name", NAME, "its name; the file's own where left out"),
        _TITLE,
        Key("table", Text(TABLES), "what one row of the files is", example='"lines"'),
        Key("files", Many(Text(empty=False), least=1, lone=True), "paths, * allowed; or a database, or a shop"),
        Key("database", _DATABASE, "a query, instead of files"),
        Key("shop", _SHOP, "a shop's own API, instead of files"),
        Key("reading", _READING, "how the files are read"),
        Key("layout", _LAYOUT, "how the table lies on its page"),
        Key("join", Many(_JOIN), "tables beside the main one"),
        Key(
            "columns", Named(_COLUMN, column_names(), BESIDE), "our column on the left, the file's on the right",
            example='{ order_id = "…", customer_id = "…" }',
        ),
        Key(
            "answers", Named(Many(Text(empty=False), least=1)),
            "by scale, the columns that hold the answers to its items 1, 2, 3 … (a file with a column an item)",
        ),
        Key("policy", _POLICY, "what counts"),
        Key(
            "numbering", Text(pattern=NAME.pattern, form=NAME.form, example="shop"),
            "whose order numbers these are: a name, and they are its own; `shared`: other sources speak of the same "
            "orders and the later word counts; empty: refused where two sources say different things of one number",
        ),
    )),
)  # fmt: skip

IDENTITY = Form(
    "identity", "", "Which ids are one customer.",
    Table((
        Key("same_by", Many(Text(("mobile", "phone", "email"))), "ids that share one of these are one customer"),
        Key("at_most", Whole(low=2), "an address that more ids share says nothing"),
        Key("same", Many(Many(Plain(), least=2)), "customer ids that are one, whatever else is known"),
        Key("different", Many(Many(Plain(), least=2)), "customer ids that are not"),
    )),
    file="identity.toml",
)  # fmt: skip

FEATURE = Form(
    "features", "features", "A further feature, made of the known ones.",
    Table((
        Key("name", NAME, "its name; the file's own where left out"),
        _TITLE,
        Key("meaning", Title(), "what it means: one text, or one a language"),
        Key("empty", Title(), "what it means that a customer has no value: one text, or one a language"),
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
    Key("money", Text(("nominal", "constant")), "money as it was paid, or made comparable as prices.toml says"),
))  # fmt: skip
SEGMENTATION = Form(
    "segments", "segments", "A segmentation: one way of dividing all customers.",
    Table((
        Key("name", NAME, "its name; the file's own where left out"),
        _TITLE,
        _MEANING,
        Key(
            "kind", Text(KINDS), "how customers are divided: by rules, by an RFM grid, into groups found in the data "
            "(cluster), by other segmentations crossed, or into bands of a value or stages of life (predicted)",
            example='"rule"',
        ),
        Key(
            "segment", Many(_SEGMENT), "the segments of a rule segmentation, in the order in which they are tried; of "
            "other kinds, what their segments are called",
        ),
        Key("rfm", _RFM, "the ruler of an RFM segmentation"),
        *divided.KEYS,
        *banded.KEYS,
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

FORMS: Mapping[str, Form] = {
    form.kind: form
    for form in (PROJECT, SOURCE, IDENTITY, *(one.form for one in BASES), FEATURE, SEGMENTATION, CAMPAIGN)
}
