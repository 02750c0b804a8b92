"""Make a PDF in a short-lived process. Asks nothing of the network and of the disk."""

import io
import json
import sys
from base64 import b64decode, b64encode
from typing import Any
from urllib.parse import urlsplit

# Addresses in a page are relative to it; nothing is fetched from there.
BASE = "http://localhost/"
# Dots for each point: a page of 13.333 by 7.5 inches is drawn with 1920 by 1080.
PNG_SCALE = 2


def make(
    html: str, style_sheets: dict[str, str], photos: dict[str, str], *, is_drawn: bool = False
) -> bytes:
    """Return a page as PDF/UA, or its first sheet as PNG.

    All that it may bring are these style sheets and photos, by their path.
    """
    # Imported here because only this process needs it.
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OnlyThese(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            path = urlsplit(url).path
            if url.startswith(BASE) and path in style_sheets:
                return URLFetcherResponse(url, style_sheets[path], {"Content-Type": "text/css"})
            if url.startswith(BASE) and path in photos:
                photo = b64decode(photos[path])
                return URLFetcherResponse(url, photo, {"Content-Type": "image/jpeg"})
            raise ValueError(f"not fetched: {url}")

    page = HTML(string=html, base_url=BASE, url_fetcher=OnlyThese())
    pdf: bytes = page.write_pdf(pdf_variant="pdf/ua-1")
    if not is_drawn:
        return pdf
    # An installation from before pictures were drawn may lack it, and makes its PDFs all the same.
    from pypdfium2 import PdfDocument

    png = io.BytesIO()
    PdfDocument(pdf)[0].render(scale=PNG_SCALE).to_pil().save(png, "PNG")
    return png.getvalue()


if __name__ == "__main__":
    sys.stdout.write(b64encode(make(**json.load(sys.stdin))).decode())
