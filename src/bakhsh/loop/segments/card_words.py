"""What the parts of a card and its degrees of sureness are called."""

from __future__ import annotations

from collections.abc import Mapping

from bakhsh.language.sentences import Sentence

__all__ = ["PARTS", "SURE"]

PARTS: Mapping[str, Sentence] = {
    "people": Sentence("cards.part_people"),
    "needs": Sentence("cards.part_needs"),
    "prices": Sentence("cards.part_prices"),
    "channels": Sentence("cards.part_channels"),
    "times": Sentence("cards.part_times"),
    "places": Sentence("cards.part_places"),
    "values": Sentence("cards.part_values"),
    "satisfaction": Sentence("cards.part_satisfaction"),
    "threats": Sentence("cards.part_threats"),
}
"""By the part's name, in the order of a card."""

SURE: Mapping[str, Sentence] = {"clear": Sentence("cards.sure_clear"), "likely": Sentence("cards.sure_likely")}
"""By what `Difference.sure` says."""
