from datetime import timedelta

from coffeecop.db import db, now
from coffeecop.models import Role
from coffeecop.parts.who_is_there.actions import answer
from coffeecop.parts.who_is_there.models import Invited
from coffeecop.parts.who_is_there.tests.rows import CHOSEN
from tests.factories import make_event, make_staff, save
from tests.journeys.states import open_event, tap


def who_is_there(page, prefix):
    event = open_event(page, prefix)
    for invited in (Invited.OURS, Invited.LOCAL):
        answer(event.agency, **{**CHOSEN, "invited": invited}, by=make_staff())
        db.session.commit()
    page.reload()
    tap(page, "#room summary", shows="#room dl")
    yield "who_is_there"


def who_was_there(page, open_as):
    event = make_event(roster=[open_as(Role.ADMIN).name])
    page.goto("/staff/settings/who-is-there")
    tap(page, "#room-form > button", shows="#invited-error")
    yield
    answer(event.agency, **CHOSEN, by=make_staff())
    save(event, starts_at=now() - timedelta(hours=3), ends_at=now() - timedelta(hours=1))
    page.goto(f"/staff/events/{event.id}/who-was-there")
    tap(page, "#seen-form button >> nth=0", shows="#seen-form .notice-success")
    yield


WALKS = [who_was_there]
WALKS_OF_RESIDENTS = [who_is_there]
SEEN_IN_THE_DARK = ["who_is_there"]
