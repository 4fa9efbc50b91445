"""Whose money a column speaks of: a piece's, a line's, or a whole order's; before or after the discount.

Headers say little («مبلغ», "total"), sums say it exactly: what is proven by arithmetic is not asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from bakhsh.edges.sources.evidence import Profile, content
from bakhsh.edges.sources.guess.roles import Part, Parts
from bakhsh.edges.sources.guess.sample import Sample
from bakhsh.edges.sources.guess.taxes import tax_question
from bakhsh.edges.sources.headers import nearness
from bakhsh.language.sentences import Code, Sentence, Share
from bakhsh.records import Choice, Question

__all__ = ["Money", "settle_money"]

_ENOUGH = 0.8
_NOTHING = Decimal(0)
_BEFORE = ("gross", "subtotal", "before", "ناخالص", "قبل از تخفیف", "پیش از تخفیف")
_AFTER = (
    "net", "payable", "paid", "after", "total", "sales value", "revenue", "خالص", "پرداخت", "نهایی", "پس از تخفیف",
    "بعد از تخفیف",
)  # fmt: skip

Row = Mapping[str, Decimal | None]


@dataclass(slots=True)
class Money:
    """What was found out: `per_order` are parts that speak of the whole order, `contained` those that the amounts are
    known to contain, `questions` what stays open."""

    per_order: list[str] = field(default_factory=list)
    contained: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Formula:
    """How an amount follows from the other numbers of its row, and the sentence that says so."""

    uses: tuple[str, ...]
    reckon: Callable[[Row], Decimal]
    net: bool = True


def _gross(row: Row) -> Decimal:
    return abs((row["quantity"] or _NOTHING) * (row["price"] or _NOTHING))


def _off(row: Row) -> Decimal:
    return abs(row.get("discount") or _NOTHING)


def _tax(row: Row) -> Decimal:
    return abs(row.get("tax") or _NOTHING)


_FORMULAS = (
    _Formula(("discount", "tax"), lambda row: _gross(row) - _off(row) + _tax(row)),
    _Formula(("discount",), lambda row: _gross(row) - _off(row)),
    _Formula(("discount",), lambda row: _gross(row) * (1 - _off(row) / 100)),
    _Formula(("tax",), lambda row: _gross(row) + _tax(row), net=False),
    _Formula((), _gross, net=False),
)
_PERCENT = 2
"""The formula in which the discount is a percentage, and so no money."""


def settle_money(found: Parts, sample: Sample) -> Money:
    """Chooses among the columns of money; `found` is changed."""
    said = Money()
    # Columns of joined tables have rows of their own: no sum over this table's rows can speak of them.
    there = {id(column) for column in sample.columns}
    elsewhere = {role: part for role, part in found.items() if id(part.column) not in there}
    for role in elsewhere:
        del found[role]
    _settle(found, sample, said)
    found |= {role: part for role, part in elsewhere.items() if role not in found}
    return said


def _settle(found: Parts, sample: Sample, said: Money) -> None:
    _of_lines_only(found)
    if {"quantity", "price"} <= found.keys():
        _settle_priced(found, sample, said)
    elif "amount" in found:
        _settle_amount_alone(found, sample, said)
    _settle_tax(found, sample, said)


def _settle_tax(found: Parts, sample: Sample, said: Money) -> None:
    """An order's amount contains its tax; of a line's it has to be proven, said or asked."""
    if "amount" in said.per_order:
        return
    if "tax" in found and _first_rows(found, sample, found["tax"].column):
        said.per_order.append("tax")
    inside, question = tax_question(found, sample, list(_orders(found, sample)))
    said.contained += ["tax"] if inside else []
    said.questions += [question] if question else []


def _of_lines_only(found: Parts) -> None:
    """Where the price is a line's by its header, money whose header does not say so is the order's: left alone."""
    price = found.get("price")
    for role in ("discount", "tax"):
        if price and role in found and _of_line(price.column) and not _of_line(found[role].column):
            del found[role]


def _of_line(column: Profile) -> bool:
    return column.name.lower().startswith("line")


# ---- quantity × price --------------------------------------------------------------------------------------------
def _settle_priced(found: Parts, sample: Sample, said: Money) -> None:
    best, formula, share = _best_formula(found, sample)
    if best is not None and formula is not None:
        _take_amount(found, best, formula, share)
    elif "amount" in found and (way := _order_total(found, sample, found["amount"].column)):
        del found["amount"]
        said.per_order += ["discount"] if way.startswith("once") else []
        said.per_order += ["shipping"] if way.endswith("sent") else []
        return
    elif "amount" in found and found["amount"].sure >= 0.6:
        said.questions.append(_which_money(found, found["amount"]))
        _settle_whose_discount(found, sample, said)
    else:
        found.pop("amount", None)
    if "amount" not in found:
        _settle_whose_discount(found, sample, said)


def _settle_whose_discount(found: Parts, sample: Sample, said: Money) -> None:
    """Where amounts are reckoned less the discount: whether that is each line's, or the order's said on all of them."""
    if "discount" not in found or not _says(found["discount"].column):
        return
    column = found["discount"].column
    if _first_rows(found, sample, column):
        said.per_order.append("discount")
        return
    several = [rows for rows in _orders(found, sample) if len(rows) > 1 and column.numbers[rows[0]]]
    same = sum(len({column.numbers[row] for row in rows}) == 1 for rows in several)
    if len(several) >= 3 and same / len(several) > 0.9:
        args = {"column": Code(column.name)}
        choices = (
            Choice("order", Sentence("guess.money_of_order", args)),
            Choice("line", Sentence("guess.money_of_line", args)),
        )
        said.questions.append(Question("discount_is", Sentence("guess.ask_repeats", args), choices))


def _best_formula(found: Parts, sample: Sample) -> tuple[Profile | None, _Formula | None, float]:
    """The column of money that follows from quantity and price in most rows; one after the discount goes first."""
    best: tuple[Profile | None, _Formula | None, float] = (None, None, 0.0)
    for number, formula in enumerate(_FORMULAS):
        if not set(formula.uses) <= found.keys() or not all(_says(found[one].column) for one in formula.uses):
            continue
        if number == _PERCENT and not _is_percentage(found["discount"].column):
            continue
        for column in _candidates(found, sample):
            share = _share(_agreeing(found, column, formula))
            if share >= _ENOUGH and (best[0] is None or (share > best[2] + 0.02 and best[1] is formula)):
                best = (column, formula, share)
    return best


def _says(column: Profile) -> bool:
    return any(number for number in column.numbers)


def _is_percentage(column: Profile) -> bool:
    return all(abs(number) <= 100 for number in column.numbers if number is not None)


def _candidates(found: Parts, sample: Sample) -> Iterator[Profile]:
    used = {one.column.name for role, one in found.items() if role != "amount"}
    for column in sample.columns:
        if column.name not in used and content("amount", column) and nearness("amount", column.name) >= 0.5:
            yield column


def _take_amount(found: Parts, column: Profile, formula: _Formula, share: float) -> None:
    because = Sentence("guess.product", {"share": Share(share, 0)})
    if formula is _FORMULAS[_PERCENT]:
        del found["discount"]
    if "tax" in formula.uses and "discount" not in found.keys() - set(formula.uses):
        del found["tax"]  # what was paid contains it
    if "discount" in found and not formula.net and _says(found["discount"].column):
        found.pop("amount", None)  # before the discount: what was paid is reckoned from price, quantity and discount
        return
    found["amount"] = Part(column, "amount", max(round(share, 2), 0.9), because)


def _agreeing(found: Parts, column: Profile, formula: _Formula) -> Iterator[bool]:
    """Of every row that has the numbers: whether the formula gives the amount. Rows in which the formula's own columns
    are empty or zero prove nothing for it while others have them."""
    for row, amount in _rows(found, column):
        if formula.uses and not any(row.get(name) for name in formula.uses):
            continue
        yield _equal(formula.reckon(row), abs(amount))


def _rows(found: Parts, column: Profile) -> Iterator[tuple[Row, Decimal]]:
    names = [name for name in ("quantity", "price", "discount", "tax") if name in found]
    for values in zip(column.numbers, *(found[name].column.numbers for name in names), strict=True):
        row = dict(zip(names, values[1:], strict=True))
        if values[0] is not None and row["quantity"] is not None and row["price"] is not None:
            yield row, values[0]


def _equal(left: Decimal, right: Decimal) -> bool:
    return abs(left - right) <= Decimal("0.011") + max(abs(left), abs(right)) / 1000


def _share(tests: Iterator[bool]) -> float:
    known, right = 0, 0
    for one in tests:
        known, right = known + 1, right + one
    return right / max(known, 1)


# ---- totals of orders --------------------------------------------------------------------------------------------
def _order_total(found: Parts, sample: Sample, column: Profile) -> str | None:
    """How the column is proven to be the order's total by the sums of its lines: "plain", "each" (less the discounts
    of its lines), "once" (less one discount said on all of them); with "sent" behind it where the shipping said on all
    of them is in it too; None where it is not."""
    ways: dict[str, list[bool]] = {"plain": [], "each": [], "once": []}
    if "shipping" in found:
        ways |= {"plain sent": [], "each sent": [], "once sent": []}
    for rows in _orders(found, sample):
        amounts = {column.numbers[row] for row in rows} - {None}
        if len(amounts) != 1 or len(rows) < 2:
            continue
        total = abs(next(one for one in amounts if one is not None))
        lines = [_line(found, row) for row in rows]
        gross, offs = sum(map(_gross, lines), _NOTHING), [_off(line) for line in lines]
        sent = max(abs(line.get("shipping") or _NOTHING) for line in lines)
        goods = {"plain": gross, "each": gross - sum(offs, _NOTHING), "once": gross - max(offs)}
        for way, tests in ways.items():
            tests.append(_equal(goods[way.removesuffix(" sent")] + (sent if way.endswith("sent") else 0), total))
    good = {way: tests for way, tests in ways.items() if len(tests) >= 3 and sum(tests) / len(tests) >= _ENOUGH}
    if not good:
        return None
    return max(good, key=lambda way: (sum(good[way]), -list(ways).index(way)))


def _line(found: Parts, row: int) -> Row:
    names = [name for name in ("quantity", "price", "discount", "shipping") if name in found]
    return {name: found[name].column.numbers[row] for name in names}


def _orders(found: Parts, sample: Sample) -> Iterator[Sequence[int]]:
    """The rows of every order that stands whole in one stretch of the sample: none that touches its ends, unless the
    file does."""
    if "order_id" not in found:
        return
    texts = found["order_id"].column.texts
    for number, (start, stop) in enumerate(sample.stretches):
        orders: dict[str, list[int]] = {}
        for row in range(start, stop):
            orders.setdefault(texts[row] or "", []).append(row)
        whole = list(orders.items())
        whole = whole[0 if number == 0 else 1 :]
        whole = whole if number == len(sample.stretches) - 1 else whole[:-1]
        yield from (rows for order, rows in whole if order)


def _first_rows(found: Parts, sample: Sample, column: Profile) -> bool:
    """Whether the column is filled on the first row of an order alone."""
    several = [rows for rows in _orders(found, sample) if len(rows) > 1]
    right = [column.numbers[rows[0]] is not None and not any(column.texts[row] for row in rows[1:]) for rows in several]
    return len(right) >= 3 and sum(right) / len(right) > 0.9


def _which_money(found: Parts, total: Part) -> Question:
    args = {
        "column": Code(total.column.name),
        "quantity": Code(found["quantity"].column.name),
        "price": Code(found["price"].column.name),
    }
    return Question(
        "amount_is",
        Sentence("guess.ask_which_money", args),
        (
            Choice("line", Sentence("guess.money_of_line", {"column": args["column"]})),
            Choice("order", Sentence("guess.money_of_order", {"column": args["column"]})),
            Choice("price", Sentence("guess.money_of_price", args)),
        ),
    )


# ---- an amount without prices ------------------------------------------------------------------------------------
def _settle_amount_alone(found: Parts, sample: Sample, said: Money) -> None:
    amount = found["amount"]
    _settle_discount(found, sample, said)
    several = [rows for rows in _orders(found, sample) if len(rows) > 1]
    if len(several) < 3:
        return
    if _first_rows(found, sample, amount.column):
        said.per_order.append("amount")
        found["amount"] = replace(amount, because=Sentence("guess.first_row", {"column": Code(amount.column.name)}))
        return
    same = sum(len({amount.column.texts[row] for row in rows}) == 1 for rows in several)
    if same / len(several) > 0.9:
        args = {"column": Code(amount.column.name)}
        choices = (
            Choice("order", Sentence("guess.money_of_order", args)),
            Choice("line", Sentence("guess.money_of_line", args)),
        )
        said.questions.append(Question("amount_is", Sentence("guess.ask_repeats", args), choices))


def _settle_discount(found: Parts, sample: Sample, said: Money) -> None:
    """Whether the amount is what was paid, or the discount comes off it yet."""
    if "discount" not in found or not _says(found["discount"].column):
        return
    amount, discount = found["amount"].column, found["discount"].column
    net = _net_of(found, sample, amount, discount)
    if net is not None:
        found["amount"] = Part(net, "amount", 0.95, Sentence("guess.after_discount", {"column": Code(discount.name)}))
        return
    by_prices = _by_list_prices(found, amount, discount)
    if by_prices:
        if by_prices == "before":
            found["price"] = replace(found.pop("amount"), role="price")
            found.pop("quantity", None)
        return
    name = amount.name.lower()
    if any(word in name for word in _AFTER) and not any(word in name for word in _BEFORE):
        return
    args = {"column": Code(amount.name), "discount": Code(discount.name)}
    choices = (
        Choice("after", Sentence("guess.discount_is_off", args)),
        Choice("before", Sentence("guess.discount_comes_off", args)),
    )
    said.questions.append(Question("discount_is", Sentence("guess.ask_discount", args), choices))


def _by_list_prices(found: Parts, amount: Profile, discount: Profile) -> str:
    """after or before, where prices prove it: a piece of an item sold with a discount has cost what it costs without
    one, before the discount. Empty where they do not."""
    item, pieces = found.get("item_id") or found.get("items.name"), found.get("quantity")
    if item is None or pieces is None:
        return ""
    rows = list(zip(item.column.texts, pieces.column.numbers, amount.numbers, discount.numbers, strict=True))
    plain: dict[str, set[Decimal]] = {}
    for name, count, paid, off in rows:
        if count and paid and not off:
            plain.setdefault(name, set()).add(abs(paid / count))
    before: list[bool] = []
    after: list[bool] = []
    for name, count, paid, off in rows:
        prices = plain.get(name, ())
        if count and paid and off and 0 < len(prices) <= 3:
            before.append(any(_equal(abs(paid / count), price) for price in prices))
            after.append(any(_equal((abs(paid) + abs(off)) / abs(count), price) for price in prices))
    if len(after) < 10:
        return ""
    if sum(after) / len(after) >= _ENOUGH and sum(before) < sum(after):
        return "after"
    return "before" if sum(before) / len(before) >= _ENOUGH and sum(after) < sum(before) else ""


def _net_of(found: Parts, sample: Sample, amount: Profile, discount: Profile) -> Profile | None:
    """The column that is another one less the discount: what was paid."""
    for net in _candidates(found, sample):
        for gross in _candidates(found, sample):
            if net is gross:
                continue
            rows = zip(net.numbers, gross.numbers, discount.numbers, strict=True)
            tests = (_equal(abs(b) - abs(d), abs(a)) for a, b, d in rows if a is not None and b is not None and d)
            if _share(tests) >= _ENOUGH:
                return net
    return None
