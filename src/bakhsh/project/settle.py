"""A guess with a person's answers put in: what was asked, what was guessed otherwise, what nobody can know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bakhsh.errors import UnknownName
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.language.units import UnknownUnit, unit
from bakhsh.project.columns import column_names
from bakhsh.project.mistakes import codes, near
from bakhsh.records import Guess, GuessedColumn, Question
from bakhsh.specs import CHARGES

__all__ = ["open_questions", "settled"]

_OURS = frozenset(column_names())
_SETTINGS = ("unit", "calendar", "language", "timezone", "margin", "encoding", "table", "form", "delimiter", "decimal")
LINE = "@line"


def settled(guess: Guess, answers: Mapping[str, str]) -> Guess:
    """The guess with the answers put in: `encoding`, `delimiter`, `decimal`, `table`, `unit`, `form` (of the order's
    date), `amount_is`, `discount_is`, `tax_is`, `same_lines`, `credit_is`, `strange_statuses`, and by the name of one
    of our columns the column of the file that fills it ("@line" numbers the rows). Answered questions are gone.

    Raises UnknownName for an answer to nothing that can be asked, one that names a column the file has not, a unit
    nobody knows or a choice that is none.
    """
    _refuse_answers(guess, answers)
    guess = replace(
        guess, encoding=answers.get("encoding") or guess.encoding, table=answers.get("table") or guess.table,
        delimiter=answers.get("delimiter") or guess.delimiter, decimal=answers.get("decimal") or guess.decimal,
        unit=answers.get("unit") or guess.unit,
    )  # fmt: skip
    if answers.get("unit"):
        guess = replace(guess, columns=tuple(_counted(one, answers["unit"], guess) for one in guess.columns))
        said = Sentence("guess.unit_is", {"unit": Code(answers["unit"]), "because": Sentence("guess.unit_by_answer")})
        guess = replace(guess, notes=(*(one for one in guess.notes if one.id != said.id), said))
    guess = replace(guess, columns=_mapped(guess, answers))
    for key, put in _PUT.items():
        if answers.get(key):
            guess = put(guess, answers[key])
    open_ = tuple(one for one in guess.questions if not answers.get(one.key))
    return replace(guess, questions=open_)


def open_questions(guess: Guess) -> tuple[Question, ...]:
    """What is still asked though a wrong answer would change money, days or who bought; of all its sources."""
    return tuple(one for part in (guess, *guess.beside) for one in part.questions if one.grave)


def _refuse_answers(guess: Guess, answers: Mapping[str, str]) -> None:
    """An answer to nothing that was asked, or naming a column the file has not, is a mistake and not a whim."""
    there = [column.source for column in guess.columns]
    for name, value in answers.items():
        if name not in (*_SETTINGS, *_PUT) and name not in _OURS:
            close = near(name, [*_SETTINGS, *_PUT, *sorted(_OURS)])
            raise UnknownName(Sentence("project.unknown_answer", {"found": Code(name), "near": codes(close)}))
        if name in _OURS and value and value not in (*there, LINE):
            args: dict[str, Argument] = {"column": Code(value), "file": Code(guess.file), "known": codes(there)}
            raise UnknownName(Sentence("project.answer_names_no_column", args))
    for question in guess.questions:
        choices = [one.value for one in question.choices]
        said = answers.get(question.key)
        if said and question.key in _PUT and choices and said not in choices:
            found: dict[str, Argument] = {"key": Code(question.key), "found": Code(said), "known": codes(choices)}
            raise UnknownName(Sentence("guess.no_such_choice", found))
    if answers.get("unit"):
        try:
            unit(answers["unit"])
        except UnknownUnit as error:
            raise UnknownName(error.sentence) from error


def _counted(column: GuessedColumn, code: str, guess: Guess) -> GuessedColumn:
    """Columns whose header names a unit keep it where it is another one; all others are in the answered one."""
    return column if column.unit and column.unit != guess.unit else replace(column, unit="")


def _mapped(guess: Guess, answers: Mapping[str, str]) -> tuple[GuessedColumn, ...]:
    columns = [_answered(column, answers) for column in guess.columns]
    numbered = [ours for ours, source in answers.items() if ours in _OURS and source == LINE]
    known = {column.source for column in columns}
    because = Sentence("guess.answered")
    return (*columns, *(GuessedColumn(LINE, ours, 1.0, because) for ours in numbered if LINE not in known))


def _answered(column: GuessedColumn, answers: Mapping[str, str]) -> GuessedColumn:
    taken = next((ours for ours, source in answers.items() if source == column.source and ours in _OURS), "")
    if taken:
        column = replace(column, column=taken, sure=1.0, because=Sentence("guess.answered"), type="")
    elif answers.get(column.column):
        column = replace(column, column="")
    form = answers.get("form", "") if column.column == "ordered_at" else ""
    return replace(column, form=form) if form else column


def _per_order(guess: Guess, role: str, yes: bool) -> Guess:
    others = tuple(one for one in guess.policy.per_order if one != role)
    return replace(guess, policy=replace(guess.policy, per_order=(*others, role) if yes else others))


def _amount_is(guess: Guess, said: str) -> Guess:
    """ "line", "order", or "price": then quantity times price is what counts, and the amount stays out."""
    if said == "price":
        columns = (replace(one, column="") if one.column == "amount" else one for one in guess.columns)
        return replace(guess, columns=tuple(columns))
    if said == "order":  # contains everything, unless something else is said
        guess = replace(guess, policy=replace(guess.policy, includes=None))
    return _per_order(guess, "amount", said == "order")


def _discount_is(guess: Guess, said: str) -> Guess:
    """ "order" and "line": whose it is; "after" and "before": it is already off the amount, or comes off it yet: the
    amount is then the price of all pieces together."""
    if said in ("order", "line"):
        return _per_order(guess, "discount", said == "order")
    if said == "before":
        columns = [replace(one, column="price") if one.column == "amount" else one for one in guess.columns]
        columns = [replace(one, column="") if one.column == "quantity" else one for one in columns]
        return replace(guess, columns=tuple(columns))
    return guess


def _tax_is(guess: Guess, said: str) -> Guess:
    """ "inside": the amounts contain the tax; "on_top": they do not; "order": it is the whole order's, and on top."""
    guess = _per_order(guess, "tax", said == "order")
    of_order = guess.policy.per_order
    mapped = {one.column for one in guess.columns}
    if "amount" in of_order:  # contains everything, unless something is said
        contained = None if said == "inside" else ("discount", *(one for one in CHARGES if one != "tax"))
    else:
        off = ("discount",) if "discount" in mapped and "discount" not in of_order else ()
        contained = (*off, "tax") if said == "inside" else None
    return replace(guess, policy=replace(guess.policy, includes=contained))


def _same_lines(guess: Guess, said: str) -> Guess:
    return replace(guess, policy=replace(guess.policy, same_lines=said))


def _strange_statuses(guess: Guess, said: str) -> Guess:
    """ "count": statuses nobody named count too; "leave_out": they do not, and are said to be unknown."""
    if said != "count":
        return guess
    return replace(guess, policy=replace(guess.policy, statuses=("*",)))


def _year(guess: Guess, said: str) -> Guess:
    """The year of months that name none."""
    if not (said.isdecimal() and 1200 <= int(said) <= 2300):
        found: dict[str, Argument] = {"key": Code("year"), "found": Code(said), "known": codes(["1403", "2024"])}
        raise UnknownName(Sentence("guess.no_such_choice", found))
    return replace(guess, layout=replace(guess.layout, year=int(said)))


def _blank_below(guess: Guess, said: str) -> Guess:
    """ "above": the empty cells that were asked about mean what stands above them; "nobody": nothing."""
    asked = next((one.asked.args.get("columns") for one in guess.questions if one.key == "blank_below"), None)
    if said != "above" or not isinstance(asked, tuple):
        return guess
    more = tuple(one.text for one in asked if isinstance(one, Code))
    return replace(guess, layout=replace(guess.layout, fill_down=(*guess.layout.fill_down, *more)))


def _return_prefix(guess: Guess, said: str) -> Guess:
    """Orders whose numbers begin so are returns; "no": sales like any other."""
    order = next((one.source for one in guess.columns if one.column == "order_id"), "")
    if said == "no" or not order:
        return guess
    marked = {**guess.policy.return_when, order: (*guess.policy.return_when.get(order, ()), f"{said}*")}
    return replace(guess, policy=replace(guess.policy, return_when=marked))


_PUT: Mapping[str, Callable[[Guess, str], Guess]] = {
    "amount_is": _amount_is,
    "discount_is": _discount_is,
    "tax_is": _tax_is,
    "same_lines": _same_lines,
    "credit_is": lambda guess, said: replace(guess, policy=replace(guess.policy, credits=said)),
    "strange_statuses": _strange_statuses,
    "year": _year,
    "blank_below": _blank_below,
    "return_prefix": _return_prefix,
    "widths": lambda guess, said: guess,
    "sheets_left": lambda guess, said: guess,
}
