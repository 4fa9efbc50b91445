"""Answers in identity.toml: written beside what stands there, comments kept; contradictions refused."""

from __future__ import annotations

import tomllib

import pytest

from bakhsh.errors import ProjectErrors
from bakhsh.project import answered, check, read_texts
from bakhsh.specs import Identity

TEXT = """# who is who
same_by = ["mobile"]  # numbers only

same = [
  ["17", "18"],  # Sara told us
]
"""


def files(text: str) -> Identity:
    return read_texts({"bakhsh.toml": 'name = "x"\n', "identity.toml": text}).identity


def test_an_answer_is_added_and_everything_else_stays() -> None:
    found = answered(TEXT, "same", ["20", "21"])
    assert [line for line in TEXT.splitlines() if line not in found.splitlines()] == []
    assert files(found) == Identity(("mobile",), 5, (("17", "18"), ("20", "21")))


def test_a_first_answer_makes_the_file() -> None:
    found = answered("", "different", ["20", "21"])
    assert files(found) == Identity(different=(("20", "21"),))
    assert found.startswith("#:schema")


def test_an_answer_is_not_repeated_and_its_opposite_is_taken_back() -> None:
    assert answered(TEXT, "same", ["18", "17"]) == TEXT
    turned = answered(TEXT, "different", ["18", "17"])
    assert tomllib.loads(turned) == {"same_by": ["mobile"], "same": [], "different": [["18", "17"]]}


@pytest.mark.parametrize("same", ['[["a", "b"]]', '[["a", "c"], ["c", "b"]]', '[["x", "a"], ["b", "y"], ["y", "x"]]'])
def test_answers_that_contradict_each_other_are_a_mistake(same: str) -> None:
    text = f'same = {same}\ndifferent = [["q", "r"], ["b", "a"]]\n'
    found = check(read_texts({"bakhsh.toml": 'name = "x"\n', "identity.toml": text}))
    assert [(one.sentence.id, one.where.file if one.where else "") for one in found] == [
        ("identity.contradiction", "identity.toml")
    ]


def test_a_misspelt_channel_is_told_at_its_line() -> None:
    with pytest.raises(ProjectErrors) as refused:
        files('at_most = 5\nsame_by = ["mobil"]\n')
    assert str(refused.value.errors[0].where).startswith("identity.toml:2")


def test_an_id_of_many_people_is_nobodys_alias() -> None:
    found = check(read_texts({"bakhsh.toml": 'name = "x"\n', "identity.toml": 'same = [["~walk-in", "17"]]\n'}))
    assert [one.sentence.id for one in found] == ["identity.bucket_answer"]
