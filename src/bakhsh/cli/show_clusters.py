"""Clusters for a terminal: which numbers were tried, and why one was taken."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.text import Text

from bakhsh.cli.laid import Row, headline, laid_out
from bakhsh.cli.screen import Screen
from bakhsh.language.figures import show_number
from bakhsh.language.sentences import Sentence, Share
from bakhsh.records import ClusterCandidate, Clusters

__all__ = ["tried"]


def tried(screen: Screen, one: Clusters) -> RenderableType:
    """The table of candidates, the one that was taken marked with an arrow."""
    heads = (">clusters", ">smallest", ">agreement", ">agreement_low", ">separation", ">valleys", "why")
    table = laid_out(screen, heads, (_candidate(screen, each) for each in one.candidates))
    note = Text(screen.text(Sentence("clustering.tried_words")), "dim")
    return Group(headline(screen, Sentence("clustering.tried")), table, note)


def _candidate(screen: Screen, one: ClusterCandidate) -> Row:
    def two(value: float) -> str:
        return show_number(value, screen.locale, decimals=2)

    found = one.agreement
    error = max(found.high - found.estimate, found.estimate - found.low)
    agreement = Sentence("clustering.plus_minus", {"value": two(found.estimate), "error": two(error)})
    valleys = Sentence("clustering.valleys_of", {"valleys": one.valleys, "k": one.k})
    why = Sentence("clustering.chosen_why", {"why": one.why}) if one.chosen else one.why
    return (
        one.k, Share(one.smallest), agreement, two(one.agreement_low), two(one.separation), valleys, why,
    )  # fmt: skip
