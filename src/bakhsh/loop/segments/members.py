"""The shape in which every kind hands over its members, and the two segments that no file declares."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import ibis

from bakhsh.language.locale import LANGUAGES, locale_for
from bakhsh.language.render import render
from bakhsh.language.sentences import Sentence, Titled
from bakhsh.records import Model
from bakhsh.specs import Segment, Segmentation, Title

__all__ = ["NO_PURCHASE", "OTHERS", "digest", "fingerprint", "members", "titled", "worded"]

OTHERS = "others"
"""The segment of everyone whom no declared segment of a rule segmentation takes."""

NO_PURCHASE = "no_purchase"
"""The segment of customers who have not bought anything yet; RFM cannot score them."""


def members(
    rows: ibis.Table,
    segmentation: Segmentation,
    segment: ibis.expr.types.StringValue,
    model: Model | None,
    scores: Mapping[str, ibis.expr.types.IntegerValue] | None = None,
    strength: ibis.expr.types.FloatingValue | None = None,
) -> ibis.Table:
    """MEMBERS of `segmentation`: one row for each of `rows`, `strength` empty where none is given, `model` the
    fingerprint where something was learned; `scores` are further columns."""
    return rows.select(
        as_of=rows.as_of,
        segmentation=ibis.literal(segmentation.name),
        customer_id=rows.customer_id,
        segment=segment,
        strength=ibis.null("float64") if strength is None else strength,
        model=ibis.literal(model.fingerprint) if model else ibis.null("string"),
        **(scores or {}),
    )


def titled(segment: Segment) -> Titled:
    """The segment as an argument of a sentence."""
    return Titled(segment.name, segment.title)


@lru_cache(maxsize=64)
def _in_every_language(sentence: Sentence) -> tuple[tuple[str, str], ...]:
    return tuple((language, render(sentence, locale_for(language))) for language in LANGUAGES)


def worded(sentence: Sentence, declared: Title) -> Title:
    """A title in every language there is: the user's where it is declared, else the catalogue's. It is a title like a
    declared one, not a text for one reader, so it is filled in for all of them."""
    return {**dict(_in_every_language(sentence)), **{language: text for language, text in declared.items() if text}}


def digest(meaning: Any) -> str:
    """A fingerprint of JSON-ready values: 16 hex digits, the same for the same meaning whatever the order of keys."""
    text = json.dumps(meaning, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def fingerprint(segmentation: Segmentation, meaning: Any) -> str:
    """The fingerprint of a definition; a model carries that of the one it was learned for."""
    return digest([segmentation.name, segmentation.kind, meaning])
