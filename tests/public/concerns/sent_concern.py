"""A concern whose resident comes back to it at PATH."""

from coffeecop.web.receipt_codes import hash_code
from tests.factories import make_concern, make_message, make_staff

CODE = "ability-able-about-above-absent-absorb"
PATH = f"/receipts/{CODE}"


def make_sent_concern(**values):
    return make_concern(receipt_hash=hash_code(CODE), **values)


def answer(concern):
    return make_message(concern, "We fixed the lights.", by=make_staff(name="Sgt. Sample"))
