"""Files as a source: those that a declaration names, by path or glob, each known by its bytes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from fnmatch import fnmatch
from glob import glob, has_magic
from pathlib import Path

from bakhsh.edges.sources import files
from bakhsh.edges.sources.beside import Beside, read_beside
from bakhsh.edges.sources.identifying import identifying
from bakhsh.edges.sources.joined import joined, wanted_of
from bakhsh.edges.sources.origins import Found, Here, Left, Past, Unsettled
from bakhsh.edges.sources.raw import RawBatch
from bakhsh.errors import DataError, ProjectError, Where
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.specs import Join, Source

__all__ = ["Folder", "files_of", "joined_files", "seen_from"]

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
                yield Found(label, _print(source, path, here), path)

    def columns(self, source: Source, found: Found, here: Here) -> tuple[str, ...]:
        main = files.columns_of(_path(found), source.reading, source.layout, wanted_of(source))
        return (*main, *(name for join in source.joins for name in _columns(source, join, here)))

    def batches(self, source: Source, found: Found, here: Here) -> Iterator[RawBatch]:
        """The rows; those of a file with tables beside it as `joined.joined` has them.

        Raises Unsettled, after the last batch, where any of the files is not any more what `look` has seen: what was
        read is then a mixture of two files.
        """
        path = _path(found)
        main = files.read_batches(path, source.reading, source.layout, wanted_of(source), size=_SIZE)
        if source.joins:
            _refuse_several(source, here)
            tables = {join.name: _beside(source, join, here) for join in source.joins}
            main = joined(main, source, tables, _SIZE)
        yield from main
        if _print(source, path, here) != found.print:
            said, hint = Sentence("sources.changed_while_read"), Sentence("sources.run_again")
            raise Unsettled(said, retry=True, where=Where(str(path)), hint=hint)


_SIZE = 200_000


def _print(source: Source, path: Path, here: Here) -> str:
    """Of the bytes of a file and of all that are joined to it."""
    prints = [files.fingerprint(path)]
    for join in source.joins:
        prints += [files.fingerprint(one) for one in joined_files(here.folder, source, join).values()]
    return (hashlib.sha256("|".join(prints).encode()).hexdigest() if source.joins else prints[0])[:40]


def _columns(source: Source, join: Join, here: Here) -> Iterator[str]:
    wanted = wanted_of(source, join.name)
    found: list[str] = []
    for path in joined_files(here.folder, source, join).values():
        found += files.columns_of(path, join.reading, join.layout, wanted)
    return (f"{join.name}.{name}" for name in dict.fromkeys(found))


def _beside(source: Source, join: Join, here: Here) -> Beside:
    wanted, maps = wanted_of(source, join.name), source.columns
    paths = joined_files(here.folder, source, join)
    return read_beside(join, paths, wanted, maps, source.reading.decimal, identifying(source, join))


def _refuse_several(source: Source, here: Here) -> None:
    """DataError where rows nothing asks for are to be kept and several files ask: each would keep them again."""
    both = next((join for join in source.joins if join.keep == "both"), None)
    if both is not None and len(files_of(here.folder, source)) > 1:
        said = Sentence("sources.both_of_several", {"name": Code(both.name), "source": source.name})
        raise DataError(said, where=both.at, hint=Sentence("sources.both_of_several_hint", {"name": Code(both.name)}))


def joined_files(folder: Path, source: Source, join: Join) -> dict[str, Path]:
    """The files of a joined table by what they are called. DataError for one that is not there."""
    found = {pattern: _matches(folder, pattern) for pattern in join.files}
    missing = tuple(Code(pattern) for pattern, paths in found.items() if not paths)
    if missing:
        args: dict[str, Argument] = {"name": Code(join.name), "source": source.name, "files": missing}
        hint = Sentence("workspace.no_file_hint")
        raise DataError(Sentence("sources.join_file_missing", args), where=join.at, hint=hint)
    return {seen_from(folder, path): path for paths in found.values() for path in paths}


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
