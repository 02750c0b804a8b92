"""Referrals in the sequences of all verbs: see tests/concerns/test_state_machine.py."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from coffeecop.db import db
from coffeecop.models import Concern, ConcernState, OutboxMessage
from coffeecop.models.concern.parts import OUT_STATES
from coffeecop.parts.referrals.models import Referral, ReferralMail, ReferralPartner
from coffeecop.parts.referrals.tests.rows import make_partner
from coffeecop.parts.referrals.verbs import (
    AlreadyReplied,
    CannotBeReferred,
    IsWithdrawn,
    PartnerHasReplied,
    refer_out,
    reply_to,
    take_back,
)

one = st.sampled_from([0, 0, 0, 1, 1, 1, 2, 2, 3, 4, 5, 6])
officer = st.sampled_from(["officer", "chief"])


class WithReferrals(RuleBasedStateMachine):
    @rule(place=one, by=officer)
    def pass_on(self, place, by):
        key = self.key()
        partner = db.session.query(ReferralPartner).one_or_none() or make_partner()

        def refer(concern, by):
            refer_out(concern, partner, body="A light is out.", key_hash=key, by=by)

        self.act_on(place, by, refer)

    @rule(place=one, by=officer)
    def call_back(self, place, by):
        self.act_on(place, by, lambda each, by: [take_back(one, by=by) for one in sent(each)])

    @rule(place=one)
    def partner_replies(self, place):
        self.act_on(place, None, lambda each, _by: [reply_to(one, "Done.") for one in sent(each)])

    def check_every_reader(self):
        super().check_every_reader()
        for each in db.session.query(Concern).all():
            open_ones = [one for one in sent(each) if not one.replied_at]
            if each.state is ConcernState.PASSED_ON:
                assert open_ones
            if each.is_complaint or each.state in OUT_STATES:
                assert not open_ones
        waiting = db.session.query(OutboxMessage).filter(
            OutboxMessage.kind.in_(list(ReferralMail)), OutboxMessage.sent_at.is_(None)
        )
        for mail in waiting:
            assert db.session.get_one(Referral, int(mail.occasion)).withdrawn_at is None


def sent(concern):
    found = db.session.query(Referral).filter_by(concern_id=concern.id, withdrawn_at=None)
    return found.order_by(Referral.id).all()


VERBS = [WithReferrals]
REFUSALS = [AlreadyReplied, CannotBeReferred, IsWithdrawn, PartnerHasReplied]
