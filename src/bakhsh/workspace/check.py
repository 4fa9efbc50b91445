"""Check: mistakes in the declared files and, where asked, between them and the files of data they name."""

from __future__ import annotations

import difflib
from pathlib import Path

from bakhsh import project
from bakhsh.edges.sources import files as file_source
from bakhsh.errors import BakhshError, DataError, MissingColumn, ProjectError, ProjectErrors
from bakhsh.language.sentences import Code, Sentence
from bakhsh.records import FeatureInfo
from bakhsh.specs import Source
from bakhsh.tables import CONTRACTS
from bakhsh.workspace.load import files_of, seen_from
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.stage import needed

__all__ = ["check", "features", "refuse_mistakes"]


def check(ws: Opened, data: bool = False) -> tuple[ProjectError | DataError, ...]:
    """All mistakes together; empty when a run can start."""
    found: list[ProjectError | DataError] = list(project.check(ws.files))
    if data:
        for source in ws.files.sources:
            found += _against_files(ws, source)
    return tuple(found)


def refuse_mistakes(ws: Opened) -> None:
    """ProjectErrors with all mistakes of the declared files, where there are any: asked before work begins."""
    mistakes = project.check(ws.files)
    if mistakes:
        raise ProjectErrors(tuple(mistakes))


def _against_files(ws: Opened, source: Source) -> list[ProjectError | DataError]:
    read = [load.file for load in ws.store.catalogue.loads() if load.source == source.name]
    try:
        paths = files_of(ws.folder, source, read)
    except DataError as problem:
        return [problem]
    return [problem for path in paths for problem in _against_file(seen_from(ws.folder, path), path, source)]


def _against_file(file: str, path: Path, source: Source) -> list[DataError]:
    try:
        return _missing(source, file, file_source.columns_of(path, source.reading, source.layout, source.asked))
    except DataError as problem:
        return [problem]
    except BakhshError as problem:
        return [DataError(problem.sentence, where=problem.where or source.at, hint=problem.hint)]


def _missing(source: Source, file: str, held: tuple[str, ...]) -> list[DataError]:
    return [
        MissingColumn(
            Sentence(
                "workspace.missing_column",
                {"column": Code(column.source), "file": Code(file), "known": tuple(Code(name) for name in held)},
            ),
            where=column.at,
            hint=_nearest(column.source, held),
        )
        for column in source.columns
        if column.source not in held
    ]


def _nearest(name: str, held: tuple[str, ...]) -> Sentence | None:
    near = difflib.get_close_matches(name, held, n=1, cutoff=0.6)
    return Sentence("workspace.did_you_mean", {"name": Code(near[0])}) if near else None


def features(ws: Opened) -> tuple[FeatureInfo, ...]:
    """Every name conditions may use, with its type and where it comes from."""
    standard = {column.name for column in CONTRACTS["FEATURES"].columns}
    lifted = {call.name for call in needed(ws)}
    known = ws.names.features
    return tuple(
        FeatureInfo(name, one.type.value, one.means, "standard" if name in standard else "declared")
        for name, one in known.items()
        if name not in lifted
    )
