"""What a condition may name: features and segmentations."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bakhsh.errors import UnknownName
from bakhsh.language.keys import matching_key
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.tables import CONTRACTS, KEPT, Type

__all__ = [
    "CROSSED", "kept_column", "Known", "lacking_feature", "Meant", "Names", "needed", "SegmentNames", "standard_names",
    "unknown_feature",
]  # fmt: skip

CROSSED = "__"
"""What joins the names of crossed segments."""

_KEYS = frozenset({"as_of", "customer_id"})


@dataclass(frozen=True, slots=True)
class Meant:
    """What a text means beside a feature: the `term` it spells (empty: none, it stands as it is written); a `mistake`,
    where it can mean nothing there, with what to write `instead`; a `remark`, where something is to be said of it."""

    term: str = ""
    mistake: Sentence | None = None
    instead: str = ""
    remark: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """One feature: its name and its type.

    A feature of words holds terms: `values` are all it can be (none: it may be anything), `spellings` the term that
    each known spelling means, by matching key; `meaning`: what a text means where no list can say it.
    """

    name: str
    type: Type
    values: tuple[str, ...] = ()
    spellings: Mapping[str, str] = field(default_factory=dict)
    meaning: Callable[[str], Meant] | None = field(default=None, compare=False, repr=False)

    @property
    def has_words(self) -> bool:
        """Whether any of its values are known."""
        return bool(self.values or self.spellings or self.meaning)

    def term(self, text: str) -> str | None:
        """The term that `text` spells; None where nobody knows it."""
        if self.meaning is not None:
            return self.meaning(text).term or None
        key = matching_key(text)
        return self.spellings.get(key) or next((one for one in self.values if matching_key(one) == key), None)

    def near(self, text: str) -> tuple[str, ...]:
        """The terms with a spelling like `text`, the nearest first; where there are none, up to twelve of all."""
        spelled = near(text, (*self.values, *self.spellings))
        found = dict.fromkeys(self.spellings.get(matching_key(one), one) for one in spelled)
        return tuple(found) or self.values[:12]


@dataclass(frozen=True, slots=True)
class SegmentNames:
    """The names a segmentation's segments can have. `listed` are known one by one; `numbered`: how those begin that a
    number from 1 on ends, `there`: those of them that stand today (None: nobody knows yet); `crossed`: of crossed
    segmentations the names, of which one each joined by CROSSED is one."""

    listed: frozenset[str] = frozenset()
    numbered: str = ""
    crossed: tuple[SegmentNames, ...] = ()
    there: frozenset[str] | None = None

    def __contains__(self, name: object) -> bool:
        key = matching_key(str(name))
        return key in {matching_key(one) for one in self.listed} or self._is_numbered(key) or self._is_crossed(key)

    def stands(self, name: str) -> bool:
        """Whether a segment can be called so today: of numbered ones only those that are there."""
        gone = self.there is not None and self._is_numbered(matching_key(name))
        return name in self and not (gone and matching_key(name) not in {matching_key(one) for one in self.there or ()})

    def _is_numbered(self, key: str) -> bool:
        number = key.removeprefix(self.numbered)
        return bool(self.numbered) and key != number and number.isdecimal() and not number.startswith("0")

    def _is_crossed(self, key: str) -> bool:
        return bool(self.crossed) and _splits(key.split(CROSSED), self.crossed)

    def __iter__(self) -> Iterator[str]:
        """Those that can be shown to whoever mistyped: of numbered ones those that are there, else the first nine."""
        yield from sorted(self.listed)
        if self.there is not None:
            yield from sorted(self.there, key=lambda name: (len(name), name))
        elif self.numbered:
            yield from (f"{self.numbered}{number}" for number in range(1, 10))


def _splits(pieces: list[str], names: tuple[SegmentNames, ...]) -> bool:
    """Whether the pieces, some of them joined again, are a name of each."""
    if len(names) == 1:
        return CROSSED.join(pieces) in names[0]
    cuts = range(1, len(pieces) - len(names) + 2)
    return any(CROSSED.join(pieces[:cut]) in names[0] and _splits(pieces[cut:], names[1:]) for cut in cuts)


@dataclass(frozen=True, slots=True)
class Names:
    """The features by name, and of every segmentation the names of its segments. `lacking`: features there could be,
    and what each of them needs that the project has not."""

    features: Mapping[str, Known] = field(default_factory=dict)
    segmentations: Mapping[str, SegmentNames] = field(default_factory=dict)
    lacking: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def types(self) -> dict[str, Type]:
        """The types alone, as `to_ibis` and `evaluate` take them."""
        return {name: known.type for name, known in self.features.items()}


def standard_names(
    extra: Iterable[Known] = (),
    segmentations: Mapping[str, SegmentNames | Collection[str]] | None = None,
    contracts: Iterable[str] = ("FEATURES",),
) -> Names:
    """The columns of the named contracts without their keys, then `extra`; of equal names the last counts."""
    columns = (column for name in contracts for column in CONTRACTS[name].columns)
    known = {one.name: Known(one.name, one.type) for one in columns if one.name not in _KEYS}
    known.update({one.name: one for one in extra})
    return Names(known, {name: _segment_names(each) for name, each in (segmentations or {}).items()})


def _segment_names(names: SegmentNames | Collection[str]) -> SegmentNames:
    return names if isinstance(names, SegmentNames) else SegmentNames(frozenset(names))


def lacking_feature(name: str, needs: Iterable[str]) -> UnknownName:
    """The error for a feature that there could be, with what it needs: columns that no source fills, or settings."""
    listed = needed(needs)
    settings = all(one.partition(".")[0].upper() not in CONTRACTS for need in needs for one in need.split("|"))
    see = Sentence("known.see_needs", {"command": Code("bakhsh check --features")})
    if settings:
        return UnknownName(Sentence("known.needs_setting", {"name": Code(name), "needs": listed}), hint=see)
    return UnknownName(Sentence("known.needs_column", {"name": Code(name), "needs": listed}), hint=see)


def kept_column(name: str) -> UnknownName:
    """The error for a personal column of customers, which stays in the ledger, with what is derived of it."""
    derived = tuple(Code(one) for one in KEPT[name])
    hint = Sentence("told.derived", {"derived": derived})
    return UnknownName(Sentence("told.kept", {"name": Code(name)}), hint=hint)


def needed(needs: Iterable[str]) -> tuple[Argument, ...]:
    """What a feature needs, as it is shown: columns by their names, settings as they are written."""
    return tuple(_one_of(need.split("|")) for need in needs)


def _one_of(ways: list[str]) -> Argument:
    shown = [Code(_SETTINGS.get(way, way)) for way in ways]
    return shown[0] if len(shown) == 1 else Sentence("known.one_of", {"ways": tuple(shown)})


_SETTINGS = {
    "occasions.iran": 'behavioural.toml: occasions = "iran"',
    "occasions.west": 'behavioural.toml: occasions = "west"',
    "predictions.on": "predictions.toml: on = true",
    "prices.level": 'prices.toml: constant = "own"',
    "prices.rank": 'prices.toml: constant = "rank"',
    "psychographic.on": "psychographic.toml: on = true",
}
"""Needs that are settings, as a project writes them."""


def near(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Up to three known names that are spelled like `name`, the nearest first."""
    by_key = {matching_key(one): one for one in known}
    found = difflib.get_close_matches(matching_key(name), by_key, n=3, cutoff=0.6)
    return tuple(by_key[key] for key in found)


def unknown_feature(name: str, known: Iterable[str], hint: Sentence | None = None) -> UnknownName:
    """The error for a name that is no feature, with the near ones where there are any."""
    see = hint or Sentence("conditions.see_features", {"command": Code("bakhsh check --features")})
    if close := near(name, known):
        listed = tuple(Code(one) for one in close)
        return UnknownName(Sentence("conditions.unknown_feature", {"name": Code(name), "near": listed}), hint=see)
    return UnknownName(Sentence("conditions.unknown_feature_alone", {"name": Code(name)}), hint=see)
