"""Places: what the words of the files mean, what is open, and the answers that settle it once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from bakhsh import project, reference
from bakhsh.errors import NotReady, ProjectErrors, UnknownName
from bakhsh.language.places.gazetteer import Gazetteer, Place
from bakhsh.language.places.settled import known_places
from bakhsh.language.places.settled import settle as understood
from bakhsh.language.sentences import Code, Sentence
from bakhsh.loop import features
from bakhsh.records import PlaceName, Places, PlaceWord
from bakhsh.specs.geographic import home_country
from bakhsh.workspace import bases
from bakhsh.workspace.opened import Opened
from bakhsh.workspace.rows import LEDGER
from bakhsh.workspace.stage import answer

__all__ = ["places", "settle_place"]

_FILE = "geographic.toml"
_SHOWN = 200
"""So many open words are listed; all are counted."""
_OPEN = ("ambiguous", "elsewhere", "unknown", "beside")
_TAKEN = "taken"
_NOTHING = "nothing"


def places(ws: Opened) -> Places:
    """What words of the ledger's customers are open, those of most customers first; after them those that were taken
    for names spelled nearly so; and how many customers are placed. Answers in geographic.toml count at once. NotReady
    where nothing has been loaded, or no source says where customers live."""
    manifest = ws.store.catalogue.manifest()
    if not manifest.loads:
        raise NotReady(Sentence("workspace.nothing_loaded"), hint=Sentence("workspace.run_first"))
    if "geographic" not in bases.wanted(ws):
        raise NotReady(Sentence("geographic.no_columns"), hint=Sentence("geographic.map_columns"))
    bases.bind_reference(ws)
    ws.bind_ledger(manifest, LEDGER)
    given = bases.given(ws, "geographic", date.max, LEDGER)
    learned = answer(ws.engine, features.BASES["geographic"].learn(given))
    named = learned.tables["named"].to_pylist()
    said = sum(one["customers"] for one in named if one["state"] != _NOTHING)
    counts = {state: sum(one["customers"] for one in named if one["state"] == state) for state in _STATES}
    counts["placed"] = sum(one["customers"] for one in named if one["sure"])
    open_ = [one for one in named if one["state"] in _OPEN]
    taken = [one for one in named if one["state"] == _TAKEN]
    shown = tuple(_words(ws, [*open_[:_SHOWN], *taken[:_SHOWN]]))
    return Places(customers=said, counts=counts, open=len(open_), words=shown, notes=learned.notes)


_STATES = ("placed", "province", "country", *_OPEN, _TAKEN)


def _words(ws: Opened, rows: Iterable[Mapping[str, Any]]) -> Iterable[PlaceWord]:
    known = _among(rows)
    for one in rows:
        among = tuple(_named(ws, known, place) for place in one["among"].split() if place in known)
        said = (one["city"], one["province"], one["country"])
        yield PlaceWord(*said, one["state"], one["customers"], among)


def _among(rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The rows of PLACES that open words can mean, with their provinces."""
    table = reference.table("places")
    asked = {place for one in rows for place in one["among"].split()}
    held = table.filter(pc.or_(pc.is_in(table["place_id"], _array(asked)), pc.equal(table["kind"], "province")))
    return {one["place_id"]: one for one in held.to_pylist()}


def _array(ids: Iterable[str]) -> pa.Array:
    return pa.array(sorted(ids), pa.string())


def _named(ws: Opened, known: Mapping[str, Mapping[str, Any]], place: str) -> PlaceName:
    one = known[place]
    province = known.get(one["province"] or "")
    return PlaceName(place, _called(ws, one), _called(ws, province) if province else "", one["population"])


def _called(ws: Opened, one: Mapping[str, Any]) -> str:
    name: str = (one["name_fa"] if ws.files.project.language == "fa" else None) or one["name"]
    return name


def settle_place(ws: Opened, word: str, place: str, dry_run: bool = False) -> PlaceName | None:
    """Writes into geographic.toml what a word of the files means: a place by name ("city, province") or id; "" says
    that it is no place. Returns the place as it is understood; `dry_run` writes nothing. The next run follows it.

    UnknownName for a place that nobody knows, or a name of several.
    """
    found = _meant(ws, word, place)
    text = project.place_settled(ws.texts.get(_FILE, ""), word, place)
    texts = {**ws.texts, _FILE: text}
    files = project.read_texts(texts)
    mistakes = [one for one in project.check(files) if one.where is not None and one.where.file == _FILE]
    if mistakes:
        raise ProjectErrors(tuple(mistakes))
    if not dry_run:
        project.write_text(ws.folder / _FILE, text)
        ws.texts, ws.files = texts, files
    return found


def _meant(ws: Opened, word: str, place: str) -> PlaceName | None:
    gazetteer = known_places()
    settled, wrong = understood(gazetteer, home_country(ws.files.geographic, ws.files.project.unit), {word: place})
    if wrong:
        said = Sentence("geographic.no_such_place", {"place": place})
        raise UnknownName(said, hint=Sentence("geographic.say_place", {"example": Code("bakhsh places settle A B")}))
    found = next(iter(settled.values()), None)
    return _as_name(ws, gazetteer, found) if found else None


def _as_name(ws: Opened, gazetteer: Gazetteer, found: Place) -> PlaceName:
    persian = ws.files.project.language == "fa"
    province = gazetteer.place(found.province) if found.province else None
    called = [(one.name_fa if persian else None) or one.name if one else "" for one in (found, province)]
    return PlaceName(found.place_id, called[0], called[1], found.population)
