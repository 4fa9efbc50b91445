"""Which place a customer's words mean: a city, a province and a country as files say them.

Nothing is guessed in silence. A name that several places bear is ambiguous, unless the province tells them apart or one
of them is so much larger than the others that nobody means those (DOMINATES). Every answer says what it rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bakhsh.language.place_keys import place_key
from bakhsh.language.places.gazetteer import Gazetteer, Named, Place, km
from bakhsh.language.places.regions import NEARLY, STRANGE, Regions, best_ranked
from bakhsh.language.places.words_around import parts_of, plainer

__all__ = ["DOMINATES", "Found", "Resolver", "Said"]

DOMINATES = (15_000, 10)
"""Of places with one name the largest is meant where it has so many people, and so many times those of the next."""
_CODE = 3
"""Letters of a province's code, which never means a city."""
_SPOKEN = 2
"""Names people use have this rank at most; codes have higher ones, as a rule."""
_SAME_KM = 25.0
"""Two records of one name in one province no further apart are one city, recorded twice."""
_ABROAD = 300_000
"""A city outside the project's own country is found by its name alone from this size on."""

_SPLIT_OFF: Mapping[str, tuple[str, ...]] = {
    "IR-23": ("IR-30", "IR-25"), "IR-02": ("IR-27",), "IR-03": ("IR-24",), "IR-19": ("IR-26",), "IR-28": ("IR-09",),
}  # fmt: skip
"""Provinces that once belonged to another: a city of theirs under the older name is no contradiction."""
_WENT_OVER: Mapping[str, tuple[str, ...]] = {"IR-21": ("113659",)}
"""Of a province the cities that have gone over to another since 2000: Tabas, from Yazd to South Khorasan."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one customer's file says of where he lives; empty where it says nothing."""

    city: str = ""
    province: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What it means. `state`: placed (a city), province or country (no further), ambiguous (several cities: `among`),
    elsewhere (the city lies in another province, `among`), unknown (a name nobody knows), nothing (nothing was said).
    `doubt`: what is to be told of a place, province or country all the same: beside (a word next to it that nobody
    knows), taken (a name was taken for one spelled nearly so); of both the first.
    """

    state: str
    city: Place | None = None
    province: Place | None = None
    country: Place | None = None
    among: tuple[Place, ...] = ()
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where a city is looked for: `countries` and `provinces` that were said (none: anywhere); `how` the words that
    said it were understood."""

    countries: frozenset[str] = frozenset()
    provinces: frozenset[str] = frozenset()
    how: str = ""


@dataclass(slots=True)
class Resolver:
    """`home`: the country of customers of whom nobody says one ("": none). `settled`: what the project says of words,
    by their key: a place, or None for "no place". `old_codes`: codes of provinces are those of before 2020."""

    gazetteer: Gazetteer
    home: str = ""
    settled: Mapping[str, Place | None] = field(default_factory=dict)
    old_codes: bool = False
    _regions: Regions = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._regions = Regions(self.gazetteer, self.home, self.settled, self.old_codes)

    def resolve(self, said: Said) -> Found:
        """What `said` means. A settled word is what it was settled as; else exact names before near ones, and the
        province or country a cell names beside the city before the project's own country."""
        settled = self._settled(said)
        if settled is not None:
            return settled
        country, provinces, how = self._around(said)
        names = [one for one in parts_of(said.city) if not self._regions.is_nowhere(one)]
        if not names:
            return self._without_city(country, provinces, how)
        scope = _Scope(frozenset({country.place_id} if country else ()), provinces, how)
        return _doubted(self._city(said.city, names, scope, country), how)

    # ---- what the project settled --------------------------------------------------------------------------------
    def _settled(self, said: Said) -> Found | None:
        joined = place_key(said.city + said.province)
        for key in (joined, place_key(said.city)) if said.city.strip() else ():
            if key in self.settled:
                place = self.settled[key]
                if place is None:
                    return self._without_city(*self._around(said))
                return self.told(place)
        return None

    def _around(self, said: Said) -> tuple[Place | None, frozenset[str], str]:
        country, how_country = self._regions.country(said.country)
        provinces, how_province = self._regions.provinces(said.province, country)
        if how_province == STRANGE and (meant := self._around_city(said, country)):
            provinces, how_province = frozenset({meant}), ""
        return country, provinces, _worse(how_country, how_province)

    def _around_city(self, said: Said, country: Place | None) -> str | None:
        """The province of the city that stands where a province should, in the country that was said or the project's
        own; of a small one, whose name a district elsewhere may bear, only where the city is called so too."""
        within = country.place_id if country else self.home
        found = self._exactly(said.province, _Scope(frozenset({within}))) if within else None
        if found is None or found.city is None or found.province is None:
            return None
        itself = place_key(said.province) == place_key(said.city)
        return found.province.place_id if itself or (found.city.population or 0) >= DOMINATES[0] else None

    def told(self, place: Place) -> Found:
        """A place with the province and country it lies in."""
        province = self.gazetteer.place(place.province) if place.province else None
        country = self.gazetteer.place(place.country)
        city = place if place.kind == "city" else None
        return Found("placed" if city else place.kind, city, province, country)

    # ---- countries and provinces ---------------------------------------------------------------------------------
    def _without_city(self, country: Place | None, provinces: frozenset[str], how: str = "") -> Found:
        province = self._one_province(provinces)
        country = country or (province and self.gazetteer.place(province.country)) or self._of(provinces)
        if province:
            return Found("province", province=province, country=country, doubt=how)
        if how == STRANGE or provinces:
            return Found("ambiguous" if provinces else "unknown", country=country, among=self._places(provinces))
        return Found("country" if country else "nothing", country=country, doubt=how)

    def _one_province(self, provinces: frozenset[str]) -> Place | None:
        return self.gazetteer.place(next(iter(provinces))) if len(provinces) == 1 else None

    def _of(self, provinces: frozenset[str]) -> Place | None:
        countries = {one.country for one in self._places(provinces)}
        return self.gazetteer.place(next(iter(countries))) if len(countries) == 1 else None

    def _places(self, ids: Iterable[str]) -> tuple[Place, ...]:
        return tuple(place for one in sorted(ids) if (place := self.gazetteer.place(one)))

    # ---- cities --------------------------------------------------------------------------------------------------
    def _city(self, cell: str, names: Sequence[str], scope: _Scope, country: Place | None) -> Found:
        """The city a cell means: as a whole; else its first part that names one, the others saying where it lies; else
        the first part, whatever stands beside it. Of a name of both a city and a province («تهران، ناکجاآباد») that is
        the city only where the province is said apart."""
        found = self._exactly(cell, scope)
        if found is not None or len(names) == 1:
            return found or self._exactly(names[0], scope) or self._further(names[0], scope, country)
        for name in names:
            narrowed = self._narrowed(scope, [one for one in names if one is not name])
            if narrowed is not None and (found := self._exactly(name, narrowed)) is not None:
                return _doubted(found, narrowed.how)
        narrowed = self._narrowed(scope, names[1:])
        found = self._exactly(names[0], scope) if scope.provinces else None
        found = found or self._further(names[0], narrowed or scope, country)
        return _doubted(found, narrowed.how if narrowed else STRANGE)

    def _narrowed(self, scope: _Scope, others: Sequence[str]) -> _Scope | None:
        """The scope narrowed by the other parts of a cell; None where one of them says no province and no country."""
        for text in others:
            country = next((one.place for one in best_ranked(self._regions.exact("country", text))), None)
            within = next((self.gazetteer.place(one) for one in scope.countries), None)
            provinces, how = self._regions.provinces(text, within or country)
            if how != STRANGE and not scope.provinces:
                scope = replace(scope, provinces=provinces, how=_worse(scope.how, how))
            elif country is not None and not scope.countries:
                scope = replace(scope, countries=frozenset({country.place_id}))
            elif how == STRANGE and country is None:
                return None
        return scope

    def _exactly(self, name: str, scope: _Scope) -> Found | None:
        """By names spelled just so (but for what the matching key folds); None where there is none to be found."""
        if (place := self.settled.get(place_key(name))) and place.kind == "city":
            return self.told(place)
        for text in dict.fromkeys((name, plainer(name))):
            named = self.gazetteer.named("city", place_key(text))
            inside, moved = self._inside(named, scope), self._moved(named, scope)
            if inside and not (moved and all(one.rank > 1 for one in inside)):
                return self._picked(inside, scope, place_key(text))
            if moved:
                return self._picked(moved, scope, place_key(text))
        capital = self._called_alike(name, scope)
        return self.told(capital) if capital else None

    def _called_alike(self, name: str, scope: _Scope) -> Place | None:
        """The city that bears the name of its province, where people write a further name, not a code, that is known of
        the province alone («Ghazvin»): it means the city as the plain name does."""
        if len(place_key(name)) <= _CODE or self._regions.exact("city", name):
            return None
        called = [one.place for one in best_ranked(self._regions.exact("province", name)) if one.rank <= _SPOKEN]
        if len(called) != 1:
            return None
        cities = self._inside(self.gazetteer.named("city", place_key(called[0].name)), scope)
        inside = [one.place for one in cities if one.place.province == called[0].place_id and one.rank == 1]
        return inside[0] if len(inside) == 1 else None

    def _further(self, name: str, scope: _Scope, country: Place | None) -> Found:
        """What a name means that no city in question bears: a province, a city spelled nearly so, or nothing known."""
        within = next((self.gazetteer.place(one) for one in scope.countries), None)
        provinces, how = self._regions.provinces(name, within)
        if how != STRANGE and (not scope.provinces or provinces == scope.provinces):
            exact = any(one.place.place_id in provinces for one in self._regions.exact("province", name))
            if exact or len(provinces) > 1:
                return self._without_city(country, provinces)
        elsewhere = self._elsewhere(name, scope)
        if elsewhere:
            return self._beside(Found("elsewhere", among=elsewhere), scope)
        if (named := next(iter(best_ranked(self._regions.exact("country", name))), None)) and not scope.provinces:
            return Found("country", country=named.place)
        return self._nearly(name, scope)

    def _nearly(self, name: str, scope: _Scope) -> Found:
        key = place_key(plainer(name))
        countries = scope.countries or frozenset({self.home} if self.home else ())
        if not countries and not scope.provinces:
            return self._beside(Found("unknown"), scope)
        near = self.gazetteer.nearly("city", key, countries, scope.provinces)
        sure = {one.place for one, is_sure in near.items() if is_sure}
        places = _without_doubles([*near])
        places = (_dominant([*near], places, alike=False) or places) if len(places) > 1 else places
        whole = bool(scope.provinces) or countries == {_WHOLE}
        if len(places) == 1 and places[0] in sure and whole:
            itself = any(one.place is places[0] for one in self.gazetteer.named("city", key))
            return _doubted(self.told(places[0]), "" if itself else NEARLY)
        return self._beside(Found("ambiguous" if len(sure) > 1 else "unknown", among=places), scope)

    def _inside(self, named: Sequence[Named], scope: _Scope) -> list[Named]:
        """Those that can be meant. Where only the project's own country is assumed, it comes first; a great city abroad
        is meant where it bears the name itself and what is at home only has it as a further name."""
        if scope.provinces:
            return [one for one in named if one.place.province in scope.provinces]
        if scope.countries:
            return [one for one in named if one.place.country in scope.countries]
        at_home = [one for one in named if one.place.country == self.home]
        abroad = [one for one in named if one.place.country != self.home and _people(one) >= self._from_size()]
        if at_home and any(one.rank == 1 for one in at_home):
            return at_home
        return at_home + [one for one in abroad if not at_home or one.rank == 1]

    def _from_size(self) -> int:
        return _ABROAD if self.home else 0

    def _moved(self, named: Sequence[Named], scope: _Scope) -> list[Named]:
        later = {child for one in scope.provinces for child in _SPLIT_OFF.get(one, ())}
        gone = {city for one in scope.provinces for city in _WENT_OVER.get(one, ())}
        return [one for one in named if one.place.province in later or one.place.place_id in gone]

    def _elsewhere(self, name: str, scope: _Scope) -> tuple[Place, ...]:
        """Cities of this very name outside the province that was said."""
        if not scope.provinces:
            return ()
        countries = scope.countries or {place.country for place in self._places(scope.provinces)}
        named = [one for text in (name, plainer(name)) for one in self.gazetteer.named("city", place_key(text))]
        return _largest_first({one.place for one in named if one.place.country in countries})

    def _picked(self, named: Sequence[Named], scope: _Scope, key: str) -> Found:
        """Of cities that bear the very name the one that is meant; ambiguous where that is not sure."""
        places = _without_doubles(named)
        if len(places) > 1:
            places = _dominant(named, places, alike=True) or places
        places += () if scope.provinces else self._namesakes(places, key)
        if len(places) == 1:
            return self.told(places[0])
        return self._beside(Found("ambiguous", among=places), scope)

    def _namesakes(self, places: Sequence[Place], key: str) -> tuple[Place, ...]:
        """Provinces called as the one city is that lie elsewhere: «گلستان» may be the city near Tehran, or Golestan;
        «البرز» the older name of a town, or the province."""
        named = self.gazetteer.named("province", key) if len(places) == 1 else []
        return tuple(
            one.place
            for one in named
            if one.place.country == places[0].country and one.place.place_id != places[0].province
        )

    def _beside(self, found: Found, scope: _Scope) -> Found:
        """The answer with the province and country that are sure all the same."""
        if found.state == "ambiguous":
            provinces = frozenset(one.province or "" for one in found.among)
            countries = frozenset(one.country for one in found.among)
        else:
            provinces, countries = scope.provinces, scope.countries
        province = self._one_province(provinces)
        country = next(iter(self._places(countries)), None) if len(countries) == 1 else None
        country = country or (self.gazetteer.place(province.country) if province else self._of(scope.provinces))
        return replace(found, province=province, country=country)


_WHOLE = "IR"
"""Of this country small towns are known too. Of others they are not, so that a name spelled nearly like a large city's
may be a small one's: there the province must be said."""


def _worse(one: str, other: str) -> str:
    """Of two ways in which words were understood the one to tell."""
    return next((how for how in (STRANGE, NEARLY) if how in (one, other)), "")


def _doubted(found: Found, how: str) -> Found:
    """What was found, with what is to be told of it; of what is open all is told anyway."""
    open_ = found.state not in ("placed", "province", "country")
    return found if open_ else replace(found, doubt=_worse(found.doubt, how))


def _people(one: Named) -> int:
    return one.place.population or 0


def _largest_first(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(sorted(places, key=lambda one: (-(one.population or 0), one.place_id)))


def _without_doubles(named: Sequence[Named]) -> tuple[Place, ...]:
    """The places, largest first, without those recorded twice."""
    kept: list[Place] = []
    for place in _largest_first({one.place for one in named}):
        if not any(_same(place, one) for one in kept):
            kept.append(place)
    return tuple(kept)


def _same(left: Place, right: Place) -> bool:
    near = left.latitude is not None and left.longitude is not None
    return near and left.province == right.province and left.country == right.country and (
        km(left.latitude or 0.0, left.longitude or 0.0, right) <= _SAME_KM
    )  # fmt: skip


def _dominant(named: Sequence[Named], places: Sequence[Place], alike: bool) -> tuple[Place, ...]:
    """The largest, where it is so by far. Of names that are `alike` also the only one whose own name it is, unless
    another is as much larger; of names spelled nearly so no other may be a town of some size itself."""
    people, times = DOMINATES
    first, second = (one.population or 0 for one in places[:2])
    if first >= people and first >= times * second and (alike or second < people):
        return (places[0],)
    own = [one for one in places if any(one is each.place and each.rank == 1 for each in named)]
    its = (own[0].population or 0) if len(own) == 1 else 0
    return (own[0],) if alike and its >= people and its * times >= first else ()
