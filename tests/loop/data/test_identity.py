"""Which ids are one customer: whatever the order of what is known, and never two that were answered different."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

import duckdb
import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.loop.data.identity import Resolved, crowded, resolve, shared, spoken
from bakhsh.specs import Identity
from bakhsh.tables import ALIASES, LINKS

Held = list[tuple[str, str, int]]
SCHEMA = pa.schema([("customer_id", pa.string()), ("address", pa.string()), ("rank", pa.int64())])


def held(rows: Iterable[tuple[str, str, int]]) -> pa.Table:
    return pa.Table.from_pylist([dict(zip(SCHEMA.names, row, strict=True)) for row in rows], schema=SCHEMA)


def settled(found: Resolved) -> dict[str, str]:
    return {row["customer_id"]: row["settled_id"] for row in ALIASES.check(found.aliases).to_pylist()}


def parts(rows: Held, declared: Identity) -> set[frozenset[str]]:
    """The partition of all ids that stand anywhere."""
    to = settled(resolve(held(rows), declared))
    ids = {one for one, _, _ in rows} | {one for answer in (*declared.same, *declared.different) for one in answer}
    groups: dict[str, set[str]] = {}
    for one in ids:
        groups.setdefault(to.get(one, one), set()).add(one)
    assert all(min(group) == name for name, group in groups.items()), "the smallest id stays"
    return set(map(frozenset, groups.values()))


IDS = st.sampled_from([*"abcdefgh", "۷", "aa", "10", "9"])
ROWS = st.lists(
    st.tuples(IDS, st.integers(0, 9)), max_size=30, unique=True
).map(lambda rows: [(one, f"x{number}", number % 2) for one, number in rows])  # fmt: skip
PAIRS = st.lists(st.tuples(IDS, IDS).filter(lambda pair: pair[0] != pair[1]), max_size=4).map(tuple)


def naive(links: Iterable[tuple[str, str]], ids: Iterable[str]) -> set[frozenset[str]]:
    group = {one: {one} for one in ids}
    for a, b in links:
        if group[a] is not group[b]:
            together = group[a] | group[b]
            for one in together:
                group[one] = together
    return {frozenset(one) for one in group.values()}


# ---- the specification -------------------------------------------------------------------------------------------
@given(rows=ROWS, same=PAIRS)
def test_ids_that_share_an_address_or_an_answer_are_one_customer(rows: Held, same: tuple[tuple[str, str], ...]) -> None:
    on: dict[str, list[str]] = {}
    for one, address, _ in rows:
        on.setdefault(address, []).append(one)
    links = [pair for ids in on.values() for pair in combinations(ids, 2)] + list(same)
    everyone = {one for one, _, _ in rows} | {one for pair in same for one in pair}
    assert parts(rows, Identity(same=same)) == naive(links, everyone)


@given(rows=ROWS, same=PAIRS, different=PAIRS, data=st.data())
def test_any_order_of_what_is_known_gives_the_same_aliases(
    rows: Held, same: tuple[tuple[str, str], ...], different: tuple[tuple[str, str], ...], data: st.DataObject
) -> None:
    first = resolve(held(rows), Identity(same=same, different=different))
    shuffled = data.draw(st.permutations(rows))
    turned = tuple((b, a) for a, b in reversed(different))
    again = resolve(held(shuffled), Identity(same=tuple(reversed(same)), different=turned))
    assert again.aliases.equals(first.aliases)
    assert again.kept_apart == first.kept_apart


@given(rows=ROWS, more=ROWS)
def test_more_evidence_only_merges(rows: Held, more: Held) -> None:
    before, after = parts(rows, Identity()), parts(list({*rows, *more}), Identity())
    assert all(any(old <= new for new in after) for old in before)


@given(rows=ROWS, same=PAIRS, different=PAIRS)
def test_pairs_answered_different_are_never_one(
    rows: Held, same: tuple[tuple[str, str], ...], different: tuple[tuple[str, str], ...]
) -> None:
    found = parts(rows, Identity(same=same, different=different))
    assert not any(set(pair) <= group for pair in different for group in found)
    without = parts(rows, Identity(same=same))
    assert all(len(group) == 1 or any(group <= old for old in without) for group in found)


@given(rows=ROWS, different=PAIRS)
def test_every_group_still_hangs_together_by_evidence(rows: Held, different: tuple[tuple[str, str], ...]) -> None:
    on: dict[str, list[str]] = {}
    for one, address, _ in rows:
        on.setdefault(address, []).append(one)
    links = [pair for ids in on.values() for pair in combinations(ids, 2)]
    for group in parts(rows, Identity(different=different)):
        inside = [pair for pair in links if set(pair) <= group]
        assert naive(inside, group) == {group}


def test_the_smallest_id_in_the_order_of_text_stays() -> None:
    assert settled(resolve(held([("9", "x", 0), ("10", "x", 0), ("a", "x", 0)]), Identity())) == {"9": "10", "a": "10"}


def test_a_path_through_others_does_not_join_a_pair_answered_different() -> None:
    rows = [("ann", "x", 0), ("cyd", "x", 0), ("cyd", "y", 1), ("bob", "y", 1)]
    found = resolve(held(rows), Identity(different=(("bob", "ann"),)))
    assert settled(found) == {"cyd": "ann"}, "the channel named first in same_by is surer"
    assert found.kept_apart == (("ann", "bob"),)
    nothing_between = resolve(held(rows[:2]), Identity(different=(("bob", "ann"),)))
    assert nothing_between.kept_apart == ()


def test_an_answer_outweighs_an_address() -> None:
    rows = [("ann", "x", 0), ("cyd", "x", 0)]
    found = resolve(held(rows), Identity(same=(("bob", "cyd"),), different=(("bob", "ann"),)))
    assert settled(found) == {"cyd": "bob"}


def test_rule_and_evidence_say_what_joined_an_id() -> None:
    rows = [("a", "x", 0), ("b", "x", 0), ("b", "y", 1), ("a", "y", 1), ("c", "y", 1), ("c", "z", 0), ("d", "z", 0)]
    found = resolve(held(rows), Identity(same=(("d", "e"),))).aliases.to_pylist()
    assert [(one["customer_id"], one["rule"], one["evidence"]) for one in found] == [
        ("b", "mobile+email", 2), ("c", "mobile+email", 2), ("d", "mobile+answer", 2), ("e", "answer", 1)
    ]  # fmt: skip


# ---- evidence on the engine --------------------------------------------------------------------------------------
def asked(rows: list[Mapping[str, Any]], declared: Identity) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    with duckdb.connect() as connection:
        connection.register("links", pa.Table.from_pylist(list(rows), schema=LINKS.schema()))
        told = spoken(LINKS.unbound())
        sql = [str(ibis.to_sql(one, dialect="duckdb")) for one in (shared(told, declared), crowded(told, declared))]
        found, many = (connection.sql(one).to_arrow_table().to_pylist() for one in sql)
    return sorted(found, key=str), many[0]


def link(customer: str, address: str, load: int = 1, about: str = "", channel: str = "mobile") -> dict[str, Any]:
    return {
        "source": "shop", "about": about or customer, "customer_id": customer, "channel": channel,
        "address": address, "load": load,
    }  # fmt: skip


def test_an_address_of_too_many_ids_says_nothing_and_is_counted() -> None:
    rows = [link(f"c{number}", "crowd") for number in range(6)] + [link("c1", "pair"), link("c2", "pair")]
    found, many = asked(rows, Identity(at_most=5))
    assert [(one["customer_id"], one["address"]) for one in found] == [("c1", "pair"), ("c2", "pair")]
    assert many == {"addresses": 1, "most": 6}


def test_only_channels_of_same_by_count_and_the_first_named_ranks_first() -> None:
    rows = [
        link("a", "x"),
        link("b", "x", channel="phone"),
        link("a", "y", channel="email"),
        link("b", "y", channel="email"),
    ]
    assert asked(rows, Identity(same_by=("email", "mobile", "phone")))[0] == [
        {"customer_id": "a", "address": "x", "rank": 1}, {"customer_id": "a", "address": "y", "rank": 0},
        {"customer_id": "b", "address": "x", "rank": 2}, {"customer_id": "b", "address": "y", "rank": 0},
    ]  # fmt: skip
    assert len(asked(rows, Identity())[0]) == 2
    assert asked(rows, Identity(same_by=()))[0] == []


def test_the_latest_word_on_an_order_or_customer_counts() -> None:
    rows = [link("a", "x", 1), link("b", "x", 1), link("a", "z", 2)]
    assert asked(rows, Identity())[0] == [], "a's number was corrected"
    other_order = [link("a", "x", 1, "o1"), link("b", "x", 1, "o2"), link("a", "z", 2, "o3")]
    assert len(asked(other_order, Identity())[0]) == 2, "another order says nothing of the first"
    left_out = [link("a", "x", 1), link("b", "x", 1), link("a", "m", 2, channel="email")]
    assert len(asked(left_out, Identity())[0]) == 2, "what a later load leaves out still counts"


@pytest.mark.parametrize("dialect", ["databricks", "postgres"])
def test_evidence_compiles_for_other_engines(dialect: str) -> None:
    told = spoken(LINKS.unbound())
    for one in (shared(told, Identity()), crowded(told, Identity()), shared(told, Identity(same_by=()))):
        assert "SELECT" in str(ibis.to_sql(one, dialect=dialect))


@pytest.mark.slow
def test_a_million_ids_are_settled_in_seconds() -> None:
    draw = random.Random(7)
    ids = [f"{number:07d}" for number in range(1_000_000)]
    found = pa.table({
        "customer_id": ids * 2,
        "address": [f"h{number // 2}" for number in range(1_000_000)] + [f"g{draw.randrange(4_000_000)}" for _ in ids],
        "rank": [0] * 1_000_000 + [1] * 1_000_000,
    })  # fmt: skip
    answers = tuple((f"{number:07d}", f"{number + 1:07d}") for number in range(0, 2_000, 2))
    start = time.perf_counter()
    resolved = resolve(found, Identity(different=answers[:5]))
    assert resolved.aliases.num_rows > 500_000
    assert time.perf_counter() - start < 30
