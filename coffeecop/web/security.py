"""Response headers, where a POST may come from, and NULs."""

from itertools import chain

from flask import Flask, Response, abort, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter

from coffeecop.db import SAFE_METHODS

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    # Not no-referrer: Flask-WTF then refuses every POST over HTTPS.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
PRIVATE_PATHS = ("/staff", "/rsvps/", "/receipts", "/es/rsvps/", "/es/receipts")
LARGEST_ID = 2**31 - 1


def parse_id(text: str) -> int | None:
    """Read the id of a row from what an address or a form says."""
    if not text.isdecimal() or len(text) > len(str(LARGEST_ID)):
        return None
    return int(text) if 0 < int(text) <= LARGEST_ID else None


class RowIdConverter(IntegerConverter):
    """An id that fits the column; a longer number is simply not found."""

    def __init__(self, url_map: object, **options: int) -> None:
        super().__init__(url_map, **{"max": LARGEST_ID, **options})  # type: ignore[arg-type]


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = RowIdConverter
    app.before_request(refuse_foreign_posts)
    app.before_request(refuse_nul)
    app.after_request(add_headers)


def refuse_foreign_posts() -> None:
    """Refuse a POST that another site's page sent; residents have no cookie to carry a token."""
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(403)
    origin = request.headers.get("Origin")
    if origin is not None and origin != request.host_url.rstrip("/"):
        abort(403)


def refuse_nul() -> None:
    """Keep NULs from the database: PostgreSQL cannot hold one."""
    # Nobody types one into an address.
    if "\0" in request.path or b"%00" in request.query_string:
        abort(400)
    if request.method in SAFE_METHODS:
        return
    # Pasted text may hold one, and must not be lost for it.
    if any("\0" in value for value in chain.from_iterable(request.form.listvalues())):
        fields = ((name, value.replace("\0", "")) for name, value in request.form.items(multi=True))
        request.form = ImmutableMultiDict(fields)


def add_headers(response: Response) -> Response:
    response.headers.extend(HEADERS)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    private = request.path.startswith(PRIVATE_PATHS)
    if private:
        response.headers.setdefault("X-Robots-Tag", "noindex")
    if "Cache-Control" not in response.headers:
        # Each page carries a form key of its own, so no two people may share a copy.
        response.headers["Cache-Control"] = "no-store" if private else "private, no-cache"
    return response
