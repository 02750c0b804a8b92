"""QR codes for screens and paper."""

import io

from markupsafe import Markup


def qr_code(text: str, title: str | None = None) -> Markup:
    """Return an SVG without a size, on white so that it works in dark mode.

    In a PDF its title is what a screen reader says.
    """
    # Imported here because it takes a tenth of the app's memory and is rarely needed.
    import segno

    svg = io.BytesIO()
    # A fixed mask: choosing the best of eight takes most of the time, and any can be scanned.
    code = segno.make(text, error="q", micro=False, mask=4)
    code.save(
        svg,
        kind="svg",
        xmldecl=False,
        border=4,
        dark="#000",
        light="#fff",
        omitsize=True,
        title=title,
    )
    return Markup(svg.getvalue().decode())  # noqa: S704  (segno escapes the title)
