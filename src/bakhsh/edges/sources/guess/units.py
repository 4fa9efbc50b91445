"""In what money is counted: as a header, a title or a cell says it, never as the size of the numbers suggests it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from bakhsh.edges.sources.evidence import Profile
from bakhsh.edges.sources.guess.roles import Parts
from bakhsh.language.sentences import Code, Sentence
from bakhsh.language.units import UnknownUnit, unit, unit_of_header
from bakhsh.records import Choice, Question

__all__ = ["is_iranian", "of_currencies", "said_of_unit", "settle_units", "unit_in"]

MONEY = ("amount", "credit", "price", "discount", "cost", "unit_cost", "tax", "shipping", "fee", "refunded")
_DIGITS = re.compile(r"[\d٬٫,.]+")


def unit_in(text: str) -> str:
    """The code of the money unit a text names; empty where it names none."""
    return unit_of_header(text) or ""


def settle_units(
    found: Parts, columns: Sequence[Profile], said_elsewhere: str, iranian: bool
) -> tuple[str, dict[str, str], tuple[Question, ...]]:
    """(the file's unit, units by column where they differ, what to ask).

    A unit that one header or the cells name holds for all money of the file, and where none does what is
    `said_elsewhere` (by a column of currencies, by the title); where several are named each column has its own, and one
    that names none is asked about.
    """
    money = [one.column for role, one in found.items() if role.rpartition(".")[2] in MONEY]
    said = {column.name: unit_in(column.name) or _of_cells(column) for column in money}
    named = set(filter(None, said.values())) or {code for one in columns if (code := unit_in(one.name))}
    if not named and said_elsewhere:
        named = {said_elsewhere}
    if len(named) == 1:
        return next(iter(named)), {}, ()
    if not money:
        return "", {}, ()
    if named and all(said.values()):
        return next(iter(said.values())), said, ()
    return "", said, (_question([name for name, code in said.items() if not code], iranian),)


def said_of_unit(found: Parts, columns: Sequence[Profile], settled: str, varied: bool) -> Iterator[Sentence]:
    """In what money the file counts and what says so; nothing where columns differ or nobody said it."""
    if not settled or varied:
        return
    money = [one.column for role, one in found.items() if role.rpartition(".")[2] in MONEY]
    if any(unit_in(one.name) == settled for one in (*money, *columns)):
        because = Sentence("guess.unit_by_header")
    elif any(_of_cells(one) == settled for one in money):
        because = Sentence("guess.unit_by_cells")
    else:
        because = Sentence("guess.unit_by_file")
    yield Sentence("guess.unit_is", {"unit": _NAMES.get(settled, Code(settled)), "because": because})


_NAMES = {"IRT": Sentence("guess.toman"), "IRR": Sentence("guess.rial")}


def _of_cells(column: Profile) -> str:
    """The unit written beside the numbers themselves, where it is one and the same."""
    filled = [text for text in column.texts if text]
    spoken = dict.fromkeys(words for text in filled if (words := _DIGITS.sub(" ", text).strip()))
    found = {unit_in(words) for words in spoken} - {""}
    said = sum(bool(_DIGITS.sub("", text).strip()) for text in filled)
    return found.pop() if len(found) == 1 and said * 2 > len(filled) else ""


def _question(names: Iterable[str], iranian: bool) -> Question:
    listed = tuple(map(Code, names))
    if iranian:
        choices = (Choice("IRT", Sentence("guess.toman")), Choice("IRR", Sentence("guess.rial")))
        return Question("unit", Sentence("guess.ask_toman_or_rial", {"columns": listed}), choices)
    return Question("unit", Sentence("guess.ask_currency", {"columns": listed}), (Choice("USD"),), grave=False)


def of_currencies(column: Profile | None) -> str:
    """The unit a column of currencies says, where it says but one."""
    codes = {text for text in column.texts if text} if column else set()
    if len(codes) != 1:
        return ""
    try:
        return unit(codes.pop()).code
    except UnknownUnit:
        return ""


_PERSIAN = re.compile("[\u0600-\u06ff]{2}")


def is_iranian(columns: Sequence[Profile]) -> bool:
    """Whether the file comes from an Iranian business: Persian letters, Jalali dates, toman or rials."""
    return any(
        _PERSIAN.search(one.name)
        or (one.dates is not None and one.dates.form.startswith("jalali"))
        or unit_in(one.name) in ("IRT", "IRR", "IRHT", "IRMT", "IRHR", "IRMR")
        or any(_PERSIAN.search(text) for text in one.texts[:200])
        for one in columns
    )
