"""What a declaration makes of the rows of a file, in words: one sentence a rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop.data.bucket_customers import NOBODY
from bakhsh.loop.data.fates import reason
from bakhsh.loop.data.money import included, per_order
from bakhsh.specs import CHARGES, Policy, Source

__all__ = ["policy_notes"]

_KINDS: Mapping[str, Sentence] = {
    "product": Sentence("policy.kind_product"),
    "shipping": Sentence("policy.kind_shipping"),
    "fee": Sentence("policy.kind_fee"),
    "tax": Sentence("policy.kind_tax"),
    "discount": Sentence("policy.kind_discount"),
}


def policy_notes(sources: Iterable[Source]) -> Iterable[Sentence]:
    """The policies of sources of lines or orders, each by its name where there are several; nothing for what is as it
    is everywhere, nor for other tables."""
    selling = [one for one in sources if one.table in ("lines", "orders")]
    for source in selling:
        for note in _notes(source):
            named: dict[str, Argument] = {"source": Code(source.name), "note": note}
            yield Sentence("policy.note_of_source", named) if len(selling) > 1 else note


def _notes(source: Source) -> Iterable[Sentence]:
    policy = source.policy
    yield from _statuses(policy)
    yield from _returns(policy)
    for one in policy.leave_out:
        because = reason(f"left_out_{one.because}")
        args: dict[str, Argument] = {"column": Code(one.column), "values": tuple(one.values), "because": because}
        yield Sentence("policy.note_leave_out", args)
    if policy.zero_price == "reject":
        yield Sentence("data.note_zero_price")
    for column, values in policy.pieces_not.items():
        yield Sentence("data.note_pieces_not", {"column": Code(column), "values": tuple(values)})
    yield from _money(source)
    if policy.bucket_customers:
        yield Sentence("policy.note_buckets", {"names": tuple(policy.bucket_customers)})
    if policy.no_customer == "bucket":
        yield Sentence("policy.note_no_customer", {"name": Code(NOBODY)})


def _statuses(policy: Policy) -> Iterable[Sentence]:
    if policy.statuses:
        yield Sentence("policy.note_statuses", {"statuses": tuple(policy.statuses)})
    if policy.cancelled:
        yield Sentence("policy.note_cancelled", {"statuses": tuple(policy.cancelled)})
    if policy.returned:
        yield Sentence("policy.note_returned", {"statuses": tuple(policy.returned)})
    if policy.unpaid:
        yield Sentence("policy.note_unpaid", {"statuses": tuple(policy.unpaid)})
    if policy.test:
        yield Sentence("policy.note_test", {"statuses": tuple(policy.test)})


def _returns(policy: Policy) -> Iterable[Sentence]:
    if policy.returns == "prefix":
        yield Sentence("data.note_returns_prefix", {"prefix": Code(policy.return_prefix)})
    elif policy.returns == "negative":
        yield Sentence("data.note_returns_negative")
    elif policy.returns == "marked":
        yield Sentence("policy.note_returns_marked")
    else:
        yield Sentence("data.note_returns_none")
    for column, values in policy.return_when.items():
        yield Sentence("policy.note_return_when", {"column": Code(column), "values": tuple(values)})


def _money(source: Source) -> Iterable[Sentence]:
    """What is charged beside the goods is spoken of only where the files say any of it."""
    policy, shared = source.policy, per_order(source)
    for kind, values in policy.kinds.items():
        if values:
            yield Sentence("policy.note_kinds", {"kind": _KINDS[kind], "values": tuple(values)})
    if policy.same_lines == "drop":
        yield Sentence("policy.note_same_lines")
    mapped = {one.column for one in source.columns}
    if shared:
        columns = tuple(Code(one.source) for one in source.columns if one.column in shared)
        yield Sentence("policy.note_per_order", {"columns": columns})
    told = [kind for kind in CHARGES if kind in mapped or policy.kinds.get(kind)]
    counted = tuple(_KINDS[kind] for kind in told if kind in policy.counts)
    other = tuple(_KINDS[kind] for kind in told if kind not in policy.counts)
    if counted:
        yield Sentence("policy.note_counted", {"kinds": counted})
    if other:
        yield Sentence("policy.note_not_counted", {"kinds": other})
    if "discount" in shared and "discount" not in included(source):
        yield Sentence("policy.note_discount_taken")
    if "credit" in mapped:
        paid, back = Sentence("policy.note_credits_payments"), Sentence("policy.note_credits_returns")
        yield paid if policy.credits == "payments" else back
    if "refunded" in mapped:
        yield Sentence("policy.note_refunded")
