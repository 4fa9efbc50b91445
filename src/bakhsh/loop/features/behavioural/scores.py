"""Scores that lie in their range and may mean something else: what the answers themselves tell of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ibis

from bakhsh.conditions.sums import count
from bakhsh.language.sentences import Argument, Code, Sentence, Share

__all__ = ["ENOUGH", "doubts", "shapes"]

ENOUGH = 30
"""Of fewer answers a shape says nothing."""

_MOST, _FEW = 0.5, 0.1
"""People who give stars give most of them the best, some the worst (Hu, Zhang and Pavlou 2009, "Overcoming the
J-shaped distribution of product reviews"). Where half are the worst and hardly any the best, ends may be swapped."""

_SHORT = 5
"""Recommending is asked from 0 to 10; of many answers none above 5 looks like stars."""


def shapes(events: ibis.Table, scales: Mapping[str, tuple[float, float]]) -> dict[str, Any]:
    """Columns for a group of events: how many answers are the worst and the best of each kind, and the largest."""
    value = events["value"]
    found = {"largest": value.max()}
    for kind, (worst, best) in scales.items():
        found |= {f"worst_{kind}": count(value == worst), f"best_{kind}": count(value == best)}
    return found


def doubts(
    found: Sequence[Mapping[str, Any]], known: Mapping[str, str], scales: Mapping[str, tuple[float, float]]
) -> tuple[Sentence, ...]:
    """What is to be asked of kinds whose `scales` (worst, best) are taken for granted. `found`: the words of EVENTS
    with their `shapes`; `known`: the kind each word means."""
    said = []
    for kind, (worst, best) in scales.items():
        rows = [row for row in found if known.get(row["kind"]) == kind]
        answers, low, high = (sum(row[name] for row in rows) for name in ("answers", f"worst_{kind}", f"best_{kind}"))
        if answers < ENOUGH:
            continue
        args: dict[str, Argument] = {"kind": Code(kind), "answers": answers, "file": Code("behavioural.toml")}
        if low >= _MOST * answers and high <= _FEW * answers:
            line = Code(f"{kind} = [{best:g}, {worst:g}]")
            more: dict[str, Argument] = {"share": Share(low / answers, 0), "worst": int(worst), "line": line}
            said.append(Sentence("behavioural.score_turned", {**args, **more}))
        elif kind == "nps" and max(row["largest"] or 0 for row in rows if row["answers"]) <= _SHORT:
            said.append(Sentence("behavioural.nps_short", {**args, "line": Code("nps = [1, 5]"), "largest": _SHORT}))
    return tuple(said)
