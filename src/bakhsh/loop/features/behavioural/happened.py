"""EVENTS under kinds we know, and what of them cannot be used."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from datetime import date

import ibis
import pyarrow as pa

from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop.features.bases import Given
from bakhsh.loop.features.sums import count, day, day_of, whole
from bakhsh.specs.events import EVENT_KINDS, kind_of
from bakhsh.tables import BUCKET_MARK

__all__ = ["SCALES", "happened", "kinds", "of_kind"]

SCALES: Mapping[str, tuple[float, float]] = {"review": (1.0, 5.0), "nps": (0.0, 10.0), "csat": (1.0, 5.0)}
"""Lowest and highest answer of kinds that carry a score."""

_SHOWN = 5
_MANY = 3
"""A word that fewer customers have could name one of them, and is counted without being shown."""


def happened(events: ibis.Table, as_of: date) -> ibis.Table:
    """The events of persons up to the end of `as_of`, with their local `day`."""
    known = events.filter(~events.customer_id.startswith(BUCKET_MARK))
    return known.mutate(day=day_of(known)).filter(day_of(known) <= day(as_of))


def kinds(given: Given) -> Generator[ibis.Table, pa.Table, tuple[pa.Table, tuple[Sentence, ...]]]:
    """The words of EVENTS that mean a kind (said, event), and what is to be said: words nobody knows, scores out of
    their range (those do not count)."""
    events = happened(given.tables["events"], given.as_of)
    outside = {f"outside_{kind}": count(~events["value"].between(*ends)) for kind, ends in SCALES.items()}
    asked = events.group_by("kind").agg(
        events=whole(events.count()), customers=whole(events.customer_id.nunique()), **outside
    )
    settled = given.files.behavioural.events
    found = sorted((yield asked).to_pylist(), key=lambda row: (-row["events"], row["kind"]))
    known = [(row["kind"], kind) for row in found if (kind := kind_of(row["kind"], settled)) is not None]
    strange = [row for row in found if kind_of(row["kind"], settled) is None]
    notes = (*_unknown(strange), *_outside(found, dict(known)))
    columns = {"said": [said for said, _ in known], "event": [kind for _, kind in known]}
    return pa.table({name: pa.array(texts, pa.string()) for name, texts in columns.items()}), notes


def of_kind(events: ibis.Table, words: ibis.Table) -> ibis.Table:
    """The events of a known kind, as `event`; a score out of its range, and hours below zero, are empty."""
    named = events.join(words, events.kind == words.said)
    fits = [(named.event == kind, named["value"].between(*ends)) for kind, ends in SCALES.items()]
    fits.append((named.event == "ticket", named["value"] >= 0))
    fine = ibis.cases(*fits, else_=ibis.literal(True)).fill_null(False)
    return named.mutate(value=fine.ifelse(named["value"], ibis.null("float64")))


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


def _outside(found: list[dict[str, object]], known: Mapping[str, str]) -> tuple[Sentence, ...]:
    counts = {
        kind: sum(int(str(row[f"outside_{kind}"])) for row in found if known.get(str(row["kind"])) == kind)
        for kind in SCALES
    }
    return tuple(
        Sentence(
            "behavioural.score_outside",
            {"count": wrong, "kind": Code(kind), "low": int(SCALES[kind][0]), "high": int(SCALES[kind][1])},
        )
        for kind, wrong in counts.items()
        if wrong
    )
