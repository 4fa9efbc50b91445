"""Everything that is wrong with a condition, found without any data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from bakhsh.conditions.ago import read_ago
from bakhsh.conditions.calls import read_call
from bakhsh.conditions.lifting import ago_mistake
from bakhsh.conditions.names import (
    Meant,
    Names,
    SegmentNames,
    kept_column,
    lacking_feature,
    near,
    unknown_feature,
)
from bakhsh.conditions.sorts import FIXED, MEASURED, Sort, combined, common, sort_of_column, written
from bakhsh.conditions.spelled import worded
from bakhsh.conditions.syntax import (
    Aggregate,
    Arithmetic,
    Compare,
    Condition,
    InSegment,
    IsEmpty,
    Name,
    Node,
    OneOf,
    Text,
    Top,
    Truth,
    Value,
    Within,
    children,
)  # fmt: skip
from bakhsh.conditions.tokens import Parts, example
from bakhsh.errors import BadCondition, ProjectError, UnknownName
from bakhsh.language.dates import parse_day
from bakhsh.language.sentences import Code, Sentence
from bakhsh.tables import KEPT, Type

__all__ = ["check", "mistakes"]


def check(node: Condition | Value, names: Names) -> tuple[ProjectError, ...]:
    """Every BadCondition and UnknownName in `node`, in the order of its text; empty: it can be used.

    Found are: features, functions' fields, segmentations and segments that nobody declared (with the near ones),
    words that a feature can never be, values that cannot be compared or reckoned with, dates and windows that cannot
    be read, comparisons without any feature.
    """
    return tuple(_Checker(names.types, names.segmentations, names).of(node))


def mistakes(node: Condition | Value, types: Mapping[str, Type]) -> tuple[ProjectError, ...]:
    """Like `check`, for those who know the columns of ROWS and no segmentations: any `in_segment` is taken on trust."""
    return tuple(_Checker(types, None).of(node))


class _Checker:
    """Walks a condition once. A value whose own mistake is told has the sort None and raises no further ones."""

    def __init__(
        self,
        types: Mapping[str, Type],
        segmentations: Mapping[str, SegmentNames] | None,
        names: Names | None = None,
    ) -> None:
        self.types = types
        self.segmentations = segmentations
        self.names = names or Names()
        self.found: list[ProjectError] = []

    def of(self, node: Condition | Value) -> list[ProjectError]:
        if isinstance(node, Value):
            self.sort(node)
        else:
            self.walk(node)
        return self.found

    def walk(self, node: Node) -> None:
        match node:
            case Compare(sign=sign, left=left, right=right):
                self.comparison((left, right), ordered=sign not in ("=", "!="))
                self.words(node)
            case Within(value=value, low=low, high=high):
                self.comparison((value, low, high), ordered=True)
            case OneOf(value=value, options=options):
                self.comparison((value, *options), ordered=False)
                self.words(node)
            case IsEmpty(value=value):
                self.sort(value)
                self.fixed((value,))
            case InSegment():
                self.membership(node)
            case Top(value=value):
                self.ranked(value)
            case _:
                for child in children(node):
                    self.walk(child)

    # ---- comparisons -----------------------------------------------------------------------------------------
    def comparison(self, values: tuple[Value, ...], ordered: bool) -> None:
        sorts = [self.sort(value, beside=values) for value in values]
        known = [sort for sort in sorts if sort is not None]
        if len(known) < len(values) or self.fixed(values):
            return
        first = next((at for at, sort in enumerate(sorts) if sort not in (Sort.PLAIN, Sort.WORD)), 0)
        for at, value in enumerate(values):
            if common((known[first], known[at])) is None:
                self.cannot_compare(values[first], known[first], value, known[at])
                return
        sort = common(known)
        if sort is Sort.DATE:
            self.dates(values)
        elif ordered and sort not in MEASURED:
            self.no_order(values[first], known[first])

    def ranked(self, value: Value) -> None:
        """Customers can be ranked by what can be reckoned with."""
        sort = self.sort(value)
        if sort is None or self.fixed((value,)) or sort in MEASURED:
            return
        args: Parts = {"column": value.column, "found": Code(value.text), "sort": _SORTS[sort]}
        self.bad(Sentence("banded.not_ranked", args), value, "top 20% by monetary")

    def fixed(self, values: tuple[Value, ...]) -> bool:
        if not all(_is_fixed(value) for value in values):
            return False
        args: Parts = {"column": values[0].column, "found": Code(values[0].text)}
        self.bad(Sentence("conditions.nothing_to_compare", args), values[0], "recency <= 30")
        return True

    def dates(self, values: Iterable[Value]) -> None:
        for value in values:
            if isinstance(value, Text) and parse_day(value.value, "gregorian") is None:
                args: Parts = {"column": value.column, "found": Code(value.value)}
                self.bad(Sentence("conditions.not_a_date", args), value, "last_on >= '2011-06-01'")

    def cannot_compare(self, left: Value, left_sort: Sort, right: Value, right_sort: Sort) -> None:
        args: Parts = {
            "column": right.column, "left": Code(left.text), "left_sort": _SORTS[left_sort],
            "right": Code(right.text), "right_sort": _SORTS[right_sort],
        }  # fmt: skip
        self.bad(Sentence("conditions.cannot_compare", args), right, _comparison_example(left, left_sort))

    def no_order(self, value: Value, sort: Sort) -> None:
        args: Parts = {"column": value.column, "found": Code(value.text), "sort": _SORTS[sort]}
        self.bad(Sentence("conditions.no_order", args), value, _comparison_example(value, sort))

    def words(self, node: Node) -> None:
        """Texts that the feature beside them can never be."""
        known = worded(node, self.names)
        if known is not None and known.meaning is not None:
            self.meant(node, known.meaning)
        if known is None or not known.values:
            return
        for text in children(node):
            if isinstance(text, Text) and known.term(text.value) is None:
                close = known.near(text.value)
                args: Parts = {
                    "column": text.column, "feature": Code(known.name), "found": Code(text.value),
                    "known": tuple(Code(one) for one in close),
                }  # fmt: skip
                self.bad(Sentence("conditions.unknown_word", args), text, f"{known.name} = '{close[0]}'")

    def meant(self, node: Node, meaning: Callable[[str], Meant]) -> None:
        for text in children(node):
            if isinstance(text, Text) and (mistake := (found := meaning(text.value)).mistake):
                self.bad(mistake, text, found.instead)

    # ---- values ----------------------------------------------------------------------------------------------
    def sort(self, value: Value, beside: tuple[Value, ...] = ()) -> Sort | None:
        match value:
            case Name(name=name) if name not in self.types and name in self.names.lacking:
                self.found.append(lacking_feature(name, self.names.lacking[name]))
                return None
            case Name(name=name) if name not in self.types and name in KEPT:
                self.found.append(kept_column(name))
                return None
            case Name(name=name) if name not in self.types:
                self.found.append(unknown_feature(name, self.types, self.quote_hint(value, beside)))
                return None
            case Name(name=name):
                return sort_of_column(name, self.types[name])
            case Aggregate(function=function):
                problems = read_call(value)[1]
                self.found.extend(problems)
                return None if problems else Sort.MONEY if function == "spent" else Sort.NUMBER
            case Arithmetic():
                return self.arithmetic(value)
            case Text():
                return Sort.WORD
            case Truth():
                return Sort.TRUTH
        return Sort.PLAIN

    def quote_hint(self, name: Name, beside: tuple[Value, ...]) -> Sentence | None:
        """Somebody who writes `city = Tehran` forgot the quotes."""
        for other in beside:
            if isinstance(other, Name) and other is not name and self.types.get(other.name) is Type.TEXT:
                return example(f"{other.name} = '{name.name}'")
        return None

    def arithmetic(self, node: Arithmetic) -> Sort | None:
        left, right = self.sort(node.left), self.sort(node.right)
        if left is None or right is None:
            return None
        sort = combined(node.sign, left, right)
        if sort is None:
            args: Parts = {
                "column": node.column, "sign": Code(node.sign), "left": Code(node.left.text), "left_sort": _SORTS[left],
                "right": Code(node.right.text), "right_sort": _SORTS[right],
            }  # fmt: skip
            self.bad(Sentence("conditions.cannot_reckon", args), node, "monetary / orders > 50")
        elif node.sign == "/" and written(node.right) == 0:
            nothing: Parts = {"column": node.right.column, "found": Code(node.text)}
            self.bad(Sentence("prices.divides_by_nothing", nothing), node.right, "monetary / orders")
            return None
        return sort

    # ---- segments --------------------------------------------------------------------------------------------
    def membership(self, node: InSegment) -> None:
        if node.ago and read_ago(node.ago.value) is None:
            self.found.append(ago_mistake(node.ago))
        if self.segmentations is None:
            return
        name = node.segmentation.value
        segments = self.segmentations.get(name)
        if segments is None:
            self.unknown(Sentence("conditions.unknown_segmentation", _known(node.segmentation, self.segmentations)))
            return
        for segment in node.segments:
            # Who asks about the past may name a cluster that has gone since.
            if segment.value not in segments or (node.ago is None and not segments.stands(segment.value)):
                args: Parts = {**_known(segment, segments), "segmentation": Code(name)}
                self.unknown(Sentence("conditions.unknown_segment", args))

    def unknown(self, problem: Sentence) -> None:
        self.found.append(UnknownName(problem, hint=example("in_segment('value', 'champions')")))

    def bad(self, problem: Sentence, node: Node, hint: str) -> None:
        self.found.append(BadCondition(problem, column=node.column, hint=example(hint)))


def _known(text: Text, known: Iterable[str]) -> Parts:
    """The near names, or where there are none up to ten of all there are."""
    listed = near(text.value, known) or tuple(sorted(known)[:10])
    return {"column": text.column, "name": Code(text.value), "known": tuple(Code(one) for one in listed)}


def _is_fixed(value: Value) -> bool:
    if isinstance(value, Arithmetic):
        return _is_fixed(value.left) and _is_fixed(value.right)
    return isinstance(value, FIXED)


_SORTS = {
    Sort.PLAIN: Sentence("conditions.sort_number"), Sort.NUMBER: Sentence("conditions.sort_number"),
    Sort.MONEY: Sentence("conditions.sort_money"), Sort.WORD: Sentence("conditions.sort_text"),
    Sort.TEXT: Sentence("conditions.sort_text"), Sort.DATE: Sentence("conditions.sort_date"),
    Sort.TRUTH: Sentence("conditions.sort_truth"),
}  # fmt: skip
_EXAMPLES = {
    Sort.TEXT: "{name} = 'Tehran'", Sort.WORD: "{name} = 'Tehran'", Sort.DATE: "{name} >= '2011-06-01'",
    Sort.TRUTH: "{name} = true", Sort.MONEY: "{name} > 100", Sort.NUMBER: "{name} <= 30", Sort.PLAIN: "{name} <= 30",
}  # fmt: skip
_USUAL = {Sort.TEXT: "city", Sort.WORD: "city", Sort.DATE: "last_on", Sort.TRUTH: "retained", Sort.MONEY: "monetary"}


def _comparison_example(value: Value, sort: Sort) -> str:
    name = value.name if isinstance(value, Name) else _USUAL.get(sort, "recency")
    return _EXAMPLES[sort].format(name=name)
