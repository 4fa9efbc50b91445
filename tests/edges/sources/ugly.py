"""Workbooks as people keep them, made up from a seed, each with the truth about what is in it.

`TWENTY` are the named ones, one ugliness each; `combined` throws uglinesses together by seed. A workbook is built as
pages of cells and then written by a library, so that what is known to be true never passes through a reader.
"""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import jdatetime
import openpyxl
import xlsxwriter

from bakhsh.specs import ColumnMap, Layout, Policy, Project, Source

__all__ = ["TWENTY", "Line", "Style", "Ugly", "combined", "make"]

MONTHS = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip
BRANCHES = ("تهران", "شیراز", "اصفهان")
SALES, RETURNS = "فروش", "برگشت از فروش"
_FIRST = ("علی", "مینا", "رضا", "سارا", "حسین", "نگار", "کاظم", "لیلا", "یوسف", "مریم", "جمشید", "پریسا")
_LAST = ("کاظمی", "رضایی", "احمدی", "جمعه‌پور", "یزدانی", "کریمی", "محمدی", "نیکو", "صفحه‌بند", "موسوی")
_ITEMS = {
    "قند شکسته": 85_000, "چای لاهیجان": 240_000, "برنج هاشمی ده کیلویی": 1_450_000, "روغن آفتابگردان": 178_000,
    "جمع و جور کن کابل": 96_500, "مجموعه قابلمه": 3_890_000, "رب گوجه": 64_000, "ماکارونی": 41_300,
    "توتال روغن موتور": 1_120_000, "دستمال کاغذی": 52_700,
}  # fmt: skip
"""Price of a piece in tomans. Some are called like sums, as real ones are."""
_UNITS = {"IRR": (10, "ریال"), "IRT": (1, "تومان"), "IRHR": (0.01, "هزار ریال")}


@dataclass(frozen=True)
class Line:
    """A line of a sale, or of a return (`back`); amounts in tomans."""

    order: int
    day: date
    customer: str
    mobile: str
    landline: str
    item: str
    quantity: int
    price: int
    branch: str
    back: bool = False

    @property
    def rials(self) -> int:
        """What it adds to the revenue."""
        return self.quantity * self.price * 10 * (-1 if self.back else 1)

    @property
    def month(self) -> tuple[int, int]:
        day = jdatetime.date.fromgregorian(date=self.day)
        return day.year, day.month


@dataclass(frozen=True)
class Style:
    """How somebody keeps a workbook."""

    titles: int = 0
    header_rows: int = 1
    unit: str = "IRT"
    unit_at: str = "header"
    """header, title, cells or nowhere."""
    dates: str = "jalali"
    """jalali, persian, dashes, excel, mixed (text beside true dates), short (two-digit years)."""
    sheets: str = ""
    """month, branch or returns: what has a sheet of its own."""
    wide: int = 0
    """Measures of each month, where months are columns."""
    blank_below: bool = False
    subtotals: bool = False
    total: bool = False
    pages: int = 0
    """Rows of a printed page, after which the header comes again."""
    hidden: bool = False
    formulas: str = ""
    """cached or uncached."""
    text_numbers: bool = False
    phones: bool = False
    prices: bool = False
    """A price list on a sheet of its own."""
    summary: bool = False
    """A summary by month on a sheet of its own, before the others."""
    notes: bool = False
    gaps: bool = False
    side: bool = False
    """Sales and returns are tables beside each other."""
    serial: bool = False
    order_numbers: bool = True
    form: str = "xlsx"


@dataclass(frozen=True)
class Formula:
    text: str
    value: float


@dataclass
class Page:
    """A sheet before it is written."""

    name: str
    cells: dict[tuple[int, int], Any] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden: bool = False
    next: int = 0

    def row(self, cells: Sequence[Any], at: int = 0) -> int:
        """Appends a row whose first cell stands in column `at`."""
        for place, cell in enumerate(cells):
            if cell is not None:
                self.cells[self.next, at + place] = cell
        self.next += 1
        return self.next - 1


@dataclass(frozen=True)
class Ugly:
    """A workbook, what is in it, how it is truly read, and the true answers to what nobody can know from it."""

    name: str
    file: Path
    style: Style
    lines: tuple[Line, ...]
    source: Source
    project: Project
    answers: Mapping[str, str]

    @property
    def rials(self) -> int:
        return sum(line.rials for line in self.lines)

    @property
    def returned(self) -> int:
        return -sum(line.rials for line in self.lines if line.back)

    def truth(self) -> list[tuple[str, date, int]]:
        """(customer, day, rials) of every record, in order; of wide workbooks by month, on its first day."""
        if not self.style.wide:
            return sorted((line.customer, line.day, line.rials) for line in self.lines)
        sums: dict[tuple[str, date], int] = {}
        for line in self.lines:
            first = jdatetime.date(*line.month, 1).togregorian()
            sums[line.customer, first] = sums.get((line.customer, first), 0) + line.rials
        return sorted((customer, day, rials) for (customer, day), rials in sums.items())


TWENTY: Mapping[str, Style] = {
    "titles": Style(titles=3, phones=True, total=True),
    "two_row_header": Style(header_rows=2, titles=1, serial=True),
    "month_sheets": Style(sheets="month", titles=1, summary=True, total=True),
    "branch_sheets": Style(sheets="branch", titles=1, unit="IRR"),
    "wide_months": Style(wide=1, titles=2, unit_at="title", total=True),
    "wide_two_measures": Style(wide=2, titles=1, header_rows=2, total=True),
    "blank_below": Style(blank_below=True, unit="IRR"),
    "subtotals": Style(blank_below=True, subtotals=True, total=True),
    "printed_pages": Style(titles=2, pages=18, total=True, serial=True),
    "returns_sheet": Style(sheets="returns", titles=1, total=True),
    "hidden_rows_and_notes": Style(hidden=True, notes=True, total=True),
    "formulas": Style(formulas="cached", total=True, unit="IRR"),
    "formulas_not_computed": Style(formulas="uncached", total=True),
    "text_numbers": Style(text_numbers=True, unit_at="cells", dates="persian"),
    "mixed_dates": Style(dates="mixed", titles=1),
    "short_years": Style(dates="short", serial=True, total=True),
    "prices_and_gaps": Style(prices=True, gaps=True, titles=1),
    "thousand_rials": Style(unit="IRHR", unit_at="title", titles=2, total=True),
    "calc_sheet": Style(form="ods", dates="dashes", total=True),
    "side_by_side": Style(side=True, titles=1, total=True, order_numbers=False),
}


# ---- the truth ---------------------------------------------------------------------------------------------------
def _lines(rng: random.Random, style: Style, months: int = 6) -> tuple[Line, ...]:
    names = [f"{first} {last}" for first in _FIRST for last in _LAST]
    people = [
        (name, f"0912{rng.randrange(10**7):07}", f"021{rng.randrange(2, 9)}{rng.randrange(10**7):07}")
        for name in rng.sample(names, 18)
    ]
    start = jdatetime.date(1403, 1, 1).togregorian()
    found: list[Line] = []
    for order in range(1001, 1001 + rng.randrange(55, 75)):
        day = start + timedelta(days=rng.randrange(31 * min(months, 6)))
        customer, mobile, landline = rng.choice(people)
        branch = rng.choice(BRANCHES)
        for item in rng.sample(list(_ITEMS), rng.randrange(1, 4)):
            quantity = rng.randrange(1, 6)
            found.append(Line(order, day, customer, mobile, landline, item, quantity, _ITEMS[item], branch))
    # Without numbers a receipt is all a customer buys in a day, and of two equal lines on it both are meant.
    if style.sheets == "returns" or style.side:
        found += [replace(line, order=line.order + 5000, day=line.day + timedelta(days=3), quantity=1, back=True)
                  for line in rng.sample(found, 9)]  # fmt: skip
    if style.unit == "IRHR":
        found = [replace(line, price=line.price // 100 * 100) for line in found]
    return tuple(sorted(found, key=lambda line: (line.back, line.day, line.order, line.item)))


# ---- cells -------------------------------------------------------------------------------------------------------
def _jalali(day: date, form: str) -> str:
    return str(jdatetime.date.fromgregorian(date=day).strftime(form))


def _persian(text: str) -> str:
    return text.translate(str.maketrans("0123456789,", "۰۱۲۳۴۵۶۷۸۹٬"))


def _date(style: Style, line: Line, nth: int) -> Any:
    if style.dates == "excel" or (style.dates == "mixed" and nth % 3 == 0):
        return datetime(line.day.year, line.day.month, line.day.day)
    if style.dates == "persian":
        return _persian(_jalali(line.day, "%Y/%m/%d"))
    return _jalali(line.day, {"dashes": "%Y-%m-%d", "short": "%y/%m/%d"}.get(style.dates, "%Y/%m/%d"))


def _money(style: Style, tomans: int) -> Any:
    amount = tomans * _UNITS[style.unit][0]
    number = int(amount) if amount == int(amount) else amount
    if style.text_numbers:
        unit = f" {_UNITS[style.unit][1]}" if style.unit_at == "cells" else ""
        return _persian(f"{number:,}") + unit
    return number


@dataclass(frozen=True)
class _Column:
    key: str
    header: str
    cell: Callable[[Line, int], Any]
    parent: str = ""


def _columns(rng: random.Random, style: Style) -> list[_Column]:
    unit = f" ({_UNITS[style.unit][1]})" if style.unit_at == "header" else ""
    phone = lambda line, nth: rng.choice((" - ", " / ", "، ")).join((line.mobile, line.landline))  # noqa: E731
    found = [
        _Column("serial", "ردیف", lambda line, nth: nth + 1) if style.serial else None,
        _Column("order", rng.choice(("شماره فاکتور", "فاکتور")), lambda line, nth: line.order, "فاکتور")
        if style.order_numbers else None,
        _Column("date", rng.choice(("تاریخ", "تاریخ فاکتور")), lambda line, nth: _date(style, line, nth), "فاکتور"),
        _Column("customer", rng.choice(("نام مشتری", "مشتری", "خریدار")), lambda line, nth: line.customer, "مشتری"),
        _Column("phone", "تلفن", phone, "مشتری") if style.phones else None,
        _Column("item", rng.choice(("نام کالا", "شرح کالا", "کالا")), lambda line, nth: line.item, "کالا"),
        _Column("quantity", "تعداد", lambda line, nth: line.quantity, "کالا"),
        _Column("price", f"فی{unit}", lambda line, nth: _money(style, line.price), "کالا"),
        _Column("amount", rng.choice(("مبلغ کل", "مبلغ")) + unit,
                lambda line, nth: _money(style, line.quantity * line.price), "کالا"),
    ]  # fmt: skip
    return [one for one in found if one is not None]


# ---- pages -------------------------------------------------------------------------------------------------------
def _titles(style: Style, page: Page, about: str) -> None:
    said = [f"فروشگاه بهار - {about}", "تهیه‌کننده: واحد مالی", "خیابان ولیعصر، پلاک ۱۲"][: style.titles]
    if style.unit_at == "title":
        said.append(f"(مبالغ به {_UNITS[style.unit][1]} است)")
    for text in said:
        page.merged.append((page.next, 0, page.next, 5))
        page.row([text])
    if style.titles > 1:
        page.next += 1


def _header(style: Style, page: Page, columns: Sequence[_Column], at: int = 0) -> None:
    step = 2 if style.gaps else 1
    if style.header_rows == 2:
        top = page.next
        for place, one in enumerate(columns):
            before = columns[place - 1].parent if place else ""
            if one.parent and one.parent != before:
                span = sum(other.parent == one.parent for other in columns)
                page.cells[top, at + place * step] = one.parent
                if span > 1:
                    page.merged.append((top, at + place * step, top, at + (place + span - 1) * step))
            elif not one.parent:
                page.cells[top, at + place * step] = one.header
                page.merged.append((top, at + place * step, top + 1, at + place * step))
        page.next += 1
        page.row(_apart(style, [one.header if one.parent else None for one in columns]), at)
    else:
        page.row(_apart(style, [one.header for one in columns]), at)


def _apart(style: Style, cells: Sequence[Any]) -> list[Any]:
    return [part for cell in cells for part in ((cell, None) if style.gaps else (cell,))]


def _table(rng: random.Random, style: Style, page: Page, lines: Sequence[Line], columns: Sequence[_Column]) -> None:
    """The header, the rows, and everything that stands between them."""
    _header(style, page, columns)
    groups = _grouped(style, lines)
    nth, printed, so_far = 0, 0, 0
    for group in groups:
        for place, line in enumerate(group):
            if style.pages and printed == style.pages:
                _sum(style, page, columns, "نقل به صفحه بعد", so_far)
                page.row([f"صفحه {nth // style.pages} از {len(lines) // style.pages + 1}"])
                page.next += 1
                _header(style, page, columns)
                _sum(style, page, columns, "نقل از صفحه قبل", so_far)
                printed = 0
            cells = [one.cell(line, nth) for one in columns]
            if style.blank_below and place:
                cells = [None if one.key in ("customer", "phone") else cell
                         for one, cell in zip(columns, cells, strict=True)]  # fmt: skip
            at = page.row(_apart(style, _with_formula(style, page, columns, cells, line)))
            if style.hidden and rng.random() < 0.15:
                page.hidden_rows.add(at)
            nth, printed, so_far = nth + 1, printed + 1, so_far + line.quantity * line.price
        if style.subtotals:
            _sum(style, page, columns, f"جمع {group[0].customer}", sum(one.quantity * one.price for one in group))
    if style.total:
        _sum(style, page, columns, rng.choice(("جمع کل", "جمع کل:", "جمع")), so_far)
    if style.notes:
        width = len(columns) * (2 if style.gaps else 1) + 1
        for place, text in ((3, "تلفن بزن"), (5, "تخفیف داده شد؟"), (page.next + 2, "تا اینجا کنترل شد")):
            page.cells[place, width] = text


def _grouped(style: Style, lines: Sequence[Line]) -> list[list[Line]]:
    if not style.blank_below:
        return [list(lines)]
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.customer, []).append(line)
    return list(groups.values())


def _with_formula(
    style: Style, page: Page, columns: Sequence[_Column], cells: Sequence[Any], line: Line
) -> Sequence[Any]:
    if not style.formulas:
        return cells
    at = {one.key: _letter(place * (2 if style.gaps else 1)) for place, one in enumerate(columns)}
    text = f"={at['quantity']}{page.next + 1}*{at['price']}{page.next + 1}"
    amount = Formula(text, line.quantity * line.price * _UNITS[style.unit][0])
    return [amount if one.key == "amount" else cell for one, cell in zip(columns, cells, strict=True)]


def _letter(place: int) -> str:
    return chr(65 + place) if place < 26 else chr(64 + place // 26) + chr(65 + place % 26)


def _sum(style: Style, page: Page, columns: Sequence[_Column], word: str, tomans: int) -> None:
    keys = [one.key for one in columns]
    cells: list[Any] = [None] * len(columns)
    cells[keys.index("customer" if word.startswith("جمع ") and not word.startswith("جمع کل") else keys[0])] = word
    cells[keys.index("amount")] = _money(style, tomans)
    if style.formulas:
        cells[-1] = Formula(f"=SUM(H2:H{page.next})", tomans * _UNITS[style.unit][0])
    page.row(_apart(style, cells))


def _wide(style: Style, page: Page, lines: Sequence[Line], customer: str) -> list[str]:
    """A row a customer, a column (or two) a month; returns the months' names as they stand there."""
    months = sorted({line.month for line in lines})
    names = [MONTHS[month - 1] for _, month in months]
    if style.wide == 2:
        top = page.row([customer, *(part for name in names for part in (name, None)), "جمع"])
        page.merged += [(top, 1 + 2 * nth, top, 2 + 2 * nth) for nth in range(len(names))]
        page.row([None, *(["تعداد", "مبلغ"] * len(names)), None])
    else:
        page.row([customer, *names, "جمع"])
    people = sorted({line.customer for line in lines})
    for who in (*people, *(["جمع کل"] if style.total else [])):
        cells: list[Any] = [who]
        mine = [line for line in lines if who == "جمع کل" or line.customer == who]
        for month in months:
            sold = [line for line in mine if line.month == month]
            amount = _money(style, sum(line.quantity * line.price for line in sold)) if sold else None
            cells += [sum(line.quantity for line in sold) or None, amount] if style.wide == 2 else [amount]
        page.row([*cells, _money(style, sum(line.quantity * line.price for line in mine))])
    return names


# ---- whole workbooks ---------------------------------------------------------------------------------------------
def make(name: str, style: Style, folder: Path, seed: int = 0) -> Ugly:
    """The workbook of this style in `folder`; the same seed, the same workbook."""
    rng = random.Random(f"{name} {seed}")
    lines = _lines(rng, style)
    columns = _columns(rng, style)
    heads = {one.key: _head(style, one) for one in columns}
    pages, wide = _pages(rng, style, lines, columns)
    path = folder / f"{name}.{style.form}"
    _write(path, style, pages)
    project = Project("ugly", unit="IRR", calendar="jalali", language="fa", timezone="Asia/Tehran")
    return Ugly(name, path, style, lines, _source(style, path, heads, wide), project, _answers(style))


def _head(style: Style, one: _Column) -> str:
    """What the column is called when its header is read."""
    grouped = style.header_rows == 2 and not style.wide and one.parent not in ("", one.header)
    return f"{one.parent} / {one.header}" if grouped else one.header


def _pages(
    rng: random.Random, style: Style, lines: Sequence[Line], columns: Sequence[_Column]
) -> tuple[list[Page], list[str]]:
    pages: list[Page] = []
    if style.wide:
        page = Page("فروش ماهانه")
        _titles(style, page, "گزارش فروش سال ۱۴۰۳")
        wide = _wide(style, page, lines, next(one.header for one in columns if one.key == "customer"))
        return [page], wide
    if style.side:
        return [_side(style, lines, columns)], []
    for name, about, some in _parts(style, lines):
        page = Page(name)
        _titles(style, page, about)
        _table(rng, style, page, some, columns)
        pages.append(page)
    if style.summary:
        pages.insert(0, _summary(style, lines))
    if style.prices:
        page = Page("لیست قیمت")
        page.row(["نام کالا", f"قیمت ({_UNITS[style.unit][1]})"])
        for item, price in _ITEMS.items():
            page.row([item, price * _UNITS[style.unit][0]])
        pages.append(page)
    return pages, []


def _parts(style: Style, lines: Sequence[Line]) -> Iterable[tuple[str, str, list[Line]]]:
    """(sheet, what its title says, its lines)."""
    if style.sheets == "month":
        for month in sorted({line.month for line in lines}):
            name = MONTHS[month[1] - 1]
            yield name, f"فروش {name} ۱۴۰۳", [line for line in lines if line.month == month]
    elif style.sheets == "branch":
        for branch in BRANCHES:
            yield branch, f"شعبه {branch}", [line for line in lines if line.branch == branch]
    elif style.sheets == "returns":
        yield SALES, "فاکتورهای فروش", [line for line in lines if not line.back]
        yield RETURNS, "برگشت از فروش", [line for line in lines if line.back]
    else:
        yield "Sheet1", "گزارش فروش", list(lines)


def _summary(style: Style, lines: Sequence[Line]) -> Page:
    page = Page("خلاصه")
    page.row(["ماه", "تعداد فاکتور", "مبلغ کل"])
    for month in sorted({line.month for line in lines}):
        mine = [line for line in lines if line.month == month]
        page.row([MONTHS[month[1] - 1], len({line.order for line in mine}),
                  _money(style, sum(line.quantity * line.price for line in mine))])  # fmt: skip
    page.row(["جمع", None, _money(style, sum(line.quantity * line.price for line in lines))])
    return page


def _side(style: Style, lines: Sequence[Line], columns: Sequence[_Column]) -> Page:
    page = Page("Sheet1")
    page.row(["فروشگاه بهار"])
    width = len(columns) + 1
    page.cells[1, 0], page.cells[1, width] = SALES, RETURNS
    for at, back in ((0, False), (width, True)):
        page.next = 2
        page.row([one.header for one in columns], at)
        mine = [line for line in lines if line.back == back]
        for nth, line in enumerate(mine):
            page.row([one.cell(line, nth) for one in columns], at)
        if style.total:
            whole = _money(style, sum(line.quantity * line.price for line in mine))
            page.row(["جمع", *[None] * (len(columns) - 2), whole], at)
    return page


# ---- how it is truly read ----------------------------------------------------------------------------------------
def _source(style: Style, path: Path, heads: Mapping[str, str], wide: Sequence[str]) -> Source:
    unit = style.unit
    title = f"{SALES},{RETURNS}"
    maps: list[ColumnMap] = []
    if style.wide:
        value = "مبلغ" if style.wide == 2 else "@value"
        maps = [ColumnMap("customer_id", heads["customer"]), ColumnMap("ordered_at", "@month", form="jalali"),
                ColumnMap("amount", value, unit=unit)]  # fmt: skip
        layout = Layout(header_rows=style.wide, wide=tuple(wide), year=0 if style.titles else 1403)
        return Source("orders", "orders", (str(path),), tuple(maps), layout=layout)
    form = {"short": "jalali %y/%m/%d", "excel": "either", "mixed": "either"}.get(style.dates, "jalali")
    maps = [ColumnMap("ordered_at", heads["date"], form=form), ColumnMap("customer_id", heads["customer"]),
            ColumnMap("items.name", heads["item"]), ColumnMap("quantity", heads["quantity"])]  # fmt: skip
    if "order" in heads:
        maps.insert(0, ColumnMap("order_id", heads["order"]))
    money = "price" if style.formulas == "uncached" else "amount"
    maps.append(ColumnMap(money, heads[money], unit=unit))
    if style.phones:
        maps.append(ColumnMap("customers.mobile", heads["phone"], personal=True))
    back: dict[str, tuple[str, ...]] = {}
    if style.sheets == "returns":
        back["@sheet"] = (RETURNS,)
    if style.side:
        back["@title"] = (title.partition(",")[2],)
    if style.sheets == "branch":
        maps.append(ColumnMap("branch", "@sheet"))
    layout = Layout(
        sheets=("!خلاصه",) if style.summary else (), header_rows=style.header_rows,
        fill_down=tuple(heads[key] for key in ("customer", "phone") if key in heads) if style.blank_below else (),
    )  # fmt: skip
    return Source("orders", "lines", (str(path),), tuple(maps), layout=layout, policy=Policy(return_when=back))


def _answers(style: Style) -> Mapping[str, str]:
    """The true answers, by what is asked."""
    return {"unit": style.unit, "form": "jalali %y/%m/%d" if style.dates == "short" else "jalali", "year": "1403"}


# ---- files -------------------------------------------------------------------------------------------------------
def _write(path: Path, style: Style, pages: Sequence[Page]) -> None:
    if style.form == "ods":
        _write_ods(path, pages)
    elif style.formulas == "uncached":
        _write_uncomputed(path, pages)
    else:
        _write_xlsx(path, style, pages)


_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000"
    "000049454e44ae426082"
)


def _write_xlsx(path: Path, style: Style, pages: Sequence[Page]) -> None:
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy/mm/dd"})
        for page in pages:
            sheet = book.add_worksheet(page.name)
            sheet.right_to_left()
            for top, left, bottom, right in page.merged:
                sheet.merge_range(top, left, bottom, right, "")
            for (row, column), cell in page.cells.items():
                if isinstance(cell, Formula):
                    sheet.write_formula(row, column, cell.text, None, cell.value)
                elif isinstance(cell, datetime):
                    sheet.write_datetime(row, column, cell, day)
                elif isinstance(cell, str):
                    sheet.write_string(row, column, cell)
                else:
                    sheet.write(row, column, cell)
            for row in page.hidden_rows:
                sheet.set_row(row, None, None, {"hidden": True})
            if style.titles > 2:
                sheet.insert_image(0, 7, "logo.png", {"image_data": BytesIO(_PIXEL)})


def _write_uncomputed(path: Path, pages: Sequence[Page]) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for page in pages:
        sheet = book.create_sheet(page.name)
        for (row, column), cell in page.cells.items():
            sheet.cell(row + 1, column + 1).value = cell.text if isinstance(cell, Formula) else cell
    book.save(path)


_CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
    "<office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
)


def _write_ods(path: Path, pages: Sequence[Page]) -> None:
    def cell(value: Any) -> str:
        if value is None:
            return "<table:table-cell/>"
        if isinstance(value, str):
            return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'
        value = value.value if isinstance(value, Formula) else value
        number = f'office:value-type="float" office:value="{value}"'
        return f"<table:table-cell {number}><text:p>{value}</text:p></table:table-cell>"

    tables = []
    for page in pages:
        width = max(column for _, column in page.cells) + 1
        rows = "".join(
            "<table:table-row>" + "".join(cell(page.cells.get((row, column))) for column in range(width))
            + "</table:table-row>" for row in range(page.next)
        )  # fmt: skip
        tables.append(f'<table:table table:name="{escape(page.name)}">{rows}</table:table>')
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        archive.writestr(zipfile.ZipInfo("mimetype"), kind)
        archive.writestr("content.xml", _CONTENT.format(tables="".join(tables)))
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?>'
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
        )


# ---- uglinesses thrown together ----------------------------------------------------------------------------------
def combined(seed: int) -> Style:
    """A style with several uglinesses at once; the same seed, the same style."""
    rng = random.Random(seed)
    maybe = lambda share: rng.random() < share  # noqa: E731
    style = Style(
        titles=rng.randrange(4), unit=rng.choice(("IRT", "IRR", "IRR", "IRHR")),
        unit_at=rng.choice(("header", "header", "title", "nowhere")),
        dates=rng.choice(("jalali", "persian", "dashes", "excel", "mixed")), total=maybe(0.6), hidden=maybe(0.2),
        serial=maybe(0.4), prices=maybe(0.2), notes=maybe(0.2), order_numbers=maybe(0.8),
    )  # fmt: skip
    shape = rng.choice(("flat", "flat", "month", "branch", "returns", "blank", "subtotals", "wide", "wide", "side"))
    if shape in ("month", "branch", "returns"):
        return replace(style, sheets=shape, summary=maybe(0.4), gaps=maybe(0.2), pages=rng.choice((0, 0, 15)))
    if shape in ("blank", "subtotals"):
        return replace(style, blank_below=True, subtotals=shape == "subtotals", gaps=maybe(0.2), phones=maybe(0.3))
    if shape == "wide":
        measures = rng.choice((1, 2))
        return replace(style, wide=measures, header_rows=measures)
    if shape == "side":
        return replace(style, side=True, serial=False, order_numbers=False)
    true_dates = style.dates in ("excel", "mixed")
    return replace(
        style, header_rows=rng.choice((1, 1, 2)), pages=rng.choice((0, 0, 12)), formulas=rng.choice(("", "", "cached")),
        text_numbers=maybe(0.25), form="ods" if maybe(0.2) and not true_dates else "xlsx",
    )  # fmt: skip
