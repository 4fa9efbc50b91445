"""behavioural.toml: its keys, and the spec they become."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from bakhsh.errors import ProjectError
from bakhsh.language.dates import parse_day
from bakhsh.language.digits import to_latin
from bakhsh.language.sentences import Code, Sentence
from bakhsh.project.form import NAME, Form
from bakhsh.project.mistakes import duplicate, mistake, shown
from bakhsh.project.shapes import Key, Many, Mistakes, Named, Plain, Table, Taken, Text, Title, Whole
from bakhsh.specs import AssetKind, Behavioural, Occasion
from bakhsh.specs.events import EVENT_KINDS
from bakhsh.tables.features.occasions import IRAN, WEST

__all__ = ["FORM", "build"]

_DAY_FORM = Sentence("calendar.month_day_form")
_OF_MONTH = Text(pattern=r"\d{1,2}[-/]\d{1,2}", form=_DAY_FORM, example="12-20")
_ASSET = Table(
    (
        Key("replace_years", Whole(low=1, high=200), "after how many years it is replaced"),
        Key("service_months", Whole(low=1, high=1200), "every how many months it is serviced"),
    )
)
_RANGE = Many(Whole(low=-1000, high=1000), least=2)
_SCORES = Table(
    (
        Key("review", _RANGE, "of reviews and stars; 1 to 5 where left out"),
        Key("csat", _RANGE, "of answers to how satisfied one is; 1 to 5 where left out"),
        Key("nps", _RANGE, "of answers to how likely one is to recommend; 0 to 10 where left out"),
    )
)
_OCCASION = Table((
    Key("name", NAME, "its name; the feature is called after it: `season` gives `season_lift`", example='"fair"'),
    Key("title", Title(), 'what people read: one text, or one a language: { en = "…", fa = "…" }'),
    Key("first", _OF_MONTH, "its first day of every year: month-day in the project's calendar"),
    Key("last", _OF_MONTH, "its last day; one before the first lies in the year after"),
    Key("dates", Many(Text(empty=False, example="2025-05-01")), "its days one by one, where they are not every year's"),
))  # fmt: skip

FORM = Form(
    "behavioural", "", "How far back what customers do is looked at, and which days are something special.",
    Table((
        Key("engagement_days", Whole(low=1, high=3660), "days in which visits, opens and clicks count"),
        Key(
            "occasions", Text(("iran", "west", "none")),
            "whose seasons are looked at; left out: Iran's for Jalali months or Iranian money, else the west's",
        ),
        Key(
            "pay_days", Many(Whole(low=1, high=31)),
            "days of the month around which people are paid; left out: its last three and first two",
        ),
        Key("occasion", Many(_OCCASION), "occasions of the project's own"),
        Key("satisfaction_days", Whole(low=1, high=3660), "days in which answers, complaints and tickets count"),
        Key("ticket_hours", Whole(low=1, high=8760), "hours after which a ticket is half well solved"),
        Key("events", Named(Text(tuple(EVENT_KINDS))), "by the word of the file: the kind of event it means"),
        Key("scores", _SCORES, "worst and best answer of kinds asked on another scale: `review = [1, 10]`"),
        Key("assets", Named(_ASSET), "by the word of the file: how long a kind of asset lasts"),
        Key("online", Many(Plain()), "channels of orders that are online, as the data call them"),
    )),
    file="behavioural.toml",
)  # fmt: skip


def build(taken: Taken, mistakes: Mistakes) -> Behavioural:
    """The spec; what could not be taken has its default. An occasion without days, or of a name that is taken, is a
    mistake."""
    kept: dict[str, Occasion] = {}
    for one in taken.get("occasion", ()):
        occasion = _occasion(one, mistakes)
        if occasion.name in kept:
            mistakes.append(duplicate(one.at, occasion.name, kept[occasion.name].at))
        elif occasion.name in {*IRAN, *WEST}:
            args = {"name": Code(occasion.name)}
            mistakes.append(mistake(one.at, Sentence("calendar.known_occasion", args), Sentence("project.rename_one")))
        elif occasion.name:
            kept[occasion.name] = occasion
    assets = {name: AssetKind(**one) for name, one in taken.get("assets", {}).items()}
    scores = _scores(taken["scores"], mistakes) if "scores" in taken else {}
    return Behavioural(**{**taken, "occasion": tuple(kept.values()), "assets": assets, "scores": scores})


def _scores(taken: Taken, mistakes: Mistakes) -> dict[str, tuple[int, int]]:
    kept: dict[str, tuple[int, int]] = {}
    for kind, ends in taken.items():
        if len(ends) == 2 and ends[0] != ends[1]:
            kept[kind] = ends
        else:
            said = Sentence("project.wrong_form", {"key": Code(kind), "found": Code(shown(list(ends)))})
            form = Sentence("behavioural.score_range_form", {"line": Code(f"{kind} = [1, 10]")})
            mistakes.append(mistake(taken.spot.at(kind).where, said, form))
    return kept


def _occasion(taken: Taken, mistakes: Mistakes) -> Occasion:
    found: dict[str, Any] = {"name": taken.get("name", ""), "title": taken.get("title", {}), "at": taken.at}
    mistakes.extend(_unclear(taken))
    if "first" in taken and "last" in taken:
        found |= {key: _month_day(taken[key]) for key in ("first", "last")}
    found["dates"] = tuple(one for text in taken.get("dates", ()) if (one := _date(text)) is not None)
    return Occasion(**found)


def _unclear(taken: Taken) -> Iterator[ProjectError]:
    written = {key for key in ("first", "last", "dates") if (*taken.spot.path, key) in taken.spot.places}
    if written != {"dates"} and not {"first", "last"} <= written:
        yield mistake(taken.at, Sentence("calendar.no_days", {"name": Code(taken.get("name", ""))}))
    for key in ("first", "last"):
        month, number = _month_day(taken[key]) if key in taken else (1, 1)
        if not (1 <= month <= 12 and 1 <= number <= 31):
            said = Sentence("project.wrong_form", {"key": Code(key), "found": Code(taken[key])})
            yield mistake(taken.spot.at(key).where, said, _DAY_FORM)
    for text in taken.get("dates", ()):
        if _date(text) is None:
            said = Sentence("project.wrong_form", {"key": Code("dates"), "found": Code(text)})
            yield mistake(taken.spot.at("dates").where, said, Sentence("calendar.date_form"))


def _month_day(text: str) -> tuple[int, int]:
    month, number = re.split("[-/]", to_latin(text))
    return int(month), int(number)


def _date(text: str) -> date | None:
    """Years say their calendar: 1403 is Jalali, 2024 is not."""
    return parse_day(text, "gregorian")
