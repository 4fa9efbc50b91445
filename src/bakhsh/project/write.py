"""New project files from a guess, each commented in plain words in the project's language."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bakhsh.errors import EdgeError, ProjectError, Where
from bakhsh.language.locale import locale_for
from bakhsh.language.sentences import Code, Sentence
from bakhsh.project import starter
from bakhsh.project.find import MARK
from bakhsh.project.forms import FORMS, LAYOUT
from bakhsh.project.schema import schema_comment, write_schemas
from bakhsh.project.settle import settled
from bakhsh.project.source_text import source_text
from bakhsh.project.toml import Commenter, commenter, line, text
from bakhsh.records import Guess

__all__ = ["is_iranian", "new_texts", "write_files", "write_new"]

_PERSIAN = re.compile("[\u0600-\u06ff]")


def write_new(
    folder: Path, guess: Guess, name: str, source_file: Path, answers: Mapping[str, str] | None = None
) -> tuple[Path, ...]:
    """Writes the declared files of a new project and returns their paths.

    `answers` settle what the file does not say: `unit`, `calendar`, `language`, `timezone`, `margin` (a share); and
    what was guessed: see `settled`. Nothing is overwritten: where a file is there already, a ProjectError lists them
    and none is written. EdgeError where the disk refuses; what was written before that is taken away again.
    """
    known = answers or {}
    texts = new_texts(_as_seen(folder, settled(guess, known)), name, _seen_from(folder, source_file), known)
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
    for path, said in texts.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                written.append(path)
                file.write(said)
        except OSError as error:
            for one in written:
                one.unlink(missing_ok=True)
            args = {"file": Code(path.name), "found": Code(error.strerror or str(error))}
            raise EdgeError(Sentence("project.not_written", args), where=Where(str(path))) from error
    return tuple(written)


def _as_seen(folder: Path, guess: Guess) -> Guess:
    """The guess with its files as the folder sees them."""
    joins = (replace(one, files=tuple(_seen_from(folder, Path(file)) for file in one.files)) for one in guess.joins)
    beside = tuple(_as_seen(folder, one) for one in guess.beside)
    return replace(guess, file=_seen_from(folder, Path(guess.file)), joins=tuple(joins), beside=beside)


def _seen_from(folder: Path, file: Path) -> str:
    """The file's path relative to the folder, with /, where it lies in it or beside it; else absolute."""
    here = Path(os.path.abspath(folder))  # noqa: PTH100  (a link stays the link the user named)
    there = Path(os.path.abspath(file))  # noqa: PTH100
    if there.is_relative_to(here):
        return there.relative_to(here).as_posix()
    return f"../{there.relative_to(here.parent).as_posix()}" if there.is_relative_to(here.parent) else there.as_posix()


def is_iranian(guess: Guess) -> bool:
    """Whether the file comes from an Iranian business: Persian letters, Jalali dates, amounts in toman or rials."""
    return guess.iranian or any(
        "jalali" in column.form or any(_PERSIAN.search(text) for text in (column.source, *column.examples))
        for column in guess.columns
    )


def new_texts(guess: Guess, name: str, file: str, answers: Mapping[str, str]) -> dict[str, str]:
    """The new files as {relative path: text}; `file` is the data file as seen from the folder."""
    settings = _settings(guess, answers)
    locale = locale_for(settings["language"], calendar=settings["calendar"], money=settings["unit"])
    say, margin = commenter(locale), answers.get("margin", "")
    texts = {MARK: _project(name, settings, margin, _supposed(guess, answers), say)}
    for one in (guess, *guess.beside):
        files = [file if one is guess else one.file]
        texts[f"data/{_named(one, texts)}.toml"] = source_text(one, files, settings["unit"], say)
    texts |= _starters(guess, margin, say)
    return texts | {".gitignore": ".bakhsh/\nexports/\nsent/\n"}


def _named(guess: Guess, taken: Iterable[str]) -> str:
    """What a source is called: after its table, with a number where that name is taken."""
    stem = "orders" if guess.table in ("lines", "orders") else guess.table
    names = (stem, *(f"{stem}_{number}" for number in range(2, 100)))
    return next(name for name in names if f"data/{name}.toml" not in taken)


def _starters(guess: Guess, margin: str, say: Commenter) -> dict[str, str]:
    sources = (guess, *guess.beside)
    if any(one.table in ("lines", "orders") for one in sources):
        knows_profit = bool(margin) or any(column.column in ("cost", "unit_cost") for column in guess.columns)
        outcome = "margin" if knows_profit else "revenue"
        return {
            "segments/value.toml": starter.value(say),
            "segments/rfm.toml": starter.rfm(say),
            "predictions.toml": starter.predictions(say),
            "targeting/winback.toml": starter.campaign(say, outcome, starter.permission(sources)),
        }
    measure = starter.measures(guess)
    return {"segments/value.toml": starter.value_of_features(say, measure)} if measure is not None else {}


def _settings(guess: Guess, answers: Mapping[str, str]) -> dict[str, Any]:
    iran = is_iranian(guess)
    usual = {
        "unit": guess.unit or ("IRT" if iran else "USD"),
        "calendar": "jalali" if iran else "gregorian",
        "language": "fa" if iran else "en",
        "timezone": "Asia/Tehran" if iran else "UTC",
    }
    chosen = {key: answers.get(key) or value for key, value in usual.items()}
    return {**chosen, "weekend": ["thursday", "friday"] if iran else ["saturday", "sunday"]}


def _supposed(guess: Guess, answers: Mapping[str, str]) -> bool:
    """Whether the money unit is taken for granted, because neither the file nor a person said it."""
    return not guess.unit and not answers.get("unit")


def _project(name: str, settings: Mapping[str, Any], margin: str, supposed: bool, say: Commenter) -> str:
    unit_lines = say(Sentence("guess.unit_supposed", {"unit": Code(settings["unit"])})) if supposed else []
    return text([
        schema_comment(FORMS["project"]),
        *say(Sentence("project.about_project")),
        line("name", name),
        line("layout", LAYOUT),
        "",
        *say(Sentence("project.about_reading")),
        *unit_lines,
        *(line(key, value) for key, value in settings.items()),
        "",
        *say(Sentence("project.about_margin")),
        line("margin", float(margin)) if margin else "# margin = 0.3",
    ])  # fmt: skip
