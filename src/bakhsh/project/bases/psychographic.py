"""psychographic.toml: its keys, and the spec they become."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from bakhsh import reference
from bakhsh.errors import ProjectError
from bakhsh.language.sentences import Code, Sentence
from bakhsh.project.form import NAME, Form
from bakhsh.project.mistakes import duplicate, mistake, unknown_keys
from bakhsh.project.shapes import Flag, Key, Many, Mistakes, Named, Number, Table, Taken, Text, Title, Whole
from bakhsh.specs import Psychographic, Scale

__all__ = ["FORM", "build"]

_MOST = 999
_SCALE = Table((
    Key("name", NAME, "its name, as the answers call it; the key where left out"),
    Key("title", Title(), 'what people read: one text, or one a language: { en = "…", fa = "…" }'),
    Key("titles", Named(Title()), "what people call its dimensions, likewise"),
    Key("key", Text(("bfi10", "tipi", "pvq21", "lov")), "a published scale, whose items, range and scoring are known"),
    Key("low", Number(), "the smallest answer"),
    Key("high", Number(), "the largest answer"),
    Key(
        "dimensions", Named(Many(Whole(low=-_MOST, high=_MOST), least=1)),
        "numbers of the items of each, negative where one counts the other way round: { E = [-1, 6] }",
    ),
    Key("centre", Flag(), "whether the person's mean of all items is taken off"),
    Key("at_least", Number(0, 1), "share of a dimension's items that must be answered; 0.5 where left out"),
))  # fmt: skip

FORM = Form(
    "psychographic", "", "What customers value and like; off unless it is switched on.",
    Table((
        Key("on", Flag(), "whether customers who consented to profiling are profiled"),
        Key("scale", Many(_SCALE), "the scales whose answers are scored"),
        Key(
            "themes", Named(Many(NAME, lone=True)),
            "by category, or word of one, the themes of interest it speaks of; [] for none",
        ),
        Key("titles", Named(Title()), "what people call themes of the project's own: one text, or one a language"),
    )),
    file="psychographic.toml",
)  # fmt: skip


def build(taken: Taken, mistakes: Mistakes) -> Psychographic:
    """The spec; what could not be taken has its default. A scale without range or dimensions, with an item of number 0
    or twice in a dimension, and a second one of a name are mistakes; so is a title of nothing there is."""
    kept: dict[str, Scale] = {}
    for one in taken.get("scale", ()):
        found = list(_mistakes(one))
        mistakes.extend(found)
        scale = None if found or not _whole(one) else _scale(one)
        if scale is not None and scale.name in kept:
            mistakes.append(duplicate(one.at, scale.name, kept[scale.name].at))
        elif scale is not None:
            kept[scale.name] = scale
    made = Psychographic(taken.get("on", False), tuple(kept.values()), dict(taken.get("themes", {})))
    if "titles" in taken:
        mistakes.extend(unknown_keys(taken["titles"], taken["titles"].spot, made.own_themes))
    return replace(made, titles=dict(taken.get("titles", {})))


def _said(one: Taken) -> dict[str, Any]:
    """What the scale is, with what is known of its key."""
    known: Mapping[str, Any] = reference.scales().get(one.get("key", ""), {})
    return {**known, **one}


def _whole(one: Taken) -> bool:
    """Whether everything a scale needs could be taken: what could not was noted when it was."""
    return ("name" in one or "key" in one) and {"low", "high", "dimensions"} <= _said(one).keys()


def _scale(one: Taken) -> Scale:
    said = _said(one)
    dimensions = {name.lower(): tuple(items) for name, items in said["dimensions"].items()}
    return Scale(
        one.get("name", one.get("key", "")), float(said["low"]), float(said["high"]), dimensions,
        said.get("centre", False), said.get("at_least", 0.5), one.get("title", {}), _titles(one), one.at,
    )  # fmt: skip


def _titles(one: Taken) -> dict[str, dict[str, str]]:
    return {name.lower(): title for name, title in one.get("titles", {}).items()}


def _mistakes(one: Taken) -> Iterator[ProjectError]:
    said = _said(one)
    if not _written(one, "key"):
        needed = {"name": '"music"', "low": "1", "high": "5", "dimensions": "{ classical = [1, 2, -3] }"}
        yield from (_missing(one, key, example) for key, example in needed.items() if not _written(one, key))
    if "low" in said and "high" in said and said["low"] >= said["high"]:
        args = {"low": float(said["low"]), "high": float(said["high"])}
        yield mistake(one.at, Sentence("psychographic.no_range", args))
    if "titles" in one and "dimensions" in said:
        known = [name.lower() for name in said["dimensions"]]
        yield from unknown_keys(_titles(one), one["titles"].spot, known)
    dimensions = one.get("dimensions", {})
    for name, items in dimensions.items():
        yield from _of_dimension(one, name, items)
        same = [other for other in dimensions if other.lower() == name.lower()]
        if name != same[0]:
            yield duplicate(one.spot.at("dimensions", name).where, name, one.spot.at("dimensions", same[0]).where)


def _written(one: Taken, key: str) -> bool:
    """Whether the key stands in the file, if only with a value that could not be taken."""
    return (*one.spot.path, key) in one.spot.places


def _missing(one: Taken, key: str, example: str) -> ProjectError:
    line = Code(f"{key} = {example}")
    said = Sentence("project.missing_key", {"key": Code(key)})
    return mistake(one.at, said, Sentence("project.add_key", {"line": line}))


def _of_dimension(one: Taken, name: str, items: tuple[int, ...]) -> Iterator[ProjectError]:
    where = one.spot.at("dimensions", name).where
    found: Mistakes = []
    NAME.take(name.lower(), one.spot.at("dimensions", name), found)
    yield from found
    numbers = [abs(item) for item in items]
    if 0 in numbers:
        yield mistake(where, Sentence("psychographic.item_zero", {"dimension": Code(name)}))
    for item in sorted({item for item in numbers if item and numbers.count(item) > 1}):
        yield mistake(where, Sentence("psychographic.item_twice", {"dimension": Code(name), "item": item}))
