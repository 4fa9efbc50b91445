"""What a project says of words that no list of places knows, or of which several are known."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from bakhsh import reference
from bakhsh.language.place_keys import place_key
from bakhsh.language.places.gazetteer import Gazetteer, Place, gazetteer
from bakhsh.language.places.resolve import Found, Resolver, Said

__all__ = ["deepest", "known_places", "settle"]


@cache
def known_places() -> Gazetteer:
    """The places that come with the package, read once, in the order in which an engine is asked for them."""
    places, names = reference.table("places"), reference.table("place_names")
    keys = [(name, "ascending") for name in ("kind", "key", "place_id", "rank")]
    return gazetteer(places.sort_by("place_id"), names.sort_by(keys))


def settle(gazetteer: Gazetteer, home: str, answers: Mapping[str, str]) -> tuple[dict[str, Place | None], list[str]]:
    """What the project says of words, by their key; and the answers that name no place, or several."""
    resolver, settled, wrong = Resolver(gazetteer, home), dict[str, Place | None](), list[str]()
    for word, answer in answers.items():
        place = gazetteer.place(answer.strip()) or deepest(resolver.resolve(Said(answer)))
        if place is not None or not answer.strip():
            settled[place_key(word)] = place
        else:
            wrong.append(answer)
    return settled, wrong


def deepest(found: Found) -> Place | None:
    """The city, else the province, else the country that was found; None where it is not sure."""
    if found.state not in ("placed", "province", "country"):
        return None
    return found.city or found.province or found.country
