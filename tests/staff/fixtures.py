"""Visitors who are signed in as `member`, with a name, a password and a role.

Those called `plain_` never use htmx; the others do on PostgreSQL, as `visitor` does.
"""

import json
import logging
from base64 import b64encode

import pytest
from PIL import ImageFile

from coffeecop.engine import own_process
from coffeecop.models import Role
from coffeecop.web.pdf_process import make
from tests.factories import make_staff, sign_in
from tests.staff.identity.passwords import GOOD, hashed


@pytest.fixture
def drawn_here(monkeypatch):
    """Draw PDFs here, where WeasyPrint is loaded once; tests/web/test_pdf.py has the process."""

    def run(_module, lines, **_limits):
        return b64encode(make(**json.loads("".join(lines)))).decode()

    monkeypatch.setattr(own_process, "run", run)
    # WeasyPrint takes half a photo for one, where it is loaded.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)


@pytest.fixture
def account_log(monkeypatch):
    """What is logged of accounts, line by line."""
    lines, logger = [], logging.getLogger("coffeecop.accounts")
    monkeypatch.setattr(logger, "handle", lambda line: lines.append(vars(line)))
    return lines


def signed_in(visitor, *roles):
    visitor.member = sign_in(visitor, *roles, name="Sgt. Sample", password_hash=hashed(GOOD))
    return visitor


@pytest.fixture
def officer(visitor):
    return signed_in(visitor, Role.OFFICER)


@pytest.fixture
def plain_officer(plain_visitor):
    return signed_in(plain_visitor, Role.OFFICER)


@pytest.fixture
def complaints_officer(visitor):
    return signed_in(visitor, Role.COMPLAINTS)


@pytest.fixture
def admin(visitor):
    return signed_in(visitor, Role.ADMIN)


@pytest.fixture
def plain_admin(plain_visitor):
    return signed_in(plain_visitor, Role.ADMIN)


@pytest.fixture
def organizer(visitor):
    # Without somebody who handles complaints, no event may be published.
    make_staff(Role.COMPLAINTS)
    return signed_in(visitor, Role.ORGANIZER)


@pytest.fixture
def plain_organizer(plain_visitor):
    make_staff(Role.COMPLAINTS)
    return signed_in(plain_visitor, Role.ORGANIZER)
