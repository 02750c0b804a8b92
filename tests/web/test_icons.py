"""The icon on a phone's home screen and in browsers that cannot show the SVG."""

import io

import pytest
from PIL import Image

from tests.journeys.icons import FAVICON_SIZES, PNG_SIZES, STATIC, source_hash


@pytest.mark.parametrize(("name", "size"), PNG_SIZES.items())
def test_an_icon_fills_its_square_and_shows_what_the_svg_shows(name, size):
    icon = Image.open(STATIC / name)

    assert icon.size == (size, size)
    assert icon.info["Source"] == source_hash(), "icon.svg has changed: run `make icons`"
    assert "transparency" not in icon.info
    corner = icon.convert("RGB").getpixel((0, 0))
    assert "#{:02x}{:02x}{:02x}".format(*corner) in (STATIC / "icon.svg").read_text()


def test_a_page_names_the_icon_for_the_home_screen(visitor):
    page = visitor.get("/", **{"HX-Request": "false"})

    href = page.one("link[rel=apple-touch-icon]")["href"]
    icon = Image.open(io.BytesIO(visitor.client.get(href).data))
    assert (icon.format, icon.size) == ("PNG", (180, 180))


def test_a_browser_that_guesses_finds_an_icon(app):
    response = app.test_client().get("/favicon.ico")

    assert response.mimetype in ("image/vnd.microsoft.icon", "image/x-icon")
    assert response.headers["Cache-Control"] == "public, max-age=86400"
    icon = Image.open(io.BytesIO(response.data))
    assert icon.info["sizes"] == {(size, size) for size in FAVICON_SIZES}
