"""What reaches the engines: expressions in their dialects, users' texts as literals only."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date

import duckdb
import hypothesis.strategies as st
import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings

from bakhsh.conditions import (
    Compare,
    Filter,
    Name,
    Text,
    evaluate,
    key_of,
    matches,
    parse,
    parse_value,
    to_ibis,
    value_to_ibis,
    value_type,
)
from bakhsh.conditions.parser import DEEPEST, MOST_SIGNS
from bakhsh.errors import BadCondition, UnknownName
from bakhsh.language.keys import matching_key
from bakhsh.tables import Type

DIALECTS = ("duckdb", "databricks", "postgres")
TYPES = {
    "city": Type.TEXT, "monetary": Type.MONEY, "orders": Type.INTEGER, "rhythm": Type.NUMBER, "last_on": Type.DATE,
    "agreed": Type.BOOLEAN,
}  # fmt: skip
ROWS = ibis.table({name: kind.ibis for name, kind in TYPES.items()}, name="rows")
SCHEMA = pa.schema([(name, kind.arrow) for name, kind in TYPES.items()])


@pytest.fixture(scope="module")
def duck() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        yield con


def answered(con: duckdb.DuckDBPyConnection, expression: ibis.Value, rows: list[dict[str, object]]) -> list[object]:
    con.register("rows", pa.Table.from_pylist(rows, schema=SCHEMA))
    sql = ibis.to_sql(ROWS.select(answer=expression), dialect="duckdb")
    return [answer for (answer,) in con.execute(sql).fetchall()]


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    "text",
    [
        *(f"rhythm {sign} 2.5" for sign in ("=", "!=", "<", "<=", ">", ">=")),
        *(f"monetary {sign} 2.5" for sign in ("=", "!=", "<", "<=", ">", ">=")),
        *(f"monetary {sign} 2 > 1" for sign in ("+", "-", "*", "/")),
        *(f"last_on {sign} '1403/02/15'" for sign in ("=", "!=", "<", "<=", ">", ">=")),
        "city in ('a', 'b') or city not in ('c') or city != 'd'",
        "orders between 1 and rhythm or orders not between 1 and 2",
        "city is empty and rhythm is not empty and monetary / orders is empty",
        "agreed = true and not agreed != false",
        "last_on in ('2011-01-01', last_on)",
    ],
)
def test_every_operator_compiles_for_every_engine(text: str, dialect: str) -> None:
    assert ibis.to_sql(ROWS.filter(to_ibis(parse(text), ROWS, TYPES, 100)), dialect=dialect)


HOSTILE = [
    "'; DROP TABLE rows; --", "' OR '1'='1", '" OR ""="', "a\\' OR 1=1 --", "\\", "\\'", "''", "/* x */", "%", "_", ";",
    "$1", "{city}", "{{city}}", "\u2028", "\u202e", "تهران'; --", "«x»", "U&'\\0027'", "x" * 3000, "\U0001f600",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_compared_and_never_run(duck: duckdb.DuckDBPyConnection, text: str) -> None:
    condition = Compare("=", Name("city"), Text(text))
    rows: list[dict[str, object]] = [{"city": text}, {"city": "other"}, {"city": None}]
    found = answered(duck, to_ibis(condition, ROWS, TYPES, 100), rows)
    assert found == [True, False, False]
    assert found == [evaluate(condition, row, TYPES, 100) for row in rows]


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)), min_size=1, max_size=30))
def test_any_text_survives_its_quotes_and_stays_one_literal(text: str) -> None:
    condition = parse("city = '" + text.replace("'", "''") + "'")
    assert condition == Compare("=", Name("city"), Text(text))
    for dialect in DIALECTS:
        sql = ibis.to_sql(ROWS.select(x=to_ibis(condition, ROWS, TYPES, 100)), dialect=dialect)
        plain = ibis.to_sql(ROWS.select(x=to_ibis(parse("city = 'x'"), ROWS, TYPES, 100)), dialect=dialect)
        written = matching_key(text).replace("\\", "\\\\") if dialect == "databricks" else matching_key(text)
        quote = "\\'" if dialect == "databricks" else "''"
        assert sql == plain.replace("'x'", "'" + written.replace("'", quote) + "'")


# What every engine folds alike: ASCII, and composed letters of the Arabic script with marks, digits and spaces.
LETTERS = "abcXYZ 09-'\\_>" + "يىئكةۀەأإٱؤآابپتچکگیه" + "۰۹٠٩" + "\u064b\u0650\u0670\u0640\u200c\u200f\u00a0\t\u2009"


@given(st.lists(st.text(LETTERS, max_size=12), min_size=1, max_size=20))
@settings(max_examples=100)
def test_the_engine_s_matching_key_is_python_s(duck: duckdb.DuckDBPyConnection, texts: list[str]) -> None:
    rows: list[dict[str, object]] = [{"city": text} for text in texts]
    assert answered(duck, key_of(ROWS.city), rows) == [matching_key(text) for text in texts]


@pytest.mark.parametrize(
    ("line_filter", "kept"),
    [
        (Filter("category", "=", ("sport",)), ["Sport", "sport > shoes", "SPORT>Shoes > run"]),
        (Filter("category", "=", ("sport > shoes",)), ["sport > shoes", "SPORT>Shoes > run"]),
        (Filter("category", "in", ("food", "sport > shoes")), ["sport > shoes", "SPORT>Shoes > run", "food"]),
        (Filter("category", "!=", ("sport",)), ["sportswear", "food"]),
        (Filter("brand", "=", ("sport",)), ["Sport"]),
        (Filter("brand", "!=", ("sport",)), ["sport > shoes", "SPORT>Shoes > run", "sportswear", "food"]),
    ],
)
def test_a_category_matches_all_below_it(duck: duckdb.DuckDBPyConnection, line_filter: Filter, kept: list[str]) -> None:
    cities = ["Sport", "sport > shoes", "SPORT>Shoes > run", "sportswear", "food", None]
    rows: list[dict[str, object]] = [{"city": city} for city in cities]
    found = answered(duck, matches(line_filter, ROWS.city), rows)
    assert [city for city, kept in zip(cities, found, strict=True) if kept] == kept
    assert found[-1] is False


@pytest.mark.parametrize(
    ("text", "kind", "answers"),
    [
        ("monetary / orders", Type.MONEY, [334, None]),
        ("monetary + 0.5", Type.MONEY, [1051, 550]),
        ("monetary / 200", Type.MONEY, [5, 3]),
        ("monetary", Type.MONEY, [1001, 500]),
        ("monetary / (monetary + monetary)", Type.NUMBER, [0.5, 0.5]),
        ("orders", Type.INTEGER, [3, 0]),
        ("orders * 2", Type.NUMBER, [6.0, 0.0]),
        ("rhythm - 1", Type.NUMBER, [1.5, None]),
        ("last_on", Type.DATE, [date(2011, 1, 1), None]),
        ("city", Type.TEXT, ["Qom", None]),
        ("7", Type.NUMBER, [7.0, 7.0]),
        ("'x'", Type.TEXT, ["x", "x"]),
        ("true", Type.BOOLEAN, [True, True]),
    ],
)
def test_a_value_has_the_type_it_promises(
    duck: duckdb.DuckDBPyConnection, text: str, kind: Type, answers: list[object]
) -> None:
    value = parse_value(text)
    rows: list[dict[str, object]] = [
        {"monetary": 1001, "orders": 3, "rhythm": 2.5, "last_on": date(2011, 1, 1), "city": "Qom"},
        {"monetary": 500, "orders": 0},
    ]
    expression = value_to_ibis(value, ROWS, TYPES, 100)
    assert value_type(value, TYPES) is kind
    assert expression.type() == ibis.dtype(kind.ibis)
    assert answered(duck, expression, rows) == answers


def test_what_is_wrong_never_becomes_an_expression() -> None:
    with pytest.raises(UnknownName):
        to_ibis(parse("cty = 'x'"), ROWS, TYPES, 100)
    with pytest.raises(BadCondition):
        value_to_ibis(parse_value("monetary * monetary"), ROWS, TYPES, 100)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_longest_and_the_deepest_condition_compile(dialect: str) -> None:
    long = " or ".join(["orders=1"] * 330)
    deep = "not (" * (DEEPEST // 2) + "orders = 1" + ")" * (DEEPEST // 2)
    signs = "orders" + " + (1" * (DEEPEST - 1) + ")" * (DEEPEST - 1) + " - 1" * (MOST_SIGNS - DEEPEST + 1) + " > 0"
    for text in (long, deep, signs):
        assert ibis.to_sql(ROWS.filter(to_ibis(parse(text), ROWS, TYPES, 100)), dialect=dialect)


def test_reading_and_checking_need_no_ibis() -> None:
    code = "import sys, bakhsh.conditions as c; c.check(c.parse('a = 1'), c.Names()); print('ibis' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
