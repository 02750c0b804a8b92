"""A page becomes a PDF in a process of its own, which asks nothing of the network or the disk."""

import io
import select
import socket

import pypdfium2
import pytest

from coffeecop.web.pdf import make_pdf
from coffeecop.web.pdf_process import BASE, make
from tests.pdf import needs_pango

pytestmark = needs_pango

PAGE = '<html lang="en"><head><title>Page</title>{head}</head><body>{body}</body></html>'


def read(pdf):
    (page,) = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return page


@pytest.mark.slow
def test_it_is_made_with_the_style_sheets_of_the_app(app):
    link = f'<link rel="stylesheet" href="{address_of("css/paper.css", app)}">'

    page = read(make_pdf(PAGE.format(head=link, body='<div class="document document-a4">')))

    assert [round(length) for length in page.get_size()] == [595, 842]


def address_of(name, app):
    return f"/static/{app.extensions['assets'].by_name[name].address}"


@pytest.mark.parametrize("source", ["http://127.0.0.1:{port}/x.png", "file:///etc/passwd", "x.css"])
def test_nothing_is_fetched(source):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        source = source.format(port=listening.getsockname()[1])
        head = f'<link rel="stylesheet" href="{source}"><link rel="attachment" href="{source}">'

        pdf = make(PAGE.format(head=head, body=f'<p>Text<img src="{source}" alt="none">'), {}, {})

        connections, _, _ = select.select([listening], [], [], 0)
    assert connections == []
    assert "Text" in read(pdf).get_textpage().get_text_range()
    assert b"root:" not in pdf


def test_an_address_that_looks_like_ours_is_not_fetched_either():
    sheets = {"/static/a.css": "p { page-break-after: always }"}
    head = '<link rel="stylesheet" href="http://localhost.example.org/static/a.css">'
    page = PAGE.format(head=head, body="<p>One<p>Two")

    assert BASE == "http://localhost/"
    assert len(pypdfium2.PdfDocument(io.BytesIO(make(page, sheets, {})))) == 1
