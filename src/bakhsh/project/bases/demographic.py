"""demographic.toml: its keys, and the spec they become."""

from __future__ import annotations

from bakhsh.language.sentences import Code, Sentence
from bakhsh.language.vocabularies import vocabulary
from bakhsh.project.form import Form
from bakhsh.project.mistakes import mistake
from bakhsh.project.shapes import Day, Key, Many, Mistakes, Named, Table, Taken, Text, Whole
from bakhsh.specs import Demographic
from bakhsh.tables.features.demographic import FEATURES

__all__ = ["FORM", "build"]

_OPEN = ("occupation",)
"""Features that may be any word, those of no list too."""


def _terms(feature: str) -> tuple[str, ...]:
    words = vocabulary(feature)
    return tuple(words.terms) if words and feature not in _OPEN else ()


_WORDS = tuple(
    Key(
        one.name,
        Named(Text(_terms(one.name), empty=False)),
        f"what spellings of {one.name} mean: a term of ours",
    )
    for one in FEATURES
    if vocabulary(one.name)
)

FORM = Form(
    "demographic", "", "How customers are divided by who they are.",
    Table((
        Key("age_bands", Many(Whole(low=1, high=120)), "ages at which a band begins, ascending"),
        Key("ages_as_of", Day(), "the day on which the ages that files state were true"),
        Key("income_bands", Many(Whole()), "amounts at which a band of income begins, ascending"),
        Key("words", Table(_WORDS), "what spellings of the files mean, by feature"),
    )),
    file="demographic.toml",
)  # fmt: skip


def build(taken: Taken, mistakes: Mistakes) -> Demographic:
    """The spec; what could not be taken has its default. Ages or amounts that do not ascend are a mistake."""
    kept = dict(taken)
    for key in ("age_bands", "income_bands"):
        bands = kept.get(key, ())
        if list(bands) != sorted(set(bands)):
            mistakes.append(mistake(taken.spot.at(key).where, Sentence("project.not_ascending", {"key": Code(key)})))
            del kept[key]
    return Demographic(**kept)
