"""Make a PDF in a short-lived process. Asks nothing of the network and of the disk."""

import json
import sys
from base64 import b64decode, b64encode
from typing import Any
from urllib.parse import urlsplit

# Addresses in a page are relative to it; nothing is fetched from there.
BASE = "http://localhost/"


def make(html: str, style_sheets: dict[str, str], photos: dict[str, str]) -> bytes:
    """Return a page as PDF/UA. All that it may bring are these, by their path."""
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
    return pdf


if __name__ == "__main__":
    sys.stdout.write(b64encode(make(**json.load(sys.stdin))).decode())
