"""What is told of rows that were taken all the same, and of reasons that a word in the declaration would settle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop.data.unread_cells import FILLED, HALF, UNREAD
from bakhsh.records import JoinedFile, LoadRecord

__all__ = ["BESIDE", "kinds_nobody_knows", "merged", "mostly_unread", "notices"]

BESIDE = "forgotten_beside"
"""Customers who are kept on whose rows somebody forgotten is named; by the customer's id instead of a column."""

_SHOWN = 5

_NOTICED: Mapping[str, Callable[[str, int], Sentence]] = {
    "other_unit": lambda column, count: Sentence(
        "hygiene.noticed_other_unit", {"column": Code(column), "count": count}
    ),
    "round_number": lambda column, count: Sentence(
        "hygiene.noticed_round_number", {"column": Code(column), "count": count}
    ),
    "phone_destroyed": lambda column, count: Sentence(
        "hygiene.noticed_phone_destroyed", {"column": Code(column), "count": count}
    ),
    "order_money_heard": lambda column, count: Sentence(
        "policy.noticed_order_money_heard", {"column": Code(column), "count": count}
    ),
    "order_money_lost": lambda column, count: Sentence(
        "policy.noticed_order_money_lost", {"column": Code(column), "count": count}
    ),
    BESIDE: lambda customer, count: Sentence("privacy.noticed_beside", {"customer": Code(customer)}),
    "answer_no_number": lambda column, count: Sentence(
        "psychographic.noticed_no_number", {"column": Code(column), "count": count}
    ),
    "answer_undated": lambda column, count: Sentence(
        "psychographic.noticed_undated", {"column": Code(column), "count": count}
    ),
    UNREAD: lambda column, count: Sentence("heard.unread", {"column": Code(column), "count": count}),
    HALF: lambda column, count: Sentence("heard.half_coordinates", {"column": Code(column), "count": count}),
    "padded": lambda column, count: Sentence("hygiene.noticed_padded", {"column": Code(column), "count": count}),
}


def notices(load: LoadRecord) -> Iterable[Sentence]:
    """What a load has to say besides its counts, a sentence a column."""
    for what, columns in load.noticed.items():
        for column, count in columns.items():
            if what in _NOTICED:
                yield _NOTICED[what](column, count)
    yield from kinds_nobody_knows(load)
    if count := load.reasons.get("other_calendar", 0):
        yield Sentence("hygiene.noticed_two_calendars", {"file": Code(load.file), "count": count})
    if count := load.reasons.get("unit_unclear", 0):
        yield Sentence("hygiene.noticed_unit_unclear", {"file": Code(load.file), "count": count})
    if load.dropped:
        args: dict[str, Argument] = {"file": Code(load.file), "count": load.dropped}
        yield Sentence("sources.noticed_dropped", args)
    yield from (_of_join(load, one) for one in load.joined if one.unmatched or one.unused or one.repeated)
    for one in load.joined:
        if one.doubled:
            yield Sentence("policy.noticed_doubled", {"name": Code(one.name), "count": one.doubled})


def mostly_unread(noticed: Mapping[str, Mapping[str, int]]) -> Iterable[Sentence]:
    """Columns of which more than half of what they say could not be read: then the declaration is wrong, not a cell."""
    for column, count in sorted(noticed.get(UNREAD, {}).items()):
        filled = noticed.get(FILLED, {}).get(column, count)
        if 2 * count > filled:
            args: dict[str, Argument] = {"column": Code(column), "count": count, "filled": filled}
            yield Sentence("heard.mostly_unread", args)


def kinds_nobody_knows(load: LoadRecord) -> Iterable[Sentence]:
    """Words of a `kind` column that nobody knows, those with most rows; nothing where there are none."""
    words = load.noticed.get("kind_unknown", {})
    if not words:
        return
    most = sorted((word for word in words if word), key=lambda word: (-words[word], word))[:_SHOWN]
    values = tuple(Sentence("policy.status_rows", {"status": Code(word), "count": words[word]}) for word in most)
    more = sum(words.values()) - sum(words[word] for word in most)
    args: dict[str, Argument] = {"file": Code(load.file), "count": sum(words.values()), "values": values, "more": more}
    yield Sentence("policy.noticed_kind_unknown_more", args) if more else Sentence("policy.noticed_kind_unknown", args)


def _of_join(load: LoadRecord, one: JoinedFile) -> Sentence:
    """Who found whom in a joined table."""
    args: dict[str, Argument] = {
        "file": Code(load.file), "name": Code(one.name), "matched": one.matched, "unmatched": one.unmatched,
        "rows": one.rows, "unused": one.unused, "repeated": one.repeated,
    }  # fmt: skip
    return Sentence("sources.noticed_join", args)


def merged(one: Mapping[str, Mapping[str, int]], other: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """What was noticed in both, added up."""
    found = {what: dict(columns) for what, columns in one.items()}
    for what, columns in other.items():
        into = found.setdefault(what, {})
        for column, count in columns.items():
            into[column] = into.get(column, 0) + count
    return found
