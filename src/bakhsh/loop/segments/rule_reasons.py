"""Rules in words: why a customer is in a segment and in none before it, and which single change would move him."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bakhsh import conditions
from bakhsh.conditions import ANYTHING, Condition, Not, Possible
from bakhsh.conditions.changes import Change, changes
from bakhsh.conditions.evaluating import Evaluator
from bakhsh.conditions.wording import Wording
from bakhsh.language.sentences import Argument, Sentence
from bakhsh.loop.segments.members import titled
from bakhsh.records import Membership
from bakhsh.specs import Segment, Segmentation
from bakhsh.tables import Type

__all__ = ["Move", "Rules", "reasons"]


@dataclass(frozen=True, slots=True)
class Move:
    """A single change of a customer's row and the segment it leads to."""

    change: Change
    to: Segment
    size: float | None
    """The change against the present value, so that days, orders and money can be compared; None where a change has no
    size (a city, a segment, a test between two features)."""


@dataclass(frozen=True, slots=True)
class Rules:
    """A rule segmentation as it is applied: segments in order, each with its condition, and the rest."""

    ordered: tuple[tuple[Segment, Condition], ...]
    rest: Segment
    types: Mapping[str, Type]
    unit: int
    titles: Mapping[str, Argument] = field(default_factory=dict)
    """What the project calls its features, segmentations and segments (see `conditions.to_sentence`)."""
    possible: Possible = ANYTHING

    def place(self, row: Mapping[str, Any], assumed: Mapping[Condition, bool] | None = None) -> Segment:
        """The segment of `row`; `assumed` are tests taken as given."""
        now = Evaluator(row, self.types, self.unit, assumed)
        return next((segment for segment, where in self.ordered if now.holds(where)), self.rest)

    def moves(self, row: Mapping[str, Any]) -> tuple[Move, ...]:
        """Every single change that moves the customer of `row`, of those in one direction the nearest: those with a
        size first, the smallest first, else in the order of the conditions."""
        here = self.place(row)
        nearest: dict[object, Move] = {}
        for change in self._possible(row, here):
            there = self.place({**row, **change.row}, change.assumed)
            known = nearest.get(change.direction)
            if there.name != here.name and (known is None or change.reach < known.change.reach):
                nearest[change.direction] = Move(change, there, _size(change, row))
        return tuple(sorted(nearest.values(), key=lambda move: (move.size is None, move.size or 0.0)))

    def leads(self, row: Mapping[str, Any]) -> tuple[str, ...]:
        """All segments that a change of one thing leads to, however large it is, in the order of the conditions."""
        here = self.place(row).name
        there = [self.place({**row, **one.row}, one.assumed).name for one in self._possible(row)]
        return tuple(name for name in dict.fromkeys(there) if name != here)

    def _possible(self, row: Mapping[str, Any], here: Segment | None = None) -> Iterator[Change]:
        """Changes that turn a test of a segment up to `here`, the customer's own (those after it take nobody away)."""
        now, words = Evaluator(row, self.types, self.unit), Wording(self.titles, self.types, self.unit)
        for segment, where in self.ordered:
            for _, atom in conditions.atoms(where):
                yield from changes(atom, now, words, self.possible)
            if here is not None and segment.name == here.name:
                return


def _size(change: Change, row: Mapping[str, Any]) -> float | None:
    if not change.reach or len(change.row) != 1:
        return None
    column = next(iter(change.row))
    value = row[column]
    if isinstance(value, date):
        as_of = row.get("as_of")
        value = (as_of - value).days if isinstance(as_of, date) else 1
    return change.reach / max(1.0, abs(float(value)))


def reasons(row: Mapping[str, Any], segmentation: Segmentation, rules: Rules) -> Membership:
    """Why the customer of `row` is where he is; see `rule.explain`."""
    here = rules.place(row)
    found = rules.moves(row)
    return Membership(
        segmentation.name,
        here.name,
        here.title,
        (*_own(row, here, rules), *_earlier(row, here, rules)),
        tuple(_told(move) for move in found),
        found[0].to.name if found else "",
        leads_to=rules.leads(row),
    )


def _own(row: Mapping[str, Any], here: Segment, rules: Rules) -> tuple[Sentence, ...]:
    where = next((where for segment, where in rules.ordered if segment.name == here.name), None)
    if where is None:
        return (Sentence("segments.because_nothing_holds"),)
    facts = conditions.because(where, row, rules.types, rules.unit, rules.titles)
    return tuple(Sentence("segments.because_fact", {"fact": fact}) for fact in facts)


def _earlier(row: Mapping[str, Any], here: Segment, rules: Rules) -> Sequence[Sentence]:
    """For each segment tried before, the fact that keeps the customer out."""
    said = []
    for segment, where in rules.ordered:
        if segment.name == here.name:
            break
        fact = conditions.because(Not(where), row, rules.types, rules.unit, rules.titles)[0]
        said.append(Sentence("segments.not_in", {"segment": titled(segment), "because": fact}))
    return said


def _told(move: Move) -> Sentence:
    said: dict[str, Argument] = {"segment": titled(move.to), "change": move.change.said, "now": move.change.now}
    return Sentence("segments.moves_if", said)
