"""Countries and provinces as people write them, in any language, and what each is called in the language of a project.

Features hold the name in the project's language; conditions may say any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from bakhsh import reference
from bakhsh.language.keys import matching_key

__all__ = ["KINDS", "place_spellings"]

KINDS = ("country", "province")
"""Features whose values are names of places that conditions understand in every spelling."""
_CODE = 3


@cache
def place_spellings(kind: str, language: str) -> Mapping[str, str]:
    """The name in `language` that each spelling means, by its matching key; spellings of several places are in no list.
    Provinces of other countries than those in the table have none."""
    import pyarrow.compute as pc

    places, names = reference.table("places"), reference.table("place_names")
    called: dict[str, str] = {}
    meant: dict[str, set[str]] = {}
    for row in places.filter(pc.equal(places["kind"], kind)).to_pylist():
        called[row["place_id"]] = (row["name_fa"] if language == "fa" else None) or row["name"]
        for name in filter(None, (row["name"], row["name_fa"])):
            meant.setdefault(matching_key(name), set()).add(row["place_id"])
    in_force = pc.and_(pc.equal(names["kind"], kind), pc.less_equal(names["rank"], _CODE))
    for row in names.filter(in_force).to_pylist():
        meant.setdefault(row["key"], set()).add(row["place_id"])
    return {key: called[next(iter(ids))] for key, ids in meant.items() if len(ids) == 1}
