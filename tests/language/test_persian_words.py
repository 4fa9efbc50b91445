"""The page of Persian words and the catalogues say the same."""

import re
from pathlib import Path

import pytest

from bakhsh.language.catalogues import message

PAGE = Path(__file__).parents[2] / "docs" / "persian-words.md"
ROWS = [
    (word, one)
    for word, texts in re.findall(
        r"^\| ([^|]+) \| [^|]+ \| (`[^|]+`) \| [^|]+ \|$", PAGE.read_text("utf-8"), re.MULTILINE
    )
    for one in re.findall(r"`([^`]+)`", texts)
]


@pytest.mark.parametrize(("word", "one"), ROWS, ids=[f"{one}-{number}" for number, (_, one) in enumerate(ROWS)])
def test_a_text_of_the_page_has_its_word(word: str, one: str) -> None:
    found = message("fa", one)
    assert found is not None, f"nobody wrote {one}"
    assert all(word in "".join(text for text, _ in form) for form in found.forms)


def test_the_page_has_rows() -> None:
    assert len(ROWS) > 100
