"""Where the header of a page stands and what its columns are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import pairwise

from bakhsh.edges.sources.marks import PSEUDO, blank, looks_like_number
from bakhsh.edges.sources.month_names import month_of
from bakhsh.language.keys import matching_key
from bakhsh.specs import Layout

__all__ = [
    "LOOK",
    "MONTHS",
    "Block",
    "Cells",
    "Heading",
    "Wide",
    "column_names",
    "find_heading",
    "header_parts",
    "heading_at",
]

LOOK = 60
"""So many rows of a page are searched for its header."""

MONTHS = "@month"
"""Among the wide columns: every one that is named after a month."""

Cells = Sequence[str | None]
Row = tuple[int, Cells]
_APART = " / "


@dataclass(frozen=True, slots=True)
class Wide:
    """A column that becomes a row of its own: its name, and where its measures stand (one, without a name, where the
    header has one row)."""

    name: str
    measures: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Block:
    """A table on the page: its columns by place, those that become rows, the text above it."""

    columns: Mapping[str, int]
    wide: tuple[Wide, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A header: on which line it begins, how many of the searched rows lie up to its end, its tables side by side (one
    as a rule), how many of the wanted columns it has, the rows it consists of and the keys of the texts above it."""

    line: int
    end: int
    names: tuple[str, ...]
    blocks: tuple[Block, ...]
    found: int
    missing: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    above: frozenset[str]


def find_heading(rows: Sequence[Row], layout: Layout, wanted: Collection[str]) -> Heading | None:
    """The first place among `rows` where most of the wanted columns are named; None where none of them is.

    With nothing wanted, the row that looks most like a header: the most texts, all different, no numbers.
    """
    names = [name for name in wanted if name not in PSEUDO]
    best: tuple[int, int] | None = None
    for place in range(len(rows)):
        count = _found(rows, place, layout, names) if names or layout.wide else _likeness(rows, place)
        if count and (best is None or count > best[0]):
            best = (count, place)
    return heading_at(rows, best[1], layout, wanted) if best else None


def heading_at(rows: Sequence[Row], place: int, layout: Layout, wanted: Collection[str]) -> Heading:
    """The header whose first row is `rows[place]`."""
    count = max(layout.header_rows, 1)
    cells = [one for _, one in rows[place : place + count]]
    parts, names = header_parts(cells), column_names(cells)
    wide_at = _wide(parts, names, layout, wanted)
    above = [one for _, one in rows[:place]]
    blocks = _blocks(parts, names, wide_at, above, wanted, layout)
    have = {matching_key(name) for block in blocks for name in block.columns}
    have |= {matching_key(name) for block in blocks for one in block.wide for name in one.measures}
    asked = [name for name in wanted if name not in PSEUDO]
    missing = tuple(name for name in asked if matching_key(name) not in have)
    return Heading(
        rows[place][0], place + len(cells), names, blocks, len(asked) - len(missing), missing,
        tuple(tuple("" if blank(cell) else matching_key(cell or "") for cell in one) for one in cells),
        frozenset(matching_key(cell) for one in above for cell in one if cell and not blank(cell)),
    )  # fmt: skip


def column_names(cells: Sequence[Cells]) -> tuple[str, ...]:
    """A distinct name for every column of a header of one or more rows: names of several rows joined by " / ", a
    nameless column called after its place, the second of one name "name (2)"."""
    taken: Counter[str] = Counter()
    found: list[str] = []
    for place, parts in enumerate(header_parts(cells), 1):
        name = _APART.join(parts) or f"column_{place}"
        taken[matching_key(name)] += 1
        count = taken[matching_key(name)]
        while count > 1 and taken[matching_key(f"{name} ({count})")]:
            count += 1
        if count > 1:
            name = f"{name} ({count})"
            taken[matching_key(name)] += 1
        found.append(name)
    return tuple(found)


def header_parts(cells: Sequence[Cells]) -> list[tuple[str, ...]]:
    """Per column the texts of its header rows from above; the name of a merged group stands over all its columns."""
    width = max((len(one) for one in cells), default=0)
    rows = [[_clean(one[place]) if place < len(one) else "" for place in range(width)] for one in cells]
    for above, below in pairwise(rows):
        held = ""
        for place in range(width):
            # A name with nothing below is a column of its own, merged downwards: it heads no group.
            held = above[place] if above[place] and below[place] else ("" if above[place] else held)
            if not above[place] and below[place]:
                above[place] = held
    return [tuple(dict.fromkeys(text for row in rows if (text := row[place]))) for place in range(width)]


def _clean(cell: str | None) -> str:
    return "" if cell is None or blank(cell) else " ".join(cell.split())


def _found(rows: Sequence[Row], place: int, layout: Layout, names: Sequence[str]) -> int:
    """How many of the wanted columns, and of those that become rows, are named by the rows from `place` on."""
    cells = [one for _, one in rows[place : place + max(layout.header_rows, 1)]]
    parts = header_parts(cells)
    same = _same(layout)
    have = {same.get(key, key) for key in map(matching_key, column_names(cells))}
    wide = [one for one in parts if one and _is_wide(one, layout)]
    have |= {matching_key(one[-1]) for one in wide if len(one) > 1}
    return sum(matching_key(name) in have for name in names) + min(len(wide), 3)


def _same(layout: Layout) -> dict[str, str]:
    return {matching_key(theirs): matching_key(ours) for theirs, ours in layout.same.items()}


def _likeness(rows: Sequence[Row], place: int) -> int:
    """How much a row looks like a header: its texts, all different; a number among them speaks against it."""
    texts = [cell.strip() for cell in rows[place][1] if cell and not blank(cell)]
    if len(texts) < 2 or len(set(map(matching_key, texts))) < len(texts):
        return 0
    return max(sum(-2 if looks_like_number(text) else 1 for text in texts), 0)


# ---- columns that become rows ------------------------------------------------------------------------------------
def _is_wide(parts: tuple[str, ...], layout: Layout) -> bool:
    if MONTHS in layout.wide and month_of(parts[0]) is not None:
        return True
    said = {matching_key(parts[0]), matching_key(_APART.join(parts))}
    return any(fnmatchcase(one, matching_key(glob)) for glob in layout.wide for one in said)


def _wide(
    parts: Sequence[tuple[str, ...]], names: Sequence[str], layout: Layout, wanted: Collection[str]
) -> dict[int, tuple[str, str]]:
    """Place → (the group it belongs to, its measure) of every column that becomes rows."""
    labels = {matching_key(name) for name in wanted}
    found: dict[int, tuple[str, str]] = {}
    for place, one in enumerate(parts):
        if one and layout.wide and matching_key(names[place]) not in labels and _is_wide(one, layout):
            found[place] = (one[0], _APART.join(one[1:]))
    return found


def _groups(wide: Mapping[int, tuple[str, str]], spelled: Mapping[str, str]) -> tuple[Wide, ...]:
    groups: dict[str, dict[str, int]] = {}
    for place, (name, measure) in wide.items():
        groups.setdefault(name, {}).setdefault(spelled.get(matching_key(measure), measure), place)
    return tuple(Wide(name, measures) for name, measures in groups.items())


# ---- tables side by side -----------------------------------------------------------------------------------------
def _blocks(
    parts: Sequence[tuple[str, ...]],
    names: Sequence[str],
    wide: Mapping[int, tuple[str, str]],
    above: Sequence[Cells],
    wanted: Collection[str],
    layout: Layout,
) -> tuple[Block, ...]:
    """The tables of the page. There are several where all wanted names come again in the same order further on."""
    spelled = {matching_key(name): name for name in wanted if name not in PSEUDO}
    keys = set(map(matching_key, names))
    places = {name: [i for i, one in enumerate(parts) if matching_key(_APART.join(one)) == key]
              for key, name in spelled.items()}  # fmt: skip
    times = {len(found) for found in places.values()}
    if not wide and len(spelled) > 1 and len(times) == 1 and max(times) > 1:
        blocks = [{name: found[nth] for name, found in places.items()} for nth in range(max(times))]
        if all(max(a.values()) < min(b.values()) for a, b in pairwise(blocks)):
            return tuple(_side(blocks, nth, above) for nth in range(len(blocks)))
    spelled |= {matching_key(theirs): ours for theirs, ours in layout.same.items() if matching_key(ours) not in keys}
    columns: dict[str, int] = {}
    for place, name in enumerate(names):
        if place not in wide:
            columns.setdefault(spelled.get(matching_key(name), name), place)
    return (Block(columns, _groups(wide, spelled), _title(above, 0, None)),)


def _side(blocks: Sequence[Mapping[str, int]], nth: int, above: Sequence[Cells]) -> Block:
    start = min(blocks[nth].values()) if nth else 0
    stop = min(blocks[nth + 1].values()) if nth + 1 < len(blocks) else None
    return Block(blocks[nth], (), _title(above, start, stop) or _title(above, 0, None))


def _title(above: Sequence[Cells], start: int, stop: int | None) -> str:
    """The texts above the header, row by row, each once."""
    lines = [" ".join(dict.fromkeys(_clean(cell) for cell in row[start:stop] if not blank(cell))) for row in above]
    return _APART.join(dict.fromkeys(line for line in lines if line))
