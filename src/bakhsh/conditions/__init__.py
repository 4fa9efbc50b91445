"""The one small language: conditions and values as users write them in their files.

`parse` reads text, `check` says everything that is wrong with it, `lift` splits off the columns that must be computed
first, `to_ibis` turns the rest into an expression over ROWS and `to_sentence` into words. A whitelist grammar:
nothing a user writes reaches an engine as text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bakhsh.conditions.ago import day_ago, said_ago
from bakhsh.conditions.calls import (
    FIELDS,
    Between,
    Call,
    Filter,
    Last,
    Lifted,
    Membership,
    Window,
    bounds,
    lifted_name,
    membership_name,
)  # fmt: skip
from bakhsh.conditions.checking import check, mistakes
from bakhsh.conditions.cuts import Cut, Cuts, cuts_from, cuts_in_words, learn_cuts, tops, with_cuts
from bakhsh.conditions.evaluating import evaluate
from bakhsh.conditions.explaining import atoms, because, would_enter, would_leave
from bakhsh.conditions.lifting import lift
from bakhsh.conditions.meaning import fingerprint
from bakhsh.conditions.names import CROSSED, Known, Meant, Names, SegmentNames, needed, standard_names, unknown_feature
from bakhsh.conditions.parser import parse, parse_value
from bakhsh.conditions.possible import ANYTHING, Possible
from bakhsh.conditions.sentences import to_sentence
from bakhsh.conditions.sorts import value_type
from bakhsh.conditions.spelled import remarks, understood
from bakhsh.conditions.syntax import (
    Aggregate,
    And,
    Argument,
    Arithmetic,
    Compare,
    Condition,
    InSegment,
    IsEmpty,
    Name,
    Node,
    Not,
    Number,
    OneOf,
    Or,
    Text,
    Top,
    Truth,
    Value,
    Within,
    children,
    show,
)  # fmt: skip

if TYPE_CHECKING:
    from bakhsh.conditions.compiling import key_of, matches, to_ibis, value_to_ibis

__all__ = [
    "Aggregate", "And", "ANYTHING", "Argument", "Arithmetic", "atoms", "because", "Between", "bounds", "Call",
    "check", "children", "Compare", "Condition", "CROSSED", "Cut", "Cuts", "cuts_from", "cuts_in_words", "day_ago",
    "evaluate", "FIELDS", "Filter", "fingerprint", "InSegment", "IsEmpty", "key_of", "Known", "Last", "learn_cuts",
    "lift", "Lifted", "lifted_name", "matches", "Meant", "Membership", "membership_name", "mistakes", "Name", "Names",
    "needed", "Node", "Not", "Number", "OneOf", "Or", "parse", "parse_value", "Possible", "remarks", "said_ago",
    "SegmentNames", "show", "standard_names", "Text", "to_ibis", "to_sentence", "Top", "tops", "Truth", "understood",
    "unknown_feature", "Value", "value_to_ibis", "value_type", "Window", "with_cuts", "Within", "would_enter",
    "would_leave",
]  # fmt: skip

_COMPILED = frozenset({"key_of", "matches", "to_ibis", "value_to_ibis"})


def __getattr__(name: str) -> Any:
    """Reading and checking files needs no Ibis, so what compiles is imported when first asked for."""
    if name in _COMPILED:
        from bakhsh.conditions import compiling

        return getattr(compiling, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
