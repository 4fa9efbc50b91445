"""The sections of the page, in their order: a new one is a file of its own, its template and a line here."""

from __future__ import annotations

from bakhsh.report import (
    acquired,
    campaigns,
    cards,
    changed,
    clusters,
    cohorts,
    coming,
    keeping,
    migrating,
    months,
    overlaps,
    overview,
    reconciled,
    scales,
    segmentations,
)
from bakhsh.report.section import Section

__all__ = ["SECTIONS"]

SECTIONS: tuple[Section, ...] = (
    overview.SECTION,
    months.SECTION,
    segmentations.SECTION,
    clusters.SECTION,
    overlaps.SECTION,
    cards.SECTION,
    coming.SECTION,
    scales.SECTION,
    changed.SECTION,
    migrating.SECTION,
    cohorts.SECTION,
    keeping.SECTION,
    acquired.SECTION,
    campaigns.SECTION,
    reconciled.SECTION,
    reconciled.ASSUMPTIONS,
)
