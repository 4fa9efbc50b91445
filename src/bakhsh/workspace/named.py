"""Which of the user's own files name a person, and on how many lines; those of a joined source each for itself."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh.edges.sources import files
from bakhsh.edges.sources.folders import joined_files
from bakhsh.edges.sources.joined import wanted_of
from bakhsh.edges.sources.keyed import keys_of
from bakhsh.edges.sources.kinds import origin_of
from bakhsh.edges.sources.origins import Found
from bakhsh.language.digits import to_latin
from bakhsh.loop.data.forgotten import REACHING, Forgotten
from bakhsh.loop.data.naming import naming_rows
from bakhsh.loop.data.persons import canonical
from bakhsh.records import NamedIn
from bakhsh.specs import Join, Source
from bakhsh.workspace.arrivals import here
from bakhsh.workspace.opened import Opened

__all__ = ["Naming", "dossiers"]


@dataclass(slots=True)
class Naming:
    """Looks through the files of one source. `orders`: the ids of the person's orders, as the files seen so far say
    them; a table beside the main one may know no more of him."""

    ws: Opened
    source: Source
    whom: Forgotten
    orders: set[str] = field(default_factory=set)

    def lines(self, found: Found) -> int:
        """The rows of the main table that lead to the person. Rows of joined tables that nothing asked for come with
        it; they are counted where they lie."""
        beside = {label for join in self.source.joins for label in joined_files(self.ws.folder, self.source, join)}
        count = 0
        for batch in origin_of(self.source).batches(self.source, found, here(self.ws)):
            mask = naming_rows(batch, self.source, self.ws.files.project, self.ws.pseudonym, self.whom)
            if self.source.joins:
                self._remember(batch.rows.filter(mask))
            if not any(batch.part == one or batch.part.startswith(f"{one}/") for one in beside):
                count += int(pc.sum(mask).as_py() or 0)
        return count

    def _remember(self, rows: pa.Table) -> None:
        for name in _mapped(self.source, ("order_id",)) & set(rows.column_names):
            self.orders.update(keys_of(rows, (name,)).drop_null().to_pylist())

    def beside(self) -> Iterator[tuple[str, int]]:
        """Each file of a joined table with its rows that hold the person's id, an address of his, an id of one of his
        orders, or the key by which they are led to a row that does. The last joined first: what is found in it is what
        is looked for in the tables before."""
        led: dict[str, set[str]] = {}
        for join in reversed(self.source.joins):
            led[join.name] = set()
            for label, path in joined_files(self.ws.folder, self.source, join).items():
                count = 0
                for batch in files.read_batches(path, join.reading, join.layout, wanted_of(self.source, join.name)):
                    mask = self._mask(join, batch.rows, led)
                    led[join.name].update(_keys(batch.rows.filter(mask), join))
                    count += int(pc.sum(mask).as_py() or 0)
                yield label, count

    def _mask(self, join: Join, rows: pa.Table, led: Mapping[str, set[str]]) -> pa.Array:
        mask = pa.repeat(pa.scalar(False), rows.num_rows)
        people, orders = (_same(self.source, _mapped(self.source, names)) for names in (_PEOPLE, ("order_id",)))
        for name in rows.column_names:
            texts = keys_of(rows, (name,))
            if f"{join.name}.{name}" in people:
                named = [one for one in texts.unique().to_pylist() if one is not None and self._tells(one)]
                mask = pc.or_(mask, pc.is_in(texts, value_set=pa.array(named, pa.string())))
            if f"{join.name}.{name}" in orders:
                mask = pc.or_(mask, pc.is_in(texts, value_set=pa.array(sorted(self.orders), pa.string())))
        for later in self.source.joins:
            own = tuple(one.removeprefix(f"{join.name}.") for one in later.on if one.startswith(f"{join.name}."))
            if later.name in led and len(own) == len(later.on):
                wanted = pa.array(sorted(led[later.name]), pa.string())
                mask = pc.or_(mask, pc.is_in(keys_of(rows, own), value_set=wanted))
        return mask

    def _tells(self, text: str) -> bool:
        plain = to_latin(text).strip()
        return any(map(self.whom.names, (text, plain))) or self.whom.has_id(self.whom.pseudonym(canonical(plain)))


_PEOPLE = ("customer_id", *REACHING)


def _keys(rows: pa.Table, join: Join) -> list[str]:
    found: list[str] = keys_of(rows, tuple(join.on.values())).drop_null().to_pylist()
    return found


def _mapped(source: Source, names: Collection[str]) -> set[str]:
    return {one.source for one in source.columns if one.column.rpartition(".")[2] in names}


def _same(source: Source, columns: Iterable[str]) -> set[str]:
    """The columns and all that say the same because tables are joined by them, by their full names."""
    found = set(columns)
    pairs = [{left, f"{join.name}.{right}"} for join in source.joins for left, right in join.on.items()]
    while more := {one for pair in pairs if pair & found for one in pair} - found:
        found |= more
    return found


def dossiers(ws: Opened, keys: Iterable[str]) -> Iterator[NamedIn]:
    """What was handed out about the person and still lies in the project's folder, with the rows it holds."""
    for name in sorted({f"customer-{key[:12]}" for key in keys}):
        for path in sorted(ws.folder.rglob(f"{name}.*")):
            yield NamedIn(path.relative_to(ws.folder).as_posix(), _rows_of(path.with_suffix(".json")))


def _rows_of(path: Path) -> int:
    """The rows of a dossier; 1 for one that is gone or that somebody has changed so that it cannot be read any more."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 1
    return sum(len(one) for one in held.values()) if isinstance(held, dict) else 1
