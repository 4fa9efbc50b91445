"""The four bases in a run: what they look things up in is learned once, and their readings stand beside FEATURES."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import ibis

from bakhsh import project, reference
from bakhsh.conditions.days import TODAY, day
from bakhsh.language.sentences import Sentence
from bakhsh.loop import features
from bakhsh.records import Piece
from bakhsh.specs.available import available
from bakhsh.tables import CONTRACTS, Type
from bakhsh.tables.features.behavioural import BUYING
from bakhsh.workspace import postal, prices
from bakhsh.workspace.opened import Opened

__all__ = [
    "REFERENCE", "bind_looked", "bind_reference", "fingerprint", "given", "is_looked", "joining_after_buying", "looked",
    "otherwise", "piece_name", "readings", "types", "wanted", "words",
]  # fmt: skip

REFERENCE = ("places", "place_names", "sea", "postal", "calendar", "deflator", "themes")
"""Tables of facts that come with the package, or are the project's own (postal)."""

_LOOKED = "looked-"

_IBIS = {kind.arrow: kind.ibis for kind in Type}
"""Learned tables have the types that contracts have."""


def wanted(ws: Opened) -> dict[str, frozenset[str]]:
    """The features this project has beyond those there always are, by base; bases without any are absent."""
    found: dict[str, set[str]] = {}
    for one in (each for each in available(ws.files) if each.base in features.BASES):
        found.setdefault(one.base, set()).add(one.name)
    return {base: frozenset(names) for base, names in found.items()}


def types(ws: Opened) -> dict[str, Type]:
    """The columns that the bases' readings and predictions add to ROWS, with their types."""
    return {one.name: one.type for one in available(ws.files)}


def words(ws: Opened) -> list[str]:
    """The features of this project whose values are words."""
    return [one.name for one in (*available(ws.files), *BUYING) if one.type is Type.TEXT]


def given(ws: Opened, base: str, as_of: date, ledger: Sequence[str], *, open_day: bool = False) -> features.Given:
    """What readings of a base are made from; with `open_day` expressions say TODAY for `as_of`. Customers who join
    later and have bought nothing by the day are not among them: a snapshot of a day knows nothing of whoever comes
    after it. Who has bought is known, whenever he joins: files often give the day on which he joined a club."""
    tables = {name: ws.unbound(name) for name in (*ledger, *REFERENCE)}
    customers, today = tables["customers"], day(TODAY if open_day else as_of)
    joined = customers.filter((customers.joined_on <= today).fill_null(True))
    tables["customers"] = joined.union(_joining_after_buying(customers, tables["facts"], today))
    return features.Given(ws.files, as_of, tables, wanted(ws).get(base, frozenset()), open_day)


def joining_after_buying(ws: Opened, as_of: date) -> tuple[Sentence, ...]:
    """How many customers are said to join after the day and have bought by then; nothing where it is none."""
    late = _joining_after_buying(ws.unbound("customers"), ws.unbound("facts"), day(TODAY))
    found = ws.engine.query(late.agg(customers=late.count()), as_of=as_of).to_pylist()[0]["customers"]
    return (Sentence("joining.after_buying", {"count": found}),) if found else ()


def bind_reference(ws: Opened) -> None:
    """The engine sees the tables of facts; one that the package does not carry is empty."""
    shipped = reference.names()
    for name in REFERENCE:
        empty = CONTRACTS[name.upper()].schema().empty_table()
        own = prices.deflator(ws) if name == "deflator" else empty
        ws.engine.bind(name, reference.table(name) if name in shipped else own)
    if ws.files.geographic.postal is not None:
        ws.engine.bind("postal", postal.table(ws.folder, ws.files.geographic.postal))


def bind_looked(ws: Opened, pieces: Mapping[str, Sequence[Piece]]) -> None:
    """The engine sees what was learned to look things up in."""
    for name, found in _looked(pieces).items():
        ws.bind_pieces(_bound(name), found, ws.engine.tables.read(found[0]).schema)


def looked(ws: Opened, pieces: Mapping[str, Sequence[Piece]]) -> dict[str, dict[str, ibis.Table]]:
    """The same as unbound tables, by base and name."""
    tables: dict[str, dict[str, ibis.Table]] = {}
    for name, found in _looked(pieces).items():
        base, _, own = name.partition("-")
        schema = ws.engine.tables.read(found[0]).schema
        columns = {column.name: _IBIS[column.type] for column in schema}
        tables.setdefault(base, {})[own] = ibis.table(columns, name=_bound(name))
    return tables


def piece_name(base: str, table: str) -> str:
    """What a learned table is called among a snapshot's pieces."""
    return f"{_LOOKED}{base}-{table}"


def is_looked(piece: str) -> bool:
    """Whether a snapshot's piece of this name is a learned table."""
    return piece.startswith(_LOOKED)


def readings(ws: Opened, ledger: Sequence[str], looked: Mapping[str, Mapping[str, ibis.Table]]) -> list[ibis.Table]:
    """The readings of all bases that the project has features of, as of TODAY."""
    return [
        table
        for base in wanted(ws)
        for table in features.BASES[base].readings(
            given(ws, base, date.max, ledger, open_day=True), looked.get(base, {})
        )
    ]


def fingerprint(ws: Opened) -> list[str]:
    """Of what the readings follow from beside the ledger: settings, features, facts. Facts by what the tables hold."""
    files = ws.files
    said = [project.fingerprint(getattr(files, one)) for one in (*features.BASES, "prices")]
    facts = [f"{name} {reference.fingerprint(name)}" for name in reference.names()]
    words = [f"{name} {reference.words_fingerprint(name)}" for name in reference.word_lists()]
    names = [files.project.language] if "geographic" in wanted(ws) else []
    return [*said, *sorted(types(ws)), *facts, *words, prices.fingerprint(ws), *names, *postal.fingerprint(ws)]


def otherwise(ws: Opened) -> dict[str, str]:
    """The words that stand for "unknown" in columns of readings."""
    return {one.name: one.otherwise for one in available(ws.files) if one.otherwise}


def _joining_after_buying(customers: ibis.Table, facts: ibis.Table, today: ibis.Value) -> ibis.Table:
    return customers.filter(customers.joined_on > today).semi_join(facts.filter(facts.day <= today), "customer_id")


def _looked(pieces: Mapping[str, Sequence[Piece]]) -> dict[str, Sequence[Piece]]:
    return {name.removeprefix(_LOOKED): found for name, found in pieces.items() if name.startswith(_LOOKED)}


def _bound(name: str) -> str:
    return f"looked_{name.replace('-', '_')}"
