"""A small line through time, as inline SVG; it runs from left to right in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

__all__ = ["sparkline"]

_WIDTH, _HEIGHT, _PAD = 150.0, 28.0, 3.5
_LEAST_SPAN = 0.1
"""The line's height stands for at least a tenth of its largest value, so that a flat line looks flat."""


def sparkline(values: Sequence[float], label: str) -> Markup:
    """The values as a line with a dot at its end; empty below two values. `label` is read by assistive tools."""
    if len(values) < 2:
        return Markup("")
    low, high = min(values), max(values)
    span = max(high - low, abs(high) * _LEAST_SPAN) or 1.0
    middle = (low + high) / 2
    step = (_WIDTH - 2 * _PAD) / (len(values) - 1)
    points = [
        (_PAD + number * step, _HEIGHT / 2 - (value - middle) / span * (_HEIGHT - 2 * _PAD))
        for number, value in enumerate(values)
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    end_x, end_y = points[-1]
    return Markup(
        '<svg class="spark" viewBox="0 0 {w:g} {h:g}" width="{w:g}" height="{h:g}" role="img" aria-label="{label}">'
        '<polyline points="{path}"/><circle cx="{x:.1f}" cy="{y:.1f}" r="2.6"/></svg>'
    ).format(w=_WIDTH, h=_HEIGHT, label=label, path=path, x=end_x, y=end_y)
