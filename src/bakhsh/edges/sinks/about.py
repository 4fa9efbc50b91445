"""What the last sheet says: the campaign, the numbers and the rules by which they came about."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from bakhsh.edges.sinks.parts import Parts
from bakhsh.edges.sinks.words import reason
from bakhsh.language.locale import Locale
from bakhsh.language.render import render, show
from bakhsh.language.sentences import Argument, Sentence
from bakhsh.specs import Campaign

__all__ = ["Fact", "about"]

_ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the sheet: a number or text beside its label, or a title when there is no value. `verbatim` is what
    somebody typed: left to right in every language. `deeper`: a part of the number above."""

    label: str
    value: int | float | str | None = None
    share: bool = False
    verbatim: bool = False
    deeper: bool = False


def about(campaign: Campaign, parts: Parts, wave: int, as_of: date | None, locale: Locale) -> list[Fact]:
    """The facts in the order in which they are read."""
    return [*_campaign(campaign, wave, as_of, locale), *_numbers(parts, locale), *_rules(campaign, as_of, locale)]


def _campaign(campaign: Campaign, wave: int, as_of: date | None, locale: Locale) -> list[Fact]:
    facts = [
        Fact(_said(Sentence("targeting.about_campaign"), locale), campaign.title.get(locale.language) or campaign.name),
        Fact(_said(Sentence("targeting.about_wave"), locale), wave),
        Fact(_said(Sentence("targeting.column_offer"), locale), _offer(campaign, locale)),
    ]
    if campaign.occasion:
        facts.append(Fact(_said(Sentence("targeting.about_occasion"), locale), campaign.occasion))
    if as_of:
        facts.append(Fact(_said(Sentence("targeting.about_as_of"), locale), _shown(as_of, locale)))
    return facts


def _numbers(parts: Parts, locale: Locale) -> list[Fact]:
    codes = Counter(parts.left_out["suppressed_by"].to_pylist())
    return [
        Fact(_said(Sentence("targeting.about_numbers"), locale)),
        Fact(_said(Sentence("targeting.about_candidates"), locale), parts.candidates),
        Fact(_said(Sentence("targeting.sheet_to_contact"), locale), parts.to_contact.num_rows),
        Fact(_said(Sentence("targeting.sheet_control"), locale), parts.control.num_rows),
        Fact(_said(Sentence("targeting.sheet_left_out"), locale), parts.left_out.num_rows),
        *(Fact(reason(code, locale), number, deeper=True) for code, number in sorted(codes.items())),
    ]


def _rules(campaign: Campaign, as_of: date | None, locale: Locale) -> list[Fact]:
    facts = [
        Fact(_said(Sentence("targeting.about_rules"), locale)),
        Fact(_said(Sentence("targeting.about_audience"), locale), campaign.audience.text, verbatim=True),
        Fact(_said(Sentence("targeting.about_holdout"), locale), campaign.holdout, share=True),
        Fact(_said(Sentence("targeting.about_outcome"), locale), campaign.outcome, verbatim=True),
        Fact(_said(Sentence("targeting.about_window"), locale), _window(campaign, as_of, locale)),
    ]
    if campaign.consent:
        facts.append(Fact(_said(Sentence("targeting.about_consent"), locale), campaign.consent, verbatim=True))
    if campaign.rest_days:
        facts.append(Fact(_said(Sentence("targeting.about_rest_days"), locale), campaign.rest_days))
    if campaign.limit is not None:
        facts.append(Fact(_said(Sentence("targeting.about_limit"), locale), campaign.limit))
    return facts


def _window(campaign: Campaign, as_of: date | None, locale: Locale) -> str:
    if as_of is None:
        return _said(Sentence("targeting.about_days", {"count": campaign.window_days}), locale)
    first, last = as_of + timedelta(days=1), as_of + timedelta(days=campaign.window_days)
    return _said(Sentence("targeting.about_days_between", {"first": first, "last": last}), locale)


def _offer(campaign: Campaign, locale: Locale) -> str:
    return campaign.offer.title.get(locale.language) or campaign.offer.name


def _said(sentence: Sentence, locale: Locale) -> str:
    """A sentence as a cell: isolates are for running text, and some spreadsheets show them as boxes."""
    return render(sentence, locale).translate(_ISOLATES)


def _shown(value: Argument, locale: Locale) -> str:
    return show(value, locale).translate(_ISOLATES)
