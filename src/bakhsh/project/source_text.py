"""A guess as the text of data/NAME.toml: every choice beside its reason, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from bakhsh.language.sentences import Code, Sentence, Share
from bakhsh.project.forms import FORMS
from bakhsh.project.schema import schema_comment
from bakhsh.project.toml import Commenter, declared, inline, line, one_line, text
from bakhsh.records import Guess, GuessedColumn
from bakhsh.specs import Join, Layout, Reading
from bakhsh.tables import KEPT

__all__ = ["source_text"]

_CHANNELS = {"email": ("email", "e-mail", "ایمیل"), "mobile": ("mobile", "phone", "tel", "موبایل", "همراه", "تلفن")}
_SURE = 0.75


def source_text(guess: Guess, files: Sequence[str], unit: str, say: Commenter) -> str:
    """The source's file. `files` are its paths as seen from the project, `unit` is the project's."""
    return text([
        schema_comment(FORMS["data"]),
        *say(Sentence("project.about_source")),
        *_notes(guess, say),
        line("table", guess.table),
        line("files", list(files)),
        *([line("numbering", guess.numbering)] if guess.numbering else ()),
        *_reading(guess, say),
        *_layout(guess.layout, say),
        *(one for join in guess.joins for one in _join(join, say)),
        *_columns(guess, unit, say),
        *_answers(guess, say),
        *_policy(guess, say),
    ])  # fmt: skip


def _notes(guess: Guess, say: Commenter) -> Iterable[str]:
    if guess.notes or guess.questions:
        yield "#"
    for note in guess.notes:
        yield from say(Sentence("guess.because", {"note": note}))
    for question in guess.questions:
        yield from say(Sentence("guess.supposed" if not question.grave else "guess.open", {"asked": question.asked}))


def _reading(guess: Guess, say: Commenter) -> Iterable[str]:
    found: dict[str, Any] = {"format": guess.format} if guess.format else {}
    if guess.format in ("csv", "fixed"):
        found |= {"delimiter": guess.delimiter} if guess.delimiter else {}
        found |= {"encoding": guess.encoding} if guess.encoding else {}
    found |= {"decimal": guess.decimal} if guess.decimal != "." else {}
    found |= {"widths": list(guess.widths)} if guess.widths else {}
    found |= {"members": list(guess.members)} if guess.members else {}
    found |= {"header": False} if not guess.header else {}
    if not guess.header or guess.named:
        found |= {"columns": [column.source for column in _of_file(guess)]}
    yield from ("", *say(Sentence("project.about_file_reading")), "[reading]")
    yield from (line(key, value) for key, value in found.items())


def _of_file(guess: Guess) -> list[GuessedColumn]:
    """The columns the file has, each once."""
    there = {column.source: column for column in guess.columns if not column.source.startswith("@")}
    return [one for one in there.values() if not any(one.source.startswith(f"{join.name}.") for join in guess.joins)]


def _layout(layout: Layout, say: Commenter) -> Iterable[str]:
    found = declared(layout)
    if found:
        yield from ("", *say(Sentence("guess.about_layout")), "[layout]")
        yield from (line(key, value) for key, value in found.items())


def _join(join: Join, say: Commenter) -> Iterable[str]:
    yield from ("", *say(Sentence("guess.about_join", {"name": Code(join.name)})), "[[join]]")
    yield line("name", join.name)
    yield line("files", list(join.files))
    yield line("on", dict(join.on))
    if join.keep != "main":
        yield line("keep", join.keep)
    if join.total:
        yield line("total", list(join.total))
    for name, spec in (("reading", join.reading), ("layout", join.layout)):
        found = declared(spec)
        if found and spec not in (Reading(), Layout()):
            yield line(name, found)


# ---- columns -----------------------------------------------------------------------------------------------------
def _columns(guess: Guess, unit: str, say: Commenter) -> Iterable[str]:
    used = [column for column in guess.columns if column.column]
    asked = {*guess.policy.return_when, *(one.column for one in guess.policy.leave_out)}
    left = tuple(Code(one.source) for one in guess.columns if not one.column and one.source not in asked)
    yield from ("", *say(Sentence("project.about_columns")), "[columns]")
    for column in used:
        yield from _column(column, unit, say)
    for column, channel in _reached_by_id(used):
        yield from _column(replace(column, column=channel, sure=1.0), unit, say)
    if left:
        yield from say(Sentence("project.left_out", {"columns": left}))


def _column(column: GuessedColumn, unit: str, say: Commenter) -> Iterable[str]:
    more: dict[str, Any] = {"form": column.form, "personal": column.personal, "type": column.type}
    more["digits"] = column.digits
    more["unit"] = column.unit if column.unit != unit else ""
    more = {key: value for key, value in more.items() if value}
    if column.sure < _SURE:
        yield from say(Sentence("guess.not_sure", {"sure": Share(column.sure, 0), "because": column.because}))
    said = line(column.column, inline({"from": column.source, **more}) if more else column.source)
    kept = column.column.removeprefix("customers.") in KEPT
    shown = "" if column.personal or kept or not column.examples else f"  # {one_line(', '.join(column.examples))}"
    yield said + shown


def _reached_by_id(used: Iterable[GuessedColumn]) -> list[tuple[GuessedColumn, str]]:
    """Where a telephone number, e-mail address or name is the customer's id, it is also that."""
    used = list(used)
    filled = {column.column for column in used}
    found = []
    for column in used:
        if column.column == "customer_id" and column.personal:
            header = column.source.lower()
            channel = next((name for name, words in _CHANNELS.items() if any(word in header for word in words)), "name")
            if channel not in filled:
                found.append((column, channel))
    return found


def _answers(guess: Guess, say: Commenter) -> Iterable[str]:
    if guess.answers:
        yield from ("", *say(Sentence("surveys.about_answers")), "[answers]")
        yield from (line(scale, list(names)) for scale, names in guess.answers.items())


# ---- what counts -------------------------------------------------------------------------------------------------
def _policy(guess: Guess, say: Commenter) -> Iterable[str]:
    if guess.table not in ("lines", "orders"):
        return
    policy = guess.policy
    found = {"returns": policy.returns, "zero_price": policy.zero_price, "negative_price": policy.negative_price}
    found |= declared(policy)
    yield from ("", *say(Sentence("project.about_policy")), "[policy]")
    yield from (line(key, value) for key, value in found.items())
