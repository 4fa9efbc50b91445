"""How strongly a cell is coloured, so that its text is readable on it, on white paper and on a dark screen."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["DARK", "LIGHT", "STEPS", "Tint", "heat_css", "shade"]

Rgb = tuple[int, int, int]


class Tint(NamedTuple):
    """A background and the ink that is read on it, as #rrggbb."""

    background: str
    ink: str


_DARK_INK, _LIGHT_INK = "#12162b", "#ffffff"


def _mixed(one: Rgb, other: Rgb, share: float) -> str:
    parts = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return "#{:02x}{:02x}{:02x}".format(*parts)


# Between a mix of 70 and 90 % of the brand neither dark nor white ink has a contrast of 4.5 to 1 with room to spare, so
# no step lies there; beyond the brand itself the ramp goes on towards navy, where white is read ever better.
_WHITE, _BRAND, _NAVY = (255, 255, 255), (59, 91, 219), (30, 42, 110)
LIGHT: tuple[Tint, ...] = (
    *(Tint(_mixed(_WHITE, _BRAND, share), _DARK_INK) for share in (0.07, 0.15, 0.25, 0.36, 0.48, 0.6)),
    *(Tint(_mixed(_BRAND, _NAVY, share), _LIGHT_INK) for share in (0.0, 0.35, 0.75)),
)
_CARD, _GLOW = (24, 28, 44), (116, 143, 252)
DARK: tuple[Tint, ...] = (
    *(Tint(_mixed(_CARD, _GLOW, share), _LIGHT_INK) for share in (0.1, 0.18, 0.27, 0.36, 0.45, 0.54)),
    *(Tint(_mixed(_GLOW, _WHITE, share), _DARK_INK) for share in (0.0, 0.25, 0.5)),
)
STEPS = len(LIGHT)
"""Steps are numbered from 1; 0 is an empty cell without colour."""


def shade(value: float, largest: float) -> int:
    """The step of the ramp for a value between 0 and `largest`: 0 for nothing, STEPS for the largest."""
    if largest <= 0 or value <= 0:
        return 0
    return max(1, round(min(value / largest, 1.0) * STEPS))


def heat_css() -> str:
    """The ramp as style rules: `.h1` to `.hN`, with their dark twins for screens that want them."""
    dark = _rules(DARK)
    return f"{_rules(LIGHT)}\n@media screen and (prefers-color-scheme: dark) {{\n{dark}\n}}\n"


def _rules(ramp: tuple[Tint, ...]) -> str:
    return "\n".join(
        f".h{step} {{ background: {tint.background}; color: {tint.ink}; }}" for step, tint in enumerate(ramp, start=1)
    )
