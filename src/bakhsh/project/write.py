"""New project files from a guess, each commented in plain words in the project's language."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import tomlkit

from bakhsh.errors import EdgeError, ProjectError, UnknownName, Where
from bakhsh.language.locale import LANGUAGES, Locale, locale_for
from bakhsh.language.render import render
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.language.units import UnknownUnit, unit
from bakhsh.project.columns import column_names
from bakhsh.project.find import MARK
from bakhsh.project.forms import FORMS, LAYOUT
from bakhsh.project.mistakes import codes, near
from bakhsh.project.schema import schema_comment, write_schemas
from bakhsh.records import Guess, GuessedColumn

__all__ = ["is_iranian", "new_texts", "settled", "write_files", "write_new"]

_PERSIAN = re.compile("[\u0600-\u06ff]")
_OURS = frozenset(column_names())
_NO_MARKS = {ord(mark): None for mark in "\u2066\u2067\u2068\u2069\u200e\u200f"}


def write_new(
    folder: Path, guess: Guess, name: str, source_file: Path, answers: Mapping[str, str] | None = None
) -> tuple[Path, ...]:
    """Writes the declared files of a new project and returns their paths.

    `answers` settle what the file does not say: `unit`, `calendar`, `language`, `timezone`, `margin` (a share); and
    what was guessed: see `settled`. Nothing is overwritten: where a file is there already, a ProjectError lists them
    and none is written. EdgeError where the disk refuses; what was written before that is taken away again.
    """
    known = answers or {}
    texts = new_texts(settled(guess, known), name, _seen_from(folder, source_file), known)
    return write_files(folder, texts)


def write_files(folder: Path, texts: Mapping[str, str]) -> tuple[Path, ...]:
    """Writes new files, given by path relative to the folder, and the schemas beside them: all of them or none."""
    there = [path for path in texts if (folder / path).exists()]
    if there:
        said = Sentence("project.file_exists", {"files": tuple(Code(path) for path in there)})
        raise ProjectError(said, where=Where(str(folder)), hint=Sentence("project.choose_folder"))
    written = _all_or_none({folder / path: text for path, text in texts.items()})
    write_schemas(folder)
    return written


def _all_or_none(texts: Mapping[Path, str]) -> tuple[Path, ...]:
    written: list[Path] = []
    for path, text in texts.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                written.append(path)
                file.write(text)
        except OSError as error:
            for one in written:
                one.unlink(missing_ok=True)
            args = {"file": Code(path.name), "found": Code(error.strerror or str(error))}
            raise EdgeError(Sentence("project.not_written", args), where=Where(str(path))) from error
    return tuple(written)


def _seen_from(folder: Path, file: Path) -> str:
    """The file's path relative to the folder, with /, where it lies in it or beside it; else absolute."""
    here = Path(os.path.abspath(folder))  # noqa: PTH100  (a link stays the link the user named)
    there = Path(os.path.abspath(file))  # noqa: PTH100
    if there.is_relative_to(here):
        return there.relative_to(here).as_posix()
    return f"../{there.relative_to(here.parent).as_posix()}" if there.is_relative_to(here.parent) else there.as_posix()


def settled(guess: Guess, answers: Mapping[str, str]) -> Guess:
    """The guess with a person's answers put in: `encoding`, `table`, `form` (of the order's date), and by the name of
    one of our columns the column of the file that fills it."""
    _refuse_answers(guess, answers)
    guess = replace(guess, encoding=answers.get("encoding", guess.encoding), table=answers.get("table", guess.table))
    columns = [_answered(column, answers) for column in guess.columns]
    return replace(guess, columns=tuple(columns))


_SETTINGS = ("unit", "calendar", "language", "timezone", "margin", "encoding", "table", "form")


def _refuse_answers(guess: Guess, answers: Mapping[str, str]) -> None:
    """An answer to nothing that was asked, or naming a column the file has not, is a mistake and not a whim."""
    there = [column.source for column in guess.columns]
    for name, value in answers.items():
        if name not in _SETTINGS and name not in _OURS:
            close = near(name, [*_SETTINGS, *sorted(_OURS)])
            raise UnknownName(Sentence("project.unknown_answer", {"found": Code(name), "near": codes(close)}))
        if name in _OURS and value and value not in there:
            args: dict[str, Argument] = {"column": Code(value), "file": Code(guess.file), "known": codes(there)}
            raise UnknownName(Sentence("project.answer_names_no_column", args))
    if answers.get("unit"):
        try:
            unit(answers["unit"])
        except UnknownUnit as error:
            raise UnknownName(error.sentence) from error


def _answered(column: GuessedColumn, answers: Mapping[str, str]) -> GuessedColumn:
    taken = next((ours for ours, source in answers.items() if source == column.source and ours in _OURS), "")
    if taken:
        column = replace(column, column=taken)
    elif column.column in answers:
        column = replace(column, column="")
    form = answers.get("form", "") if column.column == "ordered_at" else ""
    return replace(column, form=form) if form else column


def is_iranian(guess: Guess) -> bool:
    """Whether the file comes from an Iranian business: Persian letters, Jalali dates, amounts in toman or rials."""
    asked = any(question.id == "data.question_toman_or_rial" for question in guess.questions)
    return asked or any(
        "jalali" in column.form or any(_PERSIAN.search(text) for text in (column.source, *column.examples))
        for column in guess.columns
    )


def new_texts(guess: Guess, name: str, file: str, answers: Mapping[str, str]) -> dict[str, str]:
    """The new files as {relative path: text}; `file` is the data file as seen from the folder."""
    settings = _settings(guess, answers)
    locale = locale_for(settings["language"], calendar=settings["calendar"], money=settings["unit"])
    source = "orders" if guess.table in ("lines", "orders") else guess.table
    margin = answers.get("margin", "")
    knows_profit = bool(margin) or any(column.column == "cost" for column in guess.columns)
    writer = _Writer(locale)
    return {
        MARK: writer.project(name, settings, margin),
        f"data/{source}.toml": writer.source(guess, file),
        "segments/value.toml": writer.value(),
        "segments/rfm.toml": writer.rfm(),
        "targeting/winback.toml": writer.campaign("margin" if knows_profit else "revenue"),
        ".gitignore": ".bakhsh/\nsent/\n",
    }


def _settings(guess: Guess, answers: Mapping[str, str]) -> dict[str, Any]:
    iran = is_iranian(guess)
    usual = {
        "unit": _unit_named(guess) or ("IRT" if iran else "USD"),
        "calendar": "jalali" if iran else "gregorian",
        "language": "fa" if iran else "en",
        "timezone": "Asia/Tehran" if iran else "UTC",
    }
    chosen = {key: answers.get(key) or value for key, value in usual.items()}
    return {**chosen, "weekend": ["thursday", "friday"] if iran else ["saturday", "sunday"]}


def _unit_named(guess: Guess) -> str:
    """The money unit that a header of a money column names; empty where none does."""
    headers = " ".join(column.source for column in guess.columns).lower()
    words = {"تومان": "IRT", "toman": "IRT", "ریال": "IRR", "rial": "IRR", "usd": "USD", "eur": "EUR", "gbp": "GBP"}
    return next((code for word, code in words.items() if re.search(rf"(?<!\w){word}(?!\w)", headers)), "")


_CHANNELS = {"email": ("email", "e-mail", "ایمیل"), "mobile": ("mobile", "phone", "tel", "موبایل", "همراه", "تلفن")}


def _reached_by_id(used: Iterable[GuessedColumn]) -> list[tuple[GuessedColumn, str]]:
    """Where a telephone number or e-mail address is the customer's id, it is also the way to reach him."""
    used = list(used)
    filled = {column.column for column in used}
    found = []
    for column in used:
        if column.column == "customer_id" and column.personal:
            header = column.source.lower()
            channel = next((name for name, words in _CHANNELS.items() if any(word in header for word in words)), "")
            if channel and channel not in filled:
                found.append((column, channel))
    return found


class _Writer:
    """Lines of TOML with comments for one reader."""

    def __init__(self, locale: Locale) -> None:
        self.locale = locale

    def project(self, name: str, settings: Mapping[str, Any], margin: str) -> str:
        known = float(margin) if margin else None
        return _text([
            schema_comment(FORMS["project"]),
            *self.comment(Sentence("project.about_project")),
            _line("name", name),
            _line("layout", LAYOUT),
            "",
            *self.comment(Sentence("project.about_reading")),
            *(_line(key, value) for key, value in settings.items()),
            "",
            *self.comment(Sentence("project.about_margin")),
            _line("margin", known) if known is not None else "# margin = 0.3",
        ])  # fmt: skip

    def source(self, guess: Guess, file: str) -> str:
        used = [column for column in guess.columns if column.column]
        left = [column.source for column in guess.columns if not column.column]
        reading = {"format": guess.format, "delimiter": guess.delimiter, "encoding": guess.encoding}
        reading = {key: value for key, value in reading.items() if value and (key == "format" or guess.format == "csv")}
        if not guess.header:
            reading |= {"header": False, "columns": [column.source for column in guess.columns]}  # type: ignore[dict-item]
        return _text([
            schema_comment(FORMS["data"]),
            *self.comment(Sentence("project.about_source")),
            _line("table", guess.table),
            _line("files", [file]),
            "",
            *self.comment(Sentence("project.about_file_reading")),
            "[reading]",
            *(_line(key, value) for key, value in reading.items()),
            "",
            *self.comment(Sentence("project.about_columns")),
            "[columns]",
            *(self.column(column) for column in used),
            *(self.column(replace(column, column=channel)) for column, channel in _reached_by_id(used)),
            *(self.comment(Sentence("project.left_out", {"columns": tuple(map(Code, left))})) if left else ()),
            "",
            *self.comment(Sentence("project.about_policy")),
            "[policy]",
            _line("returns", "negative"),
            _line("zero_price", "keep"),
            _line("negative_price", "reject"),
        ])  # fmt: skip

    def column(self, column: GuessedColumn) -> str:
        said: Any = column.source
        if column.form or column.personal:
            said = tomlkit.inline_table()
            said["from"] = column.source
            said.update({"form": column.form} if column.form else {})
            said.update({"personal": True} if column.personal else {})
        line = _line(column.column, said)
        return line if column.personal or not column.examples else f"{line}  # {_one_line(', '.join(column.examples))}"

    def value(self) -> str:
        lines = [
            schema_comment(FORMS["segments"]),
            *self.comment(Sentence("project.about_value")),
            _line("name", "value"),
            f"title = {_titled(Sentence('project.title_value'))}",
            _line("kind", "rule"),
            f"others = {_titled(Sentence('project.title_others'))}",
        ]
        for name, title, where in _FIVE:
            lines += ["", "[[segment]]", _line("name", name), f"title = {_titled(title)}", _line("where", where)]
        return _text(lines)

    def rfm(self) -> str:
        return _text([
            schema_comment(FORMS["segments"]),
            *self.comment(Sentence("project.about_rfm")),
            _line("name", "rfm"),
            f"title = {_titled(Sentence('project.title_rfm'))}",
            _line("kind", "rfm"),
            "",
            "[rfm]",
            _line("scores", 5),
        ])  # fmt: skip

    def campaign(self, outcome: str) -> str:
        return _text([
            schema_comment(FORMS["targeting"]),
            *self.comment(Sentence("project.about_campaign")),
            _line("name", "winback"),
            f"title = {_titled(Sentence('project.title_winback'))}",
            _line("audience", "in_segment('value', 'slipping')"),
            _line("segmentation", "value"),
            *self.comment(Sentence("project.about_holdout")),
            _line("holdout", 0.2),
            *self.comment(Sentence("project.about_outcome")),
            _line("outcome", outcome),
            _line("window_days", 30),
            *self.comment(Sentence("project.about_rest")),
            _line("rest_days", 30),
            "",
            "[offer]",
            _line("name", "come_back"),
            *self.comment(Sentence("project.about_cost")),
            _line("cost", 0),
            f"text = {_titled(Sentence('project.text_winback'))}",
        ])  # fmt: skip

    def comment(self, sentence: Sentence) -> list[str]:
        """The sentence as comment lines, without invisible marks: editors do their own bidirectional text."""
        return [f"# {line}" for line in render(sentence, self.locale).translate(_NO_MARKS).splitlines()]


_FIVE = (
    ("champions", Sentence("project.title_champions"), "frequency >= 6 and overdue < 1.5"),
    ("loyal", Sentence("project.title_loyal"), "frequency >= 3 and overdue < 2"),
    ("new", Sentence("project.title_new"), "frequency <= 2 and known_for <= 60"),
    ("slipping", Sentence("project.title_slipping"), "frequency >= 2 and overdue >= 2 and recency <= 365"),
    ("inactive", Sentence("project.title_inactive"), "recency > 180"),
)
"""Five rules that mean something in any shop, because they are measured on each customer's own rhythm."""


def _titled(sentence: Sentence) -> str:
    """A title in every language, as an inline table."""
    table = tomlkit.inline_table()
    table.update({one: render(sentence, locale_for(one)).translate(_NO_MARKS) for one in LANGUAGES})
    return table.as_string()


def _line(key: str, value: Any) -> str:
    plain = re.fullmatch(r"[A-Za-z0-9_-]+", key)
    return f"{key if plain else tomlkit.string(key).as_string()} = {tomlkit.item(value).as_string()}"


def _one_line(text: str) -> str:
    clean = re.sub(r"[\x00-\x1f\x7f-\x9f]+", " ", text).strip()
    return clean if len(clean) <= 60 else clean[:57] + "…"


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"
