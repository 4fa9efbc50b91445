"""How the tables of a stranger's file seem to lie on their pages: a guess as a layout, with its reasons in words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bakhsh.edges.sources.arrange import arranged
from bakhsh.edges.sources.between import date_alone
from bakhsh.edges.sources.grouping import Grouped, grouped
from bakhsh.edges.sources.headings import MONTHS
from bakhsh.edges.sources.marks import Mark, Marks, looks_like_number
from bakhsh.edges.sources.month_names import first_day, month_of
from bakhsh.edges.sources.remarks import remarks
from bakhsh.edges.sources.sums import sums_of
from bakhsh.edges.sources.together import Together, together
from bakhsh.edges.sources.views import View, role_of, views
from bakhsh.language.digits import to_latin
from bakhsh.language.keys import matching_key
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.language.units import unit_of_header
from bakhsh.specs import Layout, Reading

__all__ = ["PageGuess", "PageQuestion", "guess_layout", "says_return"]

_RETURNS = re.compile(r"برگشت|مرجوع|عودت|\breturn|\brefund|\bcredit note")
_SALES = re.compile(r"فروش|خرید|سفارش|\bsale|\border|\binvoice")
_BACK = re.compile(r"(?:برگشت\w*|مرجوع\w*|عودت)(?:\s+از)?(?:\s+(?:فروش|خرید))?|return\w*|refund\w*")


@dataclass(frozen=True, slots=True)
class PageQuestion:
    """What the pages alone cannot say. `choices` are the answers there are, empty where any is one.

    `key`: "year" (of months that name none), "blank_below" (whether an empty customer is the one above: "above" or
    "nobody") or "sheets_left" (whether sheets with orders may be left out).
    """

    key: str
    asked: Sentence
    choices: tuple[tuple[str, Sentence], ...] = ()


@dataclass(frozen=True, slots=True)
class PageGuess:
    """How a file is laid out.

    `layout` and `reading` read it; `names` are the columns it then has, besides the pseudo-columns in `parts`, which
    say what they fill ({"@month": "ordered_at", "@value": "amount", "@sheet": "branch"}): `wanted` is both together, to
    be handed to `files.read_batches`. `returns` is for `Policy.return_when`: sheets or titles that hold what was taken
    back. `unit` is the money unit that titles or sheets name (empty: none does, or they differ, see the notes).
    """

    layout: Layout
    reading: Reading
    names: tuple[str, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)
    returns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unit: str = ""
    notes: tuple[Sentence, ...] = ()
    questions: tuple[PageQuestion, ...] = ()
    plain: bool = True
    """Whether the first line is the header and nothing else is to be known: such a text is read the fast way."""

    @property
    def wanted(self) -> tuple[str, ...]:
        return (*self.names, *self.parts, *(name for name in self.returns if name not in self.parts))


def guess_layout(path: Path, reading: Reading, answers: Mapping[str, str] | None = None) -> PageGuess:
    """The layout that the pages of `path` (a workbook, or delimited text as `reading` divides it) seem to have.

    Judged by up to 5,000 rows a page. A table whose header is the first row and which has nothing odd about it gives
    `Layout()`. `answers` settle what was asked. Files of another form have no pages: their layout is plain. Raises as
    `files.parts_of` does.
    """
    pages = list(views(path, reading))
    found = together(pages)
    if found is None:
        return PageGuess(Layout(), reading)
    draft = _Draft(path.name, found, answers or {})
    names, layout = _table(draft)
    guessed = PageGuess(layout, _as_page(reading, found.main), names, _parts(draft, layout))
    reasons, titles = _tried(draft, guessed)
    returns = _returns(found, titles)
    notes = (*draft.notes, *_said_of_returns(returns), *remarks(found.tables, reasons))
    return replace(
        guessed, returns=returns, unit=_unit(draft), notes=(*notes, *draft.late), questions=tuple(draft.questions),
        plain=_is_plain(guessed, found, reasons),
    )  # fmt: skip


def _is_plain(guessed: PageGuess, found: Together, reasons: Mapping[str, int]) -> bool:
    header = found.main.place == 0 and len(found.tables) == 1
    return header and guessed.layout == Layout() and not guessed.parts and not any(reasons.values())


@dataclass(slots=True)
class _Draft:
    """A guess in the making."""

    file: str
    found: Together
    answers: Mapping[str, str]
    notes: list[Sentence] = field(default_factory=list)
    late: list[Sentence] = field(default_factory=list)
    questions: list[PageQuestion] = field(default_factory=list)


def _as_page(reading: Reading, main: View) -> Reading:
    """A text whose first line is a title has a header all the same."""
    if reading.format == "workbook" or (main.place == 0 and reading.header):
        return reading
    return replace(reading, header=True, columns=()) if main.place > 0 else reading


# ---- the table ---------------------------------------------------------------------------------------------------
def _table(draft: _Draft) -> tuple[tuple[str, ...], Layout]:
    """The names of its columns and how it lies."""
    main = draft.found.main
    draft.notes += _said_of_header(main)
    draft.notes += draft.found.notes
    if draft.found.otherwise and not draft.answers.get("sheets_left"):
        asked = Sentence("pages.ask_sheets_left", {"sheets": draft.found.otherwise})
        choices = (("leave_out", Sentence("pages.leave_out")),)
        draft.questions.append(PageQuestion("sheets_left", asked, choices))
    months = _months(main) or _branch_columns(main)
    side = _side_by_side(main)
    if side:
        draft.notes.append(Sentence("pages.side_by_side", {"columns": tuple(map(Code, side))}))
    named = [name for name, one in zip(main.names, main.parts, strict=True) if one]
    names = side or tuple(name for name in named if name not in months)
    if months:
        # A sum over the months stands beside them as a rule.
        marks = Marks()
        names = tuple(name for name in names if marks.of(name) is not Mark.TOTAL)
        measures = dict.fromkeys(one[-1] for one in main.parts if len(one) > 1 and month_of(one[0]))
        names = (*names, *measures)
        args: dict[str, Argument] = {"columns": tuple(map(Code, months)), "count": len(months)}
        draft.notes.append(Sentence("pages.wide", args) if _months(main) else Sentence("pages.wide_branches", args))
    blanks = Grouped() if months or side else _blanks(draft)
    wide = () if not months else (MONTHS,) if _months(main) else months
    dated = not wide and _dated_between(draft)
    layout = Layout(
        sheets=draft.found.sheets, header_rows=main.count, fill_down=blanks.fill_down, fill_within=blanks.within,
        wide=wide, year=0 if dated else _year(draft), date=() if MONTHS in wide or dated else _date(draft),
        same=draft.found.same, between=("date",) if dated else (),
        totals=_totals(draft),
    )  # fmt: skip
    return names, layout


def _totals(draft: _Draft) -> tuple[str, ...]:
    """Words beyond the known ones whose rows are proven to be sums."""
    found = [sums_of(view) for view in draft.found.tables]
    words = tuple(dict.fromkeys(word for one in found for word in one.words))
    if words:
        args: dict[str, Argument] = {"words": tuple(map(Code, words)), "count": sum(one.rows for one in found)}
        draft.notes.append(Sentence("guess.sums_found", args))
    return words


def _months(main: View) -> tuple[str, ...]:
    """The columns named after different months, where there are at least two and no column holds dates."""
    found = {name: month for name, one in zip(main.names, main.parts, strict=True)
             if one and (month := month_of(one[0]))}  # fmt: skip
    dated = any(role_of(name) == "ordered_at" for name in main.names if name not in found)
    return tuple(found) if len(set(found.values())) > 1 and not dated else ()


_BRANCH = re.compile(r"(?:شعبهٔ?|فروشگاه|branch|store)\s+\S.*", re.IGNORECASE)


def _branch_columns(main: View) -> tuple[str, ...]:
    """The columns of numbers that are named after different branches, where there are at least two and none holds the
    amount by itself."""
    found = [place for place, one in enumerate(main.parts) if one and _BRANCH.fullmatch(one[0])]
    marks = Marks()
    others = (name for place, name in enumerate(main.names) if place not in found and marks.of(name) is not Mark.TOTAL)
    cells = [cell for place in found for cell in main.column(place) if cell]
    numbers = bool(cells) and all(map(looks_like_number, cells))
    told = any(role_of(name) in ("amount", "price") for name in others)
    fits = main.count == 1 and len(found) > 1 and numbers and not told
    return tuple(main.names[place] for place in found) if fits else ()


def _side_by_side(main: View) -> tuple[str, ...]:
    """The columns of a table that lies on the page more than once, side by side; empty where it does not."""
    keys = [matching_key(" / ".join(one)) for one in main.parts]
    times = Counter(key for key in keys if key)
    again = [i for i, key in enumerate(keys) if key and times[key] == max(times.values()) > 1]
    names = tuple(main.names[i] for i in again if keys.index(keys[i]) == i)
    roles = {role_of(name) for name in names}
    return names if "ordered_at" in roles and roles & {"amount", "price"} and len(names) > 2 else ()


def _blanks(draft: _Draft) -> Grouped:
    """What empty cells mean; the user's word where the page does not say it."""
    found = max((grouped(view) for view in draft.found.tables), key=lambda one: len(one.fill_down) + len(one.doubtful))
    if found.doubtful:
        asked = Sentence("pages.ask_blank_below", {"columns": tuple(map(Code, found.doubtful))})
        choices = (("above", Sentence("pages.blank_is_above")), ("nobody", Sentence("pages.blank_is_nobody")))
        answer = draft.answers.get("blank_below", "")
        if not answer:
            draft.questions.append(PageQuestion("blank_below", asked, choices))
        if answer == "above":
            found = Grouped((*found.fill_down, *found.doubtful), found.within)
    if found.fill_down:
        args: dict[str, Argument] = {"columns": tuple(map(Code, found.fill_down))}
        draft.notes.append(Sentence("pages.fill_down", args))
    return found


def _said_of_header(main: View) -> Iterator[Sentence]:
    if main.place > 0:
        yield Sentence("pages.header_at", {"line": main.rows[main.place][0]})
    if main.count > 1:
        yield Sentence("pages.header_rows", {"count": main.count})


# ---- months, branches, returns -----------------------------------------------------------------------------------
def _parts(draft: _Draft, layout: Layout) -> dict[str, str]:
    """What the pseudo-columns fill."""
    found, main = draft.found, draft.found.main
    roles = {role_of(name) for name in main.names}
    parts: dict[str, str] = {}
    if layout.wide:
        if MONTHS in layout.wide:
            parts["@month"] = "ordered_at"
        else:
            parts["@column"] = "branch"
        if main.count == 1:
            parts["@value"] = "amount"
    elif layout.between:
        parts["@between"] = "ordered_at"
        draft.notes.append(Sentence("policy.dates_between"))
    elif layout.date:
        parts["@date"] = "ordered_at"
        draft.notes.append(Sentence("pages.date_of_parts", {"columns": tuple(map(Code, layout.date))}))
    elif "ordered_at" not in roles and all(_names_month(draft, view) for view in found.tables):
        parts["@month"] = "ordered_at"
        draft.notes.append(Sentence("pages.month_is_date"))
    if found.branches and "branch" not in roles:
        parts["@sheet"] = "branch"
    return parts


def _dated_between(draft: _Draft) -> bool:
    """Whether no column holds dates and rows between the records hold nothing else: at least two, on every page, with
    records below."""
    main = draft.found.main
    if any(role_of(name) == "ordered_at" for name in main.names):
        return False
    found = 0
    for view in draft.found.tables:
        rows = [cells for _, cells in view.rows if any(cells)]
        dates = [place for place, cells in enumerate(rows) if date_alone(cells)]
        if not dates or len(rows) < 2 * len(dates):
            return False
        found += len(dates)
    return found > 1


_PARTS = (("سال", "year"), ("ماه", "month"), ("روز", "day"))


def _date(draft: _Draft) -> tuple[str, ...]:
    """The columns of year, month and day where no column holds whole dates: all that are there, the day always, the
    month where the pages name none."""
    main = draft.found.main
    named = {matching_key(name): place for place, name in enumerate(main.names) if main.parts[place]}
    places = [
        next((named[matching_key(word)] for word in words if matching_key(word) in named), -1) for words in _PARTS
    ]
    year, month, day = places
    days = [cell for cell in main.column(day) if cell] if day >= 0 else []
    whole = any(role_of(name) == "ordered_at" for place, name in enumerate(main.names) if place not in places)
    if whole or not days or not all(_is_day(cell) for cell in days):
        return ()
    if month < 0 and not all(_names_month(draft, view) for view in draft.found.tables):
        return ()
    return tuple(main.names[place] for place in ((year, month, day) if month >= 0 else (day,)) if place >= 0)


def _is_day(cell: str) -> bool:
    plain = to_latin(cell)
    return plain.isdecimal() and 1 <= int(plain) <= 31


def _names_month(draft: _Draft, view: View) -> bool:
    """Whether the sheet, the text above the table or the file names one month."""
    title = " ".join(cell or "" for row in view.above for cell in row)
    return any(month_of(text) for text in (view.name, title, draft.file))


def _said_month(draft: _Draft, view: View, column: str) -> str | None:
    title = " ".join(cell or "" for row in view.above for cell in row)
    known = draft.answers.get("year", "")
    return first_day((column, view.name, title, draft.file), int(known) if known.isdigit() else 0)


def _year(draft: _Draft) -> int:
    """The year of months that name none, from the answers; asked for where nothing says it."""
    main = draft.found.main
    columns = _months(main) or ("",)
    parts = _date(draft)
    needed = bool(_months(main)) or bool(parts) or all(role_of(name) != "ordered_at" for name in main.names)
    needed = needed and len(parts) < len(_PARTS)
    named = [(view, column) for view in draft.found.tables for column in columns if month_of(column) or view.name]
    with_month = [(view, column) for view, column in named if month_of(column) or month_of(view.name)]
    bare = _unanswered(draft)
    if not needed or not with_month or all(_said_month(bare, view, column) for view, column in with_month):
        return 0
    answer = draft.answers.get("year", "")
    if answer.isdigit():
        return int(answer)
    draft.questions.append(PageQuestion("year", Sentence("pages.ask_year")))
    return 0


def _unanswered(draft: _Draft) -> _Draft:
    return replace(draft, answers={})


def says_return(text: str) -> bool:
    """Whether a sheet's name or a title says that what stands there was taken back, and nothing else."""
    plain = text.lower().replace("\u200c", " ").replace("ي", "ی")
    return _RETURNS.search(plain) is not None and _SALES.search(_BACK.sub(" ", plain)) is None


def _returns(found: Together, titles: Iterable[str]) -> dict[str, tuple[str, ...]]:
    sheets = tuple(view.name for view in found.tables if says_return(view.name))
    if sheets and len(sheets) < len(found.tables):
        return {"@sheet": sheets}
    back = tuple(title for title in titles if says_return(title))
    return {"@title": back} if back and len(back) < len(set(titles)) else {}


def _said_of_returns(returns: Mapping[str, tuple[str, ...]]) -> Iterator[Sentence]:
    for names in returns.values():
        yield Sentence("pages.returns", {"names": names})


def _unit(draft: _Draft) -> str:
    """The money unit that titles and sheets name."""
    said = {
        code: text
        for view in draft.found.tables
        for text in (view.name, *(cell for row in view.above for cell in row if cell))
        if (code := unit_of_header(text))
    }
    if len(said) > 1:
        draft.late.append(Sentence("pages.units_differ", {"names": tuple(said.values())}))
    return next(iter(said)) if len(said) == 1 else ""


# ---- trying it ---------------------------------------------------------------------------------------------------
def _tried(draft: _Draft, guessed: PageGuess) -> tuple[Counter[str], tuple[str, ...]]:
    """How many rows of each reason the layout finds to be no records, and the titles of those that are."""
    reasons: Counter[str] = Counter()
    titles: dict[str, None] = {}
    wanted: Sequence[str] = (*guessed.names, "@title")
    for view in draft.found.tables:
        for batch in arranged(view.rows, guessed.layout, wanted, view.name, len(view.rows) + 1):
            reasons.update(one.reason for one in batch.broken)
            titles |= dict.fromkeys(title or "" for title in batch.rows.column("@title").to_pylist())
    return reasons, tuple(titles)
