"""Cut points of `top 20% by value`: asked of all customers, kept by name, put into conditions.

The cut point of the top p is the discrete upper quantile: the largest value v with share(values ≥ v) ≥ p over the
customers who have a value; for `bottom` the smallest v with share(values ≤ v) ≥ p. So at least p of them are in,
whoever has the very value of the cut point is in, and equal values are never parted, as RFM's scores never part them.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from bakhsh.conditions.meaning import meant
from bakhsh.conditions.sorts import Sort, sort_of
from bakhsh.conditions.syntax import Condition, Node, Top, children, rebuilt, show
from bakhsh.conditions.wording import Wording, percent_decimals
from bakhsh.errors import NotReady
from bakhsh.language.sentences import Argument, Code, Money, Sentence, Share
from bakhsh.tables import Type

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

__all__ = ["Cut", "Cuts", "cut_name", "cuts_from", "cuts_in_words", "learn_cuts", "tops", "with_cuts"]

_N = TypeVar("_N", bound=Node)


@dataclass(frozen=True, slots=True)
class Cut:
    """A cut point as it was learned: `at` is the last value that is in, `money`: an amount in minor units; `known`
    counts the customers with a value, `inside` those who are in, `tied` those of them whose value is `at` itself."""

    at: int | float
    known: int
    inside: int
    tied: int
    money: bool = False

    @property
    def body(self) -> dict[str, Any]:
        """As a model keeps it: numbers only."""
        return asdict(self)


Cuts = Mapping[str, Cut]
"""Cut points by `cut_name`."""


def tops(node: Node) -> tuple[Top, ...]:
    """Every `top` and `bottom` in a condition, in the order of its text."""
    below = tuple(top for child in children(node) for top in tops(child))
    return (node, *below) if isinstance(node, Top) else below


def cut_name(top: Top) -> str:
    """The name of its cut point: equal for those that mean the same, however they are spelled."""
    return show(meant(top))


def cuts_from(body: Mapping[str, Any]) -> dict[str, Cut]:
    """The cut points that a model's body holds."""
    return {name: Cut(**found) for name, found in body.get("cuts", {}).items()}


def with_cuts(node: _N, cuts: Cuts, unit: int) -> _N:
    """`node`, in which every `top` and `bottom` has its cut point, money in units of so many minor ones; one whose cut
    point nobody knows stays without."""
    if not isinstance(node, Top):
        return rebuilt(node, lambda child: with_cuts(child, cuts, unit))  # type: ignore[return-value]
    found = cuts.get(cut_name(node))
    if found is None:
        return node
    exact = Decimal(repr(found.at))
    return replace(node, cut=exact / unit if found.money else exact)


# ---- learning ----------------------------------------------------------------------------------------------------
def learn_cuts(
    nodes: Iterable[Condition], rows: ibis.Table, types: Mapping[str, Type], unit: int
) -> Generator[ibis.Table, pa.Table, dict[str, Cut]]:
    """The cut points that these conditions ask for, by name, over the customers of `rows`; each is one question that is
    answered by one row. NotReady where nobody has the value to rank by."""
    found: dict[str, Cut] = {}
    for top in (one for node in nodes for one in tops(node)):
        name = cut_name(top)
        if name not in found:
            money = sort_of(top.value, types) is Sort.MONEY
            found[name] = _cut(top, (yield _question(top, rows, types, unit)), money)
    return found


def _question(top: Top, rows: ibis.Table, types: Mapping[str, Type], unit: int) -> ibis.Table:
    from bakhsh.conditions.ranks import reached

    share, whole = top.share.as_integer_ratio()
    return reached(top.value, rows, types, unit, share, whole, lowest=top.lowest)


def _cut(top: Top, answer: pa.Table, money: bool) -> Cut:
    for row in answer.to_pylist():
        return Cut(row["value"], int(row["known"]), int(row["inside"]), int(row["tied"]), money)
    said = Sentence("banded.nobody_known", {"condition": Code(top.text), "value": Code(top.value.text)})
    raise NotReady(said, hint=Sentence("banded.nobody_known_hint"))


# ---- in words ----------------------------------------------------------------------------------------------------
def cuts_in_words(nodes: Iterable[Condition], cuts: Cuts, words: Wording) -> tuple[Sentence, ...]:
    """What was learned for each `top` and `bottom`, once: the cut point, how many are in, and where equal values bring
    in more than were asked for."""
    said: dict[str, tuple[Sentence, ...]] = {}
    for top in (one for node in nodes for one in tops(node)):
        name = cut_name(top)
        if name in cuts and name not in said:
            said[name] = tuple(_said(top, cuts[name], words))
    return tuple(sentence for each in said.values() for sentence in each)


def _said(top: Top, cut: Cut, words: Wording) -> Iterable[Sentence]:
    share = Share(float(top.share), decimals=percent_decimals(top.share))
    limit = Money(int(cut.at)) if cut.money else words.found(cut.at, top.value)
    args: dict[str, Argument] = {
        "feature": words.named(top.value), "share": share, "limit": limit, "inside": cut.inside, "count": cut.known,
    }  # fmt: skip
    yield Sentence("banded.cut_lowest", args) if top.lowest else Sentence("banded.cut_highest", args)
    asked, whole = top.share.as_integer_ratio()
    beyond = cut.inside - -(-cut.known * asked // whole)
    if beyond:
        tied: dict[str, Argument] = {"count": cut.tied, "limit": limit, "beyond": beyond, "share": share}
        yield Sentence("banded.ties_are_in", tied)
