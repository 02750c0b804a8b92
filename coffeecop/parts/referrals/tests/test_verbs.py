"""What may be referred when, what comes of a reply, and what leaves the department's stream."""

import pytest

from coffeecop.concerns import residents, verbs
from coffeecop.concerns.locks import IsComplaint
from coffeecop.concerns.states import CannotFollow
from coffeecop.db import db, db_writes
from coffeecop.models import ConcernState, HiddenFor, Kind, Role
from coffeecop.parts import run_hooks
from coffeecop.parts.hooks import When
from coffeecop.parts.referrals.mail import referral_token
from coffeecop.parts.referrals.models import Referral, ReferralAction, replies_to_use
from coffeecop.parts.referrals.tests.rows import make_partner, make_referral
from coffeecop.parts.referrals.verbs import come_back, pass_on, refer_out, take_back
from tests.factories import make_concern, make_past_event, make_staff, put_in_state
from tests.findings import faults_found
from tests.of_parts import of_parts
from tests.stored import mails, one_of, reload

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("mail_server")]

S = ConcernState
ASKS = {"kind": Kind.QUESTION, "receipt_hash": "receipt"}


@pytest.fixture
def by(app):
    return make_staff(Role.OFFICER, Role.COMPLAINTS)


@pytest.fixture
def asked(app):
    return make_concern(event=make_past_event(), **ASKS)


def refer(concern, by):
    refer_out(concern, make_partner(), body="A light is out.", key_hash="referral", by=by)
    db.session.commit()
    return one_of(Referral)


def step(concern, by):
    """Take the step alone, before anything is sent."""
    hashes = {"form_key_hash": "form", "token_hash": "token"}
    partner = make_partner()
    pass_on(
        Referral(concern=concern, partner=partner, staff_member=by, body="Dark.", **hashes), by=by
    )


@pytest.mark.exhaustive_on("postgresql")
@pytest.mark.parametrize("before", S)
def test_what_is_in_may_be_passed_on_once(by, asked, before):
    if before is not S.RECEIVED:
        put_in_state(asked, before)
    if before in (S.PASSED_ON, S.HIDDEN, S.WITHDRAWN):
        with pytest.raises(CannotFollow):
            step(asked, by)
        return

    step(asked, by)
    db.session.commit()

    assert (reload(asked).state, asked.waiting_since) == (S.PASSED_ON, None)


def test_a_complaint_is_never_passed_on(by, asked):
    verbs.make_complaint(asked, by=by)

    with pytest.raises(IsComplaint):
        step(asked, by)


def test_what_is_called_back_is_answered_if_it_was_before(by, asked):
    answered = make_concern(receipt_hash="another")
    verbs.answer(answered, key_hash="answer", body="We looked.", by=by)
    for concern in (asked, answered):
        put_in_state(concern, S.PASSED_ON)
        come_back(concern, ReferralAction.REFERRAL_WITHDRAWN, by=by)
        db.session.commit()

    assert (asked.state, asked.waiting_since) == (S.RECEIVED, asked.asked_at)
    assert answered.state is S.ANSWERED


def test_what_was_declined_is_so_again_when_it_is_called_back(by, asked):
    verbs.decline(asked, key_hash="no", reason="The state decides.", by=by)
    take_back(refer(asked, by), by=by)
    db.session.commit()

    concern = reload(asked)
    assert (concern.state, concern.state_reason) == (S.DECLINED, "The state decides.")


def test_the_public_record_says_that_it_is_passed_on_until_it_is_taken_back(by, asked):
    referral = refer(asked, by)
    assert_told_alike(asked)

    take_back(referral, by=by)
    db.session.commit()

    assert_told_alike(asked)


@pytest.mark.parametrize("has_replied", [False, True])
@pytest.mark.parametrize(
    "leave",
    [
        lambda concern, by: residents.withdraw(concern),
        lambda concern, by: verbs.hide(concern, HiddenFor.SPAM, by=by),
        lambda concern, by: verbs.make_complaint(concern, by=by),
    ],
)
def test_what_was_passed_on_and_leaves_is_no_longer_the_partners(
    visitor, asked, by, leave, has_replied
):
    refer(asked, by)
    page = f"/referrals/{referral_token('referral')}"
    assert "A light is out." in visitor.get(page).words
    if has_replied:
        visitor.post(page, body="It is fixed.")
        assert db.session.scalars(replies_to_use(by.agency_id)).one().reply == "It is fixed."

    leave(reload(asked), by)
    db.session.commit()

    assert bool(one_of(Referral).withdrawn_at) is not has_replied
    assert "A light is out." not in visitor.get(page).words
    assert visitor.post(page, body="We come on Monday.").status == 409
    if not has_replied:
        assert mails() == []


def test_passed_on_without_a_referral_is_a_fault(asked):
    put_in_state(asked, S.PASSED_ON)

    fault = f"Concern {asked.id} is passed on, but no office has it."
    assert fault in run_hooks(When.VERIFIED, None)


def test_what_the_verbs_do_is_none(asked):
    referral = make_referral()
    with db_writes():
        come_back(referral.concern, ReferralAction.REFERRAL_REPLIED, by=None)
    make_referral(partner=referral.partner)

    assert [each for each in faults_found() if "Concern" in each] == []


def assert_told_alike(concern):
    """What other parts say of a concern is what it is."""
    for reader in of_parts("READERS", "readers"):
        reader([reload(concern)])


def test_what_one_office_is_no_longer_asked_stays_with_the_other_that_has_it(by, asked):
    first = make_referral(asked, by=by)
    verbs.answer(asked, key_hash="said", body="Public Works looks at it.", by=by)
    second = make_referral(asked, by=by, partner=make_partner(name_en="Parks"))

    take_back(first, by=by)
    db.session.commit()
    assert reload(asked).state is S.PASSED_ON

    take_back(second, by=by)
    db.session.commit()
    assert reload(asked).state is S.ANSWERED
