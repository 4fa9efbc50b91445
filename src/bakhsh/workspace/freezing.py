"""Freeze: clusters written down as rules that a person can read and change, and that nothing learned moves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bakhsh.conditions.tokens import LONGEST
from bakhsh.errors import NotReady
from bakhsh.language.locale import LANGUAGES, locale_for
from bakhsh.language.render import render
from bakhsh.language.sentences import Argument, Code, Sentence, Share
from bakhsh.loop.segments import clusters
from bakhsh.project.form import NAME
from bakhsh.project.frozen import frozen_text
from bakhsh.project.toml import commenter
from bakhsh.project.write import write_files
from bakhsh.specs import Segment, Segmentation, Title
from bakhsh.workspace.opened import Opened

__all__ = ["Frozen", "freeze"]

_NOT_SEEN = re.compile("[\u2066-\u2069]")
"""Marks of direction, which a file does without."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """The file that was, or dry would be, written; `agrees`: the share of customers whom its rules put where the
    clusters did when they were found."""

    file: str
    text: str
    agrees: float
    written: bool


def freeze(ws: Opened, name: str, new_name: str = "", dry_run: bool = False) -> Frozen:
    """Writes the tree of a cluster segmentation as segments/NEW.toml, an ordinary rule segmentation. ProjectError where
    there is such a file already; NotReady where the segmentation has no clusters, where the name is none or is taken,
    and where a condition would be longer than one may be."""
    one = ws.segmentation(name)
    if one.kind != "cluster":
        raise NotReady(Sentence("clustering.only_clusters_freeze", {"name": Code(name), "kind": Code(one.kind)}))
    called = _free_name(ws, new_name or f"{name}_rules")
    model = ws.models().get(name)
    parts = clusters.written(one, model, ws.minor_per_unit)
    _short_enough(one, parts)
    tree = clusters.required(one, model).tree
    reader = locale_for(ws.files.project.language, calendar=ws.files.project.calendar, money=ws.files.project.unit)
    args: dict[str, Argument] = {
        "name": Code(name), "agrees": Share(tree["agrees"], decimals=0), "leaves": tree["leaves"],
    }  # fmt: skip
    about = commenter(reader)(Sentence("clustering.about_frozen", args))
    text = frozen_text(called, replace(one, title=_title(one)), parts, about)
    file = f"segments/{called}.toml"
    if not dry_run:
        write_files(ws.folder, {file: text})
    return Frozen(file, text, tree["agrees"], not dry_run)


def _title(one: Segmentation) -> Title:
    """That of the clusters, told apart from it."""
    return {
        language: _NOT_SEEN.sub("", render(Sentence("clustering.frozen_title", {"title": text}), locale_for(language)))
        for language in LANGUAGES
        if (text := one.title.get(language))
    }


def _free_name(ws: Opened, name: str) -> str:
    """The name, where a segmentation may be called so and none is."""
    option: dict[str, Argument] = {"name": Code(name), "option": Code("--as")}
    if not re.fullmatch(NAME.pattern, name):
        raise NotReady(Sentence("clustering.no_name", option), hint=NAME.form)
    if any(name == other.name for other in ws.files.segmentations):
        raise NotReady(Sentence("clustering.name_taken", option))
    return name


def _short_enough(one: Segmentation, parts: Sequence[tuple[Segment, str]]) -> None:
    for segment, text in parts:
        if len(text) > LONGEST:
            args: dict[str, Argument] = {"segment": Code(segment.name), "length": len(text), "most": LONGEST}
            again: dict[str, Argument] = {"key": Code("features"), "command": Code(f"bakhsh run --refit {one.name}")}
            hint = Sentence("clustering.fewer_features", again)
            raise NotReady(Sentence("clustering.rule_too_long", args), where=one.at, hint=hint)
