"""EVENTS under kinds we know, and what of them cannot be used."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping

import ibis
import pyarrow as pa

from bakhsh.conditions.sums import Day, count, day, day_of, whole
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop.features.bases import Given
from bakhsh.loop.features.behavioural.scores import doubts, shapes
from bakhsh.specs.events import EVENT_KINDS, kind_of
from bakhsh.tables import BUCKET_MARK

__all__ = ["SCALES", "happened", "kinds", "of_kind"]

SCALES: Mapping[str, tuple[float, float]] = {"review": (1.0, 5.0), "nps": (0.0, 10.0), "csat": (1.0, 5.0)}
"""Worst and best answer of kinds that carry a score: what features are said in. A project whose scores have another
range declares it, the worst first: where 1 is the best, (5, 1)."""

STRAY = 0.05
"""Where a larger share of a kind's answers lies outside its range, they are given on another scale: not even those
inside it mean what they seem to."""

_SHOWN = 5
_MANY = 3
"""A word that fewer customers have could name one of them, and is counted without being shown."""


def happened(events: ibis.Table, as_of: Day) -> ibis.Table:
    """The events of persons up to the end of `as_of`, with their local `day`."""
    known = events.filter(~events.customer_id.startswith(BUCKET_MARK))
    return known.mutate(day=day_of(known)).filter(day_of(known) <= day(as_of))


def kinds(given: Given) -> Generator[ibis.Table, pa.Table, tuple[pa.Table, tuple[Sentence, ...]]]:
    """The words of EVENTS that mean a kind (said, event), with the range of its answers (low, high; empty for kinds
    without a score, and where more than STRAY of them lie outside: none counts), and what is to be said: words nobody
    knows, scores out of their range and tickets' hours below zero (those do not count)."""
    events = happened(given.tables["events"], given.today)
    scales: Mapping[str, tuple[float, float]] = {**SCALES, **given.files.behavioural.scores}
    outside = {f"outside_{kind}": count(~events["value"].between(*sorted(ends))) for kind, ends in scales.items()}
    asked = events.group_by("kind").agg(
        events=whole(events.count()),
        customers=whole(events.customer_id.nunique()),
        answers=count(events["value"].notnull()),
        negative=count(events["value"] < 0),
        **outside,
        **shapes(events, scales),
    )
    settled = given.files.behavioural.events
    found = sorted((yield asked).to_pylist(), key=lambda row: (-row["events"], row["kind"]))
    known = [(row["kind"], kind) for row in found if (kind := kind_of(row["kind"], settled)) is not None]
    strange = [row for row in found if kind_of(row["kind"], settled) is None]
    wrong = {kind: _answers(found, dict(known), kind) for kind in SCALES}
    notes = (*_unknown(strange), *_outside(wrong, scales), *_hours(found, dict(known)))
    undeclared = {kind: ends for kind, ends in SCALES.items() if kind not in given.files.behavioural.scores}
    notes += doubts(found, dict(known), {one: ends for one, ends in undeclared.items() if not _elsewhere(*wrong[one])})
    used = {kind: ends for kind, ends in scales.items() if not _elsewhere(*wrong[kind])}
    columns = {"said": [said for said, _ in known], "event": [kind for _, kind in known]}
    ends = {name: [used[kind][end] if kind in used else None for _, kind in known]
            for end, name in enumerate(("low", "high"))}  # fmt: skip
    texts = {name: pa.array(values, pa.string()) for name, values in columns.items()}
    return pa.table({**texts, **{name: pa.array(values, pa.float64()) for name, values in ends.items()}}), notes


def of_kind(events: ibis.Table, words: ibis.Table) -> ibis.Table:
    """The events of a known kind, as `event`; scores on the range of SCALES. One out of its range, any of a kind whose
    range is not known, and hours below zero are empty."""
    named = events.join(words, events.kind == words.said)
    value, low, high = named["value"], named.low, named.high
    within = value.between(ibis.least(low, high), ibis.greatest(low, high))
    fits = [(named.event == kind, within) for kind in SCALES]
    fits.append((named.event == "ticket", value >= 0))
    fine = ibis.cases(*fits, else_=ibis.literal(True)).fill_null(False)
    scaled = [
        ((named.event == kind) & ((low != ends[0]) | (high != ends[1])),
         (value - low) * (ends[1] - ends[0]) / (high - low) + ends[0])
        for kind, ends in SCALES.items()
    ]  # fmt: skip
    return named.mutate(value=fine.ifelse(ibis.cases(*scaled, else_=value), ibis.null("float64")))


def _unknown(strange: list[dict[str, object]]) -> tuple[Sentence, ...]:
    if not strange:
        return ()
    shown = [str(row["kind"]) for row in strange if int(str(row["customers"])) >= _MANY][:_SHOWN]
    events = sum(int(str(row["events"])) for row in strange)
    line = Code(f'"{shown[0] if shown else "…"}" = "visit"')
    args: dict[str, Argument] = {
        "file": Code("behavioural.toml"),
        "line": line,
        "kinds": tuple(Code(one) for one in EVENT_KINDS),
    }
    if not shown:
        return (Sentence("behavioural.kinds_unknown_unshown", {"count": events, **args}),)
    found = tuple(Code(one) for one in shown)
    return (Sentence("behavioural.kinds_unknown", {"count": events, "found": found, **args}),)


def _answers(found: list[dict[str, object]], known: Mapping[str, str], kind: str) -> tuple[int, int]:
    """How many answers of a kind lie outside its range, and how many there are."""
    own = [row for row in found if known.get(str(row["kind"])) == kind]
    wrong, every = (sum(int(str(row[name])) for row in own) for name in (f"outside_{kind}", "answers"))
    return wrong, every


def _hours(found: list[dict[str, object]], known: Mapping[str, str]) -> Iterator[Sentence]:
    """Tickets that took less than no time."""
    count = sum(int(str(row["negative"])) for row in found if known.get(str(row["kind"])) == "ticket")
    if count:
        yield Sentence("heard.hours_below_zero", {"count": count, "kind": Code("ticket")})


def _elsewhere(wrong: int, every: int) -> bool:
    return wrong > STRAY * every


def _outside(answers: Mapping[str, tuple[int, int]], scales: Mapping[str, tuple[float, float]]) -> tuple[Sentence, ...]:
    notes = []
    for kind, (wrong, every) in answers.items():
        low, high = (int(end) for end in sorted(scales[kind]))
        args: dict[str, Argument] = {"count": wrong, "kind": Code(kind), "low": low, "high": high}
        if _elsewhere(wrong, every):
            line = Code(f"{kind} = [0, 100]" if kind == "nps" else f"{kind} = [1, 10]")
            more: dict[str, Argument] = {"answers": every, "file": Code("behavioural.toml"), "line": line}
            notes.append(Sentence("behavioural.score_scale", {**args, **more}))
        elif wrong:
            notes.append(Sentence("behavioural.score_outside", args))
    return tuple(notes)
