"""Names of places that are open, on a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from bakhsh.cli.laid import bullets, headline, laid_out
from bakhsh.cli.screen import Screen
from bakhsh.language.sentences import Argument, Code, Sentence, Share
from bakhsh.records import PlaceName, Places, PlaceWord

__all__ = ["places", "settled"]

_STATES = {
    "unknown": Sentence("geographic.state_unknown"),
    "ambiguous": Sentence("geographic.state_ambiguous"),
    "elsewhere": Sentence("geographic.state_elsewhere"),
    "beside": Sentence("geographic.state_beside"),
}
_TAKEN = "taken"
_LISTED = 30
_NAMED = 4


def places(screen: Screen, found: Places) -> RenderableType:
    """How many customers are placed; the open names, those of most customers first; the names that were taken for one
    spelled nearly so; how to settle them."""
    everybody = found.customers
    share: dict[str, Argument] = {
        "count": everybody, "share": Share(found.counts["placed"] / everybody if everybody else 0.0)
    }  # fmt: skip
    parts: list[RenderableType] = [headline(screen, Sentence("geographic.placed", share))]
    if open_ := [_row(one) for one in found.words if one.state != _TAKEN]:
        parts.append(laid_out(screen, ("name", ">customers", "state", "can_mean"), open_[:_LISTED]))
    if taken := [_taken(one) for one in found.words if one.state == _TAKEN]:
        parts.append(laid_out(screen, ("name", ">customers", "taken_for"), taken[:_LISTED]))
    if found.words:
        how = Sentence("geographic.how_to_settle", {"command": Code('bakhsh places settle "WORD" "PLACE"')})
        parts.append(Text(screen.text(how), "dim"))
    return Group(*parts, *bullets(screen, found.notes))


def _row(one: PlaceWord) -> tuple[Argument, ...]:
    return _said(one), one.customers, _STATES[one.state], tuple(_called(place) for place in one.among[:_NAMED])


def _taken(one: PlaceWord) -> tuple[Argument, ...]:
    return _said(one), one.customers, tuple(_called(place) for place in one.among)


def _said(one: PlaceWord) -> tuple[str, ...]:
    return tuple(part for part in (one.city, one.province, one.country) if part)


def _called(place: PlaceName) -> Argument:
    if not place.province:
        return place.name
    return Sentence("geographic.in_province", {"name": place.name, "province": place.province})


def settled(word: str, place: PlaceName | None, dry_run: bool) -> Sentence:
    """What was written, or would be."""
    if place is None:
        said = Sentence("geographic.settled_nowhere", {"word": word})
    else:
        said = Sentence("geographic.settled", {"word": word, "place": _called(place), "id": Code(place.place_id)})
    return Sentence("geographic.would_be", {"said": said}) if dry_run else said
