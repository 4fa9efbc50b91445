"""What customers value and like: answers to scales, and interests inferred from what they buy."""

from __future__ import annotations

from bakhsh.tables.contracts import Feature

__all__ = ["CONSENTED", "FEATURES"]

CONSENTED = ("psychographic.on", "consent.profiling|consent.purpose")
"""Nothing of this base is known of anybody unless the project switches it on and files record who consented."""

FEATURES: tuple[Feature, ...] = ()
"""All there can be, in the order in which they are listed; what a project declares comes on top."""
