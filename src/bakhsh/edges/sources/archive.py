"""Archives: the tables that lie in a zip or gzip file, without trusting what it says of itself."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from bakhsh.edges.sources.content import DAMAGE, MOST_TIMES, SMALL, Content, Member, damaged, too_large
from bakhsh.edges.sources.raw import unreadable
from bakhsh.errors import DataError, Where
from bakhsh.language.sentences import Argument, Code, Sentence

__all__ = ["TABLES", "guard", "gzipped", "holds_workbook", "zipped"]

TABLES = (
    ".csv",
    ".tsv",
    ".tab",
    ".txt",
    ".dat",
    ".prn",
    ".json",
    ".jsonl",
    ".ndjson",
    ".parquet",
    ".pq",
    ".xlsx",
    ".xlsm",
    ".xlsb",
    ".xls",
    ".ods",
)
"""How the names of members end that are read where nobody says which."""
_NESTED = (".zip", ".gz", ".rar", ".7z", ".tar", ".tgz", ".bz2", ".xz")
_MOST_MEMBERS = 10_000
_WORKBOOK = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
_WORKBOOK_BYTES = 1 << 30
_WORST = 1032
"""No byte of a deflated stream says more than so many."""


def holds_workbook(path: Content) -> bool:
    """Whether a zip file is a workbook (XLSX, XLSM, XLSB, ODS). A file nobody can unpack is none."""
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            names = archive.NameToInfo
            return any(one in names for one in _WORKBOOK)
    except DAMAGE:
        return str(path).lower().endswith((".xlsx", ".xlsm", ".xlsb", ".ods"))


def zipped(path: Path, wanted: Sequence[str] = ()) -> tuple[Member, ...]:
    """The members to read, by name: those that `wanted` (names or globs) names, else all whose names end as tables do.

    Raises DataError for an archive without any, one with a password, one that holds archives where nothing else is
    named; EdgeError for a damaged one.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [one for one in archive.infolist() if not one.is_dir() and not _hidden(one.filename)]
    except OSError as error:
        raise unreadable(path, error) from error
    except DAMAGE as error:
        raise damaged(str(path), error) from error
    if len(infos) > _MOST_MEMBERS:
        raise too_large(str(path))
    chosen = sorted((one for one in infos if _chosen(one.filename, wanted)), key=lambda one: one.filename)
    if not chosen:
        raise _nothing(path, wanted, [one.filename for one in infos])
    names = [one.filename for one in chosen]
    for one in chosen:
        _refuse(path, one, names)
    packed = path.stat().st_size
    return tuple(Member(str(path), one.filename, packed, partial(_unpacked, path, one)) for one in chosen)


def gzipped(path: Path) -> Member:
    """What a gzip file holds."""
    return Member(str(path), "", path.stat().st_size, lambda: cast(BinaryIO, gzip.open(path, "rb")))


def guard(path: Content) -> None:
    """Raises DataError for a workbook that unpacks to more than 1 GiB, or, above 64 MiB, to more than 250 times its
    size: it would be unpacked into memory. What it says of its own size is not believed: it is unpacked once. A book
    of the old form (.xls) packs nothing."""
    try:
        with path.open("rb") as file:
            if file.read(2) != b"PK":
                return
            archive = zipfile.ZipFile(file)
            packed, given = file.seek(0, 2), 0
            most = max(SMALL, min(_WORKBOOK_BYTES, MOST_TIMES * packed))
            if packed * _WORST <= most:
                return
            for one in archive.infolist():
                with archive.open(one) as stream:
                    while chunk := stream.read(1 << 20):
                        given += len(chunk)
                        if given > most:
                            raise too_large(str(path))
    except (*DAMAGE, OSError) as error:
        raise damaged(str(path), error) from error


def _hidden(name: str) -> bool:
    """What a Mac or a desktop adds to an archive by itself."""
    return any(part.startswith((".", "__MACOSX", "~$")) for part in PurePosixPath(name).parts)


def _chosen(name: str, wanted: Sequence[str]) -> bool:
    if not wanted:
        return name.lower().endswith(TABLES)
    return any(fnmatchcase(name, one) or fnmatchcase(PurePosixPath(name).name, one) for one in wanted)


def _nothing(path: Path, wanted: Sequence[str], names: Sequence[str]) -> DataError:
    if not wanted and any(name.lower().endswith(_NESTED) for name in names):
        return _nested(path, next(name for name in names if name.lower().endswith(_NESTED)))
    args: dict[str, Argument] = {"known": tuple(Code(name) for name in names[:12])}
    said = Sentence("sources.no_such_member" if wanted else "sources.no_table_in_archive", args)
    return DataError(said, where=Where(str(path)), hint=Sentence("sources.declare_members"))


def _nested(path: Path, name: str) -> DataError:
    said = Sentence("sources.archive_in_archive", {"member": Code(name)})
    return DataError(said, where=Where(str(path)), hint=Sentence("sources.unpack_yourself"))


def _refuse(path: Path, one: zipfile.ZipInfo, names: Sequence[str]) -> None:
    if names.count(one.filename) > 1:
        said = Sentence("sources.member_twice", {"member": Code(one.filename)})
        raise DataError(said, where=Where(str(path)), hint=Sentence("sources.pack_again"))
    if one.flag_bits & 0x1:
        said = Sentence("sources.archive_locked", {"member": Code(one.filename)})
        raise DataError(said, where=Where(str(path)), hint=Sentence("sources.unlock_archive"))
    if one.filename.lower().endswith(_NESTED):
        raise _nested(path, one.filename)


def _unpacked(path: Path, one: zipfile.ZipInfo) -> BinaryIO:
    with zipfile.ZipFile(path) as archive:
        return cast(BinaryIO, archive.open(one))  # keeps the archive's file open until it is closed itself
