"""Kinds of export that are known by their headers: what their columns mean, and what of them counts.

A preset is a file of `edges/sources/presets`: `needs` are the headers by which it is known, [columns] the headers each
of our columns may have there (the first that is there is taken), [layout] and [policy] what goes into the source.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from bakhsh.edges.sources.evidence import Profile
from bakhsh.edges.sources.guess.roles import Part, Parts
from bakhsh.language.keys import matching_key
from bakhsh.language.sentences import Sentence, Titled
from bakhsh.specs import Layout, LeaveOut, Policy

__all__ = ["Preset", "layout_of", "parts_of", "policy_of", "preset_of", "presets"]

_FOLDER = "bakhsh.edges.sources"


@dataclass(frozen=True, slots=True)
class Preset:
    """One kind of export. `currency`: the column that says in what money; `iranian`: toman or rials."""

    name: str
    title: Mapping[str, str]
    table: str
    needs: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    layout: Mapping[str, Any]
    policy: Mapping[str, Any]
    currency: str = ""
    iranian: bool = False

    @property
    def said(self) -> Sentence:
        return Sentence("guess.preset", {"preset": Titled(self.name, self.title)})


@lru_cache(maxsize=1)
def presets() -> tuple[Preset, ...]:
    """All of them, by name."""
    folder = files(_FOLDER) / "presets"
    texts = {one.name.removesuffix(".toml"): one.read_text("utf-8") for one in folder.iterdir() if one.is_file()}
    return tuple(_preset(name, tomllib.loads(text)) for name, text in sorted(texts.items()) if text)


def _preset(name: str, said: dict[str, Any]) -> Preset:
    columns = {ours: tuple(theirs) for ours, theirs in said["columns"].items()}
    return Preset(
        name, said["title"], said["table"], tuple(said["needs"]), columns, said.get("layout", {}),
        said.get("policy", {}), said.get("currency", ""), said.get("iranian", False),
    )  # fmt: skip


def preset_of(names: Sequence[str]) -> Preset | None:
    """The preset all whose headers are among these, in any spelling of the same letters; of several the one that needs
    most of them. None where there is none."""
    there = {matching_key(name) for name in names}
    fitting = [one for one in presets() if all(matching_key(need) in there for need in one.needs)]
    return max(fitting, key=lambda one: len(one.needs), default=None)


def parts_of(preset: Preset, columns: Sequence[Profile]) -> Parts:
    """The parts the preset's columns play here, but those that are empty throughout."""
    there = {matching_key(one.name): one for one in reversed(columns)}
    found: Parts = {}
    for ours, theirs in preset.columns.items():
        known = [there[matching_key(name)] for name in theirs if matching_key(name) in there]
        column = next((one for one in known if one.filled), None)
        if column is not None:
            form = column.dates.form if column.dates and ours == "ordered_at" else ""
            found[ours] = Part(column, ours, 0.99, Sentence("guess.preset_says"), form)
    return found


def layout_of(preset: Preset, found: Parts, policy: Policy) -> Layout:
    """The preset's layout with the columns that are there and play a part, or by which the policy leaves rows out."""
    names = [*(part.column.name for part in found.values()), *(one.column for one in policy.leave_out)]
    used = {matching_key(name): name for name in names}
    filled = [used[matching_key(name)] for name in preset.layout.get("fill_down", ()) if matching_key(name) in used]
    if not filled:
        return Layout()
    return Layout(fill_down=tuple(filled), fill_within=used.get(matching_key(preset.layout["fill_within"]), ""))


def policy_of(preset: Preset, found: Parts, columns: Sequence[Profile]) -> Policy:
    """The preset's policy, as far as the columns it speaks of are there."""
    there = {matching_key(one.name): one.name for one in columns}
    said = dict(preset.policy)
    marked = said.pop("return_when", {})
    left_out = said.pop("leave_out", ())
    values: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in said.items()}
    values["per_order"] = tuple(name for name in values.get("per_order", ()) if name in found)
    if "status" not in found:
        values = {name: value for name, value in values.items() if name not in _STATUSES}
    return Policy(
        **values,
        return_when={
            there[matching_key(name)]: tuple(one) for name, one in marked.items() if matching_key(name) in there
        },
        leave_out=tuple(
            LeaveOut(there[matching_key(one["column"])], tuple(one["values"]), one["because"])
            for one in left_out
            if matching_key(one["column"]) in there
        ),
    )


_STATUSES = ("statuses", "cancelled", "returned", "unpaid", "test")
