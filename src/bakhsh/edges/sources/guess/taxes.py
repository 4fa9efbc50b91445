"""Whether the tax a file names is in its amounts or comes on top of them: proven by another column, said by a header,
or asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from bakhsh.edges.sources.evidence import Profile, content
from bakhsh.edges.sources.guess.roles import Parts
from bakhsh.edges.sources.guess.sample import Sample
from bakhsh.edges.sources.headers import nearness
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.records import Choice, Question

__all__ = ["tax_question"]

_ENOUGH = 0.8
_INSIDE = re.compile(
    r"\bincl|with (tax|vat)|brutto|\bttc\b|payable|amount due|\bpaid\b|با مالیات|احتساب مالیات|قابل پرداخت|پرداختی",
    re.I,
)
_ON_TOP = re.compile(r"\bexcl|before (tax|vat)|netto|\bht\b|بدون مالیات|(قبل|پیش) از مالیات", re.I)
_NOTHING = Decimal(0)


def tax_question(found: Parts, sample: Sample, orders: Sequence[Sequence[int]]) -> tuple[bool, Question | None]:
    """Whether the tax is known to be in the amounts, and what has to be asked where nothing says either.

    `orders` are the rows of whole orders. Tax that stands once an order, on all of its rows, may be the order's.
    """
    tax = found.get("tax")
    money = found.get("amount") or found.get("price")
    if tax is None or money is None or not any(tax.column.numbers):
        return False, None
    known = _proven(found, sample, tax.column)
    known = known or _said(money.column.name)
    if known:
        return known == "inside", None
    args: dict[str, Argument] = {"tax": Code(tax.column.name), "column": Code(money.column.name)}
    choices = [
        Choice("inside", Sentence("policy.tax_is_inside", args)),
        Choice("on_top", Sentence("policy.tax_is_on_top", args)),
    ]
    if _repeats(tax.column, orders):
        choices.append(Choice("order", Sentence("policy.tax_is_of_order", args)))
    return False, Question("tax_is", Sentence("policy.ask_tax", args), tuple(choices))


def _said(name: str) -> str:
    plain = name.replace("\u200c", " ").replace("ي", "ی").replace("ك", "ک").replace("_", " ")
    if _ON_TOP.search(plain):
        return "on_top"
    return "inside" if _INSIDE.search(plain) else ""


def _proven(found: Parts, sample: Sample, tax: Profile) -> str:
    """Where another column is what rows cost with the tax added, it comes on top; where one is without it, it is
    inside."""
    rows = list(_rows(found, tax))
    for column in _others(found, sample):
        if _agrees(column, [(row, (paid + off, gross + off)) for row, paid, gross, off in rows]):
            return "on_top"
    for column in _others(found, sample):
        if _agrees(column, [(row, (paid - off,)) for row, paid, _, off in rows]):
            return "inside"
    return ""


def _rows(found: Parts, tax: Profile) -> Iterator[tuple[int, Decimal, Decimal, Decimal]]:
    """Of every row with a tax: its place, what it cost, that before the discount, and the tax."""
    for row, due in enumerate(tax.numbers):
        amount = _number(found, "amount", row)
        price, pieces = _number(found, "price", row), _number(found, "quantity", row)
        gross = price * (pieces if pieces is not None else 1) if price is not None else amount
        if not due or gross is None:
            continue
        off = _number(found, "discount", row) or _NOTHING
        yield row, abs(amount if amount is not None else abs(gross) - abs(off)), abs(gross), abs(due)


def _number(found: Parts, role: str, row: int) -> Decimal | None:
    return found[role].column.numbers[row] if role in found else None


def _others(found: Parts, sample: Sample) -> Iterator[Profile]:
    used = {id(one.column) for one in found.values()}
    for column in sample.columns:
        if id(column) not in used and content("amount", column) and nearness("amount", column.name) >= 0.5:
            yield column


def _agrees(column: Profile, rows: Sequence[tuple[int, tuple[Decimal, ...]]]) -> bool:
    tests = [
        any(abs(abs(said) - one) <= Decimal("0.011") + abs(one) / 1000 for one in ways)
        for row, ways in rows
        if (said := column.numbers[row]) is not None
    ]
    return len(tests) >= 3 and sum(tests) / len(tests) >= _ENOUGH


def _repeats(tax: Profile, orders: Sequence[Sequence[int]]) -> bool:
    several = [rows for rows in orders if len(rows) > 1 and tax.numbers[rows[0]]]
    same = sum(len({tax.numbers[row] for row in rows}) == 1 for rows in several)
    return len(several) >= 3 and same / len(several) > 0.9
