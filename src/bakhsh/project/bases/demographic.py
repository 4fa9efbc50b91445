"""demographic.toml: its keys, and the spec they become."""

from __future__ import annotations

from bakhsh.language.sentences import Code, Sentence
from bakhsh.project.form import Form
from bakhsh.project.mistakes import mistake
from bakhsh.project.shapes import Key, Many, Mistakes, Table, Taken, Whole
from bakhsh.specs import Demographic

__all__ = ["FORM", "build"]

FORM = Form(
    "demographic", "", "How customers are divided by who they are.",
    Table((
        Key("age_bands", Many(Whole(low=1, high=120)), "ages at which a band begins, ascending"),
    )),
    file="demographic.toml",
)  # fmt: skip


def build(taken: Taken, mistakes: Mistakes) -> Demographic:
    """The spec; what could not be taken has its default. Ages that do not ascend are a mistake."""
    bands = taken.get("age_bands", ())
    if list(bands) != sorted(set(bands)):
        said = Sentence("project.not_ascending", {"key": Code("age_bands")})
        mistakes.append(mistake(taken.spot.at("age_bands").where, said))
        return Demographic()
    return Demographic(**taken)
