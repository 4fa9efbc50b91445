"""What the columns of an audience are called, what sort of thing they hold, and how their days read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import pyarrow as pa

from bakhsh.conditions.sorts import Sort, sort_of_column
from bakhsh.language.dates import month_key, month_starts
from bakhsh.language.digits import to_persian
from bakhsh.language.locale import Locale
from bakhsh.language.render import render
from bakhsh.language.sentences import Sentence
from bakhsh.tables import CONTRACTS, Type

__all__ = ["address", "day_in_digits", "heading", "kind_of", "reason"]

_HEADINGS: Mapping[str, Sentence] = {
    "customer_id": Sentence("targeting.column_customer"),
    "name": Sentence("targeting.column_name"),
    "mobile": Sentence("targeting.column_mobile"),
    "phone": Sentence("targeting.column_phone"),
    "email": Sentence("targeting.column_email"),
    "post": Sentence("targeting.column_post"),
    "segment": Sentence("targeting.column_segment"),
    "offer": Sentence("targeting.column_offer"),
    "expected_margin": Sentence("targeting.column_expected_margin"),
    "reason": Sentence("targeting.column_reason"),
    "recency": Sentence("targeting.column_recency"),
    "frequency": Sentence("targeting.column_frequency"),
    "orders": Sentence("targeting.column_orders"),
    "monetary": Sentence("targeting.column_monetary"),
    "first_on": Sentence("targeting.column_first_on"),
    "last_on": Sentence("targeting.column_last_on"),
    "average_order": Sentence("targeting.column_average_order"),
    "overdue": Sentence("targeting.column_overdue"),
    "top_category": Sentence("targeting.column_top_category"),
    "city": Sentence("targeting.column_city"),
}
_REASONS: Mapping[str, Sentence] = {
    "no_consent": Sentence("targeting.no_consent"),
    "consent_withdrawn": Sentence("targeting.consent_withdrawn"),
    "recently_contacted": Sentence("targeting.recently_contacted"),
    "over_limit": Sentence("targeting.over_limit"),
}
_IRANIAN_MOBILE = re.compile(r"\+989\d{9}", re.ASCII)
_DECLARED: Mapping[str, Type] = {
    column.name: column.type
    for table in ("PREDICTIONS", "OUTCOMES", "CUSTOMERS", "FEATURES", "AUDIENCE")
    for column in CONTRACTS[table].columns
}


def heading(name: str, locale: Locale) -> str:
    """What a reader calls the column; its own name, with blanks, where the catalogue has none."""
    known = _HEADINGS.get(name)
    return render(known, locale) if known else name.replace("_", " ")


def reason(code: str, locale: Locale) -> str:
    """Why somebody was left out, in words; an unknown code is shown as it is."""
    known = _REASONS.get(code)
    return render(known, locale) if known else code


def kind_of(name: str, found: pa.DataType) -> Type:
    """What a column holds: as its contract says where the data agree, else by the data's type. MONEY is in minor units,
    fractions of them too."""
    if pa.types.is_boolean(found):
        return Type.BOOLEAN
    if pa.types.is_date(found) or pa.types.is_timestamp(found):
        return Type.DATE
    if not (pa.types.is_integer(found) or pa.types.is_floating(found) or pa.types.is_decimal(found)):
        return Type.TEXT
    declared = _DECLARED.get(name)
    plain = Type.INTEGER if pa.types.is_integer(found) else Type.NUMBER
    if declared is None or declared in (Type.TEXT, Type.DATE, Type.TIMESTAMP, Type.BOOLEAN):
        return plain
    return Type.MONEY if sort_of_column(name, declared) is Sort.MONEY else declared


def address(column: str, text: str) -> str:
    """An address as its channel takes it: an Iranian mobile as 0912…, which gateways ask for and no spreadsheet takes
    for a formula; anything else as it is."""
    if column == "mobile" and _IRANIAN_MOBILE.fullmatch(text):
        return f"0{text[3:]}"
    return text


def day_in_digits(day: date, locale: Locale) -> str:
    """A day as year/month/day in the reader's calendar and digits, so that its text sorts as days do: 1404/05/03."""
    year, month = month_key(day, locale.calendar)
    number = (day - month_starts(day, day, locale.calendar)[0]).days + 1
    text = f"{year:04}/{month:02}/{number:02}"
    return to_persian(text) if locale.digits == "persian" else text
