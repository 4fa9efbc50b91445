"""The features of a project as records: those it has, and those it lacks something for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from bakhsh import conditions, project
from bakhsh.conditions.wording import Wording
from bakhsh.edges import clock
from bakhsh.errors import ProjectError
from bakhsh.language.sentences import Argument, Code, Sentence, Titled
from bakhsh.project.order import feature_needs
from bakhsh.records import FeatureInfo
from bakhsh.specs import ExtraFeature, ProjectFiles
from bakhsh.specs.available import declared, lacking
from bakhsh.specs.called import called
from bakhsh.tables import CONTRACTS, Feature, Type
from bakhsh.tables.features import COLUMNS
from bakhsh.workspace.opened import Opened

__all__ = ["ahead", "features", "starting_after"]


def features(ws: Opened) -> tuple[FeatureInfo, ...]:
    """Every feature there can be in this project, by base and in the order of the contracts; then its own, and the
    columns its sources add to customers. What a feature lacks is said of it."""
    known, lost = ws.names.features, lacking(ws.files)
    standing = [_of_base(ws.files, one, lost.get(one.name, ())) for one in declared(ws.files)]
    words = Wording(called(ws.files), ws.types, ws.minor_per_unit)
    named = {one.name for one in standing} | {one.name for one in ws.files.features}
    columns = [_column(one) for name, one in known.items() if name not in named]
    undated = {one.name for one in (*standing, *columns) if one.window == _KNOWN_NOW}
    for one in project.features(ws.files):
        undated |= {one.name} if feature_needs(one) & undated else set()
    own = [_own(one, known[one.name].type, words, one.name in undated) for one in ws.files.features]
    return (*standing, *own, *columns)


def _of_base(files: ProjectFiles, one: Feature, lacks: tuple[str, ...]) -> FeatureInfo:
    origin = "standard" if one.name in _ALWAYS else "base"
    return FeatureInfo(
        one.name, one.type.value, one.means, origin, one.title, one.base, one.grain, _days(files, one.window),
        one.when_empty, lacks,
    )  # fmt: skip


def _days(files: ProjectFiles, window: str) -> str:
    """The window, of settings as many days as they say."""
    said = files.behavioural
    engaged, satisfied = said.engagement_days, said.satisfaction_days
    ahead = {"horizon_days": files.predictions.horizon_days, "value_days": files.predictions.value_days}
    if window in ahead:
        return f"next {ahead[window]} days"
    found = {"engagement_days": engaged, "twice engagement_days": 2 * engaged, "satisfaction_days": satisfied}
    return f"{found[window]} days" if window in found else window


def _own(one: ExtraFeature, kind: Type, words: Wording, undated: bool) -> FeatureInfo:
    """A feature of the project's own; one without a meaning is what its expression says in words. `undated`: something
    it is made of is as known now."""
    means = (
        Titled(one.name, one.meaning) if one.meaning else Sentence("known.reckoned", {"what": words.named(one.value)})
    )
    title = Titled(one.name, one.title) if one.title else None
    windows = ", ".join(dict.fromkeys([*([_KNOWN_NOW] * undated), *(_window(call.window) for call in _calls(one))]))
    empty = Titled(one.name, one.empty) if one.empty else None
    return FeatureInfo(one.name, kind.value, means, "own", title, "", "customer", windows or "now", empty)


def _column(known: conditions.Known) -> FeatureInfo:
    said = _COLUMNS.get(known.name)
    if said is None:
        return FeatureInfo(known.name, known.type.value, None, "column", window=_KNOWN_NOW)
    return FeatureInfo(
        known.name, known.type.value, said.means, "column", said.title, window=said.window, empty=said.when_empty
    )


_KNOWN_NOW = "known now"
_ALWAYS = frozenset(column.name for column in CONTRACTS["FEATURES"].columns)
_COLUMNS = {one.name: one for one in COLUMNS}


def _window(window: conditions.Window | None) -> str:
    match window:
        case conditions.Last(months=0, days=days):
            return f"{days} days"
        case conditions.Last(months=months):
            return f"{months} months"
        case conditions.Between(start=start, end=end):
            return f"{start or ''}..{end or ''}"
    return "ever"


def _calls(one: ExtraFeature) -> list[conditions.Call]:
    try:
        lifted = conditions.lift(one.value)[0]
    except ProjectError:
        return []
    return [call.call for call in lifted if isinstance(call.call, conditions.Call)]


# ---- the future --------------------------------------------------------------------------------------------------
def starting_after(features: Iterable[ExtraFeature], as_of: date) -> Iterator[tuple[ExtraFeature, date]]:
    """The own features with a window that begins after a day: nothing is in it yet, as nobody sees the future."""
    for one in features:
        windows = (call.window for call in _calls(one))
        starts = [window.start for window in windows if isinstance(window, conditions.Between) and window.start]
        if starts and max(starts) > as_of:
            yield one, max(starts)


def ahead(ws: Opened) -> Iterator[ProjectError]:
    """Own features that ask about days to come."""
    today = clock.today(ws.files.project.timezone)
    for one, start in starting_after(project.features(ws.files), today):
        args: dict[str, Argument] = {"name": Code(one.name), "start": start}
        yield ProjectError(Sentence("known.reads_the_future", args), where=one.at, hint=Sentence("known.future_hint"))
