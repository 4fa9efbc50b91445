"""The sink `file`: an audience as an Excel workbook for people and CSV files for programs.

The files of a wave stand in a folder of their own, which appears whole or not at all and is never written again.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from bakhsh.edges.sinks.about import about
from bakhsh.edges.sinks.parts import Parts, divided
from bakhsh.edges.sinks.plain import write_everyone, write_to_contact
from bakhsh.edges.sinks.sheets import write_workbook
from bakhsh.errors import EdgeError, Where
from bakhsh.language.locale import Language, Locale, locale_for
from bakhsh.language.sentences import Code, Sentence
from bakhsh.specs import Campaign, Title

__all__ = ["FORMATS", "wave_folder", "write_audience"]

FORMATS: tuple[str, ...] = ("xlsx", "csv")
"""The kinds of files this sink writes."""

_UNKNOWN_DAY = date(2000, 1, 1)


def write_audience(
    folder: Path,
    campaign: Campaign,
    audience: pa.Table,
    language: Language,
    formats: Sequence[str] = FORMATS,
    *,
    locale: Locale | None = None,
    as_of: date | None = None,
    segments: Mapping[str, Title] | None = None,
    claimed: bool = False,
) -> tuple[Path, ...]:
    """Writes the wave's files into `folder/CAMPAIGN-wave-N/` and returns them, the workbook first.

    `audience` is AUDIENCE with ARMS' `arm`, addresses by channel (name, mobile, phone, email, post) and any measures to
    be shown. `CAMPAIGN-wave-N.xlsx`: who to contact, the control group, who was left out and why, about.
    `…-to-contact.csv` and `…-everyone.csv`. Addresses stand only where somebody is to be contacted. `locale` is the
    reader with the project's calendar and money unit, `segments` what segments are called; `as_of` is the audience's
    day, read from a column of that name where it is not given. `claimed`: files that stand there are this very wave's,
    handed over before somebody could write that down, and are returned as they are.

    Raises EdgeError when the wave was written before or the disk refuses, DataError for a customer who stands twice or
    whose lot is missing.
    """
    unknown = tuple(Code(one) for one in formats if one not in FORMATS)
    if unknown or not formats:
        known = tuple(Code(one) for one in FORMATS)
        raise EdgeError(Sentence("targeting.unknown_format", {"found": unknown, "known": known}))
    wave = Wave(campaign, divided(audience), _wave(audience), as_of or _day(audience), locale or locale_for(language))
    if claimed and (standing := Path(folder) / wave.name).exists():
        return tuple(standing / one for one in wave.files(formats))
    wave_folder(Path(folder), campaign.name, wave.wave)
    return _whole(Path(folder), wave.name, lambda staged: wave.write(staged, formats, segments or {}))


def wave_folder(folder: Path, campaign: str, wave: int) -> Path:
    """Where the files of a wave are to appear under `folder`. Raises EdgeError where something is there already."""
    place = folder / _named(campaign, wave)
    if place.exists():
        problem = Sentence("targeting.wave_written_before", {"folder": Code(place.name)})
        raise EdgeError(problem, where=Where(str(place)), hint=Sentence("targeting.wave_written_before_hint"))
    return place


def _named(campaign: str, wave: int) -> str:
    return f"{campaign}-wave-{wave}"


@dataclass(frozen=True, slots=True)
class Wave:
    """What is written: a campaign's parts on one day, for one reader."""

    campaign: Campaign
    parts: Parts
    wave: int
    as_of: date | None
    reader: Locale

    @property
    def name(self) -> str:
        return _named(self.campaign.name, self.wave)

    def files(self, formats: Sequence[str]) -> list[str]:
        """The names of its files, the workbook first."""
        ends = {"xlsx": (".xlsx",), "csv": ("-to-contact.csv", "-everyone.csv")}
        return [f"{self.name}{end}" for kind in FORMATS if kind in formats for end in ends[kind]]

    def write(self, staged: Path, formats: Sequence[str], segments: Mapping[str, Title]) -> list[str]:
        """Writes the files into `staged` and returns their names."""
        names = self.files(formats)
        if "xlsx" in formats:
            facts = about(self.campaign, self.parts, self.wave, self.as_of, self.reader)
            created = self.as_of or _UNKNOWN_DAY
            write_workbook(staged / names[0], self.parts, facts, self.reader, self.titles(segments), created)
        if "csv" in formats:
            write_to_contact(staged / names[-2], self.parts, self.reader)
            write_everyone(staged / names[-1], self.parts, self.reader)
        return names

    def titles(self, segments: Mapping[str, Title]) -> Callable[[str, str], str]:
        """What the reader calls an offer or a segment; its name where it has no title."""
        known = {"segment": segments, "offer": {self.campaign.offer.name: self.campaign.offer.title}}
        return lambda column, value: known[column].get(value, {}).get(self.reader.language) or value


def _wave(audience: pa.Table) -> int:
    return int(audience["wave"][0].as_py()) if audience.num_rows else 0


def _day(audience: pa.Table) -> date | None:
    if "as_of" not in audience.column_names:
        return None
    days = audience["as_of"].drop_null()
    return days[0].as_py() if len(days) else None


def _whole(folder: Path, name: str, write: Callable[[Path], list[str]]) -> tuple[Path, ...]:
    """Runs `write` on a hidden folder and moves it to its place in one step; leaves nothing behind where that fails."""
    place, staged = folder / name, folder / f".{name}.part"
    try:
        shutil.rmtree(staged, ignore_errors=True)  # what a killed process may have left
        staged.mkdir(parents=True)
        names = write(staged)
        staged.replace(place)
    except OSError as error:
        problem = Sentence("targeting.cannot_write", {"folder": Code(name), "why": error.strerror or str(error)})
        raise EdgeError(problem, retry=True, where=Where(str(folder))) from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return tuple(place / one for one in names)
