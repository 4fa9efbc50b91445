"""Rows of an order that say exactly what another one of it says: two pieces bought, or one said twice?"""

from __future__ import annotations

from bakhsh.edges.sources.guess.roles import Parts
from bakhsh.edges.sources.guess.sample import Sample
from bakhsh.edges.sources.marks import PSEUDO
from bakhsh.language.sentences import Argument, Sentence, Share
from bakhsh.records import Choice, Question

__all__ = ["said_twice"]

_MANY = 0.05
"""From this share on it is asked: baskets with two equal lines are rare, a file pasted twice is full of them."""

_SOME = 0.002
_LEAST = 3


def said_twice(found: Parts, sample: Sample) -> tuple[tuple[Question, ...], tuple[Sentence, ...]]:
    """What is asked, and what is said, about rows of numbered orders of the sample that come again as they are. In a
    file without quantities each row is a piece, and equal ones are many of it."""
    if "order_id" not in found:
        return (), ()
    numbered = [bool(text) for text in found["order_id"].column.texts]
    columns = [column.texts for column in sample.columns if column.name not in PSEUDO]
    rows = [row for row, known in zip(zip(*columns, strict=True), numbered, strict=True) if known]
    again = len(rows) - len(set(rows))
    share = again / max(len(rows), 1)
    if again < _LEAST or share < _SOME:
        return (), ()
    args: dict[str, Argument] = {"share": Share(share)}
    if share < _MANY or "quantity" not in found:
        return (), (Sentence("policy.same_lines_some", args),)
    keep, drop = Sentence("policy.same_lines_kept"), Sentence("policy.same_lines_dropped")
    choices = (Choice("keep", keep), Choice("drop", drop))
    return (Question("same_lines", Sentence("policy.ask_same_lines", args), choices),), ()
