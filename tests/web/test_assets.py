"""Static files: named after their content, compressed, kept for a year."""

import gzip
import re
from base64 import b64encode
from hashlib import sha256

import brotli
import pytest

from coffeecop.config import PROJECT
from coffeecop.web.assets import BUNDLES, REASONS, Assets, asset
from coffeecop.web.security import HEADERS

NAMES = sorted(
    path.relative_to(PROJECT / "static").as_posix()
    for path in (PROJECT / "static").rglob("*")
    if path.is_file()
)
DECODE = {"br": brotli.decompress, "gzip": gzip.decompress, None: lambda content: content}


def address(app, name):
    with app.test_request_context():
        return asset(name)


def test_a_file_may_be_kept_for_a_year(app, client):
    for name in NAMES:
        answer = client.get(address(app, name))

        assert answer.status_code == 200, name
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable", name
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        assert "Set-Cookie" not in answer.headers, name


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("identity", None),
        ("", None),
        (None, None),
    ],
)
@pytest.mark.parametrize("name", ["staff.css", "app.js", "icon.svg"])
def test_a_file_is_compressed_as_the_browser_can_read_it(app, client, name, accepted, encoding):
    headers = {} if accepted is None else {"Accept-Encoding": accepted}

    answer = client.get(address(app, name), headers=headers)

    assert answer.headers.get("Content-Encoding") == encoding
    assert "Accept-Encoding" in answer.headers["Vary"]
    content = DECODE[encoding](answer.data)
    expected = [(PROJECT / "static" / part).read_bytes() for part in BUNDLES.get(name, [name])]
    # Parts add theirs at the end.
    whole = b"\n".join(expected)
    assert content.startswith(REASONS[name].sub(b"", whole) if name in REASONS else whole)


def test_a_changed_file_and_its_bundle_have_other_names(tmp_path):
    for name in {part for parts in BUNDLES.values() for part in parts}:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"/* {name} */")
    before = Assets(tmp_path).by_name
    (tmp_path / "css" / "base.css").write_text("/* changed */")
    after = Assets(tmp_path).by_name

    assert before["css/base.css"].address != after["css/base.css"].address
    digest = sha256(b"/* changed */").hexdigest()[:10]
    assert after["css/base.css"].address == f"css/base.{digest}.css"
    assert after["staff.css"].address != before["staff.css"].address


def test_a_public_page_brings_its_style_and_the_policy_allows_just_that(client):
    page = client.get("/")

    (style,) = re.findall(r"<style>(.*?)</style>", page.text, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert 'rel="stylesheet"' not in page.text
    assert f"style-src 'self' 'sha256-{digest}';" in page.headers["Content-Security-Policy"]


def test_only_the_present_content_is_found(client):
    for name in ("staff.css", "app.0123456789.css", "../app.py", "vendor", ""):
        answer = client.get(f"/static/{name}")

        assert answer.status_code == 404
        assert "immutable" not in answer.headers["Cache-Control"]


def test_pages_name_files_by_their_content_alone(client):
    page = client.get("/").text

    found = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert found
    assert all(re.search(r"\.[0-9a-f]{10}\.\w+$", name) for name in found)
