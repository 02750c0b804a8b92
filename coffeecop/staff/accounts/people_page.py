"""What the pages of people show: all of them, and one with what can be done for them."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Response, abort, flash, g, request, session
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from coffeecop.db import db, now
from coffeecop.models import Role, StaffMember, StaffSession
from coffeecop.models.staff import somebody_handles_complaints
from coffeecop.parts import links_of
from coffeecop.parts.links import PersonTool
from coffeecop.staff.accounts.forms import ButtonForm, HandOverForm, NewPersonForm, PersonForm
from coffeecop.staff.accounts.hand_over import open_work, possible_successors
from coffeecop.staff.accounts.links import make_link
from coffeecop.staff.accounts.signing_in import sign_in_with_message
from coffeecop.staff.identity.auth import own_or_404
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render, see_other

# Session key of a new link, until the page shows it once.
NEW_LINK = "new_link"


def show_people(form: NewPersonForm, *, problem: StaffForm | None = None) -> ResponseReturnValue:
    return render(
        "staff/accounts/people.html",
        fragment="people",
        form=form,
        problem=problem or form,
        complaints_handled=somebody_handles_complaints(g.staff_member.agency_id),
        people=_all_people(),
        new_link=_new_link(),
    )


def _all_people() -> Sequence[StaffMember]:
    return db.session.scalars(
        select(StaffMember)
        .where(StaffMember.agency_id == g.staff_member.agency_id, StaffMember.is_demo.is_(False))
        .options(selectinload(StaffMember.role_rows))
        .order_by(StaffMember.disabled_at.is_not(None), StaffMember.name, StaffMember.id)
    ).all()


def person_or_404(staff_id: int) -> StaffMember:
    return own_or_404(StaffMember, staff_id)


def show_person(
    member: StaffMember,
    form: PersonForm | None = None,
    *,
    problem: StaffForm | None = None,
    hand_over: HandOverForm | None = None,
) -> Response:
    form = form or PersonForm(formdata=None, obj=member)
    return render(
        "staff/accounts/person.html",
        fragment="person",
        person=member,
        form=form,
        problem=problem or hand_over or form,
        hand_over=hand_over or hand_over_form(member, formdata=None),
        work=open_work(member),
        new_link=_new_link(),
        open_sessions=_count_open_sessions(member),
        tools=[link for link in links_of(member.agency, PersonTool) if link.text(member)],
    )


def _count_open_sessions(member: StaffMember) -> int:
    are_open = (StaffSession.staff_id == member.id, StaffSession.expires_at > now())
    return db.session.scalar(select(func.count(StaffSession.id)).where(*are_open)) or 0


def hand_over_form(member: StaffMember, **options: Any) -> HandOverForm:
    return HandOverForm(
        open_work(member),
        colleagues=possible_successors(member),
        complaints_staff=possible_successors(member, Role.COMPLAINTS),
        **options,
    )


def tapped_person(
    staff_id: int, refusal: Callable[[StaffMember], str | None] = lambda _member: None
) -> StaffMember:
    """Return the person for whom a button was tapped; abort with their page if it is refused."""
    member, form = person_or_404(staff_id), ButtonForm()
    if words := refusal(member):
        form.form_errors.append(words)
    if form.form_errors or not form.validate_on_submit():
        abort(show_person(member, problem=form))
    return member


def back_to_person(member: StaffMember, words: str = "") -> ResponseReturnValue:
    if words:
        flash(words)
    return see_other("accounts.person", staff_id=member.id)


def redirect_signed_out(member: StaffMember, words: str) -> ResponseReturnValue:
    """Lead on after all sessions of a person have ended, who may be the one who asked for it."""
    if member is g.staff_member:
        session.clear()
        return sign_in_with_message(lazy_gettext("You are signed out everywhere."))
    return back_to_person(member, words)


def store_new_link(member: StaffMember) -> None:
    """Make a link and store it in the session for the next page, which shows it once."""
    token = make_link(member, by=g.staff_member)
    session[NEW_LINK] = {"staff_id": member.id, "token": token}


def _new_link() -> dict[str, Any] | None:
    """Return the link that was just made, unless the page is about a form that was refused."""
    return session.pop(NEW_LINK, None) if request.method == "GET" else None
