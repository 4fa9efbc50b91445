"""The whole circle once, for whoever wants to see it first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from bakhsh.cli.options import (
    AsJson,
    DemoFolder,
    InLanguage,
    Small,
)
from bakhsh.cli.verb import screen, verb

__all__ = ["VERBS"]


@verb
def demo(
    small: Small = False,
    folder: DemoFolder = Path("demo-shop"),
    as_json: AsJson = False,
    language: InLanguage = "",
) -> None:
    """Walk the whole circle once: a file, segments, a campaign, its effect, a report.

    Example: `bakhsh demo --small`
    """
    from bakhsh.cli.demo import demo as walk

    walk(screen(), folder, only_small=small, language=language)


VERBS: Mapping[str, Callable[..., None]] = {"demo": demo}
"""The verbs by the names they have on the command line."""
