"""Bands and stages in words: what they are called, and how they come about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from bakhsh import conditions
from bakhsh.conditions import Cut, Name, Number, Value
from bakhsh.conditions.wording import Wording, percent_decimals
from bakhsh.language.sentences import Argument, Code, Money, Sentence, Share
from bakhsh.loop.segments.members import titled, worded
from bakhsh.specs import Predicted, Segment, Segmentation, Title, stage_conditions
from bakhsh.tables import Type

__all__ = ["bands_in_words", "rest_title", "titles"]

_STAGES = {
    "new": Sentence("banded.stage_new"),
    "active": Sentence("banded.stage_active"),
    "slipping": Sentence("banded.stage_slipping"),
    "lost": Sentence("banded.stage_lost"),
    "back": Sentence("banded.stage_back"),
}


def titles(found: Predicted) -> tuple[Title, ...]:
    """What bands or stages are called where the file does not say, in every language; the highest first."""
    if found.way == "stage":
        return tuple(worded(_STAGES[name], {}) for name in found.bands)
    named = {"cut": _by_cut, "percentile": _by_percentile, "share": _by_share}[found.way](found)
    return tuple(worded(title, {}) for title in named)


def rest_title(found: Predicted) -> Title:
    """What those are called who are in no band, or have no stage of life yet."""
    return worded(Sentence("segments.no_purchase") if found.way == "stage" else Sentence("banded.no_value_known"), {})


def _by_cut(found: Predicted) -> Iterator[Sentence]:
    shown = [_written(bound, found.by) for bound in found.bounds]
    yield Sentence("banded.from_on", {"low": shown[-1]})
    for low, high in reversed(list(pairwise(shown))):
        yield Sentence("banded.from_to_under", {"low": low, "high": high})
    yield Sentence("banded.under", {"high": shown[0]})


def _written(bound: Decimal, by: Value | None) -> Argument:
    """A boundary as a title says it: a share as one, all else as the file has it; an amount's unit is the project's."""
    words = Wording({}, {}, 1)
    if isinstance(by, Name) and words.types.get(by.name) is Type.SHARE:
        return words.written(Number(bound), by)
    return int(bound) if bound == bound.to_integral_value() else float(bound)


def _by_percentile(found: Predicted) -> Iterator[Sentence]:
    ends = [Decimal(0), *found.bounds, Decimal(100)]
    *lower, (first, last) = list(pairwise(ends))
    yield Sentence("banded.highest_share", {"share": _percent(last - first)})
    for low, high in reversed(lower[1:]):
        yield Sentence("banded.next_share", {"share": _percent(high - low)})
    yield Sentence("banded.lowest_share", {"share": _percent(lower[0][1])})


def _by_share(found: Predicted) -> Iterator[Sentence]:
    letters = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    first, *further = found.bounds
    yield Sentence("banded.makes_first", {"letter": Code(next(letters)), "share": _percent(first)})
    for low, high in pairwise([first, *further]):
        yield Sentence("banded.makes_next", {"letter": Code(next(letters)), "share": _percent(high - low)})
    rest: dict[str, Argument] = {"letter": Code(next(letters)), "share": _percent(100 - found.bounds[-1])}
    yield Sentence("banded.makes_last", rest)


def _percent(value: Decimal) -> Share:
    share = value / 100
    return Share(float(share), decimals=percent_decimals(share))


# ---- how they come about -----------------------------------------------------------------------------------------
def bands_in_words(
    segmentation: Segmentation,
    parts: Sequence[Segment],
    cuts: Sequence[Cut],
    types: Mapping[str, Type],
    unit: int | None,
) -> tuple[Sentence, ...]:
    """What `describe` says: `parts` are all segments, `cuts` the learned boundaries in the order of the bands above."""
    found, words = segmentation.predicted, Wording({}, types, unit or 1)
    if found.way == "stage":
        return tuple(_stages(segmentation, parts, words, unit))
    assert found.by is not None
    value = words.named(found.by)
    said = {
        "cut": Sentence("banded.means_cut", {"value": value}),
        "percentile": Sentence("banded.means_percentile", {"value": value}),
        "share": Sentence("banded.means_share", {"value": value}),
    }[found.way]
    bands = [_band(part, cut, found.by, words) for part, cut in zip(parts, cuts, strict=False)]
    empty = [
        Sentence("banded.nobody_between", {"segment": titled(lower)})
        for lower, (above, cut) in zip(parts[1:], pairwise(cuts), strict=False)
        if above.at == cut.at
    ]
    return (said, *bands, *empty, Sentence("banded.rest_has_none", {"segment": titled(parts[-1]), "value": value}))


def _band(part: Segment, cut: Cut, value: Value, words: Wording) -> Sentence:
    limit = Money(int(cut.at)) if cut.money else words.found(cut.at, value)
    args: dict[str, Argument] = {
        "segment": titled(part), "limit": limit, "inside": cut.inside, "count": cut.known, "tied": cut.tied,
    }  # fmt: skip
    return Sentence("banded.band_from", args)


def _stages(
    segmentation: Segmentation, parts: Sequence[Segment], words: Wording, unit: int | None
) -> Iterator[Sentence]:
    named = {part.name: part for part in parts}
    yield Sentence("banded.means_stages")
    assert segmentation.predicted.stage is not None
    for name, where in stage_conditions(segmentation.predicted.stage).items():
        said: Argument = (
            Code(where.text) if unit is None else conditions.to_sentence(where, unit=unit, types=words.types)
        )
        yield Sentence("segments.rule_segment", {"segment": titled(named[name]), "condition": said})
    yield Sentence("segments.rule_others", {"segment": titled(parts[-1])})
