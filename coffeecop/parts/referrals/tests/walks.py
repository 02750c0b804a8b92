from coffeecop.db import now
from coffeecop.models import ConcernState, Role
from coffeecop.parts.referrals.tests.rows import TOKEN, make_partner, make_referral
from coffeecop.web.tokens import hash_token
from tests.factories import HOUR, make_concern, put_in_state, save
from tests.journeys.staff_states import LONG_EMAIL, LONG_NAME
from tests.journeys.states import reload, tap


def partners_and_referrals(page, open_as):
    concern, partner = make_concern(receipt_hash="receipt", wants_answer=True), make_partner()
    open_as(Role.ADMIN, Role.OFFICER)
    named = make_concern(body=f"The light at Oak is out. I am {LONG_NAME}.")
    page.goto(f"/staff/concerns/{named.id}/referrals/new")
    tap(page, "#referral-form button", shows=".error-summary")
    yield
    make_referral(concern, partner=partner, reply=f"Ask {LONG_EMAIL}.", replied_at=now())
    make_referral(concern, partner=partner)
    make_partner(name_en="Harbor", name_es="Puerto", retired_at=now())
    replied = make_referral(
        partner=make_partner(name_en="Animals", name_es="Animales"),
        reply="It is done.",
        replied_at=now() + HOUR,
    )
    put_in_state(replied.concern, ConcernState.LOOKED_INTO)
    for path in (f"concerns/{concern.id}", "concerns?referred=1", "settings?open=partners"):
        page.goto(f"/staff/{path}")
        yield


def referral(page, prefix):
    referral = make_referral(token_hash=hash_token(TOKEN), body="The light at Oak Street is out.")
    page.goto(f"{prefix}/referrals/{TOKEN}")
    yield "referral_to_reply_to"
    tap(page, "#reply-form button", shows="#referral [role=alert]")
    yield "referral_with_an_error"
    page.locator("#reply-form textarea").fill("It is fixed.")
    tap(page, "#reply-form button", shows="#referral .answer")
    yield "referral_with_its_reply"
    save(reload(referral), withdrawn_at=now())
    page.goto(f"{prefix}/referrals/{TOKEN}")
    yield "referral_that_was_taken_back"


WALKS = [partners_and_referrals]
WALKS_OF_RESIDENTS = [referral]
