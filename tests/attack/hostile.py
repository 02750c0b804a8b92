"""What is sent, and what is looked for in an answer."""

import os
import re
from io import BytesIO
from urllib.parse import urlencode
from zipfile import BadZipFile, ZipFile

import pytest

from coffeecop.db import db

# The first seed is tried in each run, the others by `make attack`. SEED=7 begins with another.
FIRST = int(os.environ.get("SEED", "26"))
SEEDS = [FIRST, *(pytest.param(FIRST + more, marks=pytest.mark.exhaustive) for more in (1, 2))]

# More digits than a float has, and digits that are none of ours.
NUMBERS = ["9" * 400, "٣"]
BATTERY = (
    # Something for each language that could be read into it.
    "' OR 1=1 --<script>alert(1)</script>{{ 7 * 7 }}../../etc/passwd%ED%A0%80%FF%FE"
    + "é" * 500
    + "\u202e\U0001f600\r\nX-Injected: yes"
)
# A lone surrogate, and what is no UTF-8.
NO_TEXT = b"\xed\xa0\x80 \xff\xfe"
TEXTS = [
    *NUMBERS,
    "-1",
    BATTERY,
    NO_TEXT,
    " \0",
    "Cars\0speed",
    "x" * 10_000,
    "\u202e\u2066\u200b\ufeff" * 20,
    '=HYPERLINK("https://evil.example","Pay")',
    "javascript:alert(1)",
    "0001-01-01",
    "9999-12-31",
    "24:61",
    "1e999",
    '{"id": [1, {}]}',
]
# What a stranger learns of how it is built, or worse.
TOLD = re.compile(rb"Traceback \(most|sqlalchemy|psycopg|sqlite3\.|INSERT INTO|File \"/")


def asking():
    """Ask for whole pages on SQLite and for fragments on PostgreSQL, as the fixture `visitor`."""
    return {"HX-Request": "true"} if db.engine.dialect.name == "postgresql" else {}


def encoded(*pairs):
    """Return fields as a browser sends them; a name may come twice, and a value be no text."""
    return {"data": urlencode(pairs), "content_type": "application/x-www-form-urlencoded"}


def faults(answer, *, marks=(), secret=None):
    """Return what is wrong with an answer, whatever was asked."""
    content = whole_content(answer)
    headers = str(answer.headers).encode()
    found = {mark for mark in marks if mark.encode() in content or mark.encode() in headers}
    return [
        *([f"status {answer.status_code}"] if answer.status_code >= 500 else []),
        *(["a header of the sender's"] if "X-Injected" in answer.headers else []),
        *(["how it is built"] if TOLD.search(content) else []),
        *(["the secret key"] if secret and secret.encode() in content else []),
        *sorted(found),
    ]


def whole_content(answer):
    """Return what was sent, and what is packed in it."""
    content = answer.get_data()
    try:
        with ZipFile(BytesIO(content)) as packed:
            return b"".join([content, *(packed.read(name) for name in packed.namelist())])
    except BadZipFile:
        return content
