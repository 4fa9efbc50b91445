"""What faces say of a source, the same on every one of them."""

from __future__ import annotations

from collections.abc import Mapping

from bakhsh.language.figures import NOTHING
from bakhsh.language.sentences import Argument, Code, Sentence, Share, Titled
from bakhsh.records.acquiring import Acquired, BoughtAgain

__all__ = ["again_said", "payback_said", "segments_said", "source_said"]

_MOST_SEGMENTS = 3
_NAMELESS = {"(others)": Sentence("acquisition.others"), "(unknown)": Sentence("acquisition.unknown")}


def source_said(one: Acquired) -> Argument:
    """The source as files spell it."""
    return _NAMELESS.get(one.source) or one.source


def payback_said(one: Acquired) -> Argument:
    """After how many months, with the interval; what is missing where it cannot be said."""
    if one.few:
        return Sentence("acquisition.too_few")
    if one.cost is None or one.margin is None or one.payback is None:
        return Sentence("acquisition.cost_unknown") if one.cost is None else Sentence("acquisition.not_known")
    found = one.payback
    if found.months is None:
        return Sentence("acquisition.not_yet", {"count": found.followed})
    args: dict[str, Argument] = {"count": found.months, "earliest": found.earliest, "latest": found.latest}
    if found.latest is None:
        return Sentence("acquisition.paid_back_from", args)
    if found.earliest == found.latest:
        return Sentence("acquisition.paid_back_sure", {"count": found.months})
    return Sentence("acquisition.paid_back", args)


def again_said(one: BoughtAgain) -> Argument:
    """The share with its interval."""
    if one.share is None:
        return Code(NOTHING)
    ends: dict[str, Argument] = {
        "share": Share(one.share.estimate, decimals=0), "low": Share(one.share.low, decimals=0),
        "high": Share(one.share.high, decimals=0),
    }  # fmt: skip
    return Sentence("acquisition.again", ends)


def segments_said(one: Acquired, titles: Mapping[str, Mapping[str, str]]) -> Argument:
    """The largest segments of its customers."""
    if not one.segments:
        return Code(NOTHING)
    largest = list(one.segments.items())[:_MOST_SEGMENTS]
    return tuple(
        Sentence("acquisition.part", {"segment": Titled(name, titles.get(name, {})), "share": Share(share, decimals=0)})
        for name, share in largest
    )
