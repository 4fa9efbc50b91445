"""The features of a project on a terminal: by base, each with what it means; then those that lack something."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from bakhsh.cli.laid import headline, laid_out
from bakhsh.cli.screen import Screen
from bakhsh.conditions import needed
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.records import FeatureInfo

__all__ = ["features"]

_GROUPS: Mapping[str, Sentence] = {
    "demographic": Sentence("known.demographic"),
    "geographic": Sentence("known.geographic"),
    "psychographic": Sentence("known.psychographic"),
    "behavioural": Sentence("known.behavioural"),
    "predictions": Sentence("predictions.group"),
    "own": Sentence("known.own"),
    "column": Sentence("known.column"),
}
_TYPES: Mapping[str, Sentence] = {
    "text": Sentence("known.type_text"),
    "integer": Sentence("known.type_integer"),
    "number": Sentence("known.type_number"),
    "money": Sentence("known.type_money"),
    "share": Sentence("known.type_share"),
    "date": Sentence("known.type_date"),
    "timestamp": Sentence("known.type_timestamp"),
    "boolean": Sentence("known.type_boolean"),
}
_GRAINS: Mapping[str, Sentence] = {
    "customer": Sentence("known.of_customer"),
    "order": Sentence("known.of_order"),
    "day": Sentence("known.of_day"),
    "line": Sentence("known.of_line"),
    "event": Sentence("known.of_event"),
    "answer": Sentence("known.of_answer"),
    "asset": Sentence("known.of_asset"),
}
_WINDOWS: Mapping[str, Sentence] = {
    "ever": Sentence("known.ever"),
    "now": Sentence("known.now"),
    "known now": Sentence("known.known_now"),
    "latest answers": Sentence("known.latest_answers"),
}


def features(screen: Screen, known: Iterable[FeatureInfo]) -> RenderableType:
    """The features conditions may name, by base: what they are called, their type, what they are reckoned over and how
    far back, what they mean and what an empty value means. Below them those the project lacks something for."""
    listed = list(known)
    parts: list[RenderableType] = []
    for group, title in _GROUPS.items():
        inside = [one for one in listed if not one.lacks and (one.base or one.origin) == group]
        if inside:
            parts.append(headline(screen, title))
            parts += [part for one in inside for part in _feature(screen, one)]
            parts.append(Text(""))
    lost = [one for one in listed if one.lacks]
    if lost:
        parts.append(headline(screen, Sentence("known.lacking", {"count": len(lost)})))
        rows = ((Code(one.name), one.title, needed(one.lacks)) for one in lost)
        parts.append(laid_out(screen, ("feature", "called", "needs"), rows))
    return Group(*parts)


def _feature(screen: Screen, one: FeatureInfo) -> Iterator[RenderableType]:
    first = Text(f"  {one.name}", "cyan")
    if one.title is not None:
        first.append(f"  {screen.text(one.title)}", "bold")
    first.append(f"  ({screen.text(_facts(one))})", "dim")
    yield first
    if one.means is not None:
        yield Padding(Text(screen.text(one.means)), (0, 0, 0, 6))
    if one.empty is not None:
        said = Sentence("known.empty_means", {"empty": one.empty})
        yield Padding(Text(screen.text(said), "dim"), (0, 0, 0, 6))


def _facts(one: FeatureInfo) -> Sentence:
    """Type, grain and window."""
    args: dict[str, Argument] = {
        "type": _TYPES[one.type], "grain": _GRAINS[one.grain], "window": tuple(map(_window, one.window.split(", "))),
    }  # fmt: skip
    return Sentence("known.facts", args)


def _window(window: str) -> Argument:
    if window in _WINDOWS:
        return _WINDOWS[window]
    if found := re.fullmatch(r"next (\d+) days", window):
        return Sentence("predictions.next_days", {"count": int(found[1])})
    if found := re.fullmatch(r"(?:the )?(\d+) (days|months)( before)?", window):
        many: dict[str, Argument] = {"count": int(found[1])}
        if found[2] == "months":
            return Sentence("known.months", many)
        return Sentence("known.days_before", many) if found[3] else Sentence("known.days", many)
    start, _, end = window.partition("..")
    days: dict[str, Argument] = {"start": _day(start), "end": _day(end)}
    if not end:
        return Sentence("known.since", days)
    return Sentence("known.between", days) if start else Sentence("known.before", days)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
