"""The room `segments`: one segment per customer, what the segments are like, and why a customer is in his."""

from bakhsh.loop.segments.assign import (
    KINDS,
    Kind,
    all_segments,
    assign,
    definition,
    describe,
    explain,
    learn,
    learned,
    needs,
    news,
    order,
    segment_names,
    segments,
)
from bakhsh.loop.segments.beside import Beside, Described
from bakhsh.loop.segments.compared import comparable
from bakhsh.loop.segments.profile import profile

__all__ = [
    "KINDS", "Beside", "Described", "Kind", "all_segments", "assign", "comparable", "definition", "describe", "explain",
    "learn", "learned", "needs", "news", "order", "profile", "segment_names", "segments",
]  # fmt: skip
