"""What words say of the country and the province that a customer lives in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bakhsh.language.place_keys import place_key
from bakhsh.language.places.gazetteer import Gazetteer, Named, Place
from bakhsh.language.places.words_around import plainer

__all__ = ["ANYWHERE", "NEARLY", "STRANGE", "Regions", "best_ranked"]

ANYWHERE: frozenset[str] = frozenset()
STRANGE, NEARLY = "beside", "taken"
"""How a word was understood, where that is to be told: not at all; as a name spelled nearly so."""

_ONCE = {"خراسان": ("IR-09", "IR-28", "IR-29"), "khorasan": ("IR-09", "IR-28", "IR-29")}
"""Provinces that were divided: what they are now."""
_SPOKEN = 2
"""Names people use have this rank at most; codes have higher ones."""


@dataclass(frozen=True, slots=True)
class Regions:
    """Countries and provinces by what files call them; the fields are those of the Resolver."""

    gazetteer: Gazetteer
    home: str
    settled: Mapping[str, Place | None]
    old_codes: bool

    def is_nowhere(self, name: str) -> bool:
        """Whether a word says nothing, or the project says that it is no place."""
        key = place_key(name)
        return not key or (key in self.settled and self.settled[key] is None)

    def country(self, text: str) -> tuple[Place | None, str]:
        """The country, and how the word was understood ("": as it stands, or none was said)."""
        if self.is_nowhere(text):
            return None, ""
        if place := self.settled.get(place_key(text)):
            return self.gazetteer.place(place.country), ""
        if best := best_ranked(self.exact("country", text)):
            return (best[0].place, "") if len(best) == 1 else (None, STRANGE)
        near = best_ranked(self._near("country", text, ANYWHERE))
        return (near[0].place, NEARLY) if len(near) == 1 else (None, STRANGE)

    def provinces(self, text: str, country: Place | None) -> tuple[frozenset[str], str]:
        """The provinces it can mean, and how the word was understood. Names of provinces are looked for in the country
        that was said, else in the project's own, else anywhere."""
        if self.is_nowhere(text):
            return ANYWHERE, ""
        if (place := self.settled.get(place_key(text))) and place.province:
            return frozenset({place.province}), ""
        where = country.place_id if country else self.home
        found, how = self._named(text, where)
        if not found and not country:
            found, how = self._named(text, "")
        return frozenset(found), how if found else STRANGE

    def _named(self, text: str, country: str) -> tuple[tuple[str, ...], str]:
        for name in dict.fromkeys((text, plainer(text))):
            if country in ("", "IR") and (once := _ONCE.get(place_key(name))):
                return once, ""
        avoided = 3 if self.old_codes else 4
        exact = [
            one for one in self.exact("province", text)
            if (not country or one.place.country == country) and one.rank != avoided
        ]  # fmt: skip
        best, how = best_ranked(exact), ""
        if not best and country:
            best, how = self._near("province", plainer(text), frozenset({country})), NEARLY
        ids = dict.fromkeys(one.place.place_id for one in best)
        return (tuple(ids), how) if len(ids) == 1 else ((), "")

    def exact(self, kind: str, text: str) -> list[Named]:
        """The places of a kind that bear the name just so (but for what the matching key folds)."""
        for name in dict.fromkeys((text, plainer(text))):
            if found := self.gazetteer.named(kind, place_key(name)):
                return found
        return []

    def _near(self, kind: str, text: str, countries: frozenset[str]) -> list[Named]:
        """Countries or provinces whose name, not a code, is spelled nearly so."""
        near = self.gazetteer.nearly(kind, place_key(text), countries, ANYWHERE)
        return [one for one in near if one.rank <= _SPOKEN] if all(near.values()) else []


def best_ranked(named: Iterable[Named]) -> list[Named]:
    """Those by whose best name none is called better."""
    listed = list(named)
    best = min((one.rank for one in listed), default=0)
    return [one for one in listed if one.rank == best]
