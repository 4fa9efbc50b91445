"""watch.toml: its keys, and the spec they become."""

from __future__ import annotations

from typing import Any

from bakhsh.language.sentences import Code, Sentence
from bakhsh.project.form import Form
from bakhsh.project.mistakes import mistake
from bakhsh.project.shapes import Flag, Key, Many, Mistakes, Named, Number, Table, Taken, Text, Whole
from bakhsh.specs import FeedLimits, Watch

__all__ = ["FORM", "build"]

_SHARE = Number(0, 1)
_FEED = Table((
    Key("watched", Flag(), "whether it is watched"),
    Key("late_days", Whole(low=0), "open days it may be silent beyond its longest wait so far"),
    Key("missing_days", Whole(low=0), "open days without data it may have beyond what its history has by chance"),
    Key("shrinking", _SHARE, "the share of its usual rows a week may lose"),
    Key("duplicated", _SHARE, "the largest share of a load that may be there already; left out: only what is unusual"),
    Key("rejected", _SHARE, "the largest share of a load that may be refused; left out: only what is unusual"),
))  # fmt: skip

FORM = Form(
    "watch", "", "What is watched, and how far it may go before somebody is told.",
    Table((
        Key("features", Many(Text(empty=False)), "features that are watched; left out: all"),
        Key("noticed", Number(low=0), "population stability index from which a feature's movement matters"),
        Key("drift", Number(low=0), "… and from which it is serious, where a segmentation uses the feature"),
        Key("shares", _SHARE, "share of customers that may be in other segments than before, gains and losses set off"),
        Key("leaving", _SHARE, "the largest share of a segment that may leave it between two snapshots; left out: any"),
        Key("refit", Text(("when_told", "by_verdict")), "whether a run learns anew by itself what the verdict says"),
        Key("sources", _FEED, "the limits of every source"),
        Key("source", Named(_FEED), "the limits of one source, by its name: `[source.orders]`"),
    )),
    file="watch.toml",
)  # fmt: skip


def build(taken: Taken, mistakes: Mistakes) -> Watch:
    """The spec; what could not be taken has its default. A source has what all sources have where it says nothing."""
    values: dict[str, Any] = dict(taken)
    if "drift" in values and values["drift"] < values.get("noticed", Watch().noticed):
        lines = {"low": Code("noticed"), "high": Code("drift")}
        mistakes.append(mistake(taken.spot.at("drift").where, Sentence("verdict.limits_turned", dict(lines))))
        del values["drift"]
    all_sources = dict(taken.get("sources", {}))
    values["sources"] = FeedLimits(**all_sources)
    each = taken.get("source", {}).items()
    values["source"] = {name: FeedLimits(**(all_sources | dict(one))) for name, one in each}
    return Watch(**values, at=taken.at)
