"""What of a file counts: statuses, sales and returns, items that are no products, as its own words say it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bakhsh.edges.sources.evidence import Profile
from bakhsh.edges.sources.guess.roles import Part, Parts
from bakhsh.language.digits import to_latin
from bakhsh.language.keys import matching_key
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.records import Choice, Question
from bakhsh.specs import LeaveOut, Policy

__all__ = ["Counting", "counting", "said_of_policy", "settle_status", "status_question"]

_STATUSES: Mapping[str, tuple[str, ...]] = {
    "statuses": (
        "completed", "complete", "processing", "paid", "shipped", "delivered", "fulfilled", "done", "success",
        "successful", "closed", "confirmed", "invoiced", "approved", "dispatched", "partially_refunded",
        "partially refunded", "partially_paid", "payment accepted", "remote payment accepted", "processing in progress",
        "تکمیل شده", "تکمیل", "پرداخت شده", "پرداخت موفق", "ارسال شده", "تحویل شده", "تحویل داده شده", "در حال انجام",
        "در حال پردازش", "در حال ارسال", "تایید شده", "نهایی", "نهایی شده", "قطعی", "تسویه شده", "تسویه", "موفق",
        "انجام شده", "آماده ارسال", "در حال آماده سازی", "بسته شده", "فروش", "ثبت نهایی",
    ),
    "cancelled": (
        "cancelled", "canceled", "voided", "void", "trash", "rejected", "declined", "unavailable",
        "لغو شده", "لغو", "کنسل", "کنسل شده", "ابطال شده", "باطل شده", "باطل", "ابطال", "حذف شده", "انصراف", "رد شده",
    ),
    "returned": (
        "refunded", "returned", "refund", "مرجوع شده", "مرجوعی", "مرجوع", "مسترد شده", "برگشت خورده", "برگشتی",
        "بازگشت وجه", "عودت شده", "عودت داده شده", "برگشت داده شده", "مسترد",
    ),
    "unpaid": (
        "pending", "pending payment", "on-hold", "on hold", "failed", "unpaid", "awaiting payment", "draft", "expired",
        "checkout-draft", "created", "payment error", "awaiting check payment", "awaiting bank wire payment",
        "در انتظار پرداخت", "پرداخت نشده", "ناموفق", "پیش نویس", "منقضی شده", "در انتظار بررسی", "در انتظار",
        "پرداخت ناموفق", "تسویه نشده",
    ),
    "test": ("test", "test order", "تست", "آزمایشی"),
}  # fmt: skip

_BACK = re.compile(
    r"برگشت از فروش|برگشت فروش|فاکتور برگشت|مرجوع|برگشت|عودت|sales? ?return|return|refund|credit ?(?:note|memo)", re.I
)
_NO_SALE = re.compile(
    r"خرید|پیش ?فاکتور|انتقال|حواله|ضایعات|مصرف|purchase|quot|pro ?forma|transfer|waste|estimate|درخواست", re.I
)
_SALE = re.compile(r"فروش|فاکتور|sales?\b|invoice|order|sell", re.I)

_KINDS: Mapping[str, re.Pattern[str]] = {
    "shipping": re.compile(
        r"(هزینه|کرایه|مبلغ) ?(ی )?(ارسال|حمل|پست|پیک)|کرایه|پست پیشتاز|^postage$|^post$|^dot$|dotcom postage|"
        r"(shipping|delivery|freight)( (cost|fee|charge|charges))?$|^carriage$",
        re.I,
    ),
    "fee": re.compile(r"کارمزد|bank charges|amazon ?fee|service (fee|charge)|^(handling )?fee$|packaging fee", re.I),
    "discount": re.compile(r"^تخفیف|^کد تخفیف|^discount|^coupon$|^voucher$|^rabatt$", re.I),
}  # fmt: skip


_SAID = {
    "shipping": Sentence("guess.kind_shipping"),
    "fee": Sentence("guess.kind_fee"),
    "discount": Sentence("guess.kind_discount"),
}


@dataclass(slots=True)
class Counting:
    """The policy a file's own words ask for, and what they leave open."""

    statuses: dict[str, list[str]] = field(default_factory=dict)
    return_when: dict[str, tuple[str, ...]] = field(default_factory=dict)
    leave_out: list[LeaveOut] = field(default_factory=list)
    kinds: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: list[Sentence] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    def policy(self, per_order: Sequence[str]) -> Policy:
        listed: dict[str, Any] = {name: tuple(values) for name, values in self.statuses.items()}
        return Policy(
            return_when=self.return_when, leave_out=tuple(self.leave_out), kinds=self.kinds,
            per_order=tuple(per_order), **listed,
        )  # fmt: skip


def counting(found: Parts, columns: Sequence[Profile], parts: Iterable[str] = ()) -> Counting:
    """What counts, as far as statuses, kinds of documents, names of items and of sheets say. Columns of the file that
    mark a return need not play a part themselves."""
    said = Counting()
    if "status" in found:
        _of_statuses(found["status"].column, said)
    used = {role: one.column for role, one in found.items()}
    for column in columns:
        if not any(column is one for role, one in used.items() if role not in ("status", "channel", "shipping_method")):
            _of_documents(column.name, _values(column), said)
    _of_documents("@sheet", tuple(parts), said, marked=False)
    _of_items([used[role] for role in ("item_id", "items.name") if role in used], said)
    return said


def settle_status(found: Parts, columns: Sequence[Profile]) -> None:
    """Where no column is called a status, or the one that is holds none: the column all whose values are statuses, some
    of which do not count, whatever its header ("state"). `found` is changed."""
    if "status" in found and _sorted(found["status"].column, _STATUSES)[0]:
        return
    for column in columns:
        values = _values(column)
        sorted_in, strange = _sorted(column, _STATUSES) if values else ({}, [])
        if sorted_in.keys() - {"statuses"} and "statuses" in sorted_in and not strange:
            for role in [role for role, one in found.items() if one.column is column]:
                del found[role]
            found["status"] = Part(column, "status", 0.9, Sentence("guess.values_say"))
            return


def _values(column: Profile) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(text for text in column.texts if text))
    return found if len(found) <= 25 and column.letters > 0.5 else ()


# ---- statuses ----------------------------------------------------------------------------------------------------
def _of_statuses(column: Profile, said: Counting) -> None:
    """Every value under the word it is known by. Values nobody knows are asked about where others are known; where
    none is, the column says something else, and all rows count."""
    sorted_in, strange = _sorted(column, _STATUSES)
    if not sorted_in or len(strange) > len(set(column.texts)) / 2 or (set(sorted_in) == {"statuses"} and not strange):
        return
    said.statuses = sorted_in
    said.notes.append(Sentence("guess.statuses_found", {"column": Code(column.name)}))
    said.questions += _ask_strange(column, strange)


def said_of_policy(policy: Policy) -> Iterator[Sentence]:
    """Which rows a policy takes for returns, and which for no sales at all."""
    for name, values in policy.return_when.items():
        yield Sentence("guess.returns_marked", _named(name, values))
    for one in policy.leave_out:
        if one.because == "cancelled" and one.values == ("*",):
            yield Sentence("guess.cancelled_in", {"column": Code(one.column)})
        else:
            yield Sentence("guess.no_sales", _named(one.column, one.values))


def status_question(column: Profile, policy: Policy) -> Sequence[Question]:
    """What is asked about statuses that stand in the file and not in the policy."""
    named = {name: getattr(policy, name) for name in _STATUSES}
    return _ask_strange(column, _sorted(column, named)[1])


def _sorted(column: Profile, named: Mapping[str, Sequence[str]]) -> tuple[dict[str, list[str]], list[str]]:
    """The column's values by what they mean, and those nobody knows."""
    known = {_status_key(word): kind for kind, words in named.items() for word in words}
    sorted_in: dict[str, list[str]] = {}
    strange: list[str] = []
    for value in dict.fromkeys(text for text in column.texts if text):
        kind = known.get(_status_key(value))
        (sorted_in.setdefault(kind, []) if kind else strange).append(value)
    return sorted_in, strange


def _ask_strange(column: Profile, strange: Sequence[str]) -> Sequence[Question]:
    if not strange:
        return ()
    args = _named(column.name, strange)
    choices = (Choice("count", Sentence("guess.they_count")), Choice("leave_out", Sentence("guess.they_do_not")))
    return (Question("strange_statuses", Sentence("guess.ask_statuses", args), choices),)


def _status_key(value: str) -> str:
    """The status without the prefix shops put before it ("wc-completed")."""
    return matching_key(value).removeprefix("wc-").replace("_", "").replace("-", "")


# ---- sales and returns -------------------------------------------------------------------------------------------
def _of_documents(name: str, values: tuple[str, ...], said: Counting, *, marked: bool = True) -> None:
    """A column (or the sheets) whose values say which rows are returns, and which are no sales at all."""
    sides: dict[str, list[str]] = {"back": [], "other": [], "sale": [], "none": []}
    for value in values:
        sides[_side(value)].append(value)
    if not (sides["back"] or sides["other"]) or (marked and not sides["sale"]):
        return
    if marked and len(sides["none"]) > len(sides["sale"]) + len(sides["back"]):
        return
    if sides["back"]:
        said.return_when[name] = tuple(sides["back"])
        said.notes.append(Sentence("guess.returns_marked", _named(name, sides["back"])))
    if sides["other"] and marked:
        said.leave_out.append(LeaveOut(name, tuple(sides["other"]), "not_a_sale"))
        said.notes.append(Sentence("guess.no_sales", _named(name, sides["other"])))


def _named(column: str, values: Sequence[str]) -> dict[str, Argument]:
    return {"column": Code(column), "values": tuple(map(Code, values[:8]))}


def _side(value: str) -> str:
    plain = re.sub(r"\s+", " ", to_latin(value).replace("\u200c", " ").replace("ي", "ی").replace("ك", "ک")).strip()
    if _NO_SALE.search(plain):
        return "other"
    if _BACK.search(plain):
        return "back"
    return "sale" if _SALE.search(plain) else "none"


# ---- items that are no products ----------------------------------------------------------------------------------
def _of_items(columns: Sequence[Profile], said: Counting) -> None:
    for kind, pattern in _KINDS.items():
        values = [text for column in columns for text in dict.fromkeys(column.texts) if text and _is(pattern, text)]
        if values:
            said.kinds[kind] = tuple(dict.fromkeys(values))[:50]
            args: dict[str, Argument] = {"kind": _SAID[kind], "values": tuple(map(Code, said.kinds[kind][:5]))}
            said.notes.append(Sentence("guess.no_product", args))


def _is(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.search(text.replace("\u200c", " ").replace("ي", "ی").replace("ك", "ک").strip()) is not None
