"""From taken tables to specs: what a shape cannot say about one file is said here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields
from decimal import Decimal
from typing import Any, TypeVar

from bakhsh.errors import ProjectError, Where
from bakhsh.language.money import to_minor
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.language.units import unit
from bakhsh.project import banded, divided
from bakhsh.project.columns import reaches
from bakhsh.project.forms import DAYS, NAME
from bakhsh.project.mistakes import duplicate, mistake, unknown
from bakhsh.project.places import Spot
from bakhsh.project.shapes import Mistakes, Taken
from bakhsh.specs import (
    Campaign,
    ColumnMap,
    Database,
    ExtraFeature,
    Join,
    Layout,
    LeaveOut,
    Offer,
    Policy,
    Project,
    Reading,
    Retention,
    RfmRuler,
    Segment,
    Segmentation,
    Shop,
    Source,
    Told,
)  # fmt: skip
from bakhsh.tables import Type

__all__ = ["BUILDERS", "NO_PURCHASE", "OTHERS", "RFM_SEGMENTS", "project"]

_Origin = TypeVar("_Origin", Database, Shop)

OTHERS = "others"
"""The part of a rule segmentation that holds the rest."""

NO_PURCHASE = "no_purchase"
"""The part of an RFM segmentation that holds customers without a purchase."""

RFM_SEGMENTS = (
    "champions", "loyal", "potential_loyalists", "new", "promising", "need_attention", "about_to_sleep", "at_risk",
    "cant_lose", "hibernating",
)  # fmt: skip
"""The segments of an RFM grid; a file may only title them."""


def project(taken: Taken) -> Project:
    """bakhsh.toml; what could not be taken has its default, so that the other files can still be read."""
    values: dict[str, Any] = {"name": "", **taken}
    if "weekend" in taken:
        values["weekend"] = tuple(sorted({DAYS.index(day) for day in taken["weekend"]}))
    if "retention" in taken:
        values["retention"] = Retention(**taken["retention"])
    if "told" in taken:
        values["told"] = Told(**taken["told"])
    return Project(**values, at=taken.at)


def _source(taken: Taken, stem: str, project: Project, mistakes: Mistakes) -> Source | None:
    name = _name(taken, stem, mistakes)
    columns = taken.get("columns", {})
    origins = [key for key in ("files", "database", "shop") if _written(taken, key)]
    if len(origins) != 1:
        said = Sentence("project.one_origin", {"found": tuple(map(Code, origins))})
        mistakes.append(mistake(_top(taken), said, _line('files = ["orders.csv"]')))
    if "table" not in taken or "columns" not in taken or not taken.keys() & {"files", "database", "shop"}:
        return None
    mapped = tuple(_column(column, of, taken["table"], project) for column, of in columns.items() if "from" in of)
    policy = taken.get("policy", {})
    if policy.get("returns") == "prefix" and not policy.get("return_prefix"):
        mistakes.append(mistake(policy.at, Sentence("project.prefix_missing"), _line('return_prefix = "C"')))
    if policy.get("returns") == "marked" and not policy.get("return_when"):
        hint = _line('return_when = { "column" = ["value"] }')
        mistakes.append(mistake(policy.at, Sentence("policy.mark_missing"), hint))
    left_out = tuple(LeaveOut(**one) for one in policy.get("leave_out", ()) if {"column", "values"} <= one.keys())
    joins = tuple(_join(one) for one in taken.get("join", ()) if {"name", "files", "on"} <= one.keys())
    return Source(
        name, taken["table"], taken.get("files", ()), mapped, Reading(**taken.get("reading", {})),
        Policy(**{**policy, "leave_out": left_out}), taken.get("title", {}), taken.get("numbering", ""),
        Layout(**taken.get("layout", {})), joins, _whole(Database, taken.get("database")),
        _whole(Shop, taken.get("shop")), dict(taken.get("answers", {})), _top(taken),
    )  # fmt: skip


def _join(taken: Taken) -> Join:
    values = {"reading": Reading(**taken.get("reading", {})), "layout": Layout(**taken.get("layout", {}))}
    return Join(**{**taken, **values}, at=taken.at)


def _whole(kind: type[_Origin], taken: Taken | None) -> _Origin | None:
    """The origin, where everything it needs is there; what lacks was noted when it was taken."""
    needed = {one.name for one in fields(kind) if one.default is MISSING}
    return kind(**taken) if taken is not None and needed <= taken.keys() else None


def _column(name: str, of: Taken, table: str, project: Project) -> ColumnMap:
    money_unit = of.get("unit", "")
    return ColumnMap(
        name, of["from"], of.get("form", ""), "" if money_unit == project.unit else money_unit,
        of.get("personal", False) or reaches(table, name), Type(of["type"]) if "type" in of else None,
        of.get("digits", 0), of.at,
    )  # fmt: skip


def _feature(taken: Taken, stem: str, project: Project, mistakes: Mistakes) -> ExtraFeature | None:
    name = _name(taken, stem, mistakes)
    if "value" not in taken:
        return None
    words = {key: taken[key] for key in ("title", "meaning", "empty") if key in taken}
    return ExtraFeature(name, taken["value"], **words, at=_text_at(taken, "value"))


def _segmentation(taken: Taken, stem: str, project: Project, mistakes: Mistakes) -> Segmentation | None:
    name, kind = _name(taken, stem, mistakes), taken.get("kind")
    if kind is None:
        return None
    segments = _segments(taken, kind, mistakes)
    values: dict[str, Any] = {key: taken[key] for key in ("title", "others") if key in taken}
    values["meaning"] = {language: said for language, said in taken.get("meaning", {}).items() if said}
    values["rfm"] = _ruler(taken.get("rfm"), kind, project, mistakes)
    values |= {"cluster": divided.cluster(taken, mistakes)} if kind == "cluster" else {}
    values |= {"cross": divided.cross(taken, mistakes)} if kind == "cross" else {}
    values |= {"predicted": banded.predicted(taken, mistakes)} if kind == "predicted" else {}
    mistakes.extend(_of_other_kinds(taken, kind))
    return Segmentation(name, kind, segments, **values, at=_top(taken))


def _of_other_kinds(taken: Taken, kind: str) -> Iterator[ProjectError]:
    """Keys that only another kind reads."""
    for other, keys in (divided.OF_KIND | banded.OF_KIND).items():
        for key in keys:
            if other != kind and _written(taken, key):
                said = Sentence("project.not_of_kind", {"key": Code(key), "kind": Code(kind)})
                yield mistake(taken.spot.at(key).where, said, Sentence("project.rename_or_remove"))


def _segments(taken: Taken, kind: str, mistakes: Mistakes) -> tuple[Segment, ...]:
    listed = taken.get("segment", ())
    if kind == "rule" and not listed and not _written(taken, "segment"):
        mistakes.append(mistake(taken.at, Sentence("project.no_segments"), _line("[[segment]]")))
    kept: dict[str, Segment] = {}
    for one in listed:
        segment = Segment(one.get("name", ""), one.get("title", {}), one.get("where"), _text_at(one, "where"))
        mistakes.extend(_segment_mistakes(one, kind))
        if segment.name in kept:
            mistakes.append(duplicate(one.at, segment.name, kept[segment.name].at))
        elif segment.name:
            kept[segment.name] = segment
    return tuple(kept.values())


def _segment_mistakes(one: Taken, kind: str) -> Iterator[ProjectError]:
    match kind:
        case "rule":
            return _rule_mistakes(one)
        case "rfm":
            return _rfm_mistakes(one)
    return divided.named(one, kind)


def _rule_mistakes(one: Taken) -> Iterator[ProjectError]:
    if "where" not in one and not _written(one, "where"):
        said = Sentence("project.missing_key", {"key": Code("where")})
        yield mistake(one.at, said, _line('where = "recency <= 30"'))
    if one.get("name") == OTHERS:
        said = Sentence("project.reserved_name", {"name": Code(OTHERS)})
        yield mistake(one.spot.at("name").where, said, _line('others = "…"'))


def _rfm_mistakes(one: Taken) -> Iterator[ProjectError]:
    """The grid of RFM has its own segments; a file may give them other titles."""
    if _written(one, "where"):
        said = Sentence("project.not_of_kind", {"key": Code("where"), "kind": Code("rfm")})
        yield mistake(one.spot.at("where").where, said, Sentence("project.rename_or_remove"))
    known = (*RFM_SEGMENTS, NO_PURCHASE)
    if "name" in one and one["name"] not in known:
        yield unknown(one.spot.at("name").where, "project.unknown_rfm_segment", one["name"], known)


def _ruler(taken: Taken | None, kind: str, project: Project, mistakes: Mistakes) -> RfmRuler:
    if taken is None:
        return RfmRuler()
    if kind != "rfm":
        said = Sentence("project.not_of_kind", {"key": Code("rfm"), "kind": Code(kind)})
        mistakes.append(mistake(taken.at, said, Sentence("project.rename_or_remove")))
    scores = taken.get("scores", RfmRuler().scores)
    cuts = {name: taken[name] for name in ("recency", "frequency", "monetary") if name in taken}
    for name, values in cuts.items():
        mistakes.extend(_cut_mistakes(values, scores, taken.spot.at(name)))
    if "monetary" in cuts:
        per_unit = unit(project.unit).minor_per_unit
        cuts["monetary"] = tuple(float(Decimal(str(cut)) * per_unit) for cut in cuts["monetary"])
    return RfmRuler(scores, **cuts, money=taken.get("money", RfmRuler().money))


def _cut_mistakes(values: tuple[float, ...], scores: int, spot: Spot) -> Iterator[ProjectError]:
    if list(values) != sorted(set(values)):
        yield mistake(spot.where, Sentence("project.not_ascending", {"key": Code(spot.key)}))
    if values and len(values) != scores - 1:
        args: dict[str, Argument] = {"key": Code(spot.key), "cuts": len(values), "scores": scores, "wanted": scores - 1}
        yield mistake(spot.where, Sentence("project.wrong_number_of_cuts", args))


def _campaign(taken: Taken, stem: str, project: Project, mistakes: Mistakes) -> Campaign | None:
    name, offer = _name(taken, stem, mistakes), taken.get("offer")
    if "audience" not in taken or offer is None or "name" not in offer:
        return None
    cost = to_minor(offer.get("cost", Decimal(0)), unit(project.unit))
    if cost is None:
        said = Sentence("project.too_large", {"key": Code("cost")})
        mistakes.append(mistake(offer.spot.at("cost").where, said))
    made = Offer(offer["name"], offer.get("title", {}), cost or 0, offer.get("text", {}), offer.at)
    values = {key: value for key, value in taken.items() if key not in ("name", "offer")}
    return Campaign(name, offer=made, **values, at=_text_at(taken, "audience"))


def _name(taken: Taken, stem: str, mistakes: Mistakes) -> str:
    """The declared name; the file's own where none is, which then has to be one."""
    if "name" in taken:
        return str(taken["name"])
    if not _written(taken, "name"):
        NAME.take(stem, taken.spot.at("name"), mistakes)
    return stem


def _written(taken: Taken, key: str) -> bool:
    """Whether the key stands in the file, if only with a value that could not be taken."""
    return (*taken.spot.path, key) in taken.spot.places


def _top(taken: Taken) -> Where:
    """The place of a whole file: its first line that says anything."""
    return Where(taken.spot.file, min((place.line for place in taken.spot.places.values()), default=0))


def _text_at(taken: Taken, key: str) -> Where:
    """The line on which a condition begins: what is found out about it later is told there."""
    return taken.spot.at(key).where_in("", 1)


def _line(text: str) -> Sentence:
    return Sentence("project.add_key", {"line": Code(text)})


BUILDERS: Mapping[str, Callable[[Taken, str, Project, Mistakes], Any]] = {
    "data": _source, "features": _feature, "segments": _segmentation, "targeting": _campaign,
}  # fmt: skip
