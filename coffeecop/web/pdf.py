"""Pages as PDF by WeasyPrint, and as PNG, where an installation has it: docs/operating.md."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from importlib.util import find_spec

from flask import Response

from coffeecop.engine import own_process
from coffeecop.web.assets import assets

TIMEOUT = 30
LOCK_TIMEOUT = 5
NO_PHOTOS: Mapping[str, bytes] = {}


class PdfFailed(Exception):
    """WeasyPrint or a library of it is missing, others are being answered, or it took too long."""


def can_make_pdf() -> bool:
    return find_spec("weasyprint") is not None


def make_pdf(
    html: str, *, photos: Mapping[str, bytes] = NO_PHOTOS, is_drawn: bool = False
) -> bytes:
    """Return a page as tagged PDF (PDF/UA), made with the app's style sheets. Raises PdfFailed.

    `photos`: JPEG, by their addresses in the page. `is_drawn`: its first sheet as PNG instead.

    In a process of its own: nothing that WeasyPrint does can stop the web server or stay in it.
    """
    sheets = {
        f"/static/{address}": asset.content.decode()
        for address, asset in assets().by_address.items()
        if address.endswith(".css")
    }
    encoded = {address: b64encode(photo).decode() for address, photo in photos.items()}
    asked = {"html": html, "style_sheets": sheets, "photos": encoded, "is_drawn": is_drawn}
    try:
        answer = own_process.run(
            "coffeecop.web.pdf_process", [json.dumps(asked)], seconds=TIMEOUT, patience=LOCK_TIMEOUT
        )
    except own_process.ProcessFailed as error:
        raise PdfFailed from error
    return b64decode(answer)


def pdf_response(html: str, filename: str, *, photos: Mapping[str, bytes] = NO_PHOTOS) -> Response:
    """Return a page as a file that a browser opens, PDF or PNG by its name. Raises PdfFailed."""
    is_drawn = filename.endswith(".png")
    content = make_pdf(html, photos=photos, is_drawn=is_drawn)
    response = Response(content, mimetype="image/png" if is_drawn else "application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=filename)
    return response
