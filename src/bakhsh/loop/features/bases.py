"""What each of the four bases is to a run: it learns small tables to look things up in, then reads every customer.

Reduce, learn, read: `learn` asks for what is sufficient (the distinct names of cities, the market's shares), decides in
Python on these few rows, and returns tables; `readings` are expressions over the ledger and over those tables.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import ibis
import pyarrow as pa

from bakhsh.conditions.days import TODAY, Day
from bakhsh.language.sentences import Sentence
from bakhsh.specs import ProjectFiles

__all__ = ["Base", "Given", "Learned"]


@dataclass(frozen=True, slots=True)
class Given:
    """What readings are made from.

    `tables`: the ledger's tables and the reference's, unbound, by lower-case name; a table no source fills is there and
    empty. `wanted`: the names of the features of this base that the project has. Expressions say `today`: a run gives
    TODAY for it, so that what it asks is the same for every day; what Python reckons with is `as_of`.
    """

    files: ProjectFiles
    as_of: date
    tables: Mapping[str, ibis.Table]
    wanted: frozenset[str]
    open_day: bool = False

    @property
    def today(self) -> Day:
        """`as_of` as expressions say it: the day itself, or TODAY where it stays open."""
        return TODAY if self.open_day else self.as_of


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned of everybody together: tables to look up in, by name, and what is to be said of it.

    A note never shows a value that could name a person.
    """

    tables: Mapping[str, pa.Table] = field(default_factory=dict)
    notes: tuple[Sentence, ...] = ()


class Base(Protocol):
    """One of the four, as a module of functions."""

    def learn(self, given: Given) -> Generator[ibis.Table, pa.Table, Learned]:
        """Asks about all customers together (as of the day), and returns what readings look up in. Rows later than
        `as_of` change nothing."""
        ...

    def readings(self, given: Given, looked: Mapping[str, ibis.Table]) -> Sequence[ibis.Table]:
        """Tables keyed by customer_id whose further columns are among `given.wanted`; who is absent has none of them.
        `looked` are the learned tables, unbound. Made from `given.today` and never from `given.as_of`: the same
        expressions serve every day."""
        ...
