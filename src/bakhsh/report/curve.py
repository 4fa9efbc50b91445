"""How long customers keep buying, as a stepped curve with its band, as inline SVG; days run from left to right in both
languages."""

from __future__ import annotations

from markupsafe import Markup

from bakhsh.language.sentences import Argument, Sentence
from bakhsh.records import Survival
from bakhsh.report.anchored import anchored
from bakhsh.report.reader import Reader

__all__ = ["curve"]

_WIDTH, _HEIGHT = 760.0, 270.0
_LEFT, _RIGHT, _TOP, _FOOT = 52.0, 16.0, 10.0, 40.0
_MOST = 240
"""Steps that are drawn; of more, every so many days the last one."""

_TICKS = (30, 60, 90, 180, 365, 730, 1095, 1825)


def curve(seen: Survival, reader: Reader) -> Markup:
    """Empty where nobody was lost yet."""
    if not seen.steps or not seen.longest:
        return Markup("")
    every = max(1, len(seen.steps) // _MOST)
    steps = [*seen.steps[::-1][::every][::-1]]
    middle = [(0, 1.0), *((one.time, one.share.estimate) for one in steps), (seen.longest, steps[-1].share.estimate)]
    low = [(0, 1.0), *((one.time, one.share.low) for one in steps), (seen.longest, steps[-1].share.low)]
    high = [(0, 1.0), *((one.time, one.share.high) for one in steps), (seen.longest, steps[-1].share.high)]
    args: dict[str, Argument] = {"days": seen.longest}
    said = reader.say(Sentence("retention.curve_drawn", args))
    parts = [
        *_grid(seen, reader),
        Markup('<path class="band" d="{d}"/>').format(d=_band(seen, high, low)),
        Markup('<path class="line" d="{d}"/>').format(d=_stepped(seen, middle)),
    ]
    if seen.median is not None:
        x = _x(seen, seen.median)
        mark = Markup('<path class="half" d="M{left:g} {y:.1f}H{x:.1f}V{foot:.1f}"/>')
        parts.append(mark.format(left=_LEFT, y=_y(0.5), x=x, foot=_y(0.0)))
    head = Markup('<svg class="curve" viewBox="0 0 {w:g} {h:g}" direction="ltr" role="img" aria-label="{said}">')
    return head.format(w=_WIDTH, h=_HEIGHT, said=said) + Markup("").join(parts) + Markup("</svg>")


def _x(seen: Survival, day: int) -> float:
    return _LEFT + day / seen.longest * (_WIDTH - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _TOP + (1 - share) * (_HEIGHT - _TOP - _FOOT)


def _stepped(seen: Survival, points: list[tuple[int, float]]) -> str:
    day, share = points[0]
    path = [f"M{_x(seen, day):.1f} {_y(share):.1f}"]
    path += [f"H{_x(seen, later):.1f}V{_y(new):.1f}" for later, new in points[1:]]
    return "".join(path)


def _band(seen: Survival, high: list[tuple[int, float]], low: list[tuple[int, float]]) -> str:
    """Along the upper bound and back along the lower one."""
    path = [_stepped(seen, high), f"V{_y(low[-1][1]):.1f}"]
    path += [
        f"H{_x(seen, day):.1f}V{_y(share):.1f}" for (day, _), (_, share) in zip(low[:0:-1], low[-2::-1], strict=True)
    ]
    return "".join([*path, "Z"])


def _grid(seen: Survival, reader: Reader) -> list[Markup]:
    parts = []
    for quarter in range(5):
        share = quarter / 4
        line = Markup('<path class="grid" d="M{l:g} {y:.1f}H{r:g}"/><text x="{x:g}" y="{y:.1f}" {a}>{t}</text>')
        text = reader.share(share, decimals=0)
        parts.append(
            line.format(l=_LEFT, r=_WIDTH - _RIGHT, x=_LEFT - 8, y=_y(share), t=text, a=anchored("end", reader))
        )
    for day in (one for one in _TICKS if one <= seen.longest):
        tick = Markup('<text class="day" x="{x:.1f}" y="{y:.1f}" {a}>{t}</text>')
        parts.append(tick.format(x=_x(seen, day), y=_y(0.0) + 14, t=reader.number(day), a=anchored("middle", reader)))
    axis = Markup('<text class="day" x="{x:.1f}" y="{y:.1f}" {a}>{t}</text>')
    named = reader.say(Sentence("retention.days_since"))
    return [*parts, axis.format(x=(_LEFT + _WIDTH - _RIGHT) / 2, y=_HEIGHT - 8, t=named, a=anchored("middle", reader))]
