"""Response headers, and checks of a request's origin and of NULs in it."""

from itertools import chain

from flask import Flask, Response, abort, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter

from coffeecop.db import SAFE_METHODS
from coffeecop.web.assets import assets

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' {style}; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    # Not no-referrer: Flask-WTF would reject every POST over HTTPS.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
PRIVATE_PATHS = (
    "/staff",
    *(f"{language}/{path}" for language in ("", "/es") for path in ("rsvps/", "receipts")),
)
LARGEST_ID = 2**31 - 1


def parse_id(text: str) -> int | None:
    """Return the row id in a text, None if it is not one."""
    if not text.isdecimal() or len(text) > len(str(LARGEST_ID)):
        return None
    return int(text) if 0 < int(text) <= LARGEST_ID else None


class RowIdConverter(IntegerConverter):
    """Matches ids that fit the column; larger numbers are 404."""

    def __init__(self, url_map: object, **options: int) -> None:
        super().__init__(url_map, **{"max": LARGEST_ID, **options})  # type: ignore[arg-type]


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = RowIdConverter
    app.before_request(refuse_foreign_posts)
    app.before_request(refuse_nul)
    app.after_request(add_headers)


def refuse_foreign_posts() -> None:
    """Reject cross-site POSTs: residents have no cookie and so no CSRF token."""
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(403)
    origin = request.headers.get("Origin")
    if origin is not None and origin != request.host_url.rstrip("/"):
        abort(403)


def refuse_nul() -> None:
    """Keep NULs out of the database: PostgreSQL rejects them."""
    # Never legitimate in a URL.
    if "\0" in request.path or b"%00" in request.query_string:
        abort(400)
    if request.method in SAFE_METHODS:
        return
    # Browsers name each part of a form; views expect it.
    if any(name is None for name in request.form):
        abort(400)
    # Pasted text may hold one, so it is removed rather than rejected.
    if any("\0" in value for value in chain.from_iterable(request.form.listvalues())):
        fields = ((name, value.replace("\0", "")) for name, value in request.form.items(multi=True))
        request.form = ImmutableMultiDict(fields)


def add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    policy = CONTENT_SECURITY_POLICY.format(style=assets().by_name["public.css"].source)
    response.headers["Content-Security-Policy"] = policy
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    private = request.path.startswith(PRIVATE_PATHS)
    if private:
        response.headers.setdefault("X-Robots-Tag", "noindex")
    if "Cache-Control" not in response.headers:
        # Each page holds its own form key, so shared caches must not store it.
        response.headers["Cache-Control"] = "no-store" if private else "private, no-cache"
    return response
