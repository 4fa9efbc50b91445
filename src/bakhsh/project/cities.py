"""Cities in conditions: a name in any spelling that files of customers may have means the same city."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from bakhsh.conditions import Meant
from bakhsh.language.places.gazetteer import Place
from bakhsh.language.places.regions import NEARLY
from bakhsh.language.places.resolve import Found, Resolver, Said
from bakhsh.language.places.settled import known_places, settle
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.specs import ProjectFiles
from bakhsh.specs.geographic import home_country

__all__ = ["city_meaning"]

_SHOWN = 3
_APART = 2


def city_meaning(files: ProjectFiles) -> Callable[[str], Meant]:
    """What a text means beside `city`, as files of customers are understood: by the same places, answers of the project
    and country where none is said. The places are read when the first text is asked."""

    @cache
    def resolver() -> Resolver:
        home = home_country(files.geographic, files.project.unit)
        settled, _ = settle(known_places(), home, files.geographic.places)
        return Resolver(known_places(), home, settled)

    @cache
    def meant(text: str) -> Meant:
        return _meant(text, resolver(), files.project.language == "fa")

    return meant


def _meant(text: str, resolver: Resolver, persian: bool) -> Meant:
    found = resolver.resolve(Said(text))
    if found.state in ("province", "country"):
        args: dict[str, Argument] = {"found": Code(text), "feature": Code(found.state)}
        return Meant(mistake=Sentence("geographic.no_city", args), instead=f"{found.state} = '{text}'")
    if found.state == "nothing":
        return Meant()
    names = list(dict.fromkeys(_called(one, persian) for one in _among(found)))
    if found.state in ("placed", "ambiguous") and len(names) == 1:
        return Meant(names[0], remark=_taken(text, found, names[0]) or _several(names[0], resolver, persian))
    near = tuple(Code(one) for one in names[:_SHOWN])
    if found.state == "ambiguous":
        said = Sentence("geographic.several_cities", {"found": Code(text), "known": near})
        return Meant(mistake=said, instead=f"city = '{names[0]}'")
    if near:
        return Meant(remark=Sentence("geographic.no_such_city", {"found": Code(text), "near": near}))
    return Meant(remark=Sentence("geographic.no_such_city_alone", {"found": Code(text)}))


def _among(found: Found) -> Iterable[Place]:
    return (found.city,) if found.city is not None else found.among


def _taken(text: str, found: Found, name: str) -> Sentence | None:
    """That the text was taken for a name spelled nearly so."""
    taken: dict[str, Argument] = {"found": Code(text), "name": Code(name)}
    return Sentence("geographic.city_taken", taken) if found.doubt == NEARLY else None


def _several(name: str, resolver: Resolver, persian: bool) -> Sentence | None:
    """That the name is that of places in several provinces, or countries: the column holds the name alone. Nothing is
    said where no condition could tell them apart."""
    alone = resolver.resolve(Said(name))
    if alone.state != "ambiguous":
        return None
    by_province = all(one.province or one.kind == "province" for one in alone.among)  # few countries have theirs
    around = [(one.province or one.place_id) if by_province else one.country for one in alone.among]
    listed = tuple(dict.fromkeys(_called(one, persian) for one in map(resolver.gazetteer.place, around) if one))
    if len(listed) < _APART:
        return None
    within = "province" if by_province else "country"
    args: dict[str, Argument] = {
        "name": Code(name),
        "places": tuple(Code(one) for one in listed),
        "example": Code(f"city = '{name}' and {within} = '{listed[0]}'"),
    }
    if by_province:
        return Sentence("geographic.city_of_several", args)
    return Sentence("geographic.city_of_countries", args)


def _called(place: Place, persian: bool) -> str:
    return (place.name_fa if persian else None) or place.name
