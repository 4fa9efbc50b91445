"""Numbers that name a person or his money, known by their check digits: national ids, bank cards, IBANs."""

from __future__ import annotations

import re
from typing import Literal

from bakhsh.language.digits import to_latin

__all__ = ["Kind", "hidden_numbers", "is_card", "is_iban", "is_national_id", "personal_number"]

Kind = Literal["national_id", "card", "iban"]

_BLANKS = re.compile(r"[\s\-\u200b-\u200f]")
_CARD = re.compile(r"(?<!\d)\d{4}([ \-]?)\d{4}\1\d{4}\1\d{4}(?!\d)")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ \-]?[A-Za-z0-9]){11,30}(?![A-Za-z0-9])")


def personal_number(text: str) -> Kind | None:
    """What the whole text is; None for anything else. One random number of ten digits in eleven looks like a national
    id: only a whole column of them tells."""
    bare = _BLANKS.sub("", to_latin(text)).upper()
    if is_iban(bare):
        return "iban"
    if is_card(bare):
        return "card"
    return "national_id" if is_national_id(bare) else None


def is_national_id(digits: str) -> bool:
    """Whether ten digits (or eight or nine, whose leading zeros a spreadsheet took) end in an Iranian national id's
    check digit; ten equal digits are none."""
    if not (digits.isascii() and digits.isdigit() and 8 <= len(digits) <= 10):
        return False
    full = digits.zfill(10)
    if len(set(full)) == 1:
        return False
    rest = sum(int(digit) * (10 - place) for place, digit in enumerate(full[:9])) % 11
    return int(full[9]) == (rest if rest < 2 else 11 - rest)


def is_card(digits: str) -> bool:
    """Whether sixteen digits are a bank card's: no leading zero, and Luhn's check digit."""
    if not (digits.isascii() and digits.isdigit() and len(digits) == 16 and digits[0] != "0"):
        return False
    doubled = (int(digit) * 2 if place % 2 == 0 else int(digit) for place, digit in enumerate(digits))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def is_iban(text: str) -> bool:
    """Whether the text (capital letters, no blanks) is an IBAN by ISO 7064's check digits."""
    if not (text.isascii() and text.isalnum() and 15 <= len(text) <= 34 and text[:2].isalpha() and text[2:4].isdigit()):
        return False
    return int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97 == 1


def hidden_numbers(text: str, mask: str) -> str:
    """`text` with `mask` in place of every bank card and IBAN that stands in it (Latin digits)."""

    def card(found: re.Match[str]) -> str:
        return mask if is_card(_BLANKS.sub("", found[0])) else found[0]

    def iban(found: re.Match[str]) -> str:
        return mask if is_iban(_BLANKS.sub("", found[0]).upper()) else found[0]

    return _CARD.sub(card, _IBAN.sub(iban, text))
