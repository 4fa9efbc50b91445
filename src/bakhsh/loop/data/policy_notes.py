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
    "shipping": Sentence("policy.kind_shipping"),
    "fee": Sentence("policy.kind_fee"),
    "tax": Sentence("policy.kind_tax"),
    "discount": Sentence("policy.kind_discount"),
}


def policy_notes(source: Source) -> Iterable[Sentence]:
    """The policy of a source of lines or orders; nothing for what is as it is everywhere, nor for other tables."""
    if source.table not in ("lines", "orders"):
        return
    policy = source.policy
    name: dict[str, Argument] = {"source": Code(source.name)}
    yield from _statuses(policy, name)
    yield from _returns(policy, name)
    for one in policy.leave_out:
        because = reason(f"left_out_{one.because}")
        args = {**name, "column": Code(one.column), "values": tuple(one.values), "because": because}
        yield Sentence("policy.note_leave_out", args)
    if policy.zero_price == "reject":
        yield Sentence("data.note_zero_price", name)
    for column, values in policy.pieces_not.items():
        yield Sentence("data.note_pieces_not", {**name, "column": Code(column), "values": tuple(values)})
    yield from _money(source, name)
    if policy.same_lines == "drop":
        yield Sentence("policy.note_same_lines", name)
    if policy.bucket_customers:
        yield Sentence("policy.note_buckets", {**name, "names": tuple(policy.bucket_customers)})
    if policy.no_customer == "bucket":
        yield Sentence("policy.note_no_customer", {**name, "name": Code(NOBODY)})


def _statuses(policy: Policy, name: dict[str, Argument]) -> Iterable[Sentence]:
    if policy.statuses:
        yield Sentence("policy.note_statuses", {**name, "statuses": tuple(policy.statuses)})
    if policy.cancelled:
        yield Sentence("policy.note_cancelled", {**name, "statuses": tuple(policy.cancelled)})
    if policy.returned:
        yield Sentence("policy.note_returned", {**name, "statuses": tuple(policy.returned)})
    if policy.unpaid:
        yield Sentence("policy.note_unpaid", {**name, "statuses": tuple(policy.unpaid)})
    if policy.test:
        yield Sentence("policy.note_test", {**name, "statuses": tuple(policy.test)})


def _returns(policy: Policy, name: dict[str, Argument]) -> Iterable[Sentence]:
    if policy.returns == "prefix":
        yield Sentence("data.note_returns_prefix", {**name, "prefix": Code(policy.return_prefix)})
    elif policy.returns == "negative":
        yield Sentence("data.note_returns_negative", name)
    elif policy.returns == "marked":
        yield Sentence("policy.note_returns_marked", name)
    else:
        yield Sentence("data.note_returns_none", name)
    for column, values in policy.return_when.items():
        yield Sentence("policy.note_return_when", {**name, "column": Code(column), "values": tuple(values)})


def _money(source: Source, name: dict[str, Argument]) -> Iterable[Sentence]:
    """What is charged beside the goods is spoken of only where the files say any of it."""
    policy, shared = source.policy, per_order(source)
    for kind, values in policy.kinds.items():
        if values and kind in _KINDS:
            yield Sentence("policy.note_kinds", {**name, "kind": _KINDS[kind], "values": tuple(values)})
    mapped = {one.column for one in source.columns}
    if shared:
        columns = tuple(Code(one.source) for one in source.columns if one.column in shared)
        yield Sentence("policy.note_per_order", {**name, "columns": columns})
    told = [kind for kind in CHARGES if kind in mapped or policy.kinds.get(kind)]
    counted = tuple(_KINDS[kind] for kind in told if kind in policy.counts)
    other = tuple(_KINDS[kind] for kind in told if kind not in policy.counts)
    if counted:
        yield Sentence("policy.note_counted", {**name, "kinds": counted})
    if other:
        yield Sentence("policy.note_not_counted", {**name, "kinds": other})
    if "discount" in shared and "discount" not in included(source):
        yield Sentence("policy.note_discount_taken", name)
    if "credit" in mapped and policy.credits == "payments":
        yield Sentence("policy.note_credits_payments", name)
    elif "credit" in mapped:
        yield Sentence("policy.note_credits_returns", name)
    if "refunded" in mapped:
        yield Sentence("policy.note_refunded", name)
