"""Where a text of a picture stands: SVG counts an anchor's start from where the text's own direction starts."""

from __future__ import annotations

from typing import Literal

from markupsafe import Markup

from bakhsh.report.reader import Reader

__all__ = ["anchored"]

_MIRRORED = {"start": "end", "middle": "middle", "end": "start"}


def anchored(edge: Literal["start", "middle", "end"], reader: Reader) -> Markup:
    """The attributes of a text whose left edge ("start"), middle or right edge ("end") stands at its x, in the reader's
    direction of writing."""
    direction = reader.locale.direction
    anchor = edge if direction == "ltr" else _MIRRORED[edge]
    return Markup('direction="{direction}" text-anchor="{anchor}"').format(direction=direction, anchor=anchor)
