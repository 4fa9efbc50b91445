"""What segments are like in words: of every feature of words the commonest values, and how many are not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bakhsh.language.sentences import Argument, Sentence, Titled
from bakhsh.language.vocabularies import FEW, REST, UNKNOWN, word_said
from bakhsh.records import SegmentationProfile, SegmentProfile, WordShare
from bakhsh.report.reader import Reader
from bakhsh.tables.features import feature_title

__all__ = ["Word", "WordRow", "WordTable", "word_table"]

_FEATURES = (
    "age_band", "gender", "marital_status", "education", "occupation", "income_band", "province", "place_class",
    "climate_group", "nps_group", "top_interest", "top_channel", "top_category",
)  # fmt: skip
"""What can be a column of the table, in their order: who, where, what they think, what they like and do."""

_MOST = 6
"""So many columns a page has room for."""

_TOLD = 2
"""So many values are shown of each feature."""

_FAR = 1.25
_POINTS = 0.05
"""A share is marked that is a quarter above everyone's, and at least so many points."""


@dataclass(frozen=True, slots=True)
class Word:
    """A value with its share, as shown; `far`: well above everyone's share; `unknown`: of whom it is not known, or of
    too few to tell it."""

    text: str
    share: str
    far: bool = False
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class WordRow:
    """A segment's commonest values, in the order of the columns."""

    title: str
    cells: tuple[tuple[Word, ...], ...]


@dataclass(frozen=True, slots=True)
class WordTable:
    """Columns (features), then each segment that has customers."""

    columns: tuple[str, ...]
    rows: tuple[WordRow, ...]


def word_table(seen: SegmentationProfile, titles: Mapping[str, Argument], reader: Reader) -> WordTable:
    """Of the features of which anything is known, those in which segments differ most from everybody. `titles` as for
    `conditions.to_sentence`."""
    known = [name for name in _FEATURES if any(_known(one, name) for one in seen.segments)]
    telling = sorted(known, key=lambda name: -_apart(seen, name))[:_MOST]
    names = [name for name in known if name in telling]
    rows = tuple(
        WordRow(reader.title(one.segment, one.title), tuple(_cell(one, name, titles, reader) for name in names))
        for one in seen.segments
        if one.customers and names
    )
    return WordTable(tuple(_title(name, reader) for name in names), rows)


def _apart(seen: SegmentationProfile, name: str) -> float:
    """How far the segments lie from everybody: the mean difference of shares, each customer counted once."""
    return sum(
        one.share * abs(word.share - word.of_all)
        for one in seen.segments
        for word in one.words.get(name, ())
        if word.value not in _NO_VALUES
    )


def _known(one: SegmentProfile, name: str) -> bool:
    """Something is known, if only of too few."""
    return any(word.value != UNKNOWN for word in one.words.get(name, ()))


def _title(name: str, reader: Reader) -> str:
    words = feature_title(name)
    return reader.say(words) if words else name


def _cell(one: SegmentProfile, name: str, titles: Mapping[str, Argument], reader: Reader) -> tuple[Word, ...]:
    """The commonest known values, or that they are too few; and the share of customers of whom nothing is known."""
    words = one.words.get(name, ())
    known = [word for word in words if word.value not in _NO_VALUES][:_TOLD]
    rest = [word for word in words if word.value == FEW or (word.value == UNKNOWN and word.share >= _POINTS)]
    return tuple(_word(name, word, titles, reader) for word in (*known, *rest))


def _word(name: str, word: WordShare, titles: Mapping[str, Argument], reader: Reader) -> Word:
    unknown = word.value in _NO_VALUES
    far = not unknown and word.share >= _FAR * word.of_all and word.share - word.of_all >= _POINTS
    share = "" if word.value == FEW else reader.share(word.share, decimals=0)
    return Word(_called(name, word.value, titles, reader), share, far, unknown)


def _called(name: str, value: str, titles: Mapping[str, Argument], reader: Reader) -> str:
    """The value by its title, a band by its ends in the reader's digits, any other as it is."""
    if value in _NO_VALUES:
        return reader.say(_NO_VALUES[value])
    match titles.get(f"{name}.{value}") or word_said(name, value):
        case Titled() as titled:
            return reader.title(titled.name, titled.title)
        case Sentence() as said:
            return reader.say(said)
    return value


_NO_VALUES = {
    UNKNOWN: Sentence("report.unknown"), REST: Sentence("told.others"), FEW: Sentence("told.too_few")
}  # fmt: skip
"""What stands in place of values."""
