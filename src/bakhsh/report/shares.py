"""The shares of segments through the snapshots there are, one upon the other, as inline SVG; time runs from left to
right in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bakhsh.language.sentences import Sentence
from bakhsh.records import Migration, RunRecord
from bakhsh.report.anchored import anchored
from bakhsh.report.reader import Reader

__all__ = ["COLOURS", "shares"]

COLOURS = 10
"""The colours of the style sheet, `.c1` to `.c10`; further segments begin anew."""

_WIDTH, _HEIGHT, _TOP, _FOOT, _SIDE = 760.0, 220.0, 6.0, 26.0, 210.0
_LINE, _LEAST_LABEL = 13.0, 0.035


def shares(seen: Migration, runs: Sequence[RunRecord], reader: Reader) -> Markup:
    """An area a segment, its name at the right where it is wide enough at the end; empty below three snapshots."""
    known = [run for run in runs if seen.segmentation in run.sizes and run.customers]
    if len(known) < 3:
        return Markup("")
    names = [one for one in seen.segments if any(run.sizes[seen.segmentation].get(one) for run in known)]
    first, last = known[0].as_of, known[-1].as_of
    span = max((last - first).days, 1)
    xs = [(run.as_of - first).days / span * (_WIDTH - _SIDE) for run in known]
    below = [0.0] * len(known)
    parts: list[Markup] = []
    for at, name in enumerate(names):
        part = [_part(run, seen.segmentation, name) for run in known]
        above = [low + one for low, one in zip(below, part, strict=True)]
        title = reader.title(name, seen.segments[name])
        parts.append(_area(xs, below, above, at % COLOURS + 1, title))
        if part[-1] >= _LEAST_LABEL:
            parts.append(_name((below[-1] + above[-1]) / 2, title, reader.share(part[-1], decimals=0), reader))
        below = above
    parts += [
        _day(0.0, anchored("start", reader), reader.day(first)),
        _day(_WIDTH - _SIDE, anchored("end", reader), reader.day(last)),
    ]
    said = reader.say(Sentence("migration.shares", {"before": first, "after": last}))
    head = Markup('<svg class="shares" viewBox="0 0 {w:g} {h:g}" direction="ltr" role="img" aria-label="{said}">')
    return head.format(w=_WIDTH, h=_HEIGHT, said=said) + Markup("").join(parts) + Markup("</svg>")


def _part(run: RunRecord, segmentation: str, segment: str) -> float:
    sizes = run.sizes[segmentation]
    return sizes.get(segment, 0) / max(sum(sizes.values()), 1)


def _y(share: float) -> float:
    return _TOP + share * (_HEIGHT - _TOP - _FOOT)


def _area(xs: list[float], below: list[float], above: list[float], colour: int, title: str) -> Markup:
    there = [f"{x:.1f},{_y(one):.1f}" for x, one in zip(xs, below, strict=True)]
    back = [f"{x:.1f},{_y(one):.1f}" for x, one in zip(xs[::-1], above[::-1], strict=True)]
    area = Markup('<polygon class="c{colour}" points="{points}"><title>{title}</title></polygon>')
    return area.format(colour=colour, points=" ".join([*there, *back]), title=title)


def _name(share: float, title: str, size: str, reader: Reader) -> Markup:
    text = Markup('<text x="{x:g}" y="{y:.1f}" {anchor}>{title} <tspan class="n">{size}</tspan></text>')
    return text.format(x=_WIDTH - _SIDE + 8, y=_y(share), title=title, size=size, anchor=anchored("start", reader))


def _day(x: float, anchor: Markup, text: str) -> Markup:
    mark = Markup('<text class="day" x="{x:g}" y="{y:g}" {anchor}>{text}</text>')
    return mark.format(x=x, y=_HEIGHT - _FOOT / 2 + 2, anchor=anchor, text=text)
