"""QR codes that a phone reads from a screen and from paper."""

import io
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    import segno


def qr_code(text: str) -> Markup:
    """Return an SVG without a size or a style of its own, on white, so that dark pages show it."""
    svg = _code(text).svg_inline(border=4, dark="#000", light="#fff", omitsize=True)
    return Markup(svg)  # noqa: S704  (drawn here: it quotes nothing of the text)


def qr_image(text: str) -> bytes:
    """Return the same as a file, for a page that shows it only when asked."""
    file = io.BytesIO()
    _code(text).save(
        file, kind="svg", xmldecl=False, border=4, dark="#000", light="#fff", omitsize=True
    )
    return file.getvalue()


def _code(text: str) -> "segno.QRCode":
    # Here, since it takes as much memory as a tenth of the app, and few ask for a code.
    import segno

    # Trying all eight masks for the best takes most of the time, and readers read any of them.
    return segno.make(text, error="q", micro=False, mask=4)
