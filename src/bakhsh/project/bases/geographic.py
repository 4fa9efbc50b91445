"""geographic.toml: its keys, and the spec they become."""

from __future__ import annotations

from typing import Any

from bakhsh.language.sentences import Code, Sentence
from bakhsh.project.form import NAME, Form
from bakhsh.project.mistakes import mistake, unknown_keys
from bakhsh.project.shapes import Key, Many, Mistakes, Named, Number, Table, Taken, Text, Title, Whole
from bakhsh.specs import Geographic, PostalTable

__all__ = ["FORM", "build"]

_POSTAL = Table((
    Key("file", Text(empty=False), "the file, seen from the project's folder", example='"data/postal.csv"'),
    Key("prefix", Text(empty=False), "its column of codes, or of how they begin"),
    Key("city", Text(), "its column of cities; empty where it has none"),
    Key("province", Text(), "its column of provinces; empty where it has none"),
    Key("country", Text(), "its column of countries; empty where it has none"),
    Key("length", Whole(low=1, high=12), "so many characters of a postal code say where it is"),
), short="file")  # fmt: skip

FORM = Form(
    "geographic", "", "Where customers live, and what is taken for granted.",
    Table((
        Key(
            "country", Text(pattern="[A-Z]{2}", form=Sentence("project.country_form"), example="IR"),
            "country of customers of whom no file says one (ISO 3166-1, two letters)",
        ),
        Key("postal", _POSTAL, "the project's own table of postal codes: what their beginnings mean"),
        Key("places", Named(Text()), "what words of the files mean: a place by name or id; empty: no place"),
        Key("points", Named(Many(Number(low=-180, high=180))), "points that distances are measured to: [north, east]"),
        Key("titles", Named(Title()), "what people call the points: one text, or one a language"),
    )),
    file="geographic.toml",
)  # fmt: skip


def build(taken: Taken, mistakes: Mistakes) -> Geographic:
    """The spec; what could not be taken has its default. A point without two coordinates on earth is a mistake, and one
    whose name cannot stand in a condition, and a title of no point."""
    said: dict[str, Any] = dict(taken)
    points = said.get("points", {})
    said["points"] = {name: tuple(at) for name, at in points.items() if _is_point(points, name, at, mistakes)}
    if "titles" in said:
        mistakes.extend(unknown_keys(said["titles"], said["titles"].spot, points))
        said["titles"] = dict(said["titles"])
    if "postal" in said:
        said["postal"] = PostalTable(**said["postal"])
    said["places"] = dict(said.get("places", {}))
    return Geographic(**said)


def _is_point(points: Taken, name: str, at: tuple[float, ...], mistakes: Mistakes) -> bool:
    spot = points.spot.at(name)
    if NAME.take(name, spot, mistakes) is None:
        return False
    if len(at) == 2 and abs(at[0]) <= 90:
        return True
    said = Sentence("geographic.no_point", {"key": Code(spot.key), "example": Code(f"{name} = [35.80, 51.43]")})
    mistakes.append(mistake(spot.where, said))
    return False
