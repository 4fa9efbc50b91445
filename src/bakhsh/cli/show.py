"""Records as tables and lines for a terminal. No thinking: what is shown was decided by those who made the record."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.text import Text

from bakhsh.cli.laid import Row, bullets, headline, laid_out, unit_word
from bakhsh.cli.screen import Screen
from bakhsh.cli.show_identities import known_as
from bakhsh.cli.words import KINDS, OUTCOMES, STEPS, VERDICTS, reason
from bakhsh.conditions.wording import in_unit
from bakhsh.language.figures import NOTHING, show_number
from bakhsh.language.money import show_money
from bakhsh.language.sentences import Argument, Code, Money, Sentence, Share, Titled
from bakhsh.language.vocabularies import word_said
from bakhsh.loop.data.notices import notices
from bakhsh.records import (
    Explanation,
    LoadRecord,
    Membership,
    Plan,
    PrunePlan,
    Readout,
    RunRecord,
    SegmentationProfile,
    SegmentProfile,
    Step,
    WaveRecord,
)
from bakhsh.specs import ProjectFiles, Title
from bakhsh.specs.called import called
from bakhsh.stats import Interval
from bakhsh.tables import Type
from bakhsh.tables.features import KNOWN, feature_title
from bakhsh.tables.features.predicted import BOUNDS, PREDICTED

if TYPE_CHECKING:
    from bakhsh.workspace import Workspace

__all__ = [
    "explanation", "loads", "plan", "profile", "prune_plan", "ran", "readout", "rules", "run",
    "runs", "titles", "wave",
]  # fmt: skip

Titles = Mapping[tuple[str, str], Title]

_MONEY = frozenset(name for name, one in KNOWN.items() if one.type is Type.MONEY or one.money)
_SHARES = frozenset(one.name for one in (*KNOWN.values(), *PREDICTED) if one.type is Type.SHARE)
_NO_FEATURE = re.compile(r"customer_id|as_of|(?:count|spent)_.*_[0-9a-f]{6}")
"""Keys, and columns that conditions had computed: they have no name a person gave them."""

_MEANS = ("recency", "frequency", "monetary")


def _short_money(screen: Screen, minor: float) -> str:
    return show_money(minor, screen.locale, compact=True).removesuffix(f" {unit_word(screen)}")


# ---- plan and run ------------------------------------------------------------------------------------------------
def titles(shop: Workspace) -> Titles:
    """What the segments of a project are called, by segmentation and segment; a segmentation itself by its name and
    nothing."""
    from bakhsh.loop import segments

    divisions = shop.files.segmentations
    parted = segments.all_segments(divisions, shop.models())
    own = {(one.name, ""): one.title for one in divisions}
    return own | {(name, segment.name): segment.title for name, parts in parted.items() for segment in parts}


def plan(screen: Screen, plan: Plan, titles: Titles) -> RenderableType:
    """What a run would do, and whom it would move."""
    if not plan.steps:
        return Group(*(Text(screen.text(note)) for note in plan.notes))
    rows = ((STEPS.get(one.kind, Code(one.kind)), _of_step(one), one.because) for one in plan.steps)
    parts: list[RenderableType] = [
        headline(screen, Sentence("cli.plan", {"as_of": plan.as_of})), laid_out(screen, ("step", "name", "why"), rows),
    ]  # fmt: skip
    for name, sizes in plan.sizes.items():
        movers = plan.movers.get(name, {})
        said: dict[str, Argument] = {
            "segmentation": _division(titles, name), "definition": movers.get("definition", 0),
            "own": movers.get("customers", 0),
        }  # fmt: skip
        parts.append(headline(screen, Sentence("cli.movers", said)))
        moved = ((_called(titles, name, segment), before, after) for segment, (before, after) in sizes.items())
        parts.append(laid_out(screen, ("segment", ">before", ">after"), moved))
    return Group(*parts, *bullets(screen, plan.notes))


def _of_step(one: Step) -> Argument:
    return date.fromisoformat(one.name) if one.kind == "publish" else Code(one.name)


def _division(titles: Titles, name: str) -> Titled:
    return Titled(name, titles.get((name, ""), {}))


def _called(titles: Titles, segmentation: str, segment: str) -> Titled:
    return Titled(segment, titles.get((segmentation, segment), {}))


def run(screen: Screen, one: RunRecord, titles: Titles) -> RenderableType:
    """One published run."""
    args: dict[str, Argument] = {"run": one.run, "as_of": one.as_of, "customers": one.customers}
    said = Sentence("cli.ran", args) if one.changed else Sentence("cli.stood", args)
    parts: list[RenderableType] = [headline(screen, said)]
    if one.loads:
        parts.append(loads(screen, one.loads))
    if one.changed:
        parts += [_sizes(screen, name, sizes, titles) for name, sizes in one.sizes.items()]
    return Group(*parts, *bullets(screen, one.notes))


def ran(screen: Screen, records: Sequence[RunRecord], titles: Titles) -> RenderableType:
    """What one command published: a run, or a table of the past it filled and the newest run."""
    if len(records) < 2:
        return Group(*(run(screen, one, titles) for one in records))
    rows = ((one.run, one.as_of, one.customers, _state(one)) for one in records)
    table = laid_out(screen, (">run", "as_of", ">customers", "state"), rows)
    return Group(table, run(screen, records[-1], titles))


def _state(one: RunRecord) -> Sentence:
    return Sentence("cli.new_run") if one.changed else Sentence("cli.stands")


def _sizes(screen: Screen, name: str, sizes: Mapping[str, int], titles: Titles) -> RenderableType:
    listed = tuple(
        Sentence("cli.size", {"segment": _called(titles, name, segment), "customers": size})
        for segment, size in sizes.items()
    )
    return Text(screen.text(Sentence("cli.sizes", {"segmentation": _division(titles, name), "sizes": listed})))


def loads(screen: Screen, read: Iterable[LoadRecord]) -> RenderableType:
    """What was read, and what became of every row."""
    return laid_out(screen, ("file", ">rows", ">kept", ">duplicates", ">rejected", "reasons"), map(_load, read))


def _load(one: LoadRecord) -> Row:
    why = tuple(Sentence("cli.counted", {"what": reason(code), "rows": rows}) for code, rows in one.reasons.items())
    return (Code(one.file), one.rows, one.kept, one.duplicates, one.rejected, (*why, *notices(one)) or None)


def runs(screen: Screen, known: Iterable[RunRecord]) -> RenderableType:
    """All runs, the newest first."""
    newest_first = sorted(known, key=lambda record: record.run, reverse=True)
    return laid_out(screen, (">run", "as_of", ">customers", "segmentations", "state"), map(_past, newest_first))


def _past(one: RunRecord) -> Row:
    state = Sentence("cli.current") if one.current else Code(one.state)
    return (one.run, one.as_of, one.customers, tuple(Code(name) for name in one.sizes), state)


def prune_plan(screen: Screen, plan: PrunePlan) -> RenderableType:
    """What pruning removes or has removed."""
    if not plan.runs and not plan.files:
        return Text(screen.text(Sentence("cli.nothing_to_prune")))
    megabytes = round(plan.bytes / 1e6, 1)
    args: dict[str, Argument] = {"runs": len(plan.runs), "files": len(plan.files), "megabytes": megabytes}
    return Text(screen.text(Sentence("cli.pruned", args) if plan.done else Sentence("cli.would_prune", args)))


# ---- segments ----------------------------------------------------------------------------------------------------
def profile(screen: Screen, one: SegmentationProfile, *, notes: bool = False) -> RenderableType:
    """All segments of a segmentation as a table; with `notes` also how they come about."""
    means = (f">${name}" if name in _MONEY else f">{name}" for name in _MEANS)
    heads = ("segment", ">customers", ">share", ">$revenue", ">revenue_share", *means)
    table = laid_out(screen, heads, (_profiled(screen, segment) for segment in one.segments))
    kind = KINDS.get(one.kind, Code(one.kind))
    args: dict[str, Argument] = {
        "title": Titled(one.segmentation, one.title), "kind": kind, "as_of": one.as_of, "customers": one.customers,
    }  # fmt: skip
    meaning = screen.title(one.meaning, next(iter(one.meaning.values()), ""))
    said = [Text(meaning, "italic")] if meaning else []
    return Group(
        headline(screen, Sentence("cli.profile", args)), *said, table, *(bullets(screen, one.notes) if notes else ())
    )


def _profiled(screen: Screen, one: SegmentProfile) -> Row:
    money = _short_money(screen, one.revenue)
    figures = (_short(screen, name, one.means.get(name)) for name in _MEANS)
    return (Titled(one.segment, one.title), one.customers, Share(one.share), money, Share(one.revenue_share), *figures)


def rules(screen: Screen, one: SegmentationProfile) -> RenderableType:
    """How the segments of a segmentation are made."""
    rows = ((Titled(part.segment, part.title), Code(part.segment), Code(part.rule)) for part in one.segments)
    return laid_out(screen, ("segment", "name", "rule"), rows)


def explanation(screen: Screen, one: Explanation, files: ProjectFiles | None = None) -> RenderableType:
    """One customer: his place in every segmentation and why, then his features, called as `files` call them."""
    divisions = {each.name: each.title for each in files.segmentations} if files else {}
    own = called(files) if files else {}
    args: dict[str, Argument] = {"customer": Code(one.customer_id), "as_of": one.as_of}
    parts: list[RenderableType] = [headline(screen, Sentence("cli.customer", args))]
    if one.known_as:
        parts += [Text(screen.text(Sentence("identity.known_under", {"count": len(one.known_as)})))]
        parts += known_as(screen, one.known_as)
    for membership in one.memberships:
        parts += _membership(screen, membership, divisions.get(membership.segmentation, {}))
    shown = {name: value for name, value in one.features.items() if not _NO_FEATURE.fullmatch(name)}
    rows = (
        (
            own.get(name) or feature_title(name) or Code(name),
            _word(name, value, own) or _bounded(name, shown, one.money),
        )
        for name, value in shown.items()
        if value is not None and name not in BOUNDS
    )
    notes = (*(each.said for each in one.next_orders), *one.notes)
    return Group(*parts, laid_out(screen, ("feature", ">value"), rows), *bullets(screen, notes))


def _membership(screen: Screen, one: Membership, title: Title) -> list[RenderableType]:
    args: dict[str, Argument] = {
        "segmentation": Titled(one.segmentation, title),
        "segment": screen.title(one.title, one.segment),
    }
    lines: list[RenderableType] = [Text(screen.text(Sentence("cli.is_in", args)), "bold green")]
    lines += [Text(f"  · {screen.text(why)}") for why in one.because]
    lines += [Text(f"  → {screen.text(what)}", "dim") for what in one.leaves_if]
    return lines


# ---- campaigns ---------------------------------------------------------------------------------------------------
def wave(screen: Screen, one: WaveRecord) -> RenderableType:
    """One sending: who is treated, who is left alone, who is left out and why, where the files are."""
    args: dict[str, Argument] = {"campaign": Code(one.campaign), "wave": one.wave, "as_of": one.as_of}
    said = Sentence("cli.would_send", args) if one.dry else Sentence("cli.sent", args)
    left_out = ((Sentence("cli.left_out", {"why": reason(code)}), count) for code, count in one.suppressed.items())
    rows: list[Row] = [
        (Sentence("cli.candidates"), one.candidates), *left_out,
        (Sentence("cli.holdout"), one.holdout), (Sentence("cli.treated"), one.treated),
    ]  # fmt: skip
    table = laid_out(screen, ("who", ">customers"), rows)
    cost = Text(screen.text(Sentence("cli.cost", {"cost": Money(one.cost)})))
    files = [Text(f"→ {file}", "cyan") for file in one.files]
    return Group(headline(screen, said), table, *([cost] if one.cost else []), *files, *bullets(screen, one.notes))


def readout(screen: Screen, one: Readout) -> RenderableType:
    """What a campaign caused: the verdict first, then both arms, then what it means in money."""
    said, style = VERDICTS[one.verdict]
    lines: list[RenderableType] = [_title(screen, one), Text(screen.text(said), style)]
    measured = _measured(screen, one, one.outcome)
    rows: list[Row] = [
        (Sentence("cli.treated"), one.treated, measured(one.treated_mean)),
        (Sentence("cli.holdout"), one.holdout, measured(one.holdout_mean)),
    ]
    table = laid_out(screen, ("arm", ">customers", ">mean"), rows)
    lines.append(table)
    if one.difference is not None:
        lines.append(_interval(screen, Sentence("cli.difference"), one.difference, measured))
    if one.needed is not None:
        lines.append(Text(screen.text(Sentence("cli.needed", {"count": one.needed}))))
    if one.incremental is not None and one.outcome in ("margin", "revenue"):
        lines.append(_interval(screen, Sentence("cli.incremental"), one.incremental, Money))
    if one.roi is not None:
        lines.append(_interval(screen, Sentence("cli.roi"), one.roi, lambda value: Share(value, 0)))
    for also in one.also:
        label = Sentence("cli.also", {"outcome": OUTCOMES.get(also.outcome, Code(also.outcome))})
        lines.append(_interval(screen, label, also.difference, _measured(screen, one, also.outcome)))
    return Group(*lines, *bullets(screen, one.notes))


def _title(screen: Screen, one: Readout) -> Text:
    args: dict[str, Argument] = {
        "campaign": Code(one.campaign), "wave": one.wave, "outcome": OUTCOMES.get(one.outcome, Code(one.outcome)),
        "start": one.window_start, "end": one.window_end and one.window_end - timedelta(days=1),
    }  # fmt: skip
    if one.window_start is None:
        args = {"arm": Code(one.arm), "outcome": Code(one.outcome)}
        return headline(screen, Sentence("cli.readout_outside", args))
    return headline(screen, Sentence("cli.readout", args))


def _interval(screen: Screen, label: Sentence, one: Interval, as_shown: Callable[[float], Argument]) -> Text:
    args: dict[str, Argument] = {
        "what": label,
        "value": as_shown(one.estimate),
        "low": as_shown(one.low),
        "high": as_shown(one.high),
    }
    known = math.isfinite(one.low) and math.isfinite(one.high)
    return Text(screen.text(Sentence("cli.interval", args) if known else Sentence("cli.no_interval", args)))


def _measured(screen: Screen, one: Readout, outcome: str) -> Callable[[float], Argument]:
    """How values of an outcome are read: ours by what they are, those of a stranger's file as plain numbers."""
    if one.window_start is not None and outcome in ("margin", "revenue"):
        return Money
    if one.window_start is not None and outcome == "retained":
        return lambda value: Share(value, 2)
    return lambda value: show_number(value, screen.locale, decimals=4)


# ---- figures -----------------------------------------------------------------------------------------------------
def _short(screen: Screen, name: str, value: float | None) -> Argument:
    """A mean as a table of segments shows it; money in short."""
    if value is None:
        return NOTHING
    return _short_money(screen, value) if name in _MONEY else round(value, 1)


def _word(name: str, value: object, titles: Mapping[str, Argument]) -> Argument:
    """What people call the value of a feature of words; None for any other."""
    if not isinstance(value, str):
        return None
    return titles.get(f"{name}.{value}") or word_said(name, value)


def _bounded(name: str, features: Mapping[str, Any], amounts: Collection[str]) -> Argument:
    """A feature as it is read; a prediction with its bounds."""
    found = _figure(name, features[name], amounts)
    low, high = (_figure(name, features.get(f"{name}_{end}"), amounts) for end in ("low", "high"))
    if f"{name}_low" not in BOUNDS or low is None or high is None:
        return found
    return Sentence("predictions.between", {"value": found, "low": low, "high": high})


def _figure(name: str, value: Any, amounts: Collection[str] = ()) -> Argument:
    """A feature as it is read: money, shares, days; what has no value stays empty."""
    if value is None:
        return None
    if (name in _MONEY or name in amounts) and isinstance(value, (int, float)):
        return Money(round(value))
    if name in _SHARES and isinstance(value, (int, float)):
        return Share(value)
    if isinstance(value, (bool, date)):
        return value
    return in_unit(name, value) if isinstance(value, (int, float)) else Code(str(value))
