"""Yes and no as files write them."""

from __future__ import annotations

import pytest

from bakhsh.language.truth import truth


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Yes", True), ("بلي", True), ("موافقم", True), ("رضایت دارم", True), ("1", True),
        ("no", False), ("خیر", False), ("مخالفم", False), ("رضایت ندارد", False), ("0", False),
        ("شاید", None), ("", None), ("رضایت", None),
    ],
)  # fmt: skip
def test_yes_and_no_are_read_and_nothing_else_is(text: str, says: bool | None) -> None:
    assert truth(text) is says
