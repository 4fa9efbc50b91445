"""Ledgers of accounting programs: sales in a column of debits, returns or payments in one of credits."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bakhsh.edges.sources.evidence import Profile
from bakhsh.edges.sources.guess.counting import Counting
from bakhsh.edges.sources.guess.roles import Parts
from bakhsh.edges.sources.headers import nearness
from bakhsh.language.keys import matching_key
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.records import Choice, Question
from bakhsh.specs import LeaveOut

__all__ = ["settle_credits"]

_DEBITS = re.compile(r"بدهکار|\bdebit|\bsoll\b", re.I)
_PAID = ("دریافت", "پرداخت", "واریز", "چک", "تسویه", "وصول", "receipt", "payment", "received", "deposit", "cheque")
_BACK = ("برگشت", "مرجوع", "عودت", "return", "refund", "credit note")


def settle_credits(found: Parts, columns: Sequence[Profile], said: Counting) -> None:
    """Whether credits are payments, which are no sale, or returns: by a column that says of each of them which it is,
    or asked. Without a column of debits a column of credits is nothing known. `found` and `said` are changed."""
    credit, amount = found.get("credit"), found.get("amount")
    if credit is None:
        return
    rows = [row for row, number in enumerate(credit.column.numbers) if number]
    if amount is None or not _DEBITS.search(amount.column.name) or nearness("credit", credit.column.name) < 0.8:
        del found["credit"]
        return
    if not rows:
        return
    for column in columns:
        if len(column.texts) == len(credit.column.texts) and column.letters > 0.5 and _explains(column, rows, said):
            return
    args: dict[str, Argument] = {"credit": Code(credit.column.name), "debit": Code(amount.column.name)}
    choices = (
        Choice("returns", Sentence("policy.credits_are_returns", args)),
        Choice("payments", Sentence("policy.credits_are_payments", args)),
    )
    said.questions.append(Question("credit_is", Sentence("policy.ask_credits", args), choices))


def _explains(column: Profile, rows: Sequence[int], said: Counting) -> bool:
    """Whether the column calls each of these rows a payment or a return, and no other row a payment."""
    credited = set(rows)
    paid: dict[str, None] = {}
    for row, text in enumerate(column.texts):
        key = matching_key(text)
        back = any(matching_key(word) in key for word in _BACK)
        words = [] if back else [word for word in _PAID if matching_key(word) in key]
        if row in credited:
            if not (back or words):
                return False
            paid |= dict.fromkeys(words[:1])
        elif words:
            return False
    known = {(one.column, value) for one in said.leave_out for value in one.values}
    values = tuple(f"*{word}*" for word in paid if (column.name, f"*{word}*") not in known)
    if values:
        said.leave_out.append(LeaveOut(column.name, values, "not_a_sale"))
        args: dict[str, Argument] = {"column": Code(column.name), "values": tuple(map(Code, values))}
        said.notes.append(Sentence("guess.no_sales", args))
    return True
