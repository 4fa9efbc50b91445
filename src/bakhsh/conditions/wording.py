"""Values and features in words: what a sentence about a condition is made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from bakhsh.conditions.calls import Between, Call, Filter, Last, Window, read_call
from bakhsh.conditions.sorts import Sort, common, sort_of
from bakhsh.conditions.syntax import Aggregate, Arithmetic, Name, Number, Text, Truth, Value
from bakhsh.language.dates import parse_day
from bakhsh.language.sentences import Argument, Code, Money, Sentence, Share
from bakhsh.language.vocabularies import vocabulary, word_said
from bakhsh.tables import CONTRACTS, Type
from bakhsh.tables.features import feature_title

__all__ = ["Wording", "either_of", "in_unit", "percent_decimals"]

_FIELDS: Mapping[str, Sentence] = {
    "category": Sentence("conditions.field_category"),
    "brand": Sentence("conditions.field_brand"),
    "item": Sentence("conditions.field_item"),
    "channel": Sentence("conditions.field_channel"),
    "branch": Sentence("conditions.field_branch"),
    "coupon": Sentence("conditions.field_coupon"),
    "salesperson": Sentence("conditions.field_salesperson"),
    "payment_method": Sentence("conditions.field_payment_method"),
    "shipping_method": Sentence("conditions.field_shipping_method"),
}
_SIGNS: Mapping[str, str] = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_DAYS = frozenset({"known_for", "rhythm", "rhythm_spread", "days_to_return"})
_STANDARD: Mapping[str, Type] = {
    column.name: column.type for name in ("CUSTOMERS", "PREDICTIONS", "FEATURES") for column in CONTRACTS[name].columns
}


class Wording:
    """Says values. `titles` are what the project calls its own features and segmentations ("name"), segments
    ("segmentation.segment") and values that it names itself ("feature.value"); `types` the types of columns beside
    the contracts' own; `unit` the minor units in one."""

    def __init__(self, titles: Mapping[str, Argument], types: Mapping[str, Type], unit: int) -> None:
        self.titles = titles
        self.types = {**_STANDARD, **types}
        self.unit = unit

    def sort(self, *values: Value) -> Sort | None:
        return common(one for value in values if (one := sort_of(value, self.types)) is not None)

    # ---- what is asked ---------------------------------------------------------------------------------------
    def named(self, value: Value) -> Argument:
        """A feature, a call or arithmetic, as the subject of a sentence."""
        match value:
            case Name(name=name):
                return self.titles.get(name) or feature_title(name) or Code(name)
            case Aggregate():
                call, problems = read_call(value)
                return Code(value.text) if problems else _called(call)
            case Arithmetic(sign=sign, left=left, right=right):
                parts = {"left": self.part(left), "sign": _SIGNS[sign], "right": self.part(right)}
                return Sentence("conditions.reckoned", parts)
        return self.written(value, value)

    def part(self, value: Value) -> Argument:
        if isinstance(value, Arithmetic):
            return Sentence("conditions.bracketed", {"inner": self.named(value)})
        return self.named(value)

    # ---- what it is compared with ----------------------------------------------------------------------------
    def written(self, value: Value, beside: Value) -> Argument:
        """What `beside` is compared with: in its unit, as a day, as money."""
        match value:
            case Number(value=number):
                return self.number(number * self.unit if self.sort(beside) is Sort.MONEY else number, beside)
            case Text(value=text):
                day = parse_day(text, "gregorian") if self.sort(beside) is Sort.DATE else None
                return day or self.word(value.meant, beside) or text
            case Truth(value=truth):
                return truth
        return self.named(value)

    def found(self, value: object, beside: Value) -> Argument:
        """A value found in a row of ROWS, said as `written` says it."""
        if value is None:
            return Sentence("conditions.nothing")
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, str):
            return self.word(value, beside) or value
        if isinstance(value, bool | date):
            return value
        if isinstance(beside, Name) and self.types.get(beside.name) is Type.SHARE and isinstance(value, float):
            return Share(value)
        return self.number(Decimal(str(value)), beside) if isinstance(value, int | float) else str(value)

    def number(self, number: Decimal, beside: Value) -> Argument:
        """A number of what `beside` counts; money in minor units."""
        plain = _plain(number)
        name = beside.name if isinstance(beside, Name) else ""
        if self.sort(beside) is Sort.MONEY:
            return Money(plain)
        if self.types.get(name) is Type.SHARE:
            return Share(float(number), decimals=percent_decimals(number))
        return in_unit(name, plain)

    def word(self, text: str, beside: Value) -> Argument:
        """What people call the value of a feature of words; None for any other."""
        if not isinstance(beside, Name):
            return None
        if titled := self.titles.get(f"{beside.name}.{text}"):
            return titled
        words = vocabulary(beside.name)
        return word_said(beside.name, (words.term(text) if words else None) or text)

    # ---- segments --------------------------------------------------------------------------------------------
    def segment(self, segmentation: str, segment: str) -> Argument:
        return self.titles.get(f"{segmentation}.{segment}") or segment

    def segmentation(self, name: str) -> Argument:
        return self.titles.get(name) or name


def in_unit(name: str, number: int | float) -> Argument:
    """A number of this feature with what it counts, where that is days or how many times what is usual."""
    if name == "recency":
        return Sentence("conditions.days_ago", {"count": number})
    if name in _DAYS:
        return Sentence("conditions.days", {"count": number})
    if name.endswith("_lift"):
        return Sentence("calendar.times_expected", {"count": number})
    if name == "overdue":
        return Sentence("conditions.usual_gaps", {"count": number})
    return number


def either_of(values: tuple[Argument, ...]) -> Argument:
    """The values joined by "or"."""
    if len(values) == 1:
        return values[0]
    half = len(values) // 2
    return Sentence("conditions.either", {"first": either_of(values[:half]), "second": either_of(values[half:])})


def _called(call: Call) -> Argument:
    what: Argument = Sentence("conditions.amount_spent")
    if call.distinct:
        what = Sentence("conditions.different", {"field": _FIELDS[call.distinct]})
    elif call.function == "count":
        what = Sentence("conditions.number_of_orders")
    if call.filters:
        what = Sentence("conditions.filtered", {"what": what, "filters": _filters(call.filters)})
    return _windowed(what, call.window)


def _filters(filters: tuple[Filter, ...]) -> Argument:
    if len(filters) == 1:
        field, op, values = filters[0]
        args: dict[str, Argument] = {"field": _FIELDS[field], "values": either_of(values)}
        return Sentence("conditions.filter_not", args) if op == "!=" else Sentence("conditions.filter_is", args)
    half = len(filters) // 2
    halves: dict[str, Argument] = {"first": _filters(filters[:half]), "second": _filters(filters[half:])}
    return Sentence("conditions.listed", halves)


def _windowed(what: Argument, window: Window | None) -> Argument:
    match window:
        case Last(months=0, days=days):
            return Sentence("conditions.in_last_days", {"what": what, "count": days})
        case Last(months=months):
            return Sentence("conditions.in_last_months", {"what": what, "count": months})
        case Between(start=None, end=end):
            return Sentence("conditions.in_before", {"what": what, "end": end})
        case Between(start=start, end=None):
            return Sentence("conditions.in_since", {"what": what, "start": start})
        case Between(start=start, end=end):
            return Sentence("conditions.in_between", {"what": what, "start": start, "end": end})
    return what


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def percent_decimals(share: Decimal) -> int:
    """As many decimals of the percentage as are written, three at the most."""
    exponent = (share * 100).normalize().as_tuple().exponent
    return min(max(0, -exponent if isinstance(exponent, int) else 0), 3)
