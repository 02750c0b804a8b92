"""QR codes that a phone reads from a screen and from paper."""

import segno
from markupsafe import Markup


def qr_code(text: str) -> Markup:
    """Return an SVG without a size or a style of its own, on white, so that dark pages show it."""
    # Trying all eight masks for the best takes most of the time, and readers read any of them.
    code = segno.make(text, error="q", micro=False, mask=4)
    svg = code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True)
    return Markup(svg)  # noqa: S704  (drawn here: it quotes nothing of the text)
