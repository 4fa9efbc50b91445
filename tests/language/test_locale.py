"""Who reads."""

import subprocess
import sys

import pytest

from bakhsh.language.locale import ENGLISH, PERSIAN, locale_for
from bakhsh.language.units import TOMAN, UnknownUnit, unit


def test_a_language_brings_its_habits() -> None:
    assert locale_for("en") == ENGLISH
    assert locale_for("fa") == PERSIAN
    assert (ENGLISH.direction, ENGLISH.calendar, ENGLISH.digits) == ("ltr", "gregorian", "latin")
    assert (PERSIAN.direction, PERSIAN.calendar, PERSIAN.digits, PERSIAN.money) == ("rtl", "jalali", "persian", TOMAN)


def test_the_project_decides_calendar_and_money() -> None:
    locale = locale_for("fa", calendar="gregorian", money="GBP")
    assert (locale.calendar, locale.money, locale.digits) == ("gregorian", unit("GBP"), "persian")
    assert locale_for("en", money=TOMAN).money is TOMAN


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(UnknownUnit):
        locale_for("en", money="pounds of flesh")


def test_words_load_no_libraries_before_they_are_spoken() -> None:
    program = (
        "import sys, bakhsh.language.sentences, bakhsh.language.money, bakhsh.stats\n"
        "print([m for m in ('babel', 'jdatetime', 'numpy', 'scipy', 'pyarrow', 'ibis') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
