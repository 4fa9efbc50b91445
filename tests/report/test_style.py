"""What a reader with weak eyes, a narrow screen, a printer or a right-to-left language needs of the style sheet."""

from __future__ import annotations

import re

import pytest

from bakhsh.report.heat import DARK, LIGHT, STEPS, Tint, heat_css, shade
from bakhsh.report.page import style

CSS = style()
LEGIBLE = 4.5


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.1: (lighter + 0.05) / (darker + 0.05)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def palette(dark: bool) -> dict[str, str]:
    light = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", CSS.split("@media")[0]))
    block = CSS.split("prefers-color-scheme: dark")[1].split("* { box-sizing")[0]
    return {**light, **dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))} if dark else light


@pytest.mark.parametrize("tint", [*LIGHT, *DARK])
def test_text_on_every_step_of_the_ramp_is_legible(tint: Tint) -> None:
    assert contrast(tint.background, tint.ink) >= LEGIBLE


@pytest.mark.parametrize("ramp", [LIGHT, DARK])
def test_the_ramp_goes_one_way(ramp: tuple[Tint, ...]) -> None:
    lights = [luminance(one.background) for one in ramp]
    assert lights in (sorted(lights), sorted(lights, reverse=True))
    assert len(set(lights)) == STEPS


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("ink", "card"), ("ink", "paper"), ("ink", "soft"), ("muted", "card"), ("muted", "paper"), ("muted", "soft"),
        ("brand", "card"), ("brand", "paper"), ("brand", "brand-soft"), ("good", "good-soft"), ("bad", "bad-soft"),
        ("wait", "wait-soft"), ("calm", "calm-soft"),
    ],
)  # fmt: skip
def test_every_pair_of_ink_and_ground_is_legible(ink: str, ground: str, dark: bool) -> None:
    colours = palette(dark)
    assert contrast(colours[ink], colours[ground]) >= LEGIBLE


@pytest.mark.parametrize("dark", [False, True])
def test_bars_stand_out_from_the_card(dark: bool) -> None:
    colours = palette(dark)
    assert contrast(colours["brand"], colours["card"]) >= 3


def test_the_brand_is_blue() -> None:
    assert palette(dark=False)["brand"] == "#3b5bdb"


def test_properties_follow_the_direction_of_the_text() -> None:
    rules = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)
    physical = (
        r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right|top|bottom)[\w-]*|left|right|top|bottom|width|height"
        r"|(?:min|max)-(?:width|height)|border-(?:top|bottom)-(?:left|right)-radius|float|overflow-[xy])\s*:"
    )
    declared = [one for block in re.findall(r"\{([^{}]*)\}", rules) for one in re.findall(physical, block)]
    assert [one for one in declared if not one.startswith("overflow-")] == []
    assert re.findall(r"text-align:\s*(?:left|right)", rules) == []


def test_paper_is_printed_in_daylight_colours() -> None:
    assert re.findall(r"@media ([^{]*)prefers-color-scheme: dark", CSS + heat_css()) == ["screen and ("] * 2
    assert "size: A4" in CSS


def test_nothing_has_no_colour_and_the_largest_has_the_strongest() -> None:
    assert shade(0, 10) == shade(-3, 10) == shade(5, 0) == 0
    assert shade(10, 10) == shade(12, 10) == STEPS
    assert shade(0.001, 10) == 1
    steps = [shade(value, 100) for value in range(101)]
    assert steps == sorted(steps)


def test_each_step_has_its_rule_in_both_lights() -> None:
    css = heat_css()
    assert all(css.count(f".h{step} ") == 2 for step in range(1, STEPS + 1))
