"""Every pair of text and background in the style sheets can be read, in light and in dark.

The browser's accessibility check does not look at the contrast of one-character text, which is
what most cells of a heat map hold; so the palette is checked here, token by token.
"""

import re
from pathlib import Path

import pytest

STYLES = Path(__file__).parent.parent / "static" / "css"
CSS = "".join((STYLES / f"{name}.css").read_text() for name in ("base", "public", "staff"))
TEXT, PARTS = 4.5, 3.0
TONES = ("info", "success", "warning", "error", "neutral")

# What is told apart, and from what: a text from its background, and a part of a picture or field.
TEXTS = (
    "ink/paper ink/card ink/coffee-soft muted/paper muted/card link/paper link/card "
    "link/coffee-soft on-action/action on-action/action-hover on-danger/danger "
    "on-chosen/chosen on-coffee/coffee on-coffee-soft/coffee-soft on-error/paper "
    "on-error/card"
)
SHAPES = (
    "edge/paper edge/card focus/paper focus/card focus/chosen action/paper action/card "
    "action/track ticked/paper ticked/card danger/paper good/paper good/coffee-soft "
    "coffee/paper"
)
PAIRS = [
    *[(*pair.split("/"), TEXT) for pair in TEXTS.split()],
    *[(*pair.split("/"), PARTS) for pair in SHAPES.split()],
    *[(f"on-{tone}", tone, TEXT) for tone in TONES],
    *[("ink", tone, TEXT) for tone in TONES],
    *[("focus", tone, PARTS) for tone in TONES],
    *[(f"on-heat-{step}", f"heat-{step}", TEXT) for step in range(6)],
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_of_each_pair_can_be_told_apart(scheme):
    colours = palette(scheme)
    contrasts = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in PAIRS}
    assert {pair: found for pair, found in contrasts.items() if found < pair[2]} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_step_of_the_heat_map_is_stronger_than_the_one_before(scheme):
    colours = palette(scheme)
    distances = [contrast(colours[f"heat-{step}"], colours["paper"]) for step in range(6)]
    assert distances == sorted(set(distances))


def test_every_text_colour_has_its_background_checked():
    checked = {(text, background) for text, background, _ in PAIRS}
    named = {name for name in palette("light") if name.startswith("on-")}
    assert {(name, name.removeprefix("on-")) for name in named} <= checked


def palette(scheme):
    blocks = re.findall(r"^( *):root \{(.*?)\}", CSS, re.DOTALL | re.MULTILINE)
    light = tokens("".join(block for indent, block in blocks if not indent))
    # Those of the dark scheme stand inside a media query.
    dark = tokens("".join(block for indent, block in blocks if indent))
    return light | dark if scheme == "dark" else light


def tokens(block):
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block))


def contrast(one, other):
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
