"""What customers value and like: answers to scales, and interests inferred from what they buy."""

from __future__ import annotations

from bakhsh.tables.contracts import Feature

__all__ = ["FEATURES"]

FEATURES: tuple[Feature, ...] = ()
"""All there can be, in the order in which they are listed; what a project declares comes on top."""
