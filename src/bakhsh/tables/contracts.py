"""What a contract of a table is: name, key, columns with type and one sentence each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

import pyarrow as pa

from bakhsh.errors import BrokenContract
from bakhsh.language.sentences import Argument, Code, Sentence

if TYPE_CHECKING:
    import ibis

__all__ = [
    "BUCKETS",
    "BUCKET_MARK",
    "CUSTOMER",
    "LOAD",
    "Column",
    "Contract",
    "Feature",
    "Type",
    "bucket_name",
    "columns",
]

BUCKETS = 16
"""Hash buckets of a ledger: the first hex digit of md5 of customer_id, the same on every engine."""


BUCKET_MARK = "~"
"""How the id of a bucket customer begins: one behind whom many people stand (walk-in customers). Such ids are in
ENTRIES, LINES and ORDERS, and in nothing that speaks of a person. An id of a file that begins so gets a "_" before."""


def bucket_name(bucket: int) -> str:
    """The hex digit that names a bucket: 0 … f."""
    return f"{bucket:x}"


class Type(Enum):
    """The types a column can have. MONEY is whole minor units; SHARE lies in [0, 1] unless its column says else."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"
    SHARE = "share"
    DATE = "date"
    TIMESTAMP = "timestamp"
    BOOLEAN = "boolean"

    @property
    def arrow(self) -> pa.DataType:
        return _ARROW[self]

    @property
    def ibis(self) -> str:
        return _IBIS[self]


_ARROW: Mapping[Type, pa.DataType] = {
    Type.TEXT: pa.string(), Type.INTEGER: pa.int64(), Type.NUMBER: pa.float64(), Type.MONEY: pa.int64(),
    Type.SHARE: pa.float64(), Type.DATE: pa.date32(), Type.TIMESTAMP: pa.timestamp("us"), Type.BOOLEAN: pa.bool_(),
}  # fmt: skip
_IBIS: Mapping[Type, str] = {
    Type.TEXT: "string", Type.INTEGER: "int64", Type.NUMBER: "float64", Type.MONEY: "int64",
    Type.SHARE: "float64", Type.DATE: "date", Type.TIMESTAMP: "timestamp(6)", Type.BOOLEAN: "boolean",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a contract. `means` is one sentence: of a contract's own column plain English, of a feature in the
    reader's language."""

    name: str
    type: Type
    means: str | Sentence
    required: bool = False
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Feature(Column):
    """A column of FEATURES: what is known of a customer as of a day.

    `grain`: what it is reckoned over (customer, order, day, line, event, answer, asset); `window`: how far back it
    looks ("ever", "90 days"; "now": what stands on the day; "known now": what sources say of a customer or an asset
    without a date, as known now for earlier days too). `needs`: tables and columns that some source must fill,
    "customers.birth_date" or "events", of alternatives one ("a|b"), all entries at once; without them no such feature
    is reckoned. `values`: of a word, all it can be; `otherwise`: the one of customers of whom nothing is known
    ("unknown"). `money`: a NUMBER that holds money, in fractions of the minor unit. `base`: one of BASES. `goes`: the
    way it can change of one and the same customer: "up" (an age), "stays" (a first purchase), "" (any).

    What people read stands in the catalogue `features_<base>`, in every language: `<name>` is its title,
    `<name>_meaning` what it means, `empty_<empty>` what an empty value means. Features of one make are said by one
    message, `said`, with `args` ("inferred interest in {theme}").
    """

    means: Sentence = field(init=False)
    base: str = ""
    grain: str = "customer"
    window: str = "ever"
    empty: str = ""
    needs: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    otherwise: str = ""
    money: bool = False
    goes: str = ""
    said: str = ""
    args: Mapping[str, Argument] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "means", Sentence(f"{self._message}_meaning", self.args))

    @property
    def title(self) -> Sentence:
        """What people call it."""
        return Sentence(self._message, self.args)

    @property
    def when_empty(self) -> Sentence:
        """What an empty value means; of one that is never empty, that it is not."""
        if self.otherwise:
            return Sentence("known.unknown_instead")
        if self.required:
            return Sentence("known.never_empty")
        return Sentence(f"features_{self.base}.empty_{self.empty}")

    @property
    def _message(self) -> str:
        return f"features_{self.base}.{self.said or self.name}"


@dataclass(frozen=True, slots=True)
class Contract:
    """One table: what one row is, its key, its columns."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    open: bool = False
    personal: bool = False
    ledger: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def schema(self, extra: Mapping[str, Type] | None = None) -> pa.Schema:
        """The Arrow schema; `extra` are the further columns of an open table."""
        declared = [(column.name, column.type.arrow) for column in self.columns]
        return pa.schema(declared + [(name, kind.arrow) for name, kind in (extra or {}).items()])

    def unbound(self, extra: Mapping[str, Type] | None = None) -> ibis.Table:
        """The table as an unbound Ibis expression, named in lower case: what the loop builds upon."""
        import ibis

        types = {column.name: column.type.ibis for column in self.columns}
        types.update({name: kind.ibis for name, kind in (extra or {}).items()})
        return ibis.table(types, name=self.name.lower())

    def check(self, table: pa.Table) -> pa.Table:
        """`table` itself, when it keeps the contract: columns, types, required values, unique key.

        Raises BrokenContract naming the column and what was found. An engine's order of columns does not matter.
        """
        for column in self.columns:
            if column.name not in table.column_names:
                raise self._broken("tables.column_missing", column.name, "")
            found = table.schema.field(column.name).type
            if found != column.type.arrow:
                raise self._broken("tables.column_has_type", column.name, str(found))
            if column.required and table.column(column.name).null_count:
                raise self._broken("tables.column_is_empty", column.name, str(table.column(column.name).null_count))
        surplus = [name for name in table.column_names if name not in self.names]
        if surplus and not self.open:
            raise self._broken("tables.column_unknown", surplus[0], "")
        if self.key and table.group_by(list(self.key)).aggregate([]).num_rows != table.num_rows:
            raise self._broken("tables.key_not_unique", ", ".join(self.key), str(table.num_rows))
        return table

    def _broken(self, problem: str, column: str, found: str) -> BrokenContract:
        args = {"table": Code(self.name), "column": Code(column), "found": Code(found)}
        return BrokenContract(Sentence("tables.broken", {"problem": Sentence(problem, args), "table": Code(self.name)}))


def columns(*rows: tuple[str, Type, str]) -> tuple[Column, ...]:
    """Columns from terse rows: a leading `*` means always filled, a leading `!` means personal."""
    return tuple(
        Column(name.lstrip("*!"), kind, means, required=name.startswith("*"), personal=name.startswith("!"))
        for name, kind, means in rows
    )


CUSTOMER = ("*customer_id", Type.TEXT, "who: the source's own id, or a pseudonym where that is personal")
LOAD = ("*load", Type.INTEGER, "the load that brought the row")
"""Rows of columns that most contracts share."""
