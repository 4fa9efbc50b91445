"""What happened: frozen values that the workspace returns and the faces show.

Every record turns into plain JSON by `as_json(record)`: the stable shape behind every `--json`. Money is in whole
minor units, shares are 0 to 1, dates are ISO 8601, sentences become {"id", "text", "args"}.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from bakhsh.language.sentences import Code, Money, Sentence, Share, Titled
from bakhsh.specs import Join, Layout, Policy
from bakhsh.stats import Interval

__all__ = [
    "AuditEntry", "BucketFiles", "Choice", "Cohort", "CohortTable", "Conversion", "CustomerExport", "CutPoints",
    "Delta", "Exclusion", "Explanation", "FeatureInfo", "FeatureWords", "Forgetting", "Guess", "GuessedColumn",
    "HandledFile",
    "Identities", "JoinedFile", "KnownAs", "LoadRecord", "Manifest", "Membership", "Merge", "Model", "MonthTotal",
    "NamedIn", "Overview", "Person", "Piece", "PlaceName", "PlaceWord", "Places", "Plan", "Proposal", "PrunePlan",
    "Question", "Readout", "Reconciliation", "RejectedRow", "Rejections", "RunRecord", "SegmentProfile",
    "SegmentationProfile", "SourceTotal", "SpelledWord", "Step",
    "UndoPlan", "WaveRecord", "WordShare", "as_json",
]  # fmt: skip


# ---- the store ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Piece:
    """One immutable file of the store: its path relative to the store's root (with /), its rows and bytes."""

    path: str
    rows: int
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Delta:
    """The whole history of every customer one load touched in one bucket: their ids, and rows per ledger table.

    A table without rows for those customers is absent from `tables`; its older rows for `ids` are void all the same.
    """

    ids: Piece
    tables: Mapping[str, Piece] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BucketFiles:
    """The files of one hash bucket: a base per table and later deltas, oldest first."""

    base: Mapping[str, Piece] = field(default_factory=dict)
    deltas: tuple[Delta, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """One version of the ledger: `loads` are the loads it contains, ascending; `history` holds what each of them
    brought, by load number and piece name ("entries-a", "versions", "rejected"): all else is derived from it.
    `buckets` are the derived tables per customer by hex digit; `whole` those without a customer (items). `without`
    counts the people who were forgotten since it was made: their rows are no longer in any of its pieces. `whole`
    also holds the aliases of merged ids; `identity` is the print of what identity.toml said of them, `settled` that of
    the aliases (empty: nobody has one), `notes` what is to be said of it."""

    version: int
    loads: tuple[int, ...] = ()
    history: Mapping[str, Mapping[str, Piece]] = field(default_factory=dict)
    buckets: Mapping[str, BucketFiles] = field(default_factory=dict)
    whole: Mapping[str, Piece] = field(default_factory=dict)
    without: int = 0
    identity: str = ""
    settled: str = ""
    notes: tuple[Sentence, ...] = ()


# ---- data --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class JoinedFile:
    """What became of a table beside the main one: of `rows` read, `repeated` shared their key with another row and were
    made one with it; `matched` rows that asked for one found it, `unmatched` found none; `unused` of its rows (one for
    each key) nothing asked for. `doubled`: keys whose rows name different ways to reach somebody, of which none is
    taken."""

    name: str
    files: tuple[str, ...]
    rows: int
    repeated: int
    matched: int
    unmatched: int
    unused: int
    doubled: int = 0


@dataclass(frozen=True, slots=True)
class LoadRecord:
    """One reading of a file, or of a database or a shop ("database: orders"); rows = kept + duplicates + rejected,
    always. `since`: only what was at or after this mark was asked for (empty: everything); `mark`: the highest one
    seen, from which the next reading goes on. `joined`: the tables beside it, in the declared order.
    `dropped`: orders that the reading before of the same file had and that this one has no more; they stay."""

    load: int
    source: str
    file: str
    fingerprint: str
    read_at: datetime
    rows: int
    kept: int
    duplicates: int
    rejected: int
    first_at: datetime | None = None
    last_at: datetime | None = None
    reasons: Mapping[str, int] = field(default_factory=dict)
    noticed: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """What was noticed of rows that were taken: by notice and column of the file, how many rows (of
    `order_money_heard` and `order_money_lost`: how many orders; of `kind_unknown`: by the word, not the column)."""
    since: str = ""
    mark: str = ""
    joined: tuple[JoinedFile, ...] = ()
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class GuessedColumn:
    """One column of a stranger's file: what it is taken for, how sure (0 to 1), why, three values (masked where
    personal), and how its cells are read. A column that fills two of ours is here twice."""

    source: str
    column: str
    sure: float
    because: Sentence
    examples: tuple[str, ...] = ()
    form: str = ""
    personal: bool = False
    unit: str = ""
    """The money unit its header names."""
    type: str = ""
    """Of a further column: its type."""
    cuts: tuple[str, ...] = ()
    """Of the column by which customers without orders are divided first: its cut points, the upper one first."""
    digits: int = 0
    """How many digits its codes had before a spreadsheet took leading zeros away; 0: it took none."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer there is to a question, and what it means."""

    value: str
    means: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What a file cannot say by itself. `key` is what an answer settles: `unit`, `form`, `amount_is` … or one of our
    columns. `choices` are the answers there are, the usual one first (none: any). `grave`: a wrong answer changes
    money, days or who bought, so it is never taken for granted."""

    key: str
    asked: Sentence
    choices: tuple[Choice, ...] = ()
    grave: bool = True


@dataclass(frozen=True, slots=True)
class Guess:
    """What a stranger's file seems to be; `new` writes it to data/NAME.toml and a run then obeys the file.

    `preset` names the kind of export it was recognised as (empty: none). `notes` say how the table lies, how its text
    is written, and what was taken for granted; `questions` what only a person knows. `beside` are guesses of further
    files that became sources of their own; those that only say more of this one's rows are in `joins`.
    """

    file: str
    table: str
    format: str
    delimiter: str
    encoding: str
    header: bool
    columns: tuple[GuessedColumn, ...]
    rows: int = 0
    questions: tuple[Question, ...] = ()
    decimal: str = "."
    widths: tuple[int, ...] = ()
    members: tuple[str, ...] = ()
    layout: Layout = field(default_factory=Layout)
    joins: tuple[Join, ...] = ()
    policy: Policy = field(default_factory=Policy)
    preset: str = ""
    unit: str = ""
    numbering: str = ""
    iranian: bool = False
    notes: tuple[Sentence, ...] = ()
    beside: tuple[Guess, ...] = ()
    named: bool = False
    """Whether the columns are named in the project though the file has a header: it does not stand above them."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Rows left out of revenue, or money taken off it, for one reason."""

    reason: str
    rows: int
    amount: int


@dataclass(frozen=True, slots=True)
class MonthTotal:
    """A calendar month: what the files say, what was left out and why, what was sold, returned, and what remains.

    file_amount = Σ exclusions.amount + sold - returned;  net = sold - returned. Minor units. `bucket`: what of net is
    of customers behind whom many people stand.
    """

    month: date
    rows: int
    file_amount: int
    sold: int
    returned: int
    net: int
    exclusions: tuple[Exclusion, ...] = ()
    bucket: int = 0


@dataclass(frozen=True, slots=True)
class SourceTotal:
    """The same of one source, over all months and the rows without a day."""

    source: str
    rows: int
    file_amount: int
    sold: int
    returned: int
    net: int
    exclusions: tuple[Exclusion, ...] = ()
    bucket: int = 0


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Revenue by month after the policy. `matched_returns` of `return_lines` were linked to the sale they undo,
    `of_earlier_month` of those undo a sale of an earlier month. `notes`: policy and assumptions in words. `undated`:
    rows left out whose day could not be read; with them, all months add up to what the files say, and so do all
    `sources`. `findings`: what somebody should look at, because nothing here decides it."""

    months: tuple[MonthTotal, ...]
    return_lines: int = 0
    matched_returns: int = 0
    of_earlier_month: int = 0
    notes: tuple[Sentence, ...] = ()
    undated: tuple[Exclusion, ...] = ()
    sources: tuple[SourceTotal, ...] = ()
    findings: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class FeatureInfo:
    """A feature: a named record of what is known of a customer as of a day.

    `origin`: standard (there always is), base (reckoned from what sources fill), own (declared in features/), column (a
    source's own). `grain`: what it is reckoned over; `window`: how far back; `empty`: what an empty value means.
    `lacks`: what it needs that the project has not ("customers.birth_date", of alternatives one); such a feature cannot
    be asked for. `title`: what people call it.
    """

    name: str
    type: str
    means: str
    origin: str
    title: Sentence | Titled | None = None
    base: str = ""
    grain: str = "customer"
    window: str = "ever"
    empty: str = ""
    lacks: tuple[str, ...] = ()


# ---- plan and run ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Step:
    """One step of a plan. `kind`: load, identity, features, learn, assign, profile, publish. `because` says why it is
    needed."""

    kind: str
    name: str
    because: Sentence
    rows: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do; `steps` empty means nothing has changed. `movers`: customers that would change segment, by
    segmentation: {"value": {"definition": 12, "customers": 40}}; sizes: {"value": {"champions": [before, after]}}."""

    as_of: date
    fingerprint: str
    depth: str
    steps: tuple[Step, ...]
    sizes: Mapping[str, Mapping[str, tuple[int, int]]] = field(default_factory=dict)
    movers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    notes: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """A learned model, numbers in JSON: `body` scores alone; `definition` is the print of what it was made for."""

    segmentation: str
    kind: str
    definition: str
    learned_as_of: date
    body: Mapping[str, Any]
    fingerprint: str
    notes: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One published run. `sizes` by segmentation and segment; `changed` False: everything stood already."""

    run: int
    as_of: date
    fingerprint: str
    ledger: int
    started_at: datetime
    finished_at: datetime | None
    state: str
    changed: bool
    customers: int
    sizes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    loads: tuple[LoadRecord, ...] = ()
    folder: str = ""
    current: bool = False
    notes: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class PrunePlan:
    """What `runs prune` would remove (or has removed, when `done`)."""

    runs: tuple[int, ...]
    files: tuple[str, ...]
    bytes: int
    done: bool = False


# ---- segments ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class WordShare:
    """A value of a feature of words: its share of a segment's customers, and of everybody."""

    value: str
    share: float
    of_all: float


@dataclass(frozen=True, slots=True)
class SegmentProfile:
    """What a segment is like. `means` are plain means of features over its customers (None: nobody has a value);
    `ratio` = its mean ÷ the mean over all customers (None where that is 0). `words`: of features of words the
    commonest values, `unknown` last."""

    segment: str
    title: Mapping[str, str]
    customers: int
    share: float
    revenue: int
    revenue_share: float
    means: Mapping[str, float | None] = field(default_factory=dict)
    ratios: Mapping[str, float | None] = field(default_factory=dict)
    rule: str = ""
    words: Mapping[str, tuple[WordShare, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CutPoints:
    """RFM's ruler and its grid: cut points per measure, customers and revenue per (r_score, f_score)."""

    recency: tuple[float, ...]
    frequency: tuple[float, ...]
    monetary: tuple[float, ...]
    scores: int
    grid: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """{"5-4": (customers, revenue)} by r_score-f_score."""


@dataclass(frozen=True, slots=True)
class SegmentationProfile:
    """All segments of a segmentation as of a day, in the declared order, with `others` (and, in RFM, customers without
    a purchase) last; sizes add up to all customers."""

    segmentation: str
    kind: str
    title: Mapping[str, str]
    meaning: str
    as_of: date
    customers: int
    revenue: int
    segments: tuple[SegmentProfile, ...]
    rfm: CutPoints | None = None
    model: str = ""
    learned_as_of: date | None = None
    notes: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Membership:
    """Why one customer is in one segment: in because …, would leave if …, nearest other segment."""

    segmentation: str
    segment: str
    title: Mapping[str, str]
    because: tuple[Sentence, ...]
    leaves_if: tuple[Sentence, ...] = ()
    nearest: str = ""
    strength: float | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """One customer as of a day: his features, his place in every segmentation, and the ids he is known under where
    there are several. `money`: the features that are amounts; `notes`: whether money is nominal or constant."""

    customer_id: str
    as_of: date
    features: Mapping[str, Any]
    memberships: tuple[Membership, ...]
    known_as: tuple[KnownAs, ...] = ()
    notes: tuple[Sentence, ...] = ()
    money: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownAs:
    """An id of a customer. `rule`: what joins it to the others (mobile, phone, email, answer; several with +), empty
    for the id that stays; `evidence`: how many addresses and answers do."""

    customer_id: str
    rule: str = ""
    evidence: int = 0


@dataclass(frozen=True, slots=True)
class Merge:
    """One customer behind several ids, the one that stays first."""

    customer_id: str
    ids: tuple[KnownAs, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two customers who may be one. `score`: 0.5 to 1; `because`: kinds of evidence (rare_name, name, city, birth_date,
    near_phone, phone, mailbox); `shown`: initials and city of each."""

    ids: tuple[str, str]
    score: float
    because: tuple[str, ...]
    shown: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Identities:
    """Who is who: `customers` have several ids, `merged` ids are under another one; `proposed` pairs wait for an
    answer; `doubtful` ids seem to stand for several people. Of merges and proposals the first hundred are listed."""

    customers: int
    merged: int
    merges: tuple[Merge, ...]
    proposed: int
    proposals: tuple[Proposal, ...]
    doubtful: tuple[str, ...] = ()
    notes: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class SpelledWord:
    """A spelling of the files and the term it is taken for. `known`: by a list of words or by an answer."""

    text: str
    term: str
    customers: int
    known: bool


@dataclass(frozen=True, slots=True)
class FeatureWords:
    """How files spell a feature. `empty`: of so many of the customers they say nothing."""

    feature: str
    customers: int
    empty: int
    words: tuple[SpelledWord, ...]


# ---- places ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class PlaceName:
    """A place by its id, in the project's language, with its province (empty where that is not known)."""

    place_id: str
    name: str
    province: str
    population: int | None = None


@dataclass(frozen=True, slots=True)
class PlaceWord:
    """What files say of where customers live, and how it is open: unknown, ambiguous or elsewhere (the city lies in
    another province than the one beside it). `among`: the places it can mean, the largest first."""

    city: str
    province: str
    country: str
    state: str
    customers: int
    among: tuple[PlaceName, ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """Where customers live: `counts` of customers by what is known of them (placed: the city; province, country: no
    further; unknown, ambiguous, elsewhere); `open` words, of which the first two hundred are listed."""

    counts: Mapping[str, int]
    open: int
    words: tuple[PlaceWord, ...]
    notes: tuple[Sentence, ...] = ()


# ---- watch -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Cohort:
    """Customers who first bought in `month`; active[k] of them bought in the k-th month after (active[0] = size)."""

    month: date
    size: int
    active: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CohortTable:
    """Retention by month of first purchase, up to as_of; the last month may be unfinished (`partial`)."""

    as_of: date
    calendar: str
    cohorts: tuple[Cohort, ...]
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """Everybody together as of a day. Minor units; `repeat_share`: of the buyers, those with two purchase days or more;
    `active_90`: bought in the last 90 days; `revenue_90` against the 90 days before. Bucket customers are
    in none of these; `bucket_revenue` is what came from them on top."""

    as_of: date
    customers: int
    buyers: int
    active_90: int
    repeat_share: float | None
    revenue: int
    orders: int
    average_order: float | None
    revenue_90: int
    revenue_before_90: int
    bucket_revenue: int = 0


# ---- targeting and uplift ----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class WaveRecord:
    """One sending of a campaign. candidates = treated + holdout + Σ suppressed; `dry` when nothing was written.

    A wave that is neither dry nor has `sent_at` is claimed: its lots are drawn, `files` is the folder it goes to.
    `chance` is the share left alone by lot, and with `window_days`, `outcome` and `offer` what the campaign said when
    the wave was sent: it is measured by these.
    """

    campaign: str
    wave: int
    as_of: date
    candidates: int
    treated: int
    holdout: int
    suppressed: Mapping[str, int]
    chance: float
    cost: int
    files: tuple[str, ...] = ()
    sent_at: datetime | None = None
    dry: bool = False
    notes: tuple[Sentence, ...] = ()
    window_days: int = 0
    outcome: str = ""
    offer: str = ""


@dataclass(frozen=True, slots=True)
class Conversion:
    """A further outcome of a readout: its mean in both arms and their difference with its interval."""

    outcome: str
    treated: float
    holdout: float
    difference: Interval


@dataclass(frozen=True, slots=True)
class Readout:
    """What a campaign caused, per customer and in all.

    `difference` is treated minus holdout of `outcome` (minor units for money) with its 90 % interval; `verdict`: works
    (interval above zero), hurts (below), cannot_tell (zero inside: `needed` more customers per the observed spread, or
    None), waiting (the window is not over on the ledger's last day). `incremental` = difference × treated;
    `roi` = (incremental - cost) ÷ cost with bounds, None without cost.
    """

    campaign: str
    wave: int
    outcome: str
    window_start: date | None
    window_end: date | None
    treated: int
    holdout: int
    treated_mean: float
    holdout_mean: float
    difference: Interval | None
    verdict: str
    needed: int | None = None
    incremental: Interval | None = None
    cost: int = 0
    roi: Interval | None = None
    also: tuple[Conversion, ...] = ()
    arm: str = "treated"
    notes: tuple[Sentence, ...] = ()


# ---- people's data -----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class AuditEntry:
    """What was done with people's data: `person` is a keyed hash of whose (empty: many people's), `asked_by` the user
    of the machine, `about` what it concerned (a campaign, a load), `counts` rows and files by name; `files` the copies
    that were written, relative to the project where they lie inside its folder."""

    entry: int
    at: datetime
    verb: str
    person: str = ""
    asked_by: str = ""
    about: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was not taken, masked as it is kept: where it stands, the reason's id and in words, the column of the
    file at fault and what stood there, and the row as it came, as JSON text."""

    load: int
    source: str
    file: str
    line: int
    reason: str
    why: Sentence
    part: str = ""
    column: str | None = None
    found: str | None = None
    row: str | None = None


@dataclass(frozen=True, slots=True)
class Rejections:
    """Rows that were not taken: `counts` by reason over all `total` of them, the first of them in `rows`; `file` where
    they were written whole."""

    loads: tuple[int, ...]
    counts: Mapping[str, int]
    total: int
    rows: tuple[RejectedRow, ...] = ()
    file: str = ""
    notes: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """What taking a load back changes: orders that go with it, orders that another load has otherwise and that count as
    it has them, and the customers whose orders these are. `details`: customers of whom names, addresses, consents or
    other details that the load brought go with it. `done` once it is taken back."""

    load: LoadRecord
    orders_gone: int
    orders_back: int
    customers: int
    done: bool = False
    details: int = 0


@dataclass(frozen=True, slots=True)
class CustomerExport:
    """Everything about one person was written to `files`; `counts` rows by subject, `person` his keyed hash."""

    person: str
    counts: Mapping[str, int]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Whom an id stands for: a name, and a telephone number or e-mail address; empty where none is known."""

    name: str = ""
    reach: str = ""


@dataclass(frozen=True, slots=True)
class HandledFile:
    """A file we wrote or keep that names the person: `rows` of his; `removed` where it goes as a whole, because rows
    cannot be taken out of it, or because the `whole` file is about him."""

    file: str
    rows: int
    removed: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class NamedIn:
    """A file of the user that names the person on so many lines; nobody but its owner changes it."""

    file: str
    lines: int


@dataclass(frozen=True, slots=True)
class Forgetting:
    """What forgetting a person removes, or, when `done`, has removed.

    `person` is his keyed hash, `already` the day on which he was forgotten before (then nothing is left to remove).
    `rows` of the ledger by table, over all its kept versions; `snapshots` are the numbers of the runs whose snapshot is
    rewritten, `waves` those of campaigns ("winback 2"); `files` are exported or kept ones, `sources` those of the user
    that still name him, `elsewhere` copies outside the project's folder that were handed out.
    """

    person: str
    day: date
    ids: int = 0
    addresses: int = 0
    rows: Mapping[str, int] = field(default_factory=dict)
    snapshots: tuple[int, ...] = ()
    waves: tuple[str, ...] = ()
    files: tuple[HandledFile, ...] = ()
    sources: tuple[NamedIn, ...] = ()
    elsewhere: tuple[NamedIn, ...] = ()
    already: date | None = None
    done: bool = False
    notes: tuple[Sentence, ...] = ()


def as_json(record: object) -> Any:
    """A record as JSON-ready values: dicts, lists, strings, numbers, booleans and None; keys are field names."""
    if isinstance(record, Sentence):
        return {"id": record.id, "text": str(record), "args": as_json(record.args)}
    if is_dataclass(record) and not isinstance(record, type):
        names = [one.name for one in fields(record)]
        values = {name: as_json(getattr(record, name)) for name in names}
        return values[names[0]] if isinstance(record, (Money, Share, Code)) else values
    if isinstance(record, Mapping):
        return {str(key): as_json(value) for key, value in record.items()}
    if isinstance(record, (tuple, list, set, frozenset)):
        return [as_json(value) for value in record]
    if isinstance(record, date):
        return record.isoformat()
    return record.value if isinstance(record, Enum) else record
