"""What a kind may know beside the rows when it learns, and what every one of them calls its segments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import ibis

from bakhsh.language.sentences import Argument
from bakhsh.records import Model
from bakhsh.specs import Segment
from bakhsh.tables import Type

__all__ = ["NOTHING", "Beside", "Described"]


@dataclass(frozen=True, slots=True)
class Described:
    """A column of ROWS that customers can be divided by. `base`: which of the four bases it speaks of; `grain`: what it
    is reckoned over; `added`: a column that files add to customers."""

    name: str
    type: Type
    base: str
    grain: str = "customer"
    added: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """`columns`: those of ROWS by name, in their order. `before`: the model in force until now, of whatever definition.
    `segments`: of the segmentations made before this one, their segments. `titles`: what the project calls its features
    and the values it names itself. `fewest`: by column, of how many customers (1) it must be known to be told of a
    group, because it says who they are. `types`: of every column of ROWS; `minor_per_unit`: the unit of money in
    conditions. `members`: customer_id and segment of the latest snapshot that `before` placed, where there is one."""

    columns: Mapping[str, Described] = field(default_factory=dict)
    before: Model | None = None
    segments: Mapping[str, tuple[Segment, ...]] = field(default_factory=dict)
    titles: Mapping[str, Argument] = field(default_factory=dict)
    fewest: Mapping[str, int] = field(default_factory=dict)
    types: Mapping[str, Type] = field(default_factory=dict)
    minor_per_unit: int = 1
    members: ibis.Table | None = None


NOTHING = Beside()
"""For kinds that learn from the rows alone."""
