"""The blueprint of concerns, and what its views share."""

from coffeecop.db import db
from coffeecop.models import Installation
from coffeecop.public.concerns.receipts import hash_code_with
from coffeecop.web.i18n import PublicBlueprint

bp = PublicBlueprint("concerns", __name__)


def hash_code(code: str) -> str:
    salt = db.session.get_one(Installation, 1).receipt_salt
    # End the transaction first: on SQLite other writers would wait for the hashing.
    db.session.commit()
    return hash_code_with(salt, code)
