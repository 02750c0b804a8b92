"""Residents see of a roster what the department chose, and no name besides."""

import pytest

from coffeecop.db import db
from coffeecop.mail.composing import queue_for_rsvp
from coffeecop.models import Language, MailKind, RosterEntry, RosterRole, RosterShown
from coffeecop.staff.events.actions import Plan
from tests.factories import make_rsvp, sign_in
from tests.stored import mails

HOST = "Diazqua"
OTHERS = ("Leequist", "Gomezfeld", "Roebuck")
HIDDEN = {RosterShown.HOST: OTHERS, RosterShown.NUMBER: (HOST, *OTHERS)}
HIDING = [RosterShown.HOST, RosterShown.NUMBER]
# Answers are to concerns; alerts and digests go to staff.
KINDS = {MailKind.CONFIRMATION, MailKind.REMINDER, MailKind.CHANGED, MailKind.CANCELLED}


def give_roster(event, shown):
    event.agency.roster_shown = shown
    event.roster = []
    db.session.flush()
    event.roster = [
        RosterEntry(name="Sgt. Diazqua", is_host=True, languages={"en"}),
        RosterEntry(name="Officer Leequist", languages={"en", "es"}),
        RosterEntry(name="Ana Gomezfeld", role=RosterRole.INTERPRETER, languages={"en", "es"}),
        RosterEntry(name="Bo Roebuck", role=RosterRole.SOCIAL_WORKER, languages={"en"}),
    ]
    db.session.commit()


@pytest.mark.parametrize("shown", HIDING)
@pytest.mark.parametrize("language", Language)
def test_no_mail_to_a_resident_tells_it(app, shown, language, event):
    give_roster(event, shown)
    for kind in KINDS:
        # Few mails go to the same stranger.
        contact = {"email": f"{kind}@example.org"}
        rsvp = make_rsvp(event=event, language=language, contact=contact)
        queue_for_rsvp(rsvp, kind, "", before=Plan.of(event))
    db.session.commit()

    sent = mails()
    assert len(sent) == len(KINDS)
    assert any(HOST in mail.body for mail in sent) is (shown is RosterShown.HOST)
    for mail in sent:
        for name in HIDDEN[shown]:
            assert name not in f"{mail.subject}{mail.body}{mail.calendar}"


@pytest.mark.parametrize("shown", HIDING)
def test_staff_always_see_who_comes(plain_visitor, shown, event):
    give_roster(event, shown)
    sign_in(plain_visitor)

    page = plain_visitor.get(f"/staff/events/{event.id}").words
    assert "Sgt. Diazqua (host)" in page
    assert "Ana Gomezfeld (interpreter) – speaks Spanish" in page
