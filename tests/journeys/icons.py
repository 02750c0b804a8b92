"""Draws the icons for browsers and phones that cannot show static/icon.svg: `make icons`."""

import io
import re
from hashlib import sha256

from PIL import Image, PngImagePlugin
from playwright.sync_api import sync_playwright

from coffeecop.config import PROJECT
from tests.journeys.browser import system_browser

STATIC = PROJECT / "static"
SOURCE = STATIC / "icon.svg"
# What a phone puts on its home screen, and the pictures for link previews.
PNG_SIZES = {"apple-touch-icon.png": 180, "icon-512.png": 512}
FAVICON_SIZES = (16, 32, 48)


def source_hash():
    """Return the hash that each PNG carries, to tell whether it shows the present icon."""
    return sha256(SOURCE.read_bytes()).hexdigest()


def draw_icons():
    svg = SOURCE.read_text()
    # A phone cuts the corners itself, and shows what is transparent as white or black.
    background = re.search(r'<rect[^>]* fill="(#[0-9a-f]{6})"', svg)[1]
    about = PngImagePlugin.PngInfo()
    about.add_text("Source", source_hash())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system_browser())
        page = browser.new_page()
        for name, size in PNG_SIZES.items():
            icon = photograph(page, svg, size, background).convert("RGB").quantize(64)
            icon.save(STATIC / name, optimize=True, pnginfo=about)
        first, *others = (photograph(page, svg, size) for size in sorted(FAVICON_SIZES)[::-1])
        first.save(
            STATIC / "favicon.ico",
            sizes=[(size, size) for size in FAVICON_SIZES],
            append_images=others,
        )
        browser.close()


def photograph(page, svg, size, background="transparent"):
    page.set_viewport_size({"width": size, "height": size})
    style = f"body {{ margin: 0 }} svg {{ display: block }} :root {{ background: {background} }}"
    page.set_content(f"<style>{style}</style>{svg}")
    return Image.open(io.BytesIO(page.screenshot(omit_background=True)))


if __name__ == "__main__":
    draw_icons()
