"""The shares of segments through the snapshots there are, one upon the other, as inline SVG; time runs from left to
right in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bakhsh.language.sentences import Sentence
from bakhsh.records import Migration, RunRecord
from bakhsh.report.anchored import anchored
from bakhsh.report.reader import Reader

__all__ = ["COLOURS", "apart", "shares"]

COLOURS = 10
"""The colours of the style sheet, `.c1` to `.c10`; further segments begin anew."""

_WIDTH, _HEIGHT, _TOP, _FOOT, _SIDE = 760.0, 220.0, 6.0, 26.0, 210.0
_LINE, _LEAST_LABEL = 15.0, 0.035


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
    labels: list[tuple[float, str, str]] = []
    for at, name in enumerate(names):
        part = [_part(run, seen.segmentation, name) for run in known]
        above = [low + one for low, one in zip(below, part, strict=True)]
        title = reader.title(name, seen.segments[name])
        parts.append(_area(xs, below, above, at % COLOURS + 1, title))
        if part[-1] >= _LEAST_LABEL:
            labels.append((_y((below[-1] + above[-1]) / 2), title, reader.share(part[-1], decimals=0)))
        below = above
    places = apart([y for y, _, _ in labels], _LINE, _y(0.0), _y(1.0))
    parts += [_name(y, title, size, reader) for y, (_, title, size) in zip(places, labels, strict=True)]
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


def apart(places: Sequence[float], line: float, top: float, bottom: float) -> list[float]:
    """Heights of labels (ascending, within top and bottom), moved to be a line apart within the same; where they are
    too many for that, they share what room there is."""
    line = min(line, (bottom - top) / (len(places) - 1)) if len(places) > 1 else line
    moved = list(places)
    for at in range(1, len(moved)):
        moved[at] = max(moved[at], moved[at - 1] + line)
    for at in reversed(range(len(moved))):
        lowest = bottom if at == len(moved) - 1 else moved[at + 1] - line
        moved[at] = min(moved[at], lowest)
    return moved


def _name(y: float, title: str, size: str, reader: Reader) -> Markup:
    text = Markup('<text x="{x:g}" y="{y:.1f}" {anchor}>{title} <tspan class="n">{size}</tspan></text>')
    return text.format(x=_WIDTH - _SIDE + 8, y=y, title=title, size=size, anchor=anchored("start", reader))


def _day(x: float, anchor: Markup, text: str) -> Markup:
    mark = Markup('<text class="day" x="{x:g}" y="{y:g}" {anchor}>{text}</text>')
    return mark.format(x=x, y=_HEIGHT - _FOOT / 2 + 2, anchor=anchor, text=text)
