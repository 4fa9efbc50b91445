"""Files of segmentations of kind "predicted": bands of a value, and stages of life."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bakhsh import conditions
from bakhsh.errors import ProjectError, UnknownName
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.project.form import NAME
from bakhsh.project.mistakes import codes, mistake, unknown
from bakhsh.project.shapes import Key, Many, Mistakes, Number, Table, Taken, Whole, Written
from bakhsh.specs import Predicted, ProjectFiles, Segmentation, Stages, asked
from bakhsh.specs.banded import WAYS

__all__ = ["KEYS", "MOST_BANDS", "OF_KIND", "mistakes", "predicted", "segment_names"]

MOST_BANDS = 12
_NO_PURCHASE, _OTHERS = "no_purchase", "others"
_BOUNDS = Many(Number(exact=True), least=1, lone=True)
_PERCENTS = Many(Number(low=1, high=99, exact=True), least=1, lone=True)
_DAYS, _GAPS = Whole(low=1, high=3660), Number(low=0.1, high=1000, exact=True)
_STAGE = Table((
    Key("new_days", _DAYS, "new: the first purchase is fewer days old"),
    Key("back_days", _DAYS, "back: bought in the last so many days …"),
    Key("silent_days", _DAYS, "… after so many without a purchase; who bought on one day only is lost after so many"),
    Key("slipping", _GAPS, "slipping: so many of the customer's own usual gaps since the last purchase …"),
    Key("slipping_days", _DAYS, "… and so many days at least"),
    Key("lost", _GAPS, "lost: so many of the customer's own usual gaps since the last purchase …"),
    Key("lost_days", _DAYS, "… and so many days at least"),
    Key(
        "p_alive", Many(Number(low=0, high=1, exact=True), least=2),
        "instead of gaps, where it is predicted: lost below the first, slipping below the second",
    ),
))  # fmt: skip

KEYS = (
    Key("by", Written(value=True), "predicted: the value that is cut into bands: any number of ROWS, or reckoned"),
    Key("cut", _BOUNDS, "predicted: boundaries, ascending; money in the project's unit"),
    Key("percentile", _PERCENTS, "predicted: boundaries at these percentiles, ascending: [50, 80, 95]"),
    Key("share", _PERCENTS, "predicted: who makes the first so many percent of the sum, and the next: [80, 95]"),
    Key("stage", _STAGE, "predicted: stages of life instead of bands; { } for the usual limits"),
    Key("names", Many(NAME, least=2), "predicted: what the bands are called in conditions, the highest first"),
)
"""The keys of this kind, in files of segmentations."""

OF_KIND = {"predicted": ("by", *WAYS, "names")}


# ---- one file ----------------------------------------------------------------------------------------------------
def predicted(taken: Taken, mistakes: Mistakes) -> Predicted:
    """What a file of kind "predicted" says."""
    written = [way for way in WAYS if (*taken.spot.path, way) in taken.spot.places]
    if len(written) != 1:
        args: dict[str, Argument] = {"ways": codes(WAYS), "found": codes(written)}
        said = Sentence("banded.one_way", args) if written else Sentence("banded.no_way", args)
        mistakes.append(mistake(taken.at, said, _example("percentile = [50, 80, 95]")))
    staged = written == ["stage"]
    for key in ("by", "names"):
        if staged and (*taken.spot.path, key) in taken.spot.places:
            mistakes.append(mistake(taken.spot.at(key).where, Sentence("banded.not_of_stages", {"key": Code(key)})))
    if written and not staged and (*taken.spot.path, "by") not in taken.spot.places:
        said = Sentence("project.missing_key", {"key": Code("by")})
        mistakes.append(mistake(taken.at, said, _example('by = "monetary"')))
    values: dict[str, Any] = {key: taken[key] for key in OF_KIND["predicted"] if key in taken}
    values |= {"stage": _stages(taken["stage"], mistakes)} if "stage" in taken else {}
    found = Predicted(**values)
    mistakes.extend(_bounds(taken, found))
    return found


def _stages(taken: Taken, mistakes: Mistakes) -> Stages:
    found = Stages(**taken)
    pairs = (("slipping", "lost"), ("slipping_days", "lost_days"), ("new_days", "silent_days"))
    for first, second in pairs:
        if getattr(found, first) > getattr(found, second):
            args: dict[str, Argument] = {"first": Code(first), "second": Code(second)}
            mistakes.append(mistake(taken.at, Sentence("banded.stages_order", args)))
    if found.p_alive and (len(found.p_alive) != 2 or found.p_alive[0] >= found.p_alive[1]):
        said = Sentence("banded.two_limits", {"key": Code("p_alive")})
        mistakes.append(mistake(taken.spot.at("p_alive").where, said, _example("p_alive = [0.1, 0.5]")))
        return replace(found, p_alive=())
    return found


def _bounds(taken: Taken, found: Predicted) -> Iterator[ProjectError]:
    if found.way in taken and found.way != "stage":
        where, key = taken.spot.at(found.way).where, Code(found.way)
        if list(found.bounds) != sorted(set(found.bounds)):
            yield mistake(where, Sentence("project.not_ascending", {"key": key}))
        if len(found.bounds) >= MOST_BANDS:
            yield mistake(where, Sentence("banded.too_many", {"most": MOST_BANDS, "key": key}))
        if found.way != "cut" and any(bound % Decimal("0.001") for bound in found.bounds):
            yield mistake(where, Sentence("banded.too_fine", {"key": key}))
    if "names" in taken and found.way != "stage":
        yield from _named(taken, found.names, len(found.bounds) + 1)


def _named(taken: Taken, names: Sequence[str], bands: int) -> Iterator[ProjectError]:
    where = taken.spot.at("names").where
    if len(names) != bands:
        args: dict[str, Argument] = {"key": Code("names"), "found": len(names), "count": bands}
        yield mistake(where, Sentence("banded.names_for_all", args))
    for at, name in enumerate(names):
        if name == _OTHERS:
            yield mistake(where, Sentence("project.reserved_name", {"name": Code(name)}))
        elif name in names[:at]:
            yield mistake(where, Sentence("clustering.named_twice", {"key": Code("names"), "name": Code(name)}))


def _example(line: str) -> Sentence:
    return Sentence("project.add_key", {"line": Code(line)})


# ---- all files together ------------------------------------------------------------------------------------------
def segment_names(one: Segmentation) -> tuple[str, ...]:
    """Every segment there can be: the bands or stages, and the rest."""
    return (*one.predicted.bands, _NO_PURCHASE if one.predicted.way == "stage" else _OTHERS)


def mistakes(files: ProjectFiles, known: conditions.Names) -> Iterator[ProjectError]:
    """Values nobody can be ranked by, and titles of segments that there are not."""
    for one in files.segmentations:
        if one.kind != "predicted":
            continue
        yield from _asked(one, known)
        for part in one.segments:
            if part.name not in (names := segment_names(one)):
                yield unknown(part.at, "banded.unknown_band", part.name, names)


def _asked(one: Segmentation, known: conditions.Names) -> Iterator[ProjectError]:
    """Each mistake once: stages name a feature in several conditions that nobody wrote."""
    said: list[Sentence] = []
    for node in asked(one):
        ranked = conditions.Top(Decimal("0.5"), node) if isinstance(node, conditions.Value) else node
        for error in conditions.check(ranked, known):
            if error.sentence not in said:
                said.append(error.sentence)
                kind = UnknownName if isinstance(error, UnknownName) else ProjectError
                yield kind(error.sentence, where=one.at, hint=error.hint)
