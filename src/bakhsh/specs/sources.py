"""Sources: where rows come from, how their bytes, pages and columns are read, and what counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bakhsh.errors import Where
from bakhsh.specs.words import NOWHERE, Title
from bakhsh.tables import Type

__all__ = [
    "CHARGES",
    "SHOP_KINDS",
    "SOURCE_ENTRY_POINTS",
    "UNCLEAR",
    "WRITTEN",
    "Reading",
    "Layout",
    "Join",
    "Database",
    "Shop",
    "ColumnMap",
    "Policy",
    "LeaveOut",
    "Source",
    "Identity",
]

SHOP_KINDS = ("woocommerce",)
"""Shops whose API is read without further packages."""


SOURCE_ENTRY_POINTS = "bakhsh.sources"
"""The entry points by which other packages bring kinds of shops."""


CHARGES = ("shipping", "fee", "tax")
"""What is charged beside the goods: columns of money, and kinds of lines."""

UNCLEAR = "@unclear"
"""A column of joined rows: which column of a joined table names several people or things for their key, if one does."""

WRITTEN = "written"
"""The unit of a column of money in which every cell names its own: one that names none is not taken."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How the bytes of a source's files are read. An empty string means "found out from the file"."""

    format: str = ""
    delimiter: str = ""
    encoding: str = "utf-8"
    header: bool = True
    quote: str = '"'
    decimal: str = "."
    columns: tuple[str, ...] = ()
    """Names of the columns where the file has no header; of a text of fixed width also where its header does not stand
    above them (that line is then passed over)."""
    widths: tuple[int, ...] = ()
    """Of a text of fixed width: how many characters each column takes; empty where blanks divide them."""
    members: tuple[str, ...] = ()
    """Of an archive: names or globs of the members to read; empty: all that are tables."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table lies on its page, for files that people arranged for the eye.

    The header is found by the names of the mapped columns, wherever it stands: `header_rows` rows whose names are
    joined by " / ". `sheets`: names or globs of the sheets to read (empty: every sheet that has the columns), a "!"
    before one leaves it out.
    `fill_down`: columns in which an empty cell means what stood above, where `fill_within` is named only as long as
    that column says the same. `totals`: words that mark a row as the sum of others. `wide`: columns (names or globs)
    each of which becomes rows of its own: its name is then the column "@column", its cell "@value"; "@month" among
    them is every column named after a month.
    Further columns there always are: "@sheet", "@file", "@line", "@title", the text above the header, and "@month", the
    first day of the month that the wide column, the sheet, the title or the file names; `year` is its year where none
    of them says one. `date`: columns of year, month and day, or of the last of them, which "@date" puts together; what
    they leave out is that of "@month". `same`: what a column is called on some sheets, and its name here. `between`:
    what stands in rows of its own between the records and says something of those below: "date", which is "@between".
    """

    sheets: tuple[str, ...] = ()
    header_rows: int = 1
    fill_down: tuple[str, ...] = ()
    fill_within: str = ""
    totals: tuple[str, ...] = ()
    wide: tuple[str, ...] = ()
    year: int = 0
    date: tuple[str, ...] = ()
    same: Mapping[str, str] = field(default_factory=dict)
    between: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Join:
    """A table beside the main one, whose columns are then called "NAME.column".

    `on`: columns of the main table (or of an earlier join, "orders.customer_id") and what they are called here. `keep`:
    "main", or "both": rows that nothing joins become rows with empty cells of the main table. Of several rows with one
    key the columns in `total` are added up; ids must be the same, or what asks for them is rejected; of the others the
    different values stand side by side, joined by " + ".
    """

    name: str
    files: tuple[str, ...]
    on: Mapping[str, str]
    keep: str = "main"
    total: tuple[str, ...] = ()
    reading: Reading = field(default_factory=Reading)
    layout: Layout = field(default_factory=Layout)
    at: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Database:
    """A query as a source. `url_env` names the environment variable that holds the SQLAlchemy URL. With `watermark`, a
    column of the result, only rows at or after the last one seen less `look_back_days` are asked for again."""

    url_env: str
    query: str
    watermark: str = ""
    look_back_days: int = 3


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop's own API as a source: `kind` (woocommerce), its address, and the environment variables of its keys."""

    kind: str
    url: str
    key_env: str
    secret_env: str
    look_back_days: int = 3


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which column of the file fills a column of a contract, and how its text is read.

    `column` is the contract's column (`order_id`), for tables beside the main one with the table before it
    (`items.category`); `form` a date form (`%d/%m/%Y %H:%M`, `jalali`, … see `loop.data.moments`; empty: Gregorian);
    `unit` a money unit other than the project's; `personal` keeps it out of everything but ADDRESSES; `digits`: numbers
    of fewer digits get their leading zeros back (0: none are lost).
    """

    column: str
    source: str
    form: str = ""
    unit: str = ""
    personal: bool = False
    type: Type | None = None
    digits: int = 0
    at: Where = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Policy:
    """What counts, declared per source; printed with counts on every reconciliation. Values are compared by matching
    key, and `*` in them stands for anything.

    `returns` names how a line is known to take something back: "negative" (quantity or amount below zero), "prefix"
    (order_id starts with `return_prefix`), "marked" (by `return_when` alone) or "none". `return_when`: lines whose
    column (of the file, or "@sheet") holds one of the values take something back too; their money is below zero,
    however it is written. `zero_price`: "keep" or "reject" lines that cost nothing; `negative_price`: "reject" or
    "keep". `pieces_not`: lines whose column (of the file) holds one of the values count something else than pieces
    (litres, points): their quantity is emptied and their money kept.

    `statuses`: order statuses that count ("*": all that no other list names). `cancelled`, `returned`, `unpaid`,
    `test`: statuses that do not, each with its own reason. Where any of the five is given, a status none of them names
    is left out as unknown; where none is, every order counts. A row without a status has that of its order's others.
    `leave_out`: rows left out for a reason of their own.

    `kinds`: items (by id or name) that are no product: shipping, fee, tax, discount. `per_order`: columns whose cell
    speaks of the whole order, whether it stands on its first row or on all of them; shared out over the order's lines
    by largest remainder. `includes`: what of discount, shipping, fee and tax the amount already contains; None: an
    amount that is the whole order's contains all of them, an amount of a line none that speak of the order. `counts`:
    what of shipping, fee and tax is revenue.

    `bucket_customers`: names or ids behind which many people stand (walk-in customers); `no_customer`: what becomes of
    rows that name nobody, "reject" or "bucket". Money of bucket customers is revenue; they are in no segment.

    `credits`: what the column `credit` holds, beside an amount of debits: "returns", or "payments", which are no sale.

    `same_lines`: rows of a numbered order that say exactly what another one of it says in the same reading: "keep" them
    (two equal lines were bought) or "drop" all but one (the file says them twice).
    """

    returns: str = "negative"
    return_prefix: str = ""
    zero_price: str = "keep"
    negative_price: str = "reject"
    pieces_not: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    statuses: tuple[str, ...] = ()
    cancelled: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()
    unpaid: tuple[str, ...] = ()
    test: tuple[str, ...] = ()
    leave_out: tuple[LeaveOut, ...] = ()
    return_when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    per_order: tuple[str, ...] = ()
    includes: tuple[str, ...] | None = None
    counts: tuple[str, ...] = CHARGES
    bucket_customers: tuple[str, ...] = ()
    no_customer: str = "reject"
    same_lines: str = "keep"
    credits: str = "returns"


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """Rows that do not count: those whose column (of the file, or "@sheet") holds one of the values, `*` standing for
    anything. `because`: cancelled, test_order, internal, not_a_sale or other."""

    column: str
    values: tuple[str, ...]
    because: str = "other"


@dataclass(frozen=True, slots=True)
class Source:
    """data/NAME.toml: files of one form (or a database, or a shop), and the contract one row of them fills.

    `files` are paths or globs relative to the project folder. `kinds`: types of further (open) columns. `numbering`:
    whose order numbers the files hold. A name: orders of that name alone, kept as NAME/number; "shared": several
    sources speak of the same orders and the latest word counts; empty: its own, while no other source says otherwise.
    `answers`: by scale, the columns that hold the answers to its items 1, 2, 3 …
    """

    name: str
    table: str
    files: tuple[str, ...]
    columns: tuple[ColumnMap, ...]
    reading: Reading = field(default_factory=Reading)
    policy: Policy = field(default_factory=Policy)
    title: Title = field(default_factory=dict)
    numbering: str = ""
    layout: Layout = field(default_factory=Layout)
    joins: tuple[Join, ...] = ()
    database: Database | None = None
    shop: Shop | None = None
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    at: Where = field(default=NOWHERE, compare=False, repr=False)

    @property
    def asked(self) -> tuple[str, ...]:
        """The columns of the file that the declaration speaks of, each once: the mapped ones, those policies ask and
        those that hold answers."""
        policy = self.policy
        of_policy = (*policy.pieces_not, *policy.return_when, *(one.column for one in policy.leave_out))
        of_answers = (name for names in self.answers.values() for name in names)
        return tuple(dict.fromkeys((*(one.source for one in self.columns), *of_policy, *of_answers)))


@dataclass(frozen=True, slots=True)
class Identity:
    """identity.toml: which ids are one customer. Ids that share an address of a channel in `same_by` are, unless more
    than `at_most` ids share it (a shop's own number, a family's). `same` and `different` are answers of the user: sets
    of customer ids that are one, or are not, whatever else is known."""

    same_by: tuple[str, ...] = ("mobile", "email")
    at_most: int = 5
    same: tuple[tuple[str, ...], ...] = ()
    different: tuple[tuple[str, ...], ...] = ()
