"""The steps from the files to revenue add up, for every source and in all."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bakhsh.loop.data.way import way
from bakhsh.records import Exclusion, MonthTotal, Reconciliation, SourceTotal

AMOUNT = st.integers(-(10**12), 10**12)
PART = st.tuples(AMOUNT, AMOUNT, st.dictionaries(st.sampled_from(["duplicate", "status_test", "?"]), AMOUNT), AMOUNT)


@given(st.lists(PART, min_size=1, max_size=3))
def test_what_the_files_say_less_the_reasons_is_sold_less_returned(
    parts: list[tuple[int, int, dict[str, int], int]],
) -> None:
    sources = []
    for number, (sold, back, left, bucket) in enumerate(parts):
        out = tuple(Exclusion(name, 1, amount) for name, amount in left.items())
        says = sum(left.values()) + sold - back
        sources.append(SourceTotal(f"s{number}", 2 + len(out), says, sold, back, sold - back, out, bucket))
    steps = way(Reconciliation((), sources=tuple(sources)))
    columns = zip(*((step.amount, *step.amounts) for step in steps), strict=True)
    for amounts in columns:
        kinds: dict[str, int] = {}
        for step, amount in zip(steps, amounts, strict=True):
            kinds[step.kind] = kinds.get(step.kind, 0) + amount
        assert kinds["files"] + kinds.get("less", 0) == kinds["sold"] + kinds["returned"] == kinds["net"]
        assert kinds["files"] + kinds.get("back", 0) + kinds.get("less", 0) == kinds["sold"], "read downwards"
        assert kinds.get("many", 0) + kinds.get("known", kinds["net"]) == kinds["net"]


def test_rows_without_a_day_are_on_the_way_where_no_source_is_told_apart() -> None:
    month = MonthTotal(date(2024, 1, 1), 3, 700, 600, 100, 500, (Exclusion("duplicate", 1, 200),))
    steps = way(Reconciliation((month,), undated=(Exclusion("bad_date", 2, 50),)))
    assert [(step.kind, step.rows, step.amount) for step in steps] == [
        ("files", 5, 750), ("back", None, 100), ("less", 1, -200), ("less", 2, -50), ("sold", 2, 600),
        ("returned", None, -100), ("net", None, 500),
    ]  # fmt: skip
