"""Files as a source: those that a declaration names, by path or glob, each known by its bytes."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from fnmatch import fnmatch
from glob import glob, has_magic
from pathlib import Path

from bakhsh.edges.sources import files
from bakhsh.edges.sources.origins import Found, Here, Left, Past
from bakhsh.edges.sources.raw import RawBatch
from bakhsh.errors import DataError, ProjectError
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.specs import Source

__all__ = ["Folder", "files_of", "seen_from"]

_UNFINISHED = ("~$*", ".~lock.*#", "*.part", "*.partial", "*.filepart", "*.crdownload", "*.download", "*.tmp")
"""Names of files that programs are still writing, or that only say that somebody has a file open."""


class Folder:
    """The origin of every source that names files."""

    def mistakes(self, source: Source) -> Iterable[ProjectError]:
        return ()

    def look(self, source: Source, here: Here, past: Past) -> Iterator[Found | Left]:
        """The files in the order of patterns and names. A declared file that is missing, when nothing of it has been
        read either, is a DataError that names it."""
        for path in files_of(here.folder, source, past.held):
            label = seen_from(here.folder, path)
            if unfinished(path, source):
                yield Left(label, Sentence("feeds.still_written", {"file": Code(label)}))
            else:
                yield Found(label, files.fingerprint(path)[:40], path)

    def columns(self, source: Source, found: Found, here: Here) -> tuple[str, ...]:
        return files.columns_of(_path(found), source.reading, source.layout, source.asked)

    def batches(self, source: Source, found: Found, here: Here) -> Iterator[RawBatch]:
        return files.read_batches(_path(found), source.reading, source.layout, source.asked)


def _path(found: Found) -> Path:
    if found.path is None:
        raise ValueError(f"{found.label} is no file")
    return found.path


def unfinished(path: Path, source: Source) -> bool:
    """Whether a file's name says that it is still being written; one that is named as it is, is meant."""
    return path.name not in {Path(one).name for one in source.files} and any(
        fnmatch(path.name.lower(), pattern) for pattern in _UNFINISHED
    )


def files_of(folder: Path, source: Source, held: Collection[str] | None = None) -> list[Path]:
    """The files a source names, each once. DataError for one that is not there, unless it is among those `held`
    already; with None nothing is missed."""
    found = {pattern: _matches(folder, pattern) for pattern in source.files}
    if held is not None:
        _refuse_missing(folder, source, found, held)
    return list(dict.fromkeys(path for paths in found.values() for path in paths))


def _refuse_missing(folder: Path, source: Source, found: Mapping[str, list[Path]], held: Collection[str]) -> None:
    named = [pattern for pattern, paths in found.items() if not paths and not has_magic(pattern)]
    missing = [pattern for pattern in named if seen_from(folder, folder / pattern) not in held]
    if not any(found.values()) and not held:
        missing = list(found)
    if missing:
        args: dict[str, Argument] = {"source": source.name, "files": tuple(Code(one) for one in missing)}
        raise DataError(Sentence("workspace.no_file", args), where=source.at, hint=Sentence("workspace.no_file_hint"))


def _matches(folder: Path, pattern: str) -> list[Path]:
    """The file of that very name, or what the pattern matches; folders only where they are named."""
    if (folder / pattern).exists():
        return [folder / pattern]
    # Path.glob takes no absolute pattern.
    named = (folder / one for one in glob(pattern, root_dir=folder, recursive=True))  # noqa: PTH207
    return sorted(path for path in named if not path.is_dir())


def seen_from(folder: Path, file: Path) -> str:
    """The file's path relative to the folder, with /; absolute where there is no way (another drive)."""
    try:
        return Path(os.path.relpath(file, folder)).as_posix()
    except ValueError:
        return file.absolute().as_posix()
