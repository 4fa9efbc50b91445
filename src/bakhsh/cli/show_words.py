"""How files spell what customers are, on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from bakhsh.cli.laid import headline, laid_out
from bakhsh.cli.screen import Screen
from bakhsh.language.sentences import Argument, Code, Sentence, Share
from bakhsh.language.vocabularies import UNKNOWN, word_said
from bakhsh.records import FeatureWords, SpelledWord
from bakhsh.tables.features import feature_title

__all__ = ["words"]

_LISTED = 40


def words(screen: Screen, found: Sequence[FeatureWords]) -> RenderableType:
    """A table a feature, and how to answer."""
    if not found:
        return headline(screen, Sentence("demographic.no_words_here"))
    parts = [part for one in found for part in _feature(screen, one)]
    how = Sentence("demographic.how_to_settle", {"command": Code("bakhsh words settle FEATURE SPELLING TERM")})
    settled = () if all(one.numbers for one in found) else (Text(screen.text(how), "dim"),)
    return Group(*parts, *settled)


def _feature(screen: Screen, one: FeatureWords) -> Iterable[RenderableType]:
    if one.numbers:
        yield headline(screen, Sentence("demographic.unread_of", {"name": Code(one.feature)}))
        yield laid_out(
            screen, ("spelling", ">customers"), ((each.text, each.customers) for each in one.words[:_LISTED])
        )
        yield from _more(screen, one)
        return
    lost = one.empty + sum(each.customers for each in one.words if each.term == UNKNOWN)
    args: dict[str, Argument] = {
        "feature": feature_title(one.feature) or Code(one.feature), "name": Code(one.feature),
        "unknown": Share(lost / one.customers if one.customers else 0.0), "empty": one.empty,
    }  # fmt: skip
    yield headline(screen, Sentence("demographic.words_of", args))
    rows = ((each.text, Code(each.term), _title(one.feature, each), each.customers) for each in one.words[:_LISTED])
    yield laid_out(screen, ("spelling", "term", "word", ">customers"), rows)
    yield from _more(screen, one)


def _more(screen: Screen, one: FeatureWords) -> Iterable[RenderableType]:
    if len(one.words) > _LISTED:
        yield Text(screen.text(Sentence("demographic.more_spellings", {"count": len(one.words) - _LISTED})), "dim")


def _title(feature: str, one: SpelledWord) -> Argument:
    if not one.known and one.term == UNKNOWN:
        return Sentence("demographic.nobody_knows")
    return word_said(feature, one.term) or one.term
