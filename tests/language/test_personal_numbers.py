"""Numbers that name a person or his money are known by their check digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bakhsh.language.personal_numbers import Kind, hidden_numbers, is_card, is_national_id, personal_number


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("0013542419", "national_id"), ("13542419", "national_id"), ("۰۰۱۳۵۴۲۴۱۹", "national_id"),
        ("001-354241-9", "national_id"), ("0013542418", None), ("1111111111", None), ("4111 1111 1111 1111", "card"),
        ("4111111111111112", None), ("0000000000000000", None), ("IR062960000000100324200001", "iban"),
        ("gb82 WEST 1234 5698 7654 32", "iban"), ("IR062960000000100324200002", None), ("", None), ("Ali", None),
    ],
)  # fmt: skip
def test_a_number_says_what_it_is(text: str, kind: Kind | None) -> None:
    assert personal_number(text) == kind


@given(st.integers(10**15, 10**16 - 1), st.integers(0, 15))
def test_one_wrong_digit_is_no_card(number: int, place: int) -> None:
    digits = next(str(number // 10 * 10 + last) for last in range(10) if is_card(str(number // 10 * 10 + last)))
    wrong = digits[:place] + str((int(digits[place]) + 1) % 10) + digits[place + 1 :]
    assert not is_card(wrong)


@given(st.integers(0, 10**9 - 1))
def test_every_nine_digits_have_one_check_digit(number: int) -> None:
    found = [last for last in range(10) if is_national_id(f"{number:09}{last}")]
    assert len(found) <= 1


def test_cards_and_accounts_vanish_from_a_text_and_nothing_else_does() -> None:
    text = "paid 4111-1111-1111-1111 to IR06 2960 0000 0010 0324 2000 01, order 4111111111111112, ref ABC12345"
    assert hidden_numbers(text, "•") == "paid • to •, order 4111111111111112, ref ABC12345"
