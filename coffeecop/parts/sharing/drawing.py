"""Draws the pictures for link previews."""

import io
import re
import textwrap
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from coffeecop.config import PROJECT
from coffeecop.parts.sharing.cards import Card, Tile

FONTS = PROJECT / "coffeecop/web/fonts"
ICON = PROJECT / "static/icon-512.png"
# All but the characters that both fonts hold; see fonts/README.md.
NOT_IN_FONTS = re.compile(
    r"[^\u0020-\u007e\u00a0-\u00ac\u00ae-\u017f\u2010-\u2027\u2030-\u203a\u20ac\u2122]"
)

WIDTH, HEIGHT = 1200, 630
MARGIN = 72
TILE_WIDTH, TILE_HEIGHT = 212, 232
TEXT_LEFT = MARGIN + TILE_WIDTH + 56
TEXT_WIDTH = WIDTH - MARGIN - TEXT_LEFT
FOOT_TOP = 522
BOX_PADDING = 14
# What is left for a title of three lines in the smallest text, whatever else is long.
TEXT_HEIGHT = 450
TITLE_GAP = 20
SMALLEST_TEXT = 14
MOST_LINES = 3

# The light colors of static/css/base.css.
PAPER = "#fbfaf7"
INK = "#1b1f27"
SOFT = "#5a6270"
LINE = "#e4e1d9"
COFFEE = "#8a5a2b"
# The text of a notice, and the box around it.
CHANGED = ("#7a4e23", "#f5ebdf")
CANCELLED = ("#9b0808", "#fdeaea")
# Enough for these and the shades between them at the edges of letters.
COLORS = 64


class Block(NamedTuple):
    """Lines of text that belong together, in one font and color."""

    lines: list[str]
    font: ImageFont.FreeTypeFont
    color: str
    # Pixels between it and what is below it.
    gap: int
    # The color of the box around it, if it has one.
    box: str | None = None

    @property
    def height(self) -> int:
        padding = 2 * BOX_PADDING if self.box else 0
        return len(self.lines) * line_height(self.font) + padding


def draw_card(card: Card) -> bytes:
    """Return a PNG of 1200 x 630 pixels, the size that link previews are made for."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    blocks = _blocks(card)
    height = sum(block.height + block.gap for block in blocks)
    top = (FOOT_TOP - max(height, TILE_HEIGHT)) // 2
    if card.tile:
        _draw_tile(image, card.tile, top)
    else:
        _draw_icon(image, MARGIN, top, TILE_WIDTH)
    # Beside a tile that is taller, the text stands in the middle.
    top += max(0, TILE_HEIGHT - height) // 2
    for block in blocks:
        _draw_block(image, block, TEXT_LEFT, top)
        top += block.height + block.gap
    if card.department:
        _draw_foot(image, card.department)
    png = io.BytesIO()
    # A tenth larger than with Pillow's best methods, in a tenth of their time.
    image.quantize(COLORS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(png, "PNG")
    return png.getvalue()


def _blocks(card: Card) -> list[Block]:
    color, box = CANCELLED if card.is_cancelled else CHANGED
    notices = _block(card.notices, 28, color, height=102, gap=18, bold=True, box=box)
    details = [
        *_block(card.pair[:1], 34, SOFT, height=120, gap=14),
        *_block(card.pair[1:], 38, INK, height=140),
    ] or [
        *_block([card.time], 46, INK, height=56, gap=10),
        *_block([card.venue], 40, INK, height=80, gap=4),
        *_block([card.details], 34, SOFT, height=80),
    ]
    left = TEXT_HEIGHT - TITLE_GAP - sum(block.height + block.gap for block in [*notices, *details])
    text = card.title if drawable(card.title) else card.plain_title
    title = _block([text], 80, INK, height=min(left, 200), gap=TITLE_GAP, bold=True)
    return [*notices, *title, *details]


def _block(
    paragraphs: Sequence[str],
    largest: int,
    color: str,
    *,
    height: int,
    gap: int = 0,
    bold: bool = False,
    box: str | None = None,
) -> list[Block]:
    """Return the block with this text, or none if there is no text."""
    texts = [text for text in map(drawable, paragraphs) if text]
    if not texts:
        return []
    width = TEXT_WIDTH - (2 * BOX_PADDING if box else 0)
    font, lines = fit(texts, largest, width, height, bold=bold)
    return [Block(lines, font, color, gap, box)]


def drawable(text: str) -> str:
    """Return the part of a text that the fonts can show, "" if that holds no letter or digit.

    A letter with a mark that they lack loses the mark: "Cà phê với" is "Cà phê voi".
    """
    composed = unicodedata.normalize("NFC", text)
    shown = NOT_IN_FONTS.sub(lambda found: _without_marks(found[0]), composed)
    return " ".join(shown.split()) if any(map(str.isalnum, shown)) else ""


def _without_marks(letter: str) -> str:
    return NOT_IN_FONTS.sub("", unicodedata.normalize("NFKD", letter))


def fit(
    paragraphs: Sequence[str], largest: int, width: int, height: int, *, bold: bool
) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """Return the largest font in which the paragraphs fit, and their lines in it."""
    for size in range(largest, SMALLEST_TEXT, -2):
        font = load_font(size, bold=bold)
        lines = wrap(paragraphs, font, width)
        if len(lines) <= MOST_LINES and len(lines) * line_height(font) <= height:
            return font, lines
    # Longer than any text that the forms take.
    font = load_font(SMALLEST_TEXT, bold=bold)
    return font, wrap(paragraphs, font, width)[: height // line_height(font)]


def wrap(paragraphs: Sequence[str], font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Return the fewest lines that fit, about as long as each other: no word stands alone."""
    best: list[str] = []
    text = " ".join(paragraphs)
    # No line of words has so many letters more than fit of all letters on average.
    most = int(1.3 * width * len(text) / max(font.getlength(text), 1)) + 1
    for letters in range(most, 0, -1):
        lines = [line for text in paragraphs for line in textwrap.wrap(text, letters)]
        if best and len(lines) > len(best):
            break
        if all(font.getlength(line) <= width for line in lines):
            best = lines
    return best


def load_font(size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    file = FONTS / ("Roboto-Bold.ttf" if bold else "Roboto-Regular.ttf")
    # The other layout engine is not in every build of Pillow.
    return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)


def line_height(font: ImageFont.FreeTypeFont) -> int:
    return round(font.size * 1.2)


def _draw_block(image: Image.Image, block: Block, left: int, top: int) -> None:
    draw = ImageDraw.Draw(image)
    if block.box:
        width = max(int(block.font.getlength(line)) for line in block.lines) + 2 * BOX_PADDING
        _draw_rounded(image, (left, top, left + width, top + block.height), 16, block.box)
        left, top = left + BOX_PADDING, top + BOX_PADDING
    ascent, descent = block.font.getmetrics()
    height = line_height(block.font)
    baseline = top + ascent + (height - ascent - descent) // 2
    for line in block.lines:
        draw.text((left, baseline), line, block.color, block.font, anchor="ls")
        baseline += height


def _draw_tile(image: Image.Image, tile: Tile, top: int) -> None:
    left, right, bottom, header = MARGIN, MARGIN + TILE_WIDTH, top + TILE_HEIGHT, top + 60
    middle = left + TILE_WIDTH // 2
    _draw_rounded(image, (left - 2, top - 2, right + 2, bottom + 2), 38, LINE)
    _draw_rounded(image, (left, top, right, bottom), 36, COFFEE)
    # Square at the top, where it meets the month.
    _draw_rounded(image, (left, header, right, bottom), 36, PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((left, header, right - 1, header + 40), PAPER)
    draw.text((middle, top + 43), tile.month, PAPER, load_font(36, bold=True), anchor="ms")
    draw.text((middle, top + 164), tile.day, INK, load_font(108, bold=True), anchor="ms")
    draw.text((middle, top + 208), tile.weekday, SOFT, load_font(32, bold=False), anchor="ms")


def _draw_foot(image: Image.Image, department: str) -> None:
    size = 60
    middle = (FOOT_TOP + HEIGHT) // 2
    ImageDraw.Draw(image).line((MARGIN, FOOT_TOP, WIDTH - MARGIN, FOOT_TOP), LINE, 2)
    _draw_icon(image, MARGIN, middle - size // 2, size)
    left = MARGIN + size + 20
    font, lines = fit([drawable(department)], 32, WIDTH - MARGIN - left, 70, bold=True)
    block = Block(lines, font, INK, 0)
    _draw_block(image, block, left, middle - block.height // 2)


def _draw_icon(image: Image.Image, left: int, top: int, size: int) -> None:
    with Image.open(ICON) as file:
        icon = file.convert("RGB").resize((size, size), Image.Resampling.LANCZOS)
    image.paste(icon, (left, top), _rounded_mask(size, size, size // 5))


def _draw_rounded(
    image: Image.Image, box: tuple[int, int, int, int], radius: int, color: str
) -> None:
    left, top, right, bottom = box
    image.paste(color, box, _rounded_mask(right - left, bottom - top, radius))


def _rounded_mask(width: int, height: int, radius: int) -> Image.Image:
    """Return a mask with smooth edges, which Pillow draws only by making it smaller."""
    scale = 4
    large = Image.new("L", (width * scale, height * scale))
    corners = (0, 0, width * scale - 1, height * scale - 1)
    ImageDraw.Draw(large).rounded_rectangle(corners, radius * scale, 255)
    return large.resize((width, height), Image.Resampling.LANCZOS)
