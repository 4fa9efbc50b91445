"""A stranger's file: how it is read, and which of its columns fills which of ours. A guess, with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from bakhsh.edges.sources import files, parquet
from bakhsh.edges.sources.dialect import Dialect, dialect_of
from bakhsh.edges.sources.evidence import Profile, content, profile
from bakhsh.edges.sources.headers import PERSONAL, ROLES, nearness
from bakhsh.errors import DataError, Where
from bakhsh.language.sentences import Code, Sentence, Share
from bakhsh.records import Guess, GuessedColumn
from bakhsh.specs import Reading

__all__ = ["guess"]

_ENOUGH = 0.45
_SPREAD = 200_000
_LINE_ROLES = ("item_id", "items.name", "items.category", "items.brand")
_MASKED = "•••"


@dataclass(frozen=True, slots=True)
class _Choice:
    """A column and the role it got."""

    column: Profile
    role: str
    sure: float
    because: Sentence


def guess(path: Path, *, sample_rows: int = 5_000) -> Guess:
    """What the file seems to be, from its header and up to `sample_rows` of its first 200,000 rows, evenly spread.

    `table` is "lines" where rows name items or an order has several rows, else "orders". A column without a role has
    an empty `column` and the reason; `sure` is 0 to 1. `questions` are what the file cannot say by itself. Personal
    columns are marked and their examples masked. Raises as `files.columns_of` does, and DataError for a file without
    rows.
    """
    form = files.format_of(path, Reading())
    dialect = dialect_of(path) if form == "csv" else Dialect()
    sample, rows = _sample(path, form, dialect, sample_rows)
    if not sample.num_rows:
        raise DataError(Sentence("data.no_rows"), where=Where(str(path)))
    columns = [profile(name, _texts(sample, name), dialect.decimal) for name in sample.column_names]
    choices = _settled(_assigned(columns), columns)
    table = _table(choices)
    return Guess(
        file=str(path), table=table, format=form, delimiter=dialect.delimiter, encoding=dialect.encoding,
        header=dialect.header, columns=tuple(_guessed(one, choices, table) for one in columns), rows=rows,
        questions=tuple(_questions(choices, columns, dialect)),
    )  # fmt: skip


def _sample(path: Path, form: str, dialect: Dialect, size: int) -> tuple[pa.Table, int]:
    """Rows spread over the beginning of the file, and about how many rows it has."""
    reading = Reading(
        format=form, delimiter=dialect.delimiter, encoding=dialect.encoding, header=dialect.header,
        columns=dialect.columns,
    )  # fmt: skip
    batches = files.read_batches(path, reading, size=_SPREAD)
    first = next(batches).rows
    step = max(first.num_rows // size, 1)
    rows = parquet.count(path) if form == "parquet" else dialect.rows
    return first.take(pa.array(range(0, first.num_rows, step)[:size], pa.int64())), rows


def _texts(sample: pa.Table, name: str) -> list[str | None]:
    column = sample.column(name)
    if pa.types.is_floating(column.type):
        return [None if value is None or value != value else _plain(value) for value in column.to_pylist()]
    texts: list[str | None] = column.cast(pa.string()).to_pylist()
    return texts


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) and abs(value) < 2**53 else repr(value)


# ---- roles -------------------------------------------------------------------------------------------------------
def _assigned(columns: Sequence[Profile]) -> list[_Choice]:
    """Each role to the column that fits it best, the surest pair first; a column has one role and a role one column."""
    pairs = [(score, place, role) for place, one in enumerate(columns) for role, score in _scores(one)]
    taken: dict[str, _Choice] = {}
    used: set[int] = set()
    for score, place, role in sorted(pairs, key=lambda pair: (-pair[0], pair[1], list(ROLES).index(pair[2]))):
        if score >= _ENOUGH and place not in used and role not in taken:
            used.add(place)
            taken[role] = _Choice(columns[place], role, round(score, 2), _because(columns[place], role))
    return list(taken.values())


def _scores(column: Profile) -> Iterable[tuple[str, float]]:
    for role in ROLES:
        fits = content(role, column) if role != "national_id" else 1.0
        near = nearness(role, column.name)
        if fits == 0:
            continue
        if role in ("email", "mobile") and fits > 0.9 and (near or column.email > 0.9 or column.mobile > 0.9):
            near = max(near, 0.75)
        if role == "ordered_at" and fits > 0.8:
            near = max(near, 0.35)
        yield role, 0.7 * near + 0.3 * fits if near else 0.0


def _because(column: Profile, role: str) -> Sentence:
    if nearness(role, column.name) >= 0.5:
        return Sentence("data.guess_header", {"header": Code(column.name)})
    return Sentence("data.guess_values")


def _settled(choices: list[_Choice], columns: Sequence[Profile]) -> dict[str, _Choice]:
    """The choices after looking at them together: whose money is whose, and who the customer is."""
    found = {one.role: one for one in choices}
    _settle_amount(found)
    _settle_customer(found)
    if "customer_id" not in found:
        _settle_nameless(found, columns)
    return found


def _settle_amount(found: dict[str, _Choice]) -> None:
    """quantity × price (less the discount) proves an amount; one that is not their product is the order's total."""
    if not {"quantity", "price"} <= found.keys():
        return
    if "discount" in found and _of_line(found["price"]) and not _of_line(found["discount"]):
        del found["discount"]
    if "amount" not in found:
        return
    amount = found["amount"]
    share = _agree(found)
    if share >= 0.8:
        because = Sentence("data.guess_product", {"share": Share(share, 0)})
        found["amount"] = _Choice(amount.column, "amount", max(amount.sure, round(share, 2)), because)
    else:
        del found["amount"]


def _of_line(one: _Choice) -> bool:
    """Whether the header says that it speaks of a line, where others of the file speak of the order."""
    return one.column.name.lower().startswith("line")


def _agree(found: dict[str, _Choice]) -> float:
    """In which share of the rows the amount is quantity × price, with or without the discount taken off."""
    empty: tuple[Decimal | None, ...] = (None,) * len(found["amount"].column.texts)
    discounts = found["discount"].column.numbers if "discount" in found else empty
    known, right = 0, 0
    names = ("quantity", "price", "amount")
    for row in zip(*(found[name].column.numbers for name in names), discounts, strict=True):
        quantity, price, amount, discount = row
        if quantity is not None and price is not None and amount is not None:
            gross = abs(quantity * price)
            off = min(abs(abs(amount) - gross), abs(abs(amount) - gross + abs(discount or Decimal(0))))
            known, right = known + 1, right + (off <= Decimal("0.011") + gross / 1000)
    return right / max(known, 1)


def _settle_customer(found: dict[str, _Choice]) -> None:
    """Without a customer's id, the mobile number or e-mail address is who he is."""
    for role in ("mobile", "email", "phone"):
        if "customer_id" not in found and role in found:
            one = found.pop(role)
            found["customer_id"] = _Choice(one.column, "customer_id", one.sure, Sentence("data.guess_reachable"))


def _settle_nameless(found: dict[str, _Choice], columns: Sequence[Profile]) -> None:
    """Where no header helps (there may be none), values alone: an id that repeats, and the money."""
    used = {one.column.name for one in found.values()}
    free = [one for one in columns if one.name not in used]
    ids = [one for one in free if content("customer_id", one) >= 0.9 and one.distinct < 0.999 and one.length >= 2]
    ids = [one for one in ids if not (one.numeric > 0.9 and content("quantity", one) > 0.9)] or ids
    if ids and "ordered_at" in found:
        best = max(ids, key=lambda one: one.distinct)
        found["customer_id"] = _Choice(best, "customer_id", 0.4, Sentence("data.guess_values"))
        _settle_nameless_money(found, [one for one in free if one is not best])


def _settle_nameless_money(found: dict[str, _Choice], free: list[Profile]) -> None:
    money = [one for one in free if one.numeric > 0.95 and one.whole < 0.9]
    if money and not {"amount", "price"} & found.keys():
        found["amount"] = _Choice(money[-1], "amount", 0.4, Sentence("data.guess_values"))
        free = [one for one in free if one is not money[-1]]
    pieces = [one for one in free if content("quantity", one) > 0.9 and one.distinct < 0.2]
    if pieces and "quantity" not in found:
        found["quantity"] = _Choice(pieces[-1], "quantity", 0.4, Sentence("data.guess_values"))


def _table(found: dict[str, _Choice]) -> str:
    if any(role in found for role in _LINE_ROLES):
        return "lines"
    order = found.get("order_id")
    return "lines" if order is not None and order.column.distinct < 0.98 else "orders"


# ---- what is said ------------------------------------------------------------------------------------------------
def _guessed(column: Profile, found: dict[str, _Choice], table: str) -> GuessedColumn:
    one = next((choice for choice in found.values() if choice.column is column), None)
    personal = _is_personal(column, one)
    examples = tuple(_MASKED if personal else text for text in column.some)
    if one is None or one.role == "national_id" or (table == "orders" and one.role in _LINE_ROLES):
        because = Sentence("data.guess_left_out") if personal else Sentence("data.guess_unused")
        return GuessedColumn(column.name, "", 0.0, because, examples, "", personal)
    form = column.dates.form if column.dates and one.role in _DATES else ""
    return GuessedColumn(column.name, one.role, one.sure, one.because, examples, form, personal)


_DATES = ("ordered_at", "customers.birth_date", "customers.joined_on")


def _is_personal(column: Profile, one: _Choice | None) -> bool:
    if one is not None and one.role in PERSONAL:
        return True
    if column.email > 0.5 or (column.mobile > 0.5 and (one is None or one.role == "customer_id")):
        return True
    return one is None and any(nearness(role, column.name) >= 0.8 for role in PERSONAL if role != "name")


def _questions(found: dict[str, _Choice], columns: Sequence[Profile], dialect: Dialect) -> Iterable[Sentence]:
    if dialect.supposed:
        yield Sentence("data.question_encoding", {"encoding": Code(dialect.encoding)})
    yield from _missing(found)
    at = found.get("ordered_at")
    if at is not None and at.column.dates is not None and at.column.dates.either:
        forms = {"form": Code(at.column.dates.form), "either": Code(at.column.dates.either)}
        yield Sentence("data.question_day_or_month", {"column": Code(at.column.name), **forms})
    if {"order_id", "amount"} <= found.keys() and "price" not in found and _repeats(found):
        yield Sentence("data.question_amount_repeats", {"column": Code(found["amount"].column.name)})
    if any(_persian(one) for one in columns):
        yield Sentence("data.question_toman_or_rial")


def _missing(found: dict[str, _Choice]) -> Iterable[Sentence]:
    if "customer_id" not in found:
        yield Sentence("data.question_no_customer")
    if "ordered_at" not in found:
        yield Sentence("data.question_no_date")
    if not {"amount", "price"} & found.keys():
        yield Sentence("data.question_no_amount")
    if "order_id" not in found:
        yield Sentence("data.question_no_order")


def _repeats(found: dict[str, _Choice]) -> bool:
    """Whether the rows of an order nearly always hold one and the same amount."""
    amounts: dict[str, list[str]] = {}
    for order, amount in zip(found["order_id"].column.texts, found["amount"].column.texts, strict=True):
        amounts.setdefault(order, []).append(amount)
    several = [values for values in amounts.values() if len(values) > 1]
    same = sum(len(set(values)) == 1 for values in several)
    return len(several) >= 5 and same / len(several) > 0.9


def _persian(column: Profile) -> bool:
    jalali = column.dates is not None and column.dates.form.startswith("jalali")
    named = any(word in column.name for word in ("تومان", "ریال"))
    return not named and (jalali or any("\u0600" <= character <= "\u06ff" for character in column.name))
