"""What is said of places that were not found: how many customers, and where to answer. Never a customer's own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from bakhsh.language.places.resolve import Resolver
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.loop.features.geographic.asking import ASTRAY_KM
from bakhsh.loop.features.geographic.coordinates import FAR_KM, Pointed

__all__ = ["astray", "codes", "coordinates", "names", "postal", "wrong_answers"]

_HOW = Code("bakhsh places")


def names(named: pa.Table) -> list[Sentence]:
    """Of customers whose words are unknown, ambiguous, name a city of another province, stand beside one that nobody
    knows, or were taken for names spelled nearly so."""
    people, spelled = dict[str, int](), dict[str, int]()
    for state, customers in zip(named["state"].to_pylist(), named["customers"].to_pylist(), strict=True):
        people[state] = people.get(state, 0) + customers
        spelled[state] = spelled.get(state, 0) + 1

    def args(state: str) -> Mapping[str, Argument]:
        return {"count": people.get(state, 0), "spellings": spelled.get(state, 0), "command": _HOW}

    told = {
        "unknown": Sentence("geographic.unknown", args("unknown")),
        "ambiguous": Sentence("geographic.ambiguous", args("ambiguous")),
        "elsewhere": Sentence("geographic.elsewhere", args("elsewhere")),
        "beside": Sentence("geographic.beside", args("beside")),
        "taken": Sentence("geographic.taken", args("taken")),
    }
    return [said for state, said in told.items() if people.get(state)]


def codes(resolver: Resolver) -> list[Sentence]:
    """That codes of provinces were read as the older ones."""
    return [Sentence("geographic.old_codes", {"code": Code("IR-31")})] if resolver.old_codes else []


def wrong_answers(wrong: Sequence[str]) -> list[Sentence]:
    """Answers in geographic.toml that name no place, or several."""
    return [Sentence("geographic.settled_unknown", {"place": one, "file": Code("geographic.toml")}) for one in wrong]


def postal(unknown: int, doubtful: int) -> list[Sentence]:
    """Of postal codes the project's table does not know, and of beginnings that mean several cities in it."""
    told = []
    if unknown:
        told.append(Sentence("geographic.postal_unknown", {"count": unknown}))
    if doubtful:
        told.append(Sentence("geographic.postal_doubtful", {"count": doubtful}))
    return told


def astray(customers: int) -> list[Sentence]:
    """Of coordinates that lie far from the city that is named."""
    return [Sentence("geographic.astray", {"count": customers, "km": int(ASTRAY_KM)})] if customers else []


def coordinates(found: Sequence[Pointed], customers: Sequence[int]) -> list[Sentence]:
    """Of coordinates that lie nowhere, in the sea or far from any city, or look as if they had changed places."""
    people: dict[str, int] = {}
    for one, many in zip(found, customers, strict=True):
        people[one.state] = people.get(one.state, 0) + many
    far = {"count": people.get("far", 0), "km": int(FAR_KM)}
    told = {
        "outside": Sentence("geographic.outside", {"count": people.get("outside", 0)}),
        "null": Sentence("geographic.null_island", {"count": people.get("null", 0)}),
        "swapped": Sentence("geographic.swapped", {"count": people.get("swapped", 0)}),
        "sea": Sentence("geographic.sea", {"count": people.get("sea", 0)}),
        "far": Sentence("geographic.far", dict[str, Argument](far)),
    }
    return [said for state, said in told.items() if people.get(state)]
