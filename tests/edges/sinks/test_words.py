"""Words of the sheets agree with what the rest of the house says."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from bakhsh.edges.sinks.words import address, day_in_digits, heading, kind_of, reason
from bakhsh.language.locale import ENGLISH, PERSIAN
from bakhsh.language.render import render
from bakhsh.loop import targeting
from bakhsh.tables import Type


@pytest.mark.parametrize("code", targeting.REASONS)
@pytest.mark.parametrize("reader", [ENGLISH, PERSIAN], ids=["en", "fa"])
def test_a_reason_reads_as_the_room_that_gave_it_says(code: str, reader: object) -> None:
    assert reason(code, reader) == render(targeting.reason(code), reader)  # type: ignore[arg-type]


def test_what_nobody_named_is_shown_as_it_is() -> None:
    assert reason("on_holiday", ENGLISH) == "on_holiday"
    assert heading("favourite_colour", PERSIAN) == "favourite colour"


@pytest.mark.parametrize(
    ("name", "found", "kind"),
    [
        ("monetary", pa.int64(), Type.MONEY),
        ("average_order", pa.float64(), Type.MONEY),
        ("monetary", pa.string(), Type.TEXT),
        ("customer_id", pa.int64(), Type.INTEGER),
        ("recency", pa.int64(), Type.INTEGER),
        ("return_share", pa.float64(), Type.SHARE),
        ("height", pa.float64(), Type.NUMBER),
        ("last_on", pa.date32(), Type.DATE),
        ("seen_at", pa.timestamp("us"), Type.DATE),
        ("retained", pa.bool_(), Type.BOOLEAN),
    ],
)
def test_a_column_is_what_its_contract_says_where_the_data_agree(name: str, found: pa.DataType, kind: Type) -> None:
    assert kind_of(name, found) is kind


def test_an_iranian_mobile_is_written_as_gateways_take_it_and_no_other_number() -> None:
    assert address("mobile", "+989121234567") == "09121234567"
    assert address("mobile", "+447700900000") == "+447700900000"
    assert address("phone", "+989121234567") == "+989121234567"


def test_days_in_digits_sort_as_days_do() -> None:
    days = [date(2011, 12, 21), date(2012, 3, 19), date(2012, 3, 20), date(2012, 4, 2)]
    texts = [day_in_digits(day, PERSIAN) for day in days]
    assert texts == ["۱۳۹۰/۰۹/۳۰", "۱۳۹۰/۱۲/۲۹", "۱۳۹۱/۰۱/۰۱", "۱۳۹۱/۰۱/۱۴"]
    assert texts == sorted(texts)
    assert day_in_digits(days[0], ENGLISH) == "2011/12/21"
