"""What was watched, as tables and lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from bakhsh.cli.laid import Row, bullets, headline, laid_out, unit_word
from bakhsh.cli.screen import Screen
from bakhsh.language.dates import show_date, show_month
from bakhsh.language.figures import NOTHING
from bakhsh.language.money import show_money
from bakhsh.language.sentences import Argument, Code, Sentence, Share, Titled
from bakhsh.records import CAUSES, Cohort, CohortTable, Migration, PathStep, Retained, Survival
from bakhsh.specs import ProjectFiles
from bakhsh.stats import Interval

__all__ = ["cohorts", "migration", "path", "retained", "survival"]

_MOST_MONTHS, _MOST_COHORTS = 6, 24
_AFTER = (30, 60, 90, 180, 365, 730)


def migration(screen: Screen, one: Migration) -> RenderableType:
    """Every way that anybody went, the busiest first, and what moved them."""
    args: dict[str, Argument] = {
        "segmentation": Titled(one.segmentation, one.title), "before": one.before, "after": one.after,
    }  # fmt: skip
    gone = sorted(
        (each for each in one.moves if each.from_segment != each.to_segment), key=lambda each: -each.customers
    )
    rows: list[Row] = [
        (
            _place(one, each.from_segment), _place(one, each.to_segment), each.customers,
            Share(each.share.estimate) if each.share else NOTHING, _interval(each.share),
            _amount(screen, each.value_before), _amount(screen, each.value_after), _causes(screen, each.causes),
        )
        for each in gone
    ]  # fmt: skip
    stayed: dict[str, Argument] = {"count": one.causes["stayed"]}
    totals = {cause: count for cause in CAUSES if (count := one.causes[cause])}
    return Group(
        headline(screen, Sentence("migration.headline", args)),
        laid_out(screen, ("from", "to", ">customers", ">share", ">likely", ">$before", ">$after", "why"), rows),
        Text(screen.text(Sentence("migration.stayed", stayed))),
        Text(_causes(screen, totals)),
        *(Text(screen.text(found.said), "bold yellow") for found in one.findings),
        *bullets(screen, one.notes),
    )


def _amount(screen: Screen, minor: int) -> Code:
    """An amount in short, its unit standing in the head."""
    return Code(show_money(minor, screen.locale, compact=True).removesuffix(f" {unit_word(screen)}"))


def _place(one: Migration, segment: str) -> Argument:
    return Titled(segment, one.segments.get(segment, {})) if segment else Code(NOTHING)


def _interval(share: Interval | None) -> Argument:
    if share is None:
        return NOTHING
    return Sentence("migration.between", {"low": Share(share.low), "high": Share(share.high)})


def _causes(screen: Screen, causes: Mapping[str, int]) -> str:
    parts = [
        screen.text(Sentence("migration.cause_of", {"cause": CAUSES[cause], "customers": causes[cause]}))
        for cause in CAUSES
        if causes.get(cause)
    ]
    return " · ".join(parts)


def cohorts(screen: Screen, one: CohortTable) -> RenderableType:
    """The latest cohorts with the shares that bought in the periods right after, and what they have paid in all."""
    known = [cohort for cohort in one.cohorts if cohort.size][-_MOST_COHORTS:]
    after = min(_MOST_MONTHS, max((len(cohort.active) - 1 for cohort in known), default=0))
    heads = ("cohort", ">customers", *(f">after_{number}" for number in range(1, after + 1)), ">$revenue")
    rows = [_cohort(screen, cohort, one.period, after) for cohort in known]
    said = Sentence("retention.headline", {"as_of": one.as_of})
    notes = [Sentence("retention.partial")] if one.partial else []
    return Group(headline(screen, said), laid_out(screen, heads, rows), *bullets(screen, notes))


def _cohort(screen: Screen, one: Cohort, period: str, after: int) -> Row:
    begins = show_month(one.month, screen.locale) if period == "month" else show_date(one.month, screen.locale)
    shares = [Share(share) for share in one.shares[1 : after + 1]]
    empty: list[Argument] = [NOTHING] * (after - len(shares))
    return (Code(begins), one.size, *shares, *empty, _amount(screen, sum(one.revenue)))


def survival(screen: Screen, one: Survival) -> RenderableType:
    """The curve at round days, and who came back."""
    if not one.customers:
        return Group()
    args: dict[str, Argument] = {"silent": one.silent, "customers": one.customers, "lost": one.lost}
    rows: list[Row] = []
    for days in _AFTER:
        step = next((each for each in reversed(one.steps) if each.time <= days), None)
        if step is not None and days <= one.longest:
            rows.append((days, Share(step.share.estimate), _interval(step.share), step.at_risk))
    back = [(each.start, each.lost, each.back, Share(each.share or 0.0)) for each in one.returned if each.lost]
    half: dict[str, Argument] = {"days": one.median or 0}
    median = Sentence("retention.median", half) if one.median else Sentence("retention.no_median")
    return Group(
        headline(screen, Sentence("retention.curve", args)),
        laid_out(screen, (">days_after", ">still_buying", ">likely", ">at_risk"), rows),
        Text(screen.text(median)),
        Text(""),
        headline(screen, Sentence("retention.came_back")),
        laid_out(screen, ("begins", ">lost", ">back", ">share"), back),
    )


def retained(screen: Screen, one: Retained) -> RenderableType:
    """Of each segment, who bought since."""
    args: dict[str, Argument] = {
        "segmentation": Titled(one.segmentation, one.title), "before": one.before, "after": one.after,
    }  # fmt: skip
    rows = [
        (
            Titled(each.segment, each.title),
            each.customers,
            each.active,
            Share(each.share.estimate),
            _interval(each.share),
            _amount(screen, each.revenue),
        )
        for each in one.segments
        if each.customers
    ]
    heads = ("segment", ">customers", ">active", ">share", ">likely", ">$revenue")
    return Group(headline(screen, Sentence("retention.by_segment", args)), laid_out(screen, heads, rows))


def path(screen: Screen, steps: Sequence[PathStep], files: ProjectFiles) -> RenderableType:
    """The way a customer went, segmentation by segmentation; nothing for those in which he never moved."""
    titles = {one.name: one.title for one in files.segmentations}
    by_segmentation: dict[str, list[PathStep]] = {}
    for one in steps:
        by_segmentation.setdefault(one.segmentation, []).append(one)
    parts: list[RenderableType] = []
    for name, own in by_segmentation.items():
        if len(own) > 1:
            args: dict[str, Argument] = {"segmentation": Titled(name, titles.get(name, {}))}
            parts.append(headline(screen, Sentence("migration.path", args)))
            parts += [Text(f"  {screen.text(_step(one))}") for one in own]
    return Group(*parts)


def _step(one: PathStep) -> Sentence:
    places: dict[str, Argument] = {
        "day": one.as_of,
        "from_segment": Titled(one.from_segment, one.titles.get(one.from_segment, {})),
        "to_segment": Titled(one.segment, one.titles.get(one.segment, {})),
    }
    if not one.segment:
        return Sentence("migration.step_left", {"day": places["day"], "from_segment": places["from_segment"]})
    if not one.from_segment:
        return Sentence("migration.step_first", {"day": places["day"], "to_segment": places["to_segment"]})
    return Sentence("migration.step_moved", {**places, "cause": CAUSES[one.cause]})
