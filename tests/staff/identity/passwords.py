"""Passwords for tests, hashed once."""

from functools import cache

from coffeecop.db import db_writes
from coffeecop.staff.accounts.links import make_link
from coffeecop.staff.identity.passwords import hash_password

GOOD = "quiet lamp river stone"
BETTER = "seven green bottles hum"


@cache
def hashed(password=GOOD):
    return hash_password(password)


def link_of(member):
    """Make the link of a member; of nobody, that of the first administrator."""
    with db_writes():
        return f"/staff/links/{make_link(member)}"


def use_link(visitor, link, password=GOOD, **fields):
    visitor.set_csrf_token()
    return visitor.post(link, **{"password": password, "repeated": password, **fields})


def try_to_sign_in(visitor, email, password=GOOD, **fields):
    visitor.set_csrf_token()
    return visitor.post("/staff/sign-in", email=email, password=password, **fields)
