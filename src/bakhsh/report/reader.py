"""Values as one reader reads them: his language, digits and money, and months as the project counts them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bakhsh.language.dates import show_date, show_month
from bakhsh.language.figures import NOTHING, show_number, show_share
from bakhsh.language.locale import Calendar, Locale
from bakhsh.language.money import show_money
from bakhsh.language.render import render
from bakhsh.language.sentences import Sentence

__all__ = ["Reader", "reader_for"]


@dataclass(frozen=True, slots=True)
class Reader:
    """A locale at hand. Days are shown in the reader's calendar; months in the one they were counted in, because a
    January is no Dey, whoever reads it."""

    locale: Locale
    counted: Locale

    def say(self, sentence: Sentence) -> str:
        """A sentence in the reader's language."""
        return render(sentence, self.locale)

    def title(self, name: str, titles: Mapping[str, str]) -> str:
        """The title in the reader's language, else in any language, else the name."""
        return titles.get(self.locale.language) or next(filter(None, titles.values()), name)

    def number(self, value: float | None, decimals: int | None = None, signed: bool = False) -> str:
        """A number; "–" where there is none."""
        return NOTHING if value is None else show_number(value, self.locale, decimals=decimals, signed=signed)

    def share(self, value: float | None, decimals: int = 1, signed: bool = False) -> str:
        """A part of a whole as a percentage; "–" where there is none."""
        return NOTHING if value is None else show_share(value, self.locale, decimals=decimals, signed=signed)

    def money(self, minor: float | None, compact: bool = False, signed: bool = False) -> str:
        """Money with its unit; "–" where there is none."""
        return NOTHING if minor is None else show_money(minor, self.locale, compact=compact, signed=signed)

    def amount(self, minor: float | None, decimals: int | None = None) -> str:
        """Money without its unit, for columns that name it in their heading (`unit`)."""
        if minor is None:
            return NOTHING
        money = self.locale.money
        exact = Decimal(repr(minor)) / money.minor_per_unit
        return show_number(exact, self.locale, decimals=money.decimals if decimals is None else decimals)

    @property
    def unit(self) -> str:
        """What columns of `amount` count: "£", «تومان»; empty where nobody has said."""
        money = self.locale.money
        return money.persian if self.locale.language == "fa" else money.symbol or money.label

    def day(self, value: date) -> str:
        """A day in the reader's calendar; where months are counted in another one, in that one beside it."""
        own = show_date(value, self.locale)
        return own if self.own_months else f"{own} ({show_date(value, self.counted)})"

    def month(self, value: date) -> str:
        """The month that begins on this day, by name and year."""
        return show_month(value, self.counted)

    @property
    def own_months(self) -> bool:
        """Whether months are counted in the reader's own calendar."""
        return self.counted.calendar == self.locale.calendar


def reader_for(locale: Locale, calendar: str) -> Reader:
    """A reader of figures whose months are counted in `calendar`."""
    counted: Calendar = "jalali" if calendar == "jalali" else "gregorian"
    return Reader(locale, replace(locale, calendar=counted))
