"""Two who change the same thing: nobody overwrites in silence what a colleague has saved."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from sqlalchemy import event, text

from coffeecop.db import db
from coffeecop.models import Role
from tests.colleagues import colleagues, run_concurrently
from tests.factories import make_event, make_matter, make_staff, make_topic, sign_in, the_agency
from tests.shares import shared
from tests.staff.form_filling import as_shown, whole
from tests.staff.settings.lists import kinds
from tests.stored import audited

ROLES = (Role.ADMIN, Role.ORGANIZER)
TOLD = "A colleague changed this while you were writing."


class Form(NamedTuple):
    """A form of a row, and what two people type in one of its fields."""

    make: Callable
    path: str
    field: str
    theirs: str = "Theirs"
    mine: str = "Mine"

    def send(self, visitor, path, fields, typed):
        return visitor.post(path.removesuffix("/edit"), **{**fields, self.field: typed})


def opened(visitor, path, page=None):
    shown_at = kinds.form_at(path) if path.startswith(kinds.LISTS) else path
    page = page or whole(visitor, shown_at.removesuffix("/note"))
    action, _, _opened = path.removesuffix("/edit").partition("?")
    return as_shown(page, f"form[action='{action}']")


FORMS = {
    "event": Form(make_event, "/staff/events/{0.id}/edit/words", "title_en"),
    "matter": Form(make_matter, "/staff/matters/{0.id}?open=change", "name"),
    "person": Form(lambda: make_staff(Role.OFFICER), "/staff/people/{0.id}", "name"),
    "topic": Form(make_topic, "/staff/topics/{0.id}?open=edit", "name_en"),
    "facts": Form(make_topic, "/staff/topics/{0.id}/note", "body"),
    **{
        kind.name: Form(
            lambda kind=kind: kind.row(the_agency()),
            f"{kinds.LISTS}/{kind.name}/{{0.{'state' if kind is kinds.STATES else 'id'}}}",
            *next(iter(kind.change.items())),
            {"percent": "7", "days": "9", "url": "https://my.example.org"}.get(
                next(iter(kind.change)), "Mine"
            ),
        )
        for kind in kinds.ALL
    },
}
each_form = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


@each_form
def test_the_second_is_told_keeps_what_was_typed_and_may_send_it_again(visitor, form):
    sign_in(visitor, *ROLES)
    path = form.path.format(form.make())
    shown = opened(visitor, path)
    assert form.send(visitor, path, shown, form.theirs).status == 303

    page = form.send(visitor, path, shown, form.mine)

    assert TOLD in page.refused("[role=alert]")
    assert page.value(f"#{form.field}") == form.mine
    assert opened(visitor, path)[form.field] == form.theirs
    again = opened(visitor, path, page)
    assert form.send(visitor, path, again, form.mine).status == 303
    assert opened(visitor, path)[form.field] == form.mine


@pytest.mark.both_databases
@pytest.mark.parametrize("form", shared((each,) for each in FORMS.values()))
def test_of_two_at_the_same_moment_one_is_told(app, form):
    both, path = colleagues(app, 2, *ROLES), form.path.format(form.make())
    shown = opened(both[0], path)

    def save(number, visitor):
        return form.send(visitor, path, shown, (form.theirs, form.mine)[number])

    pages = sorted(run_concurrently(both, save), key=lambda page: page.status)

    assert [page.status for page in pages] == [303, 422]
    assert TOLD in pages[1].text("[role=alert]")


@pytest.mark.both_databases
def test_a_change_of_a_row_that_has_changed_since_it_was_read_is_made_anew(plain_admin):
    """Where no lock was taken before."""
    member = make_staff(Role.OFFICER)
    shown = opened(plain_admin, f"/staff/people/{member.id}")
    overtaken = text("UPDATE staff SET version = version + 1 WHERE id = :id")

    @event.listens_for(db.session, "before_flush", once=True)
    def overtake(session, *_context):
        session.connection().execute(overtaken, {"id": member.id})

    answer = plain_admin.post(f"/staff/people/{member.id}", **{**shown, "name": "Ben"})

    assert answer.status == 303
    assert [each[3]["name"][1] for each in audited()] == ["Ben"]
