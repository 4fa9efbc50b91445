"""A rule segmentation made of conditions and titles, as the text of its file."""

from __future__ import annotations

from collections.abc import Sequence

from bakhsh.project.forms import FORMS
from bakhsh.project.schema import schema_comment
from bakhsh.project.toml import inline, line, text
from bakhsh.specs import Segment, Segmentation, Title

__all__ = ["frozen_text"]


def frozen_text(name: str, of: Segmentation, parts: Sequence[tuple[Segment, str]], about: Sequence[str]) -> str:
    """segments/NAME.toml with the parts in their order, the title and meaning of the segmentation they come `of`, and
    the comment `about`."""
    lines = [schema_comment(FORMS["segments"]), *about, line("name", name)]
    lines += [f"title = {inline(of.title).as_string()}"] if of.title else []
    lines += [_meaning(of.meaning)] if of.meaning else []
    lines.append(line("kind", "rule"))
    for segment, where in parts:
        title = f"title = {inline(segment.title).as_string()}"
        lines += ["", "[[segment]]", line("name", segment.name), title, line("where", where)]
    return text(lines)


def _meaning(said: Title) -> str:
    """One text where it is the same in every language."""
    texts = set(said.values())
    return line("meaning", texts.pop()) if len(texts) == 1 else f"meaning = {inline(said).as_string()}"
