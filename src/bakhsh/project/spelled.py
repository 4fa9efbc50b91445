"""What values of features are called in this project, and conditions in which they are understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bakhsh import conditions
from bakhsh.language.bands import parse_band
from bakhsh.language.keys import matching_key
from bakhsh.language.place_words import KINDS, place_spellings
from bakhsh.language.sentences import Argument, Code, Sentence
from bakhsh.language.vocabularies import vocabulary
from bakhsh.project.cities import city_meaning
from bakhsh.specs import Campaign, ProjectFiles, Segmentation
from bakhsh.specs.available import filled
from bakhsh.specs.demographic import band_names
from bakhsh.tables import Feature

__all__ = ["known", "remarks", "settled", "understood"]


def known(files: ProjectFiles, feature: Feature) -> conditions.Known:
    """The feature as conditions may name it, with the words it can be and how they are spelled: as the package knows
    them, and over that as the project's own file says."""
    if feature.name == "city":
        return conditions.Known(feature.name, feature.type, meaning=city_meaning(files))
    if feature.name in KINDS:
        spelled = place_spellings(feature.name, files.project.language)
        return conditions.Known(feature.name, feature.type, (), spelled)
    words = vocabulary(feature.name)
    spellings = {matching_key(text): term for text, term in settled(files, feature).items()}
    bands = _bands(files, feature)
    listed = {**_of_bands(bands), **(words.keys if words else {})}
    return conditions.Known(feature.name, feature.type, bands or feature.values, listed | spellings)


def _of_bands(names: tuple[str, ...]) -> dict[str, str]:
    """Other ways to write the bands: 25–34, "25 to 34", «۲۵ تا ۳۴», "18 to under 25" is none of them."""
    found: dict[str, str] = {}
    for name in names:
        band = parse_band(name)
        if band is None:
            continue
        if band.low is None:
            ways = [f"{way} {band.high}" for way in ("زیر", "کمتر از", "<", "less than")]
        elif band.high is None:
            ways = [f"{band.low} به بالا", f"{band.low} و بیشتر", f"{band.low} and over", f"over {band.low}"]
        else:
            ways = [f"{band.low}{way}{band.high}" for way in ("–", "—", " تا ", " to ")]
        found |= {matching_key(way): name for way in ways}
    return found


def settled(files: ProjectFiles, feature: Feature) -> Mapping[str, str]:
    """What this project says of spellings of the feature: the term that each means."""
    of_base = getattr(getattr(files, feature.base, None), "words", {})
    found: Mapping[str, str] = of_base.get(feature.name, {})
    return found


def _bands(files: ProjectFiles, feature: Feature) -> tuple[str, ...]:
    if feature.name != "age_band":
        return ()
    return (*band_names(files.demographic.age_bands), feature.otherwise)


def understood(files: ProjectFiles, names: conditions.Names) -> ProjectFiles:
    """The same files, in whose conditions every text carries the term it spells."""
    return replace(
        files,
        features=tuple(replace(one, value=conditions.understood(one.value, names)) for one in files.features),
        segmentations=tuple(_segmentation(one, names) for one in files.segmentations),
        campaigns=tuple(_campaign(one, names) for one in files.campaigns),
    )


def remarks(files: ProjectFiles, names: conditions.Names) -> tuple[Sentence, ...]:
    """What is to be said of files that can be used all the same: conditions that ask for cities nobody knows or names
    of several, and answers to surveys of which no scale is declared."""
    asked: list[conditions.Node] = [one.value for one in files.features]
    asked += [each.where for one in files.segmentations for each in one.segments if each.where is not None]
    asked += [one.audience for one in files.campaigns]
    said = [*(said for node in asked for said in conditions.remarks(node, names)), *_unscored(files)]
    return tuple(dict.fromkeys(said))


def _unscored(files: ProjectFiles) -> Iterator[Sentence]:
    """That answers are read and nothing is reckoned of them, for no scale at all is declared."""
    if "answers" in filled(files) and not files.psychographic.scales:
        listed = tuple(Code(name) for name in sorted({name for one in files.sources for name in one.answers}))
        args: dict[str, Argument] = {"file": Code("psychographic.toml"), "key": Code("[[scale]]"), "scales": listed}
        yield Sentence("settled.no_scale_named", args) if listed else Sentence("settled.no_scale", args)


def _segmentation(one: Segmentation, names: conditions.Names) -> Segmentation:
    segments = (
        replace(each, where=conditions.understood(each.where, names)) if each.where is not None else each
        for each in one.segments
    )
    return replace(one, segments=tuple(segments))


def _campaign(one: Campaign, names: conditions.Names) -> Campaign:
    return replace(one, audience=conditions.understood(one.audience, names))
