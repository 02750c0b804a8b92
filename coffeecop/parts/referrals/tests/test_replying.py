"""The page on which a partner replies to what was referred to them."""

import pytest

from coffeecop.models import ConcernState
from coffeecop.parts.referrals.models import ReferralAction
from coffeecop.parts.referrals.tests.rows import TOKEN, make_referral
from coffeecop.web.tokens import hash_token
from tests.factories import make_concern, put_in_state
from tests.stored import audited, reload

PATH = f"/referrals/{TOKEN}"


@pytest.fixture
def referral(app):
    concern = make_concern(wants_answer=True, receipt_hash="r", contact={"name": "Ann Example"})
    return make_referral(concern, token_hash=hash_token(TOKEN), body="A light is out.")


def test_a_partner_reads_the_text_and_nothing_of_who_sent_it(visitor, referral):
    page = visitor.get(PATH)

    assert page.texts("#referral .quote") == ["A light is out."]
    assert "Ann Example" not in page.words
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.headers["Cache-Control"] == "no-store"


def test_a_reply_is_kept_and_the_concern_waits_for_staff_again(visitor, referral):
    sent_by = referral.concern.state_by

    answer = visitor.post(PATH, body=" We fix it on Friday. ")

    assert visitor.follow(answer).texts("#referral .answer") == ["We fix it on Friday."]
    assert reload(referral).reply == "We fix it on Friday."
    concern = reload(referral.concern)
    assert concern.state is ConcernState.LOOKED_INTO
    assert concern.waits
    assert concern.state_by == sent_by
    detail = {"state": ["passed_on", "looked_into"], "partner": "Public Works"}
    assert audited() == [(ReferralAction.REFERRAL_REPLIED, None, concern.id, detail)]


def test_there_is_one_reply_and_sending_it_again_does_no_harm(visitor, referral):
    for _time in range(2):
        assert visitor.post(PATH, body="On Friday.").status == 303

    page = visitor.post(PATH, body="On Monday.")

    assert page.status == 409
    assert "there is a reply already" in page.text("[role=alert]")
    assert reload(referral).reply == "On Friday."
    assert len(audited()) == 1


def test_a_state_that_staff_have_set_since_stays(visitor, referral):
    put_in_state(referral.concern, ConcernState.TALKED_ABOUT, by=referral.staff_member)

    visitor.post(PATH, body="On Friday.")

    assert reload(referral.concern).state is ConcernState.TALKED_ABOUT


def test_an_empty_reply_is_told_and_a_wrong_link_finds_nothing(visitor, referral):
    assert "Write your reply first." in visitor.post(PATH, body=" ").text("#referral [role=alert]")
    for wrong in ("q" * 26, "short", hash_token(TOKEN)):
        assert visitor.get(f"/referrals/{wrong}").status == 404
