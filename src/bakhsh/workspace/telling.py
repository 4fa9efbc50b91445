"""How many customers must stand behind what is told of a group, feature by feature."""

from __future__ import annotations

from collections.abc import Iterable

from bakhsh import project
from bakhsh.project.order import feature_needs
from bakhsh.specs.available import declared
from bakhsh.tables import CUSTOMERS
from bakhsh.workspace.opened import Opened

__all__ = ["fewest"]

_OF_THE_SHOP = frozenset({"stage", "joined_on", "acquired_via", "acquisition_cost"})


def fewest(ws: Opened, columns: Iterable[str]) -> dict[str, int]:
    """By column of ROWS the smallest number of customers of whom a share or a mean of it may be told. What customers
    buy and do is the shop's own knowledge and needs one alone, and so does what winning them cost. Columns that sources
    add to customers count as who they are; a feature of the project's own as the strictest of those it is made of."""
    told = ws.files.project.told
    of_base = {"demographic": told.customers, "geographic": told.customers, "psychographic": told.values}
    known = {one.name: of_base.get(one.base, 1) for one in declared(ws.files)}
    said = (set(CUSTOMERS.names) | set(ws.open_columns("customers"))) - _OF_THE_SHOP
    found = {name: known.get(name, told.customers if name in said else 1) for name in columns}
    for one in project.features(ws.files):
        found[one.name] = max((found.get(name, 1) for name in feature_needs(one)), default=1)
    return found
