"""docs/reference/files.md, printed from the forms: `python -m bakhsh.project.reference > docs/reference/files.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from typing import Any

from bakhsh import specs
from bakhsh.project.forms import FORMS
from bakhsh.project.mistakes import shown
from bakhsh.project.shapes import (
    Day,
    Flag,
    Key,
    Lookup,
    Many,
    Named,
    Number,
    Plain,
    Shape,
    Table,
    Text,
    Title,
    Whole,
    Written,
)

__all__ = ["reference"]

_SPECS = {
    "project": specs.Project, "data": specs.Source, "features": specs.ExtraFeature,
    "segments": specs.Segmentation, "targeting": specs.Campaign, "retention": specs.Retention, "told": specs.Told,
    "reading": specs.Reading, "policy": specs.Policy, "columns": specs.ColumnMap, "segment": specs.Segment,
    "rfm": specs.RfmRuler, "offer": specs.Offer, "identity": specs.Identity, "layout": specs.Layout,
    "join": specs.Join, "database": specs.Database, "shop": specs.Shop, "leave_out": specs.LeaveOut,
    "kinds": specs.Policy, "demographic": specs.Demographic, "geographic": specs.Geographic,
    "psychographic": specs.Psychographic, "scale": specs.Scale, "occasion": specs.Occasion,
    "behavioural": specs.Behavioural, "prices": specs.Prices, "predictions": specs.Predictions,
    "stage": specs.Stages,
}  # fmt: skip


_BELOW: dict[str, tuple[type, ...]] = {"segments": (specs.Cluster, specs.Cross, specs.Predicted)}
"""Specs whose keys stand in the file itself."""


def reference() -> str:
    """The reference of the declared files as Markdown."""
    lines = [
        "# The files of a project", "",
        "Printed from the declaration that reads them (`python -m bakhsh.project.reference`); editors get the same as",
        "JSON Schema. A key in **bold** must be there. Defaults are what holds when a key is left out.", "",
    ]  # fmt: skip
    for form in FORMS.values():
        lines += [f"## `{form.pattern}`", "", form.means, "", *_table(form.kind, form.table), *_below(form.table)]
    return "\n".join(lines).rstrip() + "\n"


def _below(outer: Table, path: str = "") -> Iterator[str]:
    for key in outer.keys:
        table = _inner(key.shape)
        if table is None:
            continue
        yield from (f"### `{_heading(key, path)}`", "", f"{key.means[:1].upper()}{key.means[1:]}.", "")
        yield from _table(key.name, table)
        yield from _below(table, f"{path}{key.name}.")


def _heading(key: Key, path: str) -> str:
    return f"[[{path}{key.name}]]" if isinstance(key.shape, Many) else f"[{path}{key.name}]"


def _inner(shape: Shape) -> Table | None:
    match shape:
        case Table():
            return shape
        case Many(of=Table() as table) | Named(of=Table() as table):
            return table
    return None


def _table(name: str, table: Table) -> list[str]:
    kinds = (*([_SPECS[name]] if name in _SPECS else []), *_BELOW.get(name, ()))
    defaults = {one.name: one for kind in kinds for one in fields(kind)}
    rows = [_row(key, defaults) for key in table.keys]
    return ["| key | what it is | takes | default |", "|---|---|---|---|", *rows, ""]


def _row(key: Key, defaults: dict[str, Field[Any]]) -> str:
    name = f"**`{key.name}`**" if key.required else f"`{key.name}`"
    return f"| {name} | {_cell(key.means)} | {_cell(_takes(key.shape))} | {_default(key, defaults)} |"


def _default(key: Key, defaults: dict[str, Field[Any]]) -> str:
    default = defaults[key.name].default if key.name in defaults else MISSING
    if key.name == "weekend":
        return "saturday, sunday"
    if key.required or default is MISSING or default in ("", None, ()):
        return ""
    return f"`{shown(default)}`"


def _takes(shape: Shape) -> str:
    match shape:
        case Text(choices=choices) if choices:
            return ", ".join(f"`{choice}`" for choice in choices)
        case Text() | Lookup():
            return f"text{f', such as `{shape.example}`' if shape.example else ''}"
        case Whole(low=low, high=high):
            return f"whole number, {low} or more" if high is None else f"whole number from {low} to {high}"
        case Number(low=low, high=high):
            bounds = "" if low is None else f", {low} or more" if high is None else f" from {low} to {high}"
            return f"number{bounds}"
        case Written(value=value):
            return "value in the language of conditions" if value else "condition"
        case Many(of=of) if not isinstance(of, Table):
            return f"list of: {_takes(of)}"
        case Named(of=Many()):
            return "table of lists"
        case Named(of=Text(choices=choices) as of) if choices:
            return f"table: {_takes(of)} by spelling"
    return _SIMPLE[type(shape)]


_SIMPLE: dict[type, str] = {
    Plain: "text or number",
    Day: "day, such as `2024-05-31`",
    Flag: "`true` or `false`",
    Title: "text, or one a language",
    Many: "tables, see below",
    Named: "table, see below",
    Table: "table, see below",
}


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(reference())
