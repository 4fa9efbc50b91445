"""What a new project begins with beside its sources: segments that mean something at once, and a campaign."""

from __future__ import annotations

from collections.abc import Iterable

from bakhsh.language.sentences import Code, Sentence
from bakhsh.project.forms import FORMS
from bakhsh.project.schema import schema_comment
from bakhsh.project.toml import Commenter, line, text, titled
from bakhsh.records import Guess, GuessedColumn

__all__ = ["campaign", "measures", "permission", "predictions", "rfm", "value", "value_of_features"]

_FIVE = (
    ("champions", Sentence("project.title_champions"), "frequency >= 6 and overdue < 1.5"),
    ("loyal", Sentence("project.title_loyal"), "frequency >= 3 and overdue < 2"),
    ("new", Sentence("project.title_new"), "frequency <= 2 and known_for <= 60"),
    ("slipping", Sentence("project.title_slipping"), "frequency >= 2 and overdue >= 2 and recency <= 365"),
    ("inactive", Sentence("project.title_inactive"), "recency > 180"),
)
"""Five rules that mean something in any shop, because they are measured on each customer's own rhythm."""


def value(say: Commenter) -> str:
    """segments/value.toml of a shop with orders."""
    lines = _rules(say, Sentence("project.about_value"), Sentence("project.title_value"))
    for name, title, where in _FIVE:
        lines += ["", "[[segment]]", line("name", name), f"title = {titled(title)}", line("where", where)]
    return text(lines)


def value_of_features(say: Commenter, measure: GuessedColumn) -> str:
    """segments/value.toml of a table without orders: three parts by the column that says most of a customer's worth."""
    about = Sentence("guess.about_value", {"name": Code(measure.column), "column": Code(measure.source)})
    lines = _rules(say, about, Sentence("project.title_value"))
    upper, middle = measure.cuts
    for name, title, where in (
        ("upper", Sentence("guess.title_upper"), f"{measure.column} >= {upper}"),
        ("middle", Sentence("guess.title_middle"), f"{measure.column} >= {middle}"),
    ):
        lines += ["", "[[segment]]", line("name", name), f"title = {titled(title)}", line("where", where)]
    return text(lines)


def _rules(say: Commenter, about: Sentence, title: Sentence) -> list[str]:
    return [
        schema_comment(FORMS["segments"]),
        *say(about),
        line("name", "value"),
        f"title = {titled(title)}",
        line("kind", "rule"),
        f"others = {titled(Sentence('project.title_others'))}",
    ]


def measures(guess: Guess) -> GuessedColumn | None:
    """The column of a table without orders by which its customers are best divided first, as its cut points say."""
    return next((one for one in guess.columns if one.cuts), None)


def rfm(say: Commenter) -> str:
    """segments/rfm.toml: a grid of scores."""
    return text([
        schema_comment(FORMS["segments"]),
        *say(Sentence("project.about_rfm")),
        line("name", "rfm"),
        f"title = {titled(Sentence('project.title_rfm'))}",
        line("kind", "rfm"),
        "",
        "[rfm]",
        line("scores", 5),
    ])  # fmt: skip


def predictions(say: Commenter) -> str:
    """predictions.toml: what customers are expected to do next."""
    return text([
        schema_comment(FORMS["predictions"]),
        *say(Sentence("predictions.about")),
        line("on", True),
        *say(Sentence("predictions.about_horizon")),
        line("horizon_days", 90),
    ])  # fmt: skip


def permission(guesses: Iterable[Guess]) -> str:
    """The purpose whose permission the files record, text messages before e-mail; empty where they record none."""
    filled = {column.column for guess in guesses for column in guess.columns}
    return next((purpose for purpose in ("sms", "email") if f"consent.{purpose}" in filled), "")


def campaign(say: Commenter, outcome: str, consent: str = "") -> str:
    """targeting/winback.toml: who is slipping away is asked back, and some are left alone to know the effect.
    `consent`: the purpose that must be permitted; empty: none is asked for."""
    asked = [*say(Sentence("guess.about_consent")), line("consent", consent)] if consent else []
    return text([
        schema_comment(FORMS["targeting"]),
        *say(Sentence("project.about_campaign")),
        line("name", "winback"),
        f"title = {titled(Sentence('project.title_winback'))}",
        line("audience", "in_segment('value', 'slipping')"),
        line("segmentation", "value"),
        *say(Sentence("project.about_holdout")),
        line("holdout", 0.2),
        *say(Sentence("project.about_outcome")),
        line("outcome", outcome),
        line("window_days", 30),
        *say(Sentence("project.about_rest")),
        line("rest_days", 30),
        *asked,
        "",
        "[offer]",
        line("name", "come_back"),
        *say(Sentence("project.about_cost")),
        line("cost", 0),
        f"text = {titled(Sentence('project.text_winback'))}",
    ])  # fmt: skip
