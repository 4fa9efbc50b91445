"""Whether empty cells of a column mean what stands above them, or that nothing is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bakhsh.edges.sources.marks import Mark, Marks
from bakhsh.edges.sources.views import View, role_of
from bakhsh.language.dates import parse_day
from bakhsh.language.digits import to_latin

__all__ = ["Grouped", "grouped"]

_CUSTOMERS = ("customer_id", "name")
_ORDERS = ("order_id", "ordered_at")
_ROLES = (*_CUSTOMERS, *_ORDERS, "branch", "salesperson", "items.category")
_SOME, _ALL = 0.1, 0.95


@dataclass(frozen=True, slots=True)
class Grouped:
    """Columns to fill down, as long as `within` says the same (empty: always), and those of which the page alone cannot
    tell what an empty cell means."""

    fill_down: tuple[str, ...] = ()
    within: str = ""
    doubtful: tuple[str, ...] = ()


def grouped(view: View) -> Grouped:
    """What the empty cells of a page mean.

    A row without date and order number is no record by itself: it belongs to the one above. A customer that is missing
    where both are there may be one nobody wrote down; he is the one above where cells are merged, where each name has
    a sum of its own, where the dates begin anew with each name, or where the name stands on the first row of every
    order. Otherwise it is doubtful, unless names come again and again.
    """
    if len(view.body) < 3:
        return Grouped()
    places = {place: role for place, one in enumerate(view.names) if (role := role_of(one)) in _ROLES}
    cells = {place: view.column(place) for place in places}
    gaps = {place: own for place, own in cells.items() if own[0] and own.count("") >= _SOME * len(own)}
    sure = {place for place in gaps if _merged(view, place) or _with_order(places, gaps, place)}
    within = ""
    order = next((place for place, role in places.items() if role == "order_id" and place not in gaps), None)
    doubtful: list[str] = []
    for place in gaps.keys() - sure:
        own = gaps[place]
        if order is not None and _first_of_each(cells[order], own):
            sure.add(place)
            within = view.names[order]
        elif places[place] in _ORDERS or _summed(view, own) or _restarts(places, cells, own):
            sure.add(place)
        elif places[place] in _CUSTOMERS and _listed(own):
            doubtful.append(view.names[place])
    return Grouped(tuple(view.names[place] for place in sorted(sure)), within, tuple(doubtful))


def _with_order(places: Mapping[int, str], gaps: Mapping[int, Sequence[str]], place: int) -> bool:
    """Whether the column is empty just where a date or an order number is."""
    mine = gaps[place]
    for other, role in places.items():
        if role in _ORDERS and other != place and other in gaps:
            same = sum(bool(a) == bool(b) for a, b in zip(mine, gaps[other], strict=True))
            if same >= _ALL * len(mine):
                return True
    return False


def _merged(view: View, place: int) -> bool:
    """Whether most empty cells lie in ranges merged downwards."""
    first = view.place + view.count
    covered = sum(
        bottom - top for (top, left), (bottom, right) in view.merged
        if left <= place <= right and bottom > top and top >= first - 1
    )  # fmt: skip
    return covered >= 0.8 * max(view.column(place).count(""), 1)


def _first_of_each(orders: Sequence[str], own: Sequence[str]) -> bool:
    """Whether the cell is filled on the first row of an order and empty on its others."""
    starts = [i for i, order in enumerate(orders) if i == 0 or order != orders[i - 1]]
    first = set(starts)
    right = sum((i in first) == bool(cell) for i, cell in enumerate(own))
    return len(starts) < len(own) and right >= _ALL * len(own)


def _summed(view: View, own: Sequence[str]) -> bool:
    """Whether a sum in the name of nearly each filled cell follows."""
    marks = Marks()
    said = [cell for _, row in view.rows for cell in row if cell and marks.of(cell) is Mark.OPENING]
    names = {cell for cell in own if cell}
    return bool(said) and sum(any(name in text for text in said) for name in names) >= 0.6 * len(names)


def _restarts(places: Mapping[int, str], cells: Mapping[int, Sequence[str]], own: Sequence[str]) -> bool:
    """Whether the dates (or order numbers) go up within what a name covers and fall back where the next begins."""
    for place, role in places.items():
        if role not in _ORDERS or not all(cells[place]):
            continue
        said = _ranks(cells[place])
        falls = [i for i, (a, b) in enumerate(pairwise(said), 1) if b < a]
        begun = sum(bool(own[i]) for i in falls)
        groups = sum(map(bool, own))
        if falls and begun >= 0.9 * len(falls) and len(falls) >= 0.3 * (groups - 1):
            return True
    return False


def _ranks(cells: Sequence[str]) -> list[str]:
    """Texts that order as the days or numbers do, in either calendar."""
    days = [parse_day(cell.partition("T")[0].partition(" ")[0], "jalali") for cell in cells]
    if all(days):
        return [day.isoformat() for day in days if day]
    return [to_latin(cell).zfill(20) for cell in cells]


def _listed(own: Sequence[str]) -> bool:
    """Whether hardly a name comes twice: then empty cells may stand below the name they belong to."""
    names = [cell for cell in own if cell]
    return len(set(names)) >= 0.9 * len(names)
