"""Static files with a content hash in their names, compressed once, cached for a year.

The style sheet of public pages goes into the page itself, which saves a slow phone a round trip.
"""

import gzip
import json
import mimetypes
import re
from base64 import b64encode
from collections.abc import Iterable
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path

import brotli
from flask import Flask, Response, abort, current_app, request, url_for
from markupsafe import Markup

from coffeecop.config import PROJECT
from coffeecop.parts import static_folders

BUNDLES = {
    # One file, in this order: htmx misses a script that loads after it has started.
    "app.js": ("vendor/htmx-4.0.1.min.js", "app.js", "offline.js", "concerns.js", "rsvps.js"),
    "staff.js": (
        "vendor/htmx-4.0.1.min.js",
        "app.js",
        "offline.js",
        "keys.js",
        "keywords.js",
        "sign-out.js",
    ),
    # For what parts add.
    "sw.js": ("sw.js",),
    "public.css": ("css/base.css", "css/public.css"),
    "staff.css": ("css/base.css", "css/staff.css", "css/events.css"),
}
ONE_DAY = 24 * 60 * 60
ONE_YEAR = 365 * ONE_DAY
# In what goes to the phones of residents: comments, and indents.
REASONS = {
    "app.js": re.compile(rb"^\s*//.*\n|^\s+| // .*$", re.MULTILINE),
    "public.css": re.compile(rb"/\*.*?\*/\n?|^\s+", re.DOTALL | re.MULTILINE),
}


class Asset:
    def __init__(self, name: str, content: bytes) -> None:
        stem, dot, ending = name.rpartition(".")
        self.content = content
        self.address = f"{stem}.{sha256(content).hexdigest()[:10]}{dot}{ending}"
        self.type = mimetypes.guess_type(name)[0] or "application/octet-stream"

    @cached_property
    def source(self) -> str:
        """Return the expression that allows it within a page, for a content security policy."""
        return f"'sha256-{b64encode(sha256(self.content).digest()).decode()}'"

    @cached_property
    def brotli(self) -> bytes:
        return bytes(brotli.compress(self.content))

    @cached_property
    def gzip(self) -> bytes:
        return gzip.compress(self.content, mtime=0)


class Assets:
    def __init__(self, folder: Path, of_parts: Iterable[Path] = ()) -> None:
        files = _read(folder)
        for bundle, names in BUNDLES.items():
            files[bundle] = b"\n".join(files[name] for name in names)
        for each in of_parts:
            for name, content in _read(each).items():
                # What has the name of a bundle is joined to it.
                joined = (files[name], content) if name in BUNDLES else (content,)
                files[name] = b"\n".join(joined)
        # A slow phone need not fetch the reasons, nor what makes them easy to read.
        for bundle, reasons in REASONS.items():
            files[bundle] = reasons.sub(b"", files[bundle])
        self.by_name = {name: Asset(name, content) for name, content in files.items()}
        self.by_address = {asset.address: asset for asset in self.by_name.values()}


def _read(folder: Path) -> dict[str, bytes]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def init_app(app: Flask, folder: Path) -> None:
    app.extensions["assets"] = Assets(folder, static_folders())
    app.add_url_rule("/static/<path:address>", "static", static)
    app.add_url_rule("/sw.js", "service_worker", service_worker)
    app.add_url_rule("/app.webmanifest", "manifest", manifest)
    app.add_url_rule("/favicon.ico", "favicon", favicon)
    app.add_template_global(asset)
    app.add_template_global(inline_style)
    app.add_template_global(icon)


def asset(name: str) -> str:
    return url_for("static", address=assets().by_name[name].address)


def inline_style() -> Markup:
    return Markup(public_style().decode())  # noqa: S704 (a file of ours)


def public_style() -> bytes:
    return assets().by_name["public.css"].content


def assets() -> Assets:
    found: Assets = current_app.extensions["assets"]
    return found


def static(address: str) -> Response:
    found = assets().by_address.get(address) or abort(404)
    encoding = request.accept_encodings.best_match(["br", "gzip"])
    bodies = {"br": lambda: found.brotli, "gzip": lambda: found.gzip}
    response = Response(bodies.get(encoding or "", lambda: found.content)(), mimetype=found.type)
    if encoding:
        response.content_encoding = encoding
    response.vary.add("Accept-Encoding")
    response.cache_control.public = True
    response.cache_control.max_age = ONE_YEAR
    response.cache_control.immutable = True
    return response


def service_worker() -> Response:
    """Serve it at the root: the scope of a service worker is its own path and below."""
    response = Response(assets().by_name["sw.js"].content, mimetype="text/javascript")
    response.cache_control.no_cache = True
    return response


def manifest() -> Response:
    """Describe the staff pages as an app: only such a one may show alerts on an iPhone."""
    icons = [{"src": asset("icon-512.png"), "sizes": "512x512", "type": "image/png"}]
    content = {
        "name": "Coffee with a Cop",
        "id": "/staff",
        "start_url": "/staff",
        "scope": "/",
        "display": "standalone",
        "icons": icons,
    }
    response = Response(json.dumps(content), mimetype="application/manifest+json")
    response.cache_control.no_cache = True
    return response


def favicon() -> Response:
    """Browsers that cannot show the SVG icon look here, whatever a page says."""
    found = assets().by_name["favicon.ico"]
    response = Response(found.content, mimetype=found.type)
    response.cache_control.public = True
    response.cache_control.max_age = ONE_DAY
    return response


@cache
def icon(name: str) -> Markup:
    """Return the icon, drawn into the page. Always beside a word, so never announced."""
    drawing = (PROJECT / "templates" / "icons" / f"{name}.svg").read_text()
    return Markup(drawing.strip())  # noqa: S704 (a file of ours)
