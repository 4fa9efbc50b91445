"""Sinks: an audience goes to the outer world."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from bakhsh.edges.sinks.files import wave_folder, write_audience

__all__ = ["SINKS", "Sink", "wave_folder", "write_audience"]

Sink = Callable[..., tuple[Path, ...]]
"""`(folder, campaign, audience, language) -> what was written`; see `files.write_audience`."""

SINKS: Mapping[str, Sink] = {"file": write_audience}
"""Every sink by the name a campaign's `channel` calls it."""
