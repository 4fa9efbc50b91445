"""Who went where as a flow: bands between the segments as they were and as they are, as inline SVG.

Time runs from left to right in both languages. A band's height is its number of customers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from bakhsh.language.sentences import Argument, Sentence
from bakhsh.records import Migration, Move
from bakhsh.report.anchored import anchored
from bakhsh.report.reader import Reader

__all__ = ["flow"]

_WIDTH, _HEIGHT, _GAP, _LEAST = 760.0, 420.0, 9.0, 1.0
_NODE, _SIDE = 12.0, 210.0
"""The width of a segment's block, and of the room for its name on either side."""

_NARROW = 13.0
"""A block lower than this would write its name into the next one's: it gets this much room."""


@dataclass(frozen=True, slots=True)
class _Block:
    top: float
    height: float
    customers: int


def flow(seen: Migration, reader: Reader) -> Markup:
    """Blocks of the segments on either side, those who arrived and those who left last, and the bands between."""
    names = [*seen.segments, ""]
    scale = _scale(seen, names)
    left = _blocks(names, {name: _count(seen, name, before=True) for name in names}, scale)
    right = _blocks(names, {name: _count(seen, name, before=False) for name in names}, scale)
    height = max(_bottom(left), _bottom(right))
    parts = [*_bands(seen, left, right, scale, reader)]
    parts += [
        _node(_SIDE, block, _label(seen, name, True, reader), reader, before=True) for name, block in left.items()
    ]
    x = _WIDTH - _SIDE - _NODE
    parts += [_node(x, block, _label(seen, name, False, reader), reader, before=False) for name, block in right.items()]
    said = reader.say(Sentence("migration.flow", {"before": seen.before, "after": seen.after}))
    head = Markup('<svg class="flow" viewBox="0 0 {w:g} {h:.1f}" direction="ltr" role="img" aria-label="{said}">')
    return head.format(w=_WIDTH, h=height + 2, said=said) + Markup("").join(parts) + Markup("</svg>")


def _count(seen: Migration, name: str, *, before: bool) -> int:
    return seen.size(name, before=before)


def _scale(seen: Migration, names: list[str]) -> float:
    """Pixels a customer, so that the higher side fits."""
    most = max(1, *(sum(_count(seen, name, before=side) for name in names) for side in (True, False)))
    return _HEIGHT / most


def _blocks(names: list[str], sizes: Mapping[str, int], scale: float) -> dict[str, _Block]:
    found: dict[str, _Block] = {}
    top = 1.0
    for name in names:
        if sizes[name]:
            height = max(sizes[name] * scale, _LEAST)
            found[name] = _Block(top, height, sizes[name])
            top += max(height, _NARROW) + _GAP
    return found


def _bottom(blocks: Mapping[str, _Block]) -> float:
    return max((one.top + max(one.height, _NARROW) for one in blocks.values()), default=_NARROW)


def _label(seen: Migration, name: str, before: bool, reader: Reader) -> str:
    if name:
        return reader.title(name, seen.segments[name])
    said = Sentence("migration.cause_arrived") if before else Sentence("migration.cause_left")
    return reader.say(said)


def _bands(
    seen: Migration, left: Mapping[str, _Block], right: Mapping[str, _Block], scale: float, reader: Reader
) -> list[Markup]:
    """In the order of the blocks on both sides, so that bands cross as little as they can."""
    order = {name: at for at, name in enumerate([*seen.segments, ""])}
    used_left, used_right = dict.fromkeys(left, 0.0), dict.fromkeys(right, 0.0)
    found = []
    for one in sorted(seen.moves, key=lambda each: (order[each.from_segment], order[each.to_segment])):
        thick = max(one.customers * scale, 0.4)
        y1 = left[one.from_segment].top + used_left[one.from_segment]
        y2 = right[one.to_segment].top + used_right[one.to_segment]
        used_left[one.from_segment] += one.customers * scale
        used_right[one.to_segment] += one.customers * scale
        found.append(_band(one, (y1, y2), thick, _told(seen, one, reader)))
    return found


def _band(one: Move, tops: tuple[float, float], thick: float, told: str) -> Markup:
    x1, x2 = _SIDE + _NODE, _WIDTH - _SIDE - _NODE
    middle, (y1, y2) = (x1 + x2) / 2, tops
    path = (
        f"M{x1:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
        f"V{y2 + thick:.1f}C{middle:.1f} {y2 + thick:.1f} {middle:.1f} {y1 + thick:.1f} {x1:.1f} {y1 + thick:.1f}Z"
    )
    kind = "stayed" if one.from_segment == one.to_segment else "moved"
    return Markup('<path class="{kind}" d="{path}"><title>{told}</title></path>').format(
        kind=kind, path=path, told=told
    )


def _told(seen: Migration, one: Move, reader: Reader) -> str:
    args: dict[str, Argument] = {
        "from_segment": _label(seen, one.from_segment, True, reader),
        "to_segment": _label(seen, one.to_segment, False, reader),
        "count": one.customers,
    }
    return reader.say(Sentence("migration.way", args))


def _node(x: float, block: _Block, label: str, reader: Reader, *, before: bool) -> Markup:
    anchor = anchored("end" if before else "start", reader)
    at = x - 8 if before else x + _NODE + 8
    size = reader.number(block.customers)
    return Markup(
        '<rect class="node" x="{x:.1f}" y="{y:.1f}" width="{w:g}" height="{h:.1f}" rx="2"/>'
        '<text x="{at:.1f}" y="{mid:.1f}" {anchor}>'
        '{label} <tspan class="n">{size}</tspan></text>'
    ).format(
        x=x, y=block.top, w=_NODE, h=block.height, at=at, mid=block.top + max(block.height, _NARROW) / 2, anchor=anchor,
        label=label, size=size,
    )  # fmt: skip
