"""QR codes for screens and paper."""

import io
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    import segno


def qr_code(text: str) -> Markup:
    """Return an inline SVG without a size, on white so that it works in dark mode."""
    svg = _code(text).svg_inline(border=4, dark="#000", light="#fff", omitsize=True)
    return Markup(svg)  # noqa: S704  (the SVG does not contain the text)


def qr_image(text: str) -> bytes:
    """Return the same code as an SVG file."""
    file = io.BytesIO()
    _code(text).save(
        file, kind="svg", xmldecl=False, border=4, dark="#000", light="#fff", omitsize=True
    )
    return file.getvalue()


def _code(text: str) -> "segno.QRCode":
    # Imported here because it takes a tenth of the app's memory and is rarely needed.
    import segno

    # A fixed mask: choosing the best of eight takes most of the time, and any can be scanned.
    return segno.make(text, error="q", micro=False, mask=4)
