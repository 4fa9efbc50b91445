"""Why a condition holds of one customer, and which single change would turn it.

A change is tried, not guessed: the row is changed just past the limit and the whole condition evaluated again, so a
limit that another part of the condition makes idle is never named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from bakhsh.conditions.changes import Change, changes, operands
from bakhsh.conditions.checking import mistakes
from bakhsh.conditions.evaluating import Evaluator
from bakhsh.conditions.sentences import opposite, say
from bakhsh.conditions.sorts import FIXED
from bakhsh.conditions.syntax import And, Compare, Condition, IsEmpty, Not, Or, Value
from bakhsh.conditions.wording import Wording
from bakhsh.language.sentences import Argument, Sentence
from bakhsh.tables import Type

__all__ = ["atoms", "because", "would_enter", "would_leave"]

Path = tuple[int, ...]
_NONE: Mapping[str, Argument] = MappingProxyType({})


def atoms(condition: Condition) -> tuple[tuple[Path, Condition], ...]:
    """The tests of a condition in the order of its text, each with the path to it: the numbers, from 0, of the parts
    to go down into. A test by itself has the path ()."""
    return tuple(_atoms(condition, ()))


def _atoms(node: Condition, path: Path) -> Iterator[tuple[Path, Condition]]:
    match node:
        case And(parts=parts) | Or(parts=parts):
            for at, part in enumerate(parts):
                yield from _atoms(part, (*path, at))
        case Not(part=part):
            yield from _atoms(part, (*path, 0))
        case _:
            yield path, node


def because(
    condition: Condition,
    row: Mapping[str, object],
    types: Mapping[str, Type],
    unit: int,
    titles: Mapping[str, Argument] | None = None,
) -> tuple[Sentence, ...]:
    """The facts about `row` that make `condition` true, as few as suffice; empty where it is false.

    Of the alternatives of an Or the one with the fewest facts is told, the first of equals. A test under `not` is told
    as what is the case. Arguments as for `evaluate` and `to_sentence`; raises the first of `mistakes`.
    """
    story = _Story(condition, row, types, unit, titles or _NONE)
    if not story.holds:
        return ()
    return tuple(dict.fromkeys(story.fact(atom) for atom in story.support(condition)))


def would_leave(
    condition: Condition,
    row: Mapping[str, object],
    types: Mapping[str, Type],
    unit: int,
    titles: Mapping[str, Argument] | None = None,
) -> tuple[Sentence, ...]:
    """The single changes of `row` that make a true `condition` false, with the value now; empty where it is false.

    Of several limits of one feature in one direction the nearest that does it is told. Arguments as for `because`.
    """
    story = _Story(condition, row, types, unit, titles or _NONE)
    if not story.holds:
        return ()
    return tuple(
        Sentence("conditions.would_leave", {"change": change.said, "now": change.now}) for change in story.turning()
    )


def would_enter(
    condition: Condition,
    row: Mapping[str, object],
    types: Mapping[str, Type],
    unit: int,
    titles: Mapping[str, Argument] | None = None,
) -> tuple[Sentence, ...]:
    """The single changes of `row` that make a false `condition` true, with the value now; empty where it is true."""
    story = _Story(condition, row, types, unit, titles or _NONE)
    if story.holds:
        return ()
    return tuple(
        Sentence("conditions.would_enter", {"change": change.said, "now": change.now}) for change in story.turning()
    )


class _Story:
    """One condition and one row."""

    def __init__(
        self,
        condition: Condition,
        row: Mapping[str, object],
        types: Mapping[str, Type],
        unit: int,
        titles: Mapping[str, Argument],
    ) -> None:
        if found := mistakes(condition, types):
            raise found[0]
        self.condition = condition
        self.row = row
        self.types = types
        self.unit = unit
        self.words = Wording(titles, types, unit)
        self.now = Evaluator(row, types, unit)
        self.holds = self.now.holds(condition)

    # ---- why -------------------------------------------------------------------------------------------------
    def support(self, node: Condition) -> tuple[Condition, ...]:
        """The fewest tests that make `node` what it is, true or false."""
        match node:
            case Not(part=part):
                return self.support(part)
            case And(parts=parts) | Or(parts=parts):
                holds = self.now.holds(node)
                same = [self.support(part) for part in parts if self.now.holds(part) is holds]
                if holds is isinstance(node, And):
                    return tuple(atom for found in same for atom in found)
                return min(same, key=len)
        return (node,)

    def fact(self, atom: Condition) -> Sentence:
        """What is the case: the test, or its opposite where it does not hold, with the value now."""
        asked = [value for value in operands(atom) if not isinstance(value, FIXED)]
        if not self.now.holds(atom):
            empty = [value for value in asked if self.value(value) is None]
            atom = IsEmpty(empty[0]) if empty and not isinstance(atom, IsEmpty) else opposite(atom)
        said = say(atom, self.words)
        exact = isinstance(atom, IsEmpty) or (isinstance(atom, Compare) and atom.sign == "=")
        if exact or not asked or isinstance(self.value(asked[0]), str | bool):
            return said
        return Sentence("conditions.fact_now", {"fact": said, "now": self.words.found(self.value(asked[0]), asked[0])})

    def value(self, value: Value) -> object:
        return self.now.value(value, money=True)

    # ---- what if ---------------------------------------------------------------------------------------------
    def turning(self) -> list[Change]:
        """The changes that turn the condition, the nearest of each direction, in the order of the text."""
        found: dict[object, Change] = {}
        for _, atom in atoms(self.condition):
            for change in changes(atom, self.now, self.words):
                known = found.get(change.direction)
                if self.turns(change) and (known is None or change.reach < known.reach):
                    found[change.direction] = change
        return list(found.values())

    def turns(self, change: Change) -> bool:
        row = {**self.row, **change.row}
        return Evaluator(row, self.types, self.unit, change.assumed).holds(self.condition) is not self.holds
