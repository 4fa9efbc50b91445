"""A condition means the same in Python, in Ibis and after its own canonical writing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal

import duckdb
import hypothesis.strategies as st
import ibis
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings

from bakhsh.conditions import (
    Aggregate,
    And,
    Argument,
    Arithmetic,
    Compare,
    Condition,
    InSegment,
    IsEmpty,
    Name,
    Not,
    Number,
    OneOf,
    Or,
    Text,
    Truth,
    Value,
    Within,
    evaluate,
    lift,
    parse,
    show,
    to_ibis,
)
from bakhsh.tables import Type

UNIT = 100
SPENT = Aggregate("spent", (Argument("category", "=", (Text("sport"),)), Argument("last", "=", (Text("90 days"),))))
COUNT = Aggregate("count", (Argument("brand", "in", (Text("X"), Text("ی"))),))
MEMBER = InSegment(Text("value"), (Text("Champions"), Text("کم")))
CALLS = And((Compare(">", SPENT, Number(Decimal(1))), Compare(">", COUNT, Number(Decimal(1))), MEMBER))
LIFTED = lift(CALLS)[0]
TYPES: Mapping[str, Type] = {
    "recency": Type.INTEGER, "frequency": Type.INTEGER, "overdue": Type.NUMBER, "discount_share": Type.SHARE,
    "monetary": Type.MONEY, "spent_90": Type.MONEY, "average_order": Type.NUMBER, "city": Type.TEXT,
    "gender": Type.TEXT, "last_on": Type.DATE, "seen_at": Type.TIMESTAMP, "agreed": Type.BOOLEAN,
    **{one.name: one.call.type for one in LIFTED},
}  # fmt: skip

# ---- values of each sort, so that what is made can be compared ------------------------------------------------------
numerals = st.one_of(
    st.integers(-40, 40).map(Decimal),
    st.sampled_from(["0.5", "12.25", "-3.75", "0.1", "999999999999999", "1000.005"]).map(Decimal),
).map(Number)
words = st.sampled_from(["Tehran", "تهران", "كاظمي‌پور", "کاظمی پور", "it's", "both ' and \"", "a\\", "", "«x»"]).map(
    Text
)
days = st.sampled_from(["2011-06-01", "1390/03/11", "۱۳۹۰/۰۳/۱۲", "2011/6/2"]).map(Text)


def _may_divide(by: Value) -> bool:
    """A written zero divides nothing: a mistake when it is read."""
    return not isinstance(by, Number) or by.value != 0


def reckoned(leaf: st.SearchStrategy[Value], factor: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    """Leaves of one sort, or arithmetic that stays in it."""
    return st.one_of(
        leaf,
        st.builds(Arithmetic, st.sampled_from("+-"), leaf, st.one_of(leaf, numerals)),
        st.builds(Arithmetic, st.just("*"), leaf, factor),
        st.builds(
            Arithmetic, st.just("/"), leaf, factor.filter(lambda by: not isinstance(by, Number) or by.value != 0)
        ),
    )


def column(*names: str) -> st.SearchStrategy[Value]:
    return st.sampled_from(names).map(Name)


plain_columns = st.one_of(column("recency", "frequency", "overdue", "discount_share"), st.just(COUNT))
money_columns = st.one_of(column("monetary", "spent_90", "average_order"), st.just(SPENT))
ratios = st.builds(Arithmetic, st.just("/"), money_columns, money_columns)
ORDERED = ["=", "!=", "<", "<=", ">", ">="]
SORTS: list[tuple[st.SearchStrategy[Value], st.SearchStrategy[Value], list[str]]] = [
    (reckoned(st.one_of(plain_columns, ratios), st.one_of(plain_columns, numerals)), numerals, ORDERED),
    (reckoned(money_columns, st.one_of(plain_columns, numerals)), numerals, ORDERED),
    (column("last_on", "seen_at"), days, ORDERED),
    (column("city", "gender"), words, ["=", "!="]),
    (column("agreed"), st.booleans().map(Truth), ["=", "!="]),
]  # fmt: skip


def comparisons(
    changing: st.SearchStrategy[Value], written: st.SearchStrategy[Value], signs: list[str]
) -> st.SearchStrategy[Condition]:
    either = st.one_of(changing, written)
    made: list[st.SearchStrategy[Condition]] = [
        st.builds(Compare, st.sampled_from(signs), changing, either),
        st.builds(Compare, st.sampled_from(signs), written, changing),
        st.builds(OneOf, changing, st.lists(either, min_size=1, max_size=3).map(tuple), st.booleans()),
        st.builds(IsEmpty, changing, st.booleans()),
    ]
    if "<" in signs:
        made.append(st.builds(Within, changing, either, either, st.booleans()))
        made.append(st.builds(Within, written, changing, either, st.booleans()))
    return st.one_of(made)


atoms = st.one_of([*(comparisons(*sort) for sort in SORTS), st.just(MEMBER)])
conditions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=6,
)

VALUES: Mapping[Type, st.SearchStrategy[object]] = {
    Type.INTEGER: st.integers(-40, 40),
    Type.NUMBER: st.one_of(st.sampled_from([0.0, 0.1, 0.5, 12.25, -3.75, 1200.0]), st.floats(-1e6, 1e6)),
    Type.SHARE: st.floats(0, 1),
    Type.MONEY: st.one_of(st.integers(-4000, 4000), st.sampled_from([1225, 100000, 100001])),
    Type.TEXT: st.sampled_from(["tehran", "تهران", "کاظمیپور", "IT'S", "a\\", "", "champions", "كم", "both'and\""]),
    Type.DATE: st.dates(date(2011, 5, 30), date(2011, 6, 4)),
    Type.TIMESTAMP: st.datetimes(datetime(2011, 5, 30), datetime(2011, 6, 4)),
    Type.BOOLEAN: st.booleans(),
}
one_row = st.fixed_dictionaries({name: st.one_of(st.none(), VALUES[kind]) for name, kind in TYPES.items()})
SCHEMA = pa.schema([(name, kind.arrow) for name, kind in TYPES.items()])
ROWS = ibis.table({name: kind.ibis for name, kind in TYPES.items()}, name="rows")


@pytest.fixture(scope="module")
def duck() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        yield con


def asked(con: duckdb.DuckDBPyConnection, condition: Condition, rows: list[dict[str, object]]) -> list[bool]:
    con.register("rows", pa.Table.from_pylist(rows, schema=SCHEMA))
    sql = ibis.to_sql(ROWS.select(holds=to_ibis(condition, ROWS, TYPES, UNIT)), dialect="duckdb")
    return [holds for (holds,) in con.execute(sql).fetchall()]


def test_the_three_calls_have_the_columns_they_are_lifted_to() -> None:
    assert [name for name in TYPES if name.startswith(("spent_category", "count_", "segment_of"))] == [
        one.name for one in LIFTED
    ]


@given(conditions)
@settings(max_examples=150, deadline=None)
def test_reading_the_canonical_writing_gives_the_same_condition(condition: Condition) -> None:
    assert parse(show(condition)) == condition
    assert show(parse(show(condition))) == show(condition)


@given(conditions, st.lists(one_row, min_size=4, max_size=12))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_python_and_duckdb_agree_on_every_row(
    duck: duckdb.DuckDBPyConnection, condition: Condition, rows: list[dict[str, object]]
) -> None:
    found = asked(duck, condition, rows)
    assert found == [evaluate(condition, row, TYPES, UNIT) for row in rows]
    assert found == asked(duck, lift(condition)[1], rows)


@given(conditions, one_row)
@settings(max_examples=100, deadline=None)
def test_logic_is_two_valued(condition: Condition, row: dict[str, object]) -> None:
    assert evaluate(Not(condition), row, TYPES, UNIT) is not evaluate(condition, row, TYPES, UNIT)


@given(conditions)
@settings(max_examples=25, deadline=None)
def test_every_condition_compiles_for_every_engine(condition: Condition) -> None:
    for dialect in ("duckdb", "databricks", "postgres"):
        assert ibis.to_sql(ROWS.filter(to_ibis(condition, ROWS, TYPES, UNIT)), dialect=dialect)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("gender = 'f'", False),
        ("gender != 'f'", False),
        ("gender not in ('f')", False),
        ("not gender = 'f'", True),
        ("not gender in ('f')", True),
        ("gender is empty", True),
        ("recency not between 1 and 5", False),
        ("monetary / frequency > 1", False),
        ("monetary / frequency is empty", True),
    ],
)
def test_a_comparison_with_an_empty_value_is_false_and_not_turns_it_round(
    duck: duckdb.DuckDBPyConnection, text: str, holds: bool
) -> None:
    row: dict[str, object] = {"monetary": 5, "frequency": 0}
    assert evaluate(parse(text), row, TYPES, UNIT) is holds
    assert asked(duck, parse(text), [row]) == [holds]


@pytest.mark.parametrize(
    ("text", "row", "holds"),
    [
        ("monetary > 12.34", {"monetary": 1235}, True),
        ("monetary > 12.34", {"monetary": 1234}, False),
        ("monetary > 12.345", {"monetary": 1235}, True),
        ("monetary < 12.345", {"monetary": 1234}, True),
        ("monetary = 12.345", {"monetary": 1234}, False),
        ("monetary != 12.345", {"monetary": 1234}, True),
        ("average_order > 12.345", {"average_order": 1234.6}, True),
        ("monetary / orders > 50", {"monetary": 10_001, "orders": 2}, True),
        ("monetary / orders > 50", {"monetary": 10_000, "orders": 2}, False),
        ("monetary / spent_90 > 50", {"monetary": 10_000, "spent_90": 100}, True),
        ("monetary - 50 > 0", {"monetary": 5000}, False),
        ("monetary * 2 >= 100", {"monetary": 5000}, True),
        ("2 * (10 + 15) <= monetary", {"monetary": 5000}, True),
        ("monetary < 999999999999999", {"monetary": 2**62}, False),
    ],
)
def test_money_is_written_in_the_project_s_unit(
    duck: duckdb.DuckDBPyConnection, text: str, row: dict[str, object], holds: bool
) -> None:
    types = {**TYPES, "orders": Type.INTEGER}
    assert evaluate(parse(text), row, types, UNIT) is holds
    rows = ibis.table({name: kind.ibis for name, kind in types.items()}, name="rows")
    duck.register("rows", pa.Table.from_pylist([row], schema=pa.schema([(n, k.arrow) for n, k in types.items()])))
    sql = ibis.to_sql(rows.select(holds=to_ibis(parse(text), rows, types, UNIT)), dialect="duckdb")
    assert duck.execute(sql).fetchall() == [(holds,)]
