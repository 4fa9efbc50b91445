"""From the declared files to specs, with every mistake of every file at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from bakhsh.errors import EdgeError, ProjectErrors, Where
from bakhsh.language.sentences import Code, Sentence
from bakhsh.project import build
from bakhsh.project.bases import BASES, Base
from bakhsh.project.check import check, names
from bakhsh.project.find import MARK
from bakhsh.project.forms import FORMS, Form
from bakhsh.project.mistakes import duplicate, mistake, unknown
from bakhsh.project.places import Spot, places
from bakhsh.project.shapes import Mistakes, Taken
from bakhsh.project.spelled import understood
from bakhsh.specs import Campaign, Identity, Project, ProjectFiles, Segmentation

__all__ = ["read", "read_texts", "texts"]


def read(folder: Path) -> ProjectFiles:
    """Everything the folder declares. Raises ProjectErrors with every mistake of every file, each with its place."""
    return read_texts(texts(folder))


def texts(folder: Path) -> dict[str, str]:
    """The declared files as they stand, by path relative to the folder (with /), sorted: what a run remembers.

    Bytes that are no UTF-8 become U+FFFD, which `read_texts` reports.
    """
    found = [path for form in FORMS.values() for path in sorted(folder.glob(form.pattern)) if path.is_file()]
    return {path.relative_to(folder).as_posix(): _text(path) for path in sorted(found)}


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig", errors="replace")
    except OSError as error:
        said = Sentence("project.unreadable_file", {"found": Code(str(error.strerror or error))})
        raise EdgeError(said, where=Where(path.as_posix())) from error


def read_texts(texts: Mapping[str, str]) -> ProjectFiles:
    """The same from {relative path: text}. Files of other names are left alone.

    Raises ProjectErrors. Where every file is TOML, what only shows between files (unknown features, cycles) is told
    together with what is wrong inside them; else only the latter, as half the names would be missing.
    """
    reading = _Reading(texts)
    files = reading.files()
    if reading.mistakes:
        between = check(files) if reading.whole else ()
        found = {(str(one.where), one.sentence): one for one in (*reading.mistakes, *between)}
        raise ProjectErrors(tuple(sorted(found.values(), key=_place)))
    return understood(files, names(files))


def _place(error: Any) -> tuple[str, int]:
    where = error.where or Where("")
    return where.file, where.line


@dataclass
class _Reading:
    texts: Mapping[str, str]
    mistakes: Mistakes = field(default_factory=list)
    whole: bool = True

    def files(self) -> ProjectFiles:
        project = self.project()
        specs = {
            form.kind: self.distinct(filter(None, (self.spec(form, project, path) for path in self.paths(form))))
            for form in FORMS.values() if form.folder
        }  # fmt: skip
        campaigns = tuple(self.with_segmentation(one, specs["segments"]) for one in specs["targeting"])
        identity = self.identity()
        bases = {one.form.kind: found for one in BASES if (found := self.base(one)) is not None}
        ranked = "prices" in bases and bases["prices"].constant == "rank"
        divided = tuple(_by_rank(one) for one in specs["segments"]) if ranked else specs["segments"]
        named = (specs["data"], specs["features"], divided)
        return ProjectFiles(project, *named, campaigns, identity, **bases)

    def base(self, base: Base) -> Any:
        """The spec of a file there is one of; None where there is none."""
        taken = self.taken(base.form, base.form.file) if base.form.file in self.texts else None
        return base.build(taken, self.mistakes) if taken is not None else None

    def identity(self) -> Identity:
        form = FORMS["identity"]
        taken = self.taken(form, form.file) if form.file in self.texts else None
        return Identity(**taken) if taken is not None else Identity()

    def project(self) -> Project:
        if MARK not in self.texts:
            said = Sentence("project.no_mark", {"file": Code(MARK)})
            self.mistakes.append(mistake(Where(MARK), said, Sentence("project.add_mark")))
            return Project("")
        taken = self.taken(FORMS["project"], MARK)
        return build.project(taken) if taken is not None else Project("")

    def spec(self, form: Form, project: Project, path: str) -> Any:
        taken = self.taken(form, path)
        stem = path.rsplit("/", 1)[-1].removesuffix(".toml")
        return None if taken is None else build.BUILDERS[form.kind](taken, stem, project, self.mistakes)

    def with_segmentation(self, campaign: Campaign, segmentations: tuple[Segmentation, ...]) -> Campaign:
        """The campaign; without its segmentation where that is unknown, which is told here as its line is known."""
        known = [one.name for one in segmentations]
        if not campaign.segmentation or campaign.segmentation in known or not self.whole:
            return campaign
        spot = Spot(campaign.at.file, places(self.texts[campaign.at.file]), ("segmentation",))
        self.mistakes.append(unknown(spot.where, "project.unknown_segmentation", campaign.segmentation, known))
        return replace(campaign, segmentation="")

    def taken(self, form: Form, path: str) -> Taken | None:
        text = self.texts[path]
        document = self.document(path, text)
        if document is None:
            self.whole = False
            return None
        return form.table.take(document, Spot(path, places(text)), self.mistakes)

    def document(self, path: str, text: str) -> dict[str, Any] | None:
        if "\ufffd" in text:
            line = text[: text.index("\ufffd")].count("\n") + 1
            hint = Sentence("project.save_utf8")
            self.mistakes.append(mistake(Where(path, line), Sentence("project.not_utf8"), hint))
            return None
        try:
            return tomllib.loads(text, parse_float=Decimal)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            self.mistakes.append(_not_toml(path, text, str(error)))
            return None

    def paths(self, form: Form) -> list[str]:
        return sorted(path for path in self.texts if re.fullmatch(rf"{form.folder}/[^/]+\.toml", path))

    def distinct(self, specs: Iterable[Any]) -> tuple[Any, ...]:
        kept: dict[str, Any] = {}
        for spec in specs:
            if spec.name in kept:
                self.mistakes.append(duplicate(spec.at, spec.name, kept[spec.name].at))
            else:
                kept[spec.name] = spec
        return tuple(kept.values())


def _by_rank(one: Segmentation) -> Segmentation:
    """Where prices.toml compares money by rank, that is what a ruler in constant money does."""
    return replace(one, rfm=replace(one.rfm, money="rank")) if one.rfm.money == "constant" else one


def _not_toml(path: str, text: str, problem: str) -> Any:
    """tomllib's message with its line and column taken out of it. At the end of the text there is neither."""
    match = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", problem, re.DOTALL)
    line, column = (int(match[2]), int(match[3])) if match else (max(1, len(text.splitlines())), 1)
    words = match[1] if match else problem.removesuffix(" (at end of document)")
    said = Sentence("project.not_toml", {"column": column, "found": Code(words)})
    return mistake(Where(path, line), said, Sentence("project.toml_hint"))
