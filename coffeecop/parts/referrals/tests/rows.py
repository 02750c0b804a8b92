from coffeecop.db import db, now
from coffeecop.models import Concern, ConcernState
from coffeecop.parts.referrals.models import Referral, ReferralMail, ReferralPartner
from coffeecop.web.tokens import hash_token
from tests import factories
from tests.factories import (
    first_id,
    make_concern,
    make_mail,
    make_staff,
    put_in_state,
    save,
    the_agency,
)

TOKEN = "p" * 26


def make_partner(*, agency=None, **values):
    defaults = {
        "name_en": "Public Works",
        "name_es": "Obras Públicas",
        "email": "works@example.gov",
    }
    return save(ReferralPartner(agency_id=(agency or the_agency()).id, **{**defaults, **values}))


def make_referral(concern=None, *, by=None, **values):
    """Refer a concern to a partner, who has it; its mail is not made."""
    concern, by = concern or make_concern(), by or make_staff()
    put_in_state(concern, ConcernState.PASSED_ON, by=by)
    return add_referral(concern, by, **values)


def add_referral(concern, by, *, partner=None, **values):
    n = next(factories.numbers)
    hashes = {name: f"{name}-{n}" for name in ("form_key_hash", "token_hash")}
    referral = {"partner": partner or make_partner(), "staff_member": by, "body": "A light is out."}
    values = {"sent_at": now(), **values}
    return save(Referral(concern=concern, **{**hashes, **referral, **values}))


def make_referral_mail(referral, **values):
    about = {"concern_id": referral.concern_id, "occasion": str(referral.id)}
    return make_mail(kind=ReferralMail.REFERRED, **about, **values)


def make_one_of_each(_event, officer):
    concern = db.session.get(Concern, first_id(Concern))
    replied = {"reply": "It is fixed.", "replied_at": now()}
    make_referral_mail(add_referral(concern, officer, given_by=officer, **replied))


def addresses():
    referral = db.session.get(Referral, first_id(Referral))
    save(referral, token_hash=hash_token(TOKEN))
    return dict.fromkeys(("referrals.show", "referrals.reply"), {"token": TOKEN})


def pages():
    make_referral(token_hash=hash_token(TOKEN))
    return [f"/referrals/{TOKEN}", "/staff/concerns?referred=1"]


MAKERS = [make_one_of_each]
ADDRESSES = [addresses]
PAGES_OF_ROWS = [pages]
IDS = [("referral_id", Referral)]
