"""Every key of a TOML text is found on its line, however it is written."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.project.places import Spot, places

TEXT = '''# a comment with = and [brackets]
name = "value"
"quoted key" = 1
a.b . "c d" = 2 # [not a table]
list = [
    "one", # a comment, with a comma ]
    { inner = 'x#y', more = [1, 2] },
]
when = 2011-01-01 08:30:00

[table."dotted.name"]
text = """
first line
second "quoted" line\\"""
end"""
raw = \'\'\'
it's " here\'\'\'

[[segment]]
name = "champions"
[segment.title]
en = "Champions"

[[segment]]
name = "slipping"
[[segment.part]]
x = 1
[[segment.part]]
x = 2
'''


def ways(value: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if way:
        yield way
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in parts:
        yield from ways(part, (*way, step))


def test_every_key_stands_on_its_line() -> None:
    found = places(TEXT)
    assert found["name",].line == 2
    assert found["quoted key",].line == 3
    assert found["a", "b", "c d"].line == 4
    assert [found["list", position].line for position in range(2)] == [6, 7]
    assert found["list", 1, "more", 1].line == 7
    assert found["when",].line == 9
    assert found["table", "dotted.name", "raw"].line == 16
    assert found["segment", 0, "title", "en"].line == 22
    assert found["segment", 1].line == 24
    assert found["segment", 1, "part", 1, "x"].line == 29


def test_a_multi_line_text_begins_where_its_content_does() -> None:
    place = places(TEXT)["table", "dotted.name", "text"]
    assert (place.line, place.text_line) == (12, 13)
    spot = Spot("a.toml", places(TEXT), ("table", "dotted.name", "text"))
    assert spot.where_in("first line\nsecond", column=14).line == 14


def test_windows_line_ends_change_no_line() -> None:
    assert places(TEXT.replace("\n", "\r\n")) == places(TEXT)


def test_every_way_of_the_document_has_a_place() -> None:
    assert set(places(TEXT)) == set(ways(tomllib.loads(TEXT)))


KEYS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=5)
SCALARS = st.one_of(
    st.integers(-9, 9), st.booleans(), st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_the_ways_are_those_of_any_document(document: dict[str, Any]) -> None:
    text = tomlkit.dumps(document)
    assert set(places(text)) == set(ways(tomllib.loads(text)))


def test_a_place_that_is_not_in_the_file_is_the_nearest_around_it() -> None:
    spot = Spot("a.toml", places(TEXT), ("segment", 1, "where"))
    assert (spot.where.file, spot.where.line, spot.where.key) == ("a.toml", 24, "segment.where")
