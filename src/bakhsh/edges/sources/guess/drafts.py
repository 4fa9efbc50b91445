"""A guess in the making: how a file is written, how its table lies, and a sample of its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bakhsh.edges.sources import files
from bakhsh.edges.sources.dialect import Dialect, dialect_of
from bakhsh.edges.sources.evidence import Profile
from bakhsh.edges.sources.guess.pages import of_file, questions_of
from bakhsh.edges.sources.guess.presets import Preset, preset_of
from bakhsh.edges.sources.guess.roles import Part
from bakhsh.edges.sources.guess.sample import Sample, sampled
from bakhsh.edges.sources.guess.widths import Aligned, aligned
from bakhsh.edges.sources.layouts import PageGuess
from bakhsh.errors import DataError, Where
from bakhsh.language.sentences import Code, Sentence
from bakhsh.records import Question
from bakhsh.specs import Join, Layout, Policy, Reading

__all__ = ["Draft", "opened"]

_NUMBERISH = re.compile(r"[+-]?[\d.,٫٬ ]*\d[\d.,]*")
_COMMA = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+),(?:\d{1,2}|\d{4,})")
_POINT = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)\.\d+|[+-]?\d{1,3}(?:,\d{3}){2,}")


_EVEN = 0.9


@dataclass(slots=True)
class Draft:
    """A guess in the making."""

    path: Path
    reading: Reading
    sample: Sample
    pages: PageGuess
    layout: Layout = field(default_factory=Layout)
    table: str = "orders"
    parts: list[Part] = field(default_factory=list)
    policy: Policy = field(default_factory=Policy)
    preset: Preset | None = None
    iranian: bool = False
    unit: str = ""
    units: dict[str, str] = field(default_factory=dict)
    notes: list[Sentence] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    answers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    joins: list[Join] = field(default_factory=list)
    joined: list[Profile] = field(default_factory=list)
    """Columns of joined tables, each under its whole name."""
    beside: list[Draft] = field(default_factory=list)

    @property
    def columns(self) -> tuple[Profile, ...]:
        """The columns of the file and of what is joined to it."""
        return (*self.sample.columns, *self.joined)

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the joined tables."""
        return tuple(one.name for one in self.joins)


def opened(path: Path, answers: Mapping[str, str], sample_rows: int) -> Draft:
    """What is known before any column is understood: how the text is written, how the table lies, a sample. Raises as
    `guess.guess` does."""
    reading, dialect, by_widths = _reading(path, answers)
    pages = of_file(path, reading) if reading.format in ("csv", "workbook") else PageGuess(Layout(), reading)
    reading, layout, wanted = pages.reading, pages.layout, () if pages.plain else pages.wanted
    sample = sampled(path, reading, layout, dialect, sample_rows, wanted)
    if not any(one.filled for one in sample.columns):
        raise DataError(Sentence("data.no_rows"), where=Where(str(path)))
    decimal = answers.get("decimal") or _decimal(sample, reading)
    if decimal != reading.decimal:
        reading = replace(reading, decimal=decimal)
        sample = sampled(path, reading, layout, dialect, sample_rows, wanted)
    draft = Draft(path, reading, sample, pages, layout)
    draft.notes += [*_said_of_text(reading, dialect), *(by_widths.notes if by_widths else ()), *pages.notes]
    draft.questions += [*(by_widths.questions if by_widths else ()), *questions_of(pages)]
    draft.preset = preset_of([one.name for one in sample.columns])
    return draft


def _reading(path: Path, answers: Mapping[str, str]) -> tuple[Reading, Dialect, Aligned | None]:
    first = files.parts_of(path, Reading())[0]
    form = first.form
    dialect = dialect_of(first.content) if form in ("csv", "fixed") else Dialect()
    reading = Reading(
        format=form, delimiter=answers.get("delimiter") or dialect.delimiter,
        encoding=answers.get("encoding") or dialect.encoding or "utf-8", header=dialect.header,
        decimal=dialect.decimal, columns=dialect.columns,
    )  # fmt: skip
    divided = form == "csv" and dialect.delimiter != " " and dialect.even >= _EVEN
    if form not in ("csv", "fixed") or divided or answers.get("delimiter"):
        return reading, dialect, None
    by_widths = aligned(first.content, reading, answers.get("widths", ""))
    return by_widths.reading if by_widths else reading, dialect, by_widths


def _said_of_text(reading: Reading, dialect: Dialect) -> Iterator[Sentence]:
    if dialect.supposed:
        yield Sentence("guess.encoding_supposed", {"encoding": Code(dialect.encoding)})
    if reading.decimal != ".":
        yield Sentence("guess.decimal_mark", {"mark": Code(reading.decimal)})


def _decimal(sample: Sample, reading: Reading) -> str:
    """A comma where numbers have one before other than three digits, and no point does the same work anywhere."""
    if reading.decimal != "." or reading.format == "parquet":
        return reading.decimal
    commas, points = 0, 0
    for column in sample.columns:
        found = [text for text in column.texts if _NUMBERISH.fullmatch(text)]
        if len(found) * 2 > sum(map(bool, column.texts)):
            commas += sum(bool(_COMMA.fullmatch(text)) for text in found)
            points += sum(bool(_POINT.fullmatch(text)) for text in found)
    return "," if commas > points else "."
