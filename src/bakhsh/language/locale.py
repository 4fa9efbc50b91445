"""Who reads: language, calendar, digits and money unit. Rooms never ask; faces pass one to `render`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bakhsh.language.units import PLAIN, TOMAN, MoneyUnit, unit

__all__ = ["ENGLISH", "LANGUAGES", "PERSIAN", "Calendar", "Digits", "Language", "Locale", "locale_for"]

Language = Literal["en", "fa"]
Calendar = Literal["gregorian", "jalali"]
Digits = Literal["latin", "persian"]

LANGUAGES: tuple[Language, ...] = ("en", "fa")
"""The languages there are catalogues for."""


@dataclass(frozen=True, slots=True)
class Locale:
    """A reader. `calendar` and `money` often follow the project rather than the language."""

    language: Language
    calendar: Calendar
    digits: Digits
    money: MoneyUnit

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """Which way the language runs, as HTML's `dir` wants it."""
        return "rtl" if self.language == "fa" else "ltr"


ENGLISH = Locale("en", "gregorian", "latin", PLAIN)
PERSIAN = Locale("fa", "jalali", "persian", TOMAN)
_BY_LANGUAGE = {"en": ENGLISH, "fa": PERSIAN}


def locale_for(language: Language, *, calendar: Calendar | None = None, money: MoneyUnit | str | None = None) -> Locale:
    """The usual reader of a language, with the project's calendar and money unit where they are given.

    Raises UnknownUnit for a unit nobody knows, KeyError for a language without catalogues (see LANGUAGES).
    """
    usual = _BY_LANGUAGE[language]
    counted = unit(money) if isinstance(money, str) else money
    return Locale(usual.language, calendar or usual.calendar, usual.digits, counted or usual.money)
