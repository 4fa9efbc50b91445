"""What people call features whose names are put together: of a theme of interest, of a scale and its dimension."""

from __future__ import annotations

from bakhsh import reference
from bakhsh.language.sentences import Code, Sentence, Titled
from bakhsh.language.vocabularies import word_title

__all__ = ["composed_words"]

_INTEREST, _SURE = "interest_", "_sure"


def composed_words(name: str) -> Sentence | None:
    """What people call an interest in one of the package's themes (`interest_beauty`), how sure it is, or a score of a
    published scale (`bfi10_openness`); None for any other name."""
    if name.startswith(_INTEREST):
        theme = word_title("top_interest", name.removeprefix(_INTEREST).removesuffix(_SURE))
        if theme is None:
            return None
        sure = name.endswith(_SURE)
        return (
            Sentence("psychographic.feature_interest_sure", {"theme": theme})
            if sure
            else Sentence("psychographic.feature_interest", {"theme": theme})
        )
    scale, _, dimension = name.partition("_")
    if dimension not in reference.scales().get(scale, {}).get("dimensions", {}):
        return None
    titled = Titled(dimension, reference.dimensions()[dimension])
    return Sentence("psychographic.feature_score", {"dimension": titled, "scale": Code(scale)})
