"""How good predictions were on earlier days: the grade, the model beside its baselines, and two pictures as inline SVG;
what grows runs from left to right in both languages."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from bakhsh.language.sentences import Argument, Sentence
from bakhsh.records import Backtest, Calibrated, Origin, Tracked
from bakhsh.report.anchored import anchored
from bakhsh.report.reader import Reader

__all__ = ["BASELINES", "TestedView", "calibration", "tested_view", "tracking"]

BASELINES: Mapping[str, Sentence] = {
    "zero": Sentence("backtest.baseline_zero"),
    "alike": Sentence("backtest.baseline_alike"),
    "rate": Sentence("backtest.baseline_rate"),
    "gap": Sentence("backtest.baseline_gap"),
}
_GRADES: Mapping[str, Sentence] = {
    "A": Sentence("backtest.grade_a"),
    "B": Sentence("backtest.grade_b"),
    "C": Sentence("backtest.grade_c"),
    "": Sentence("backtest.grade_none"),
}
_WIDTH, _HEIGHT = 760.0, 250.0
_LEFT, _RIGHT, _TOP, _FOOT = 60.0, 16.0, 34.0, 40.0


@dataclass(frozen=True, slots=True)
class TestedView:
    """The grade with its reason; of the latest day that was tried a caption, a row for the model and each baseline
    (name, error, orders told, orders that came, ranking) and the pictures."""

    said: tuple[str, ...]
    caption: str
    rows: tuple[tuple[str, str, str, str, str], ...]
    calibration: Markup
    tracking: Markup


def tested_view(seen: Backtest, reader: Reader, model: Sentence) -> TestedView:
    """Words and pictures of a backtest; without a day that was tried, the reason alone."""
    said = tuple(map(reader.say, (_GRADES[seen.grade], seen.said)))
    if not seen.origins:
        return TestedView(said, "", (), Markup(""), Markup(""))
    latest = seen.origins[0]
    args: dict[str, Argument] = {"as_of": latest.as_of, "count": latest.customers, "days": seen.horizon_days}
    return TestedView(
        said,
        reader.say(Sentence("backtest.as_of", args)),
        tuple(_rows(latest, reader, model)),
        calibration(latest.calibrated, reader),
        tracking(latest.tracked, reader),
    )


def _rows(latest: Origin, reader: Reader, model: Sentence) -> Iterator[tuple[str, str, str, str, str]]:
    for one in latest.judged:
        total, came = reader.number(round(one.total)), reader.number(round(one.actual))
        ranking = reader.number(one.auc, decimals=2)
        yield reader.say(BASELINES.get(one.name, model)), reader.number(one.rmse, decimals=2), total, came, ranking


def calibration(tenths: Sequence[Calibrated], reader: Reader) -> Markup:
    """Customers by predicted orders, a tenth in each column: bars are orders that came, dots those predicted. Empty
    without any."""
    if not tenths:
        return Markup("")
    top = _nice(max(max(one.predicted, one.actual) for one in tenths))
    step = (_WIDTH - _LEFT - _RIGHT) / len(tenths)
    parts = [*_grid(top, reader), *_key(reader)]
    for number, one in enumerate(tenths):
        x, y = _LEFT + step * (number + 0.5), _y(one.actual, top)
        bar = Markup('<rect class="came" x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" rx="3"/>')
        parts.append(bar.format(x=x - step * 0.3, y=y, w=step * 0.6, h=_y(0, top) - y))
        dot = Markup('<circle class="told" cx="{x:.1f}" cy="{y:.1f}" r="5"/>')
        parts.append(dot.format(x=x, y=_y(one.predicted, top)))
        parts.append(_text(x, _HEIGHT - _FOOT + 14, reader.number(number + 1), "middle", reader))
    return _drawn(parts, Sentence("backtest.calibration_axis"), reader)


def tracking(weeks: Sequence[Tracked], reader: Reader) -> Markup:
    """Orders of all together since the day: an area for those that came, a line for those predicted. Empty without
    any."""
    if not weeks:
        return Markup("")
    top, last = _nice(max(max(one.predicted, one.actual) for one in weeks)), weeks[-1].days

    def x(days: int) -> float:
        return _LEFT + days / last * (_WIDTH - _LEFT - _RIGHT)

    came = "".join(f"L{x(one.days):.1f} {_y(one.actual, top):.1f}" for one in weeks)
    told = "".join(f"L{x(one.days):.1f} {_y(one.predicted, top):.1f}" for one in weeks)
    start = f"M{_LEFT:g} {_y(0, top):.1f}"
    parts = [*_grid(top, reader), *_key(reader)]
    parts.append(Markup('<path class="came" d="{d}"/>').format(d=f"{start}{came}L{x(last):.1f} {_y(0, top):.1f}Z"))
    parts.append(Markup('<path class="line told" d="{d}"/>').format(d=f"{start}{told}"))
    every = max(1, len(weeks) // 6)
    for one in weeks[every - 1 :: every]:
        parts.append(_text(x(one.days), _HEIGHT - _FOOT + 14, reader.number(one.days), "middle", reader))
    return _drawn(parts, Sentence("backtest.tracking_axis"), reader)


def _drawn(parts: Sequence[Markup], axis: Sentence, reader: Reader) -> Markup:
    said = reader.say(axis)
    named = _text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 8, said, "middle", reader)
    head = Markup('<svg class="curve tested" viewBox="0 0 {w:g} {h:g}" direction="ltr" role="img" aria-label="{said}">')
    return head.format(w=_WIDTH, h=_HEIGHT, said=said) + Markup("").join([*parts, named]) + Markup("</svg>")


def _grid(top: float, reader: Reader) -> Iterator[Markup]:
    for quarter in range(5):
        value = top * quarter / 4
        line = Markup('<path class="grid" d="M{l:g} {y:.1f}H{r:g}"/>')
        yield line.format(l=_LEFT, y=_y(value, top), r=_WIDTH - _RIGHT)
        yield _text(_LEFT - 8, _y(value, top), reader.number(value, decimals=0 if top >= 4 else 2), "end", reader)


def _key(reader: Reader) -> Iterator[Markup]:
    """What stands for what, above the picture."""
    came, told = reader.say(Sentence("backtest.came")), reader.say(Sentence("backtest.told"))
    yield Markup('<rect class="came" x="{x:g}" y="6" width="14" height="12" rx="3"/>').format(x=_LEFT)
    yield _text(_LEFT + 20, 12, came, "start", reader)
    yield Markup('<circle class="told" cx="{x:g}" cy="12" r="5"/>').format(x=_WIDTH / 2)
    yield _text(_WIDTH / 2 + 12, 12, told, "start", reader)


def _text(x: float, y: float, text: str, edge: Literal["start", "middle", "end"], reader: Reader) -> Markup:
    found = Markup('<text x="{x:.1f}" y="{y:.1f}" {a}>{t}</text>')
    return found.format(x=x, y=y, t=text, a=anchored(edge, reader))


def _y(value: float, top: float) -> float:
    return _TOP + (1 - value / top) * (_HEIGHT - _TOP - _FOOT)


def _nice(most: float) -> float:
    """The next round number that four equal steps divide well, above zero."""
    if most <= 0:
        return 4.0
    unit = 10.0 ** math.floor(math.log10(most))
    return next(unit * step for step in (1, 2, 4, 8, 10) if unit * step >= most)
