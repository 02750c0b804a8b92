"""Passwords for tests, hashed once."""

from functools import cache

from coffeecop.staff.identity.passwords import hash_password

GOOD = "quiet lamp river stone"
BETTER = "seven green bottles hum"


@cache
def hashed(password=GOOD):
    return hash_password(password)


def try_to_sign_in(visitor, email, password=GOOD, **fields):
    visitor.set_csrf_token()
    return visitor.post("/staff/sign-in", email=email, password=password, **fields)
