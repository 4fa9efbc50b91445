"""Check: mistakes in the declared files and, where asked, between them and the files of data they name."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

from bakhsh import project
from bakhsh.edges.sources.kinds import origin_of
from bakhsh.edges.sources.origins import Found, Origin
from bakhsh.errors import BakhshError, DataError, MissingColumn, ProjectError, ProjectErrors
from bakhsh.language.sentences import Code, Sentence
from bakhsh.specs import Source
from bakhsh.workspace import prices
from bakhsh.workspace.arrivals import here, past_of
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.own_features import ahead

__all__ = ["check", "refuse_mistakes"]


def check(ws: Opened, data: bool = False) -> tuple[ProjectError | DataError, ...]:
    """All mistakes together; empty when a run can start."""
    found: list[ProjectError | DataError] = [*_mistakes(ws, ws.clusters_there), *ahead(ws)]
    for source in ws.files.sources if data else ():
        if not list(origin_of(source).mistakes(source)):
            found += _against_data(ws, source)
    return tuple(found)


def _mistakes(ws: Opened, clusters: Mapping[str, Sequence[str]] | None = None) -> tuple[ProjectError, ...]:
    """What is wrong in the files, and in what they say of where data come from."""
    of_origins = (error for source in ws.files.sources for error in origin_of(source).mistakes(source))
    return (*project.check(ws.files, clusters), *of_origins, *prices.mistakes(ws))


def refuse_mistakes(ws: Opened) -> None:
    """ProjectErrors with all mistakes of the declared files, where there are any: asked before work begins. A cluster
    that is no longer there is none of them: clusters found anew must not stop the next night's run."""
    mistakes = _mistakes(ws)
    if mistakes:
        raise ProjectErrors(tuple(mistakes))


def _against_data(ws: Opened, source: Source) -> list[ProjectError | DataError]:
    origin = origin_of(source)
    try:
        there = [one for one in origin.look(source, here(ws), past_of(ws, source)) if isinstance(one, Found)]
    except DataError as problem:
        return [problem]
    except BakhshError as problem:
        return [_as_data(problem, source)]
    return [problem for found in there for problem in _against(ws, source, origin, found)]


def _against(ws: Opened, source: Source, origin: Origin, found: Found) -> list[DataError]:
    try:
        return _missing(source, found.label, origin.columns(source, found, here(ws)))
    except DataError as problem:
        return [problem]
    except BakhshError as problem:
        return [_as_data(problem, source)]


def _as_data(problem: BakhshError, source: Source) -> DataError:
    return DataError(problem.sentence, where=problem.where or source.at, hint=problem.hint)


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
