"""The reference page of the language says what is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bakhsh.conditions import Known, check, parse, parse_value, show, standard_names
from bakhsh.conditions.calls import FIELDS
from bakhsh.errors import BadCondition, BakhshError
from bakhsh.tables import Type

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "conditions.md").read_text(encoding="utf-8")
NAMES = standard_names(
    [Known("city", Type.TEXT), Known("gender", Type.TEXT), Known("agreed", Type.BOOLEAN)],
    {"value": frozenset({"champions"}), "rfm": frozenset({"champions", "loyal"})},
)


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)


def lines(kind: str) -> list[str]:
    return [line for block in blocks(kind) for line in block.splitlines()]


@pytest.mark.parametrize("text", lines("condition"))
def test_every_condition_of_the_page_is_sound(text: str) -> None:
    assert check(parse(text), NAMES) == ()
    assert parse(show(parse(text))) == parse(text)


@pytest.mark.parametrize("text", lines("value"))
def test_every_value_of_the_page_is_sound(text: str) -> None:
    assert check(parse_value(text), NAMES) == ()


MISTAKES = re.findall(r"^\| `([^`]+)` \| (.*For example.*|.*to see all.*) \|$", PAGE, re.MULTILINE)


def mistake_of(text: str) -> BakhshError:
    try:
        (found,) = check(parse(text), NAMES)
    except BadCondition as unreadable:
        return unreadable
    return found


@pytest.mark.parametrize(("text", "told"), MISTAKES)
def test_every_mistake_is_told_in_these_words(text: str, told: str) -> None:
    assert str(mistake_of(text)) == told


def test_the_page_holds_examples_of_each_kind_and_every_filter() -> None:
    assert len(lines("condition")) > 20
    assert len(lines("value")) > 3
    assert len(MISTAKES) > 5
    assert all(f"`{field}`" in PAGE for field in FIELDS)


@pytest.mark.parametrize("code", blocks("python"))
def test_the_python_of_the_page_runs(code: str) -> None:
    exec(compile(code, "conditions.md", "exec"), {})
