from flask import Blueprint, abort, current_app, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from coffeecop.db import db
from coffeecop.forms import StaffForm
from coffeecop.i18n import show_in
from coffeecop.models import AuditAction, Event, EventStatus, Language, Role, RosterEntry
from coffeecop.models.audit import record
from coffeecop.models.event import NotADraft, NotPublished
from coffeecop.outbox import mail_counts
from coffeecop.planning.actions import (
    AlreadyCancelled,
    AnswersCame,
    ChangedMeanwhile,
    Officer,
    Plan,
    SavedAtOnce,
    SeatsTaken,
    cancel_event,
    change_event,
    plan_event,
    publish_event,
    remove_draft,
)
from coffeecop.planning.forms import EventForm, WeDidForm, details
from coffeecop.planning.queries import drafts_and_upcoming, earlier_venues, past_events, turnouts
from coffeecop.security import LARGEST_ID
from coffeecop.staff.auth import only_for, staff_only
from coffeecop.web import render, see_other

bp = Blueprint("planning", __name__, url_prefix="/staff")


@bp.get("/events")
@staff_only
def index() -> ResponseReturnValue:
    agency = g.staff_member.agency
    ahead = drafts_and_upcoming(agency)
    past = past_events(agency, request.args.get("page", 1, int))
    return render(
        "planning/index.html",
        fragment="past_events",
        drafts=[event for event in ahead if event.is_draft],
        upcoming=[event for event in ahead if not event.is_draft],
        past=past,
        turnouts=turnouts([*ahead, *past.items]),
        may_change=_may_change(),
    )


@bp.get("/events/new")
@only_for(Role.ORGANIZER)
def new() -> ResponseReturnValue:
    earlier_id = request.args.get("from", type=int)
    if earlier_id is None:
        return _new(_form(time_zone=g.staff_member.agency.time_zone))
    earlier = _event_or_404(earlier_id)
    return _new(_form(earlier, **{**details(earlier), "date": None}))


@bp.post("/events")
@only_for(Role.ORGANIZER)
def create() -> ResponseReturnValue:
    form = _form()
    if not form.validate_on_submit():
        return _new(form, status=422)
    try:
        event = plan_event(_plan(form), by=g.staff_member)
    except SavedAtOnce:
        form.form_errors.append(_at_once())
        return _new(form, status=422)
    db.session.commit()
    return see_other("planning.preview", event_id=event.id)


@bp.get("/events/<int:event_id>/plan")
@staff_only
def show(event_id: int) -> ResponseReturnValue:
    return _show(_event_or_404(event_id), StaffForm())


@bp.get("/events/<int:event_id>/edit")
@only_for(Role.ORGANIZER)
def edit(event_id: int) -> ResponseReturnValue:
    event = _event_or_404(event_id)
    if event.is_cancelled:
        return see_other("planning.show", event_id=event.id)
    return _edit(event, _form(event, **details(event), seen=Plan.of(event).fingerprint))


@bp.post("/events/<int:event_id>")
@only_for(Role.ORGANIZER)
def update(event_id: int) -> ResponseReturnValue:
    event = _event_or_404(event_id, to_change=True)
    form = _form(event)
    if not form.validate_on_submit():
        return _edit(event, form, status=422)
    try:
        change_event(event, _plan(form), seen=form.seen.data, by=g.staff_member)
    except AlreadyCancelled:
        return _colleague_was_first(event)
    except (ChangedMeanwhile, SavedAtOnce, SeatsTaken) as refusal:
        return _edit(event, _refused(form, event, refusal), status=422)
    db.session.commit()
    if event.is_draft:
        return see_other("planning.preview", event_id=event.id)
    flash(_("Saved. Residents see the change now."))
    return see_other("planning.show", event_id=event.id)


@bp.get("/events/<int:event_id>/preview")
@staff_only
def preview(event_id: int) -> ResponseReturnValue:
    event = _event_or_404(event_id)
    if not event.is_draft:
        return see_other("planning.show", event_id=event.id)
    return _preview(event, StaffForm())


@bp.post("/events/<int:event_id>/publication")
@only_for(Role.ORGANIZER)
def publish(event_id: int) -> ResponseReturnValue:
    event = _event_or_404(event_id, to_change=True)
    form = StaffForm()
    if not form.validate_on_submit():
        return _preview(event, form, status=422)
    try:
        publish_event(event, by=g.staff_member)
    except NotADraft:
        return _colleague_was_first(event)
    db.session.commit()
    flash(_("Published. Residents can see it now."))
    return see_other("planning.show", event_id=event.id)


@bp.get("/events/<int:event_id>/cancellation/new")
@only_for(Role.ORGANIZER)
def new_cancellation(event_id: int) -> ResponseReturnValue:
    event = _event_or_404(event_id)
    if not event.is_published:
        return see_other("planning.show", event_id=event.id)
    return _new_cancellation(event, StaffForm())


@bp.post("/events/<int:event_id>/cancellation")
@only_for(Role.ORGANIZER)
def cancel(event_id: int) -> ResponseReturnValue:
    event = _event_or_404(event_id, to_change=True)
    form = StaffForm()
    if not form.validate_on_submit():
        return _new_cancellation(event, form, status=422)
    try:
        cancel_event(event, by=g.staff_member)
    except NotPublished:
        return _colleague_was_first(event)
    db.session.commit()
    flash(_("Cancelled. The page of the event says so now."))
    return see_other("planning.show", event_id=event.id)


@bp.post("/events/<int:event_id>/removal")
@only_for(Role.ORGANIZER)
def remove(event_id: int) -> ResponseReturnValue:
    event = _event_or_404(event_id, to_change=True)
    form = StaffForm()
    if not form.validate_on_submit():
        return _show(event, form, status=422)
    try:
        remove_draft(event, by=g.staff_member)
    except NotADraft:
        return _colleague_was_first(event)
    except AnswersCame:
        form.form_errors.append(_("Residents have written about this event, so it must stay."))
        return _show(event, form, status=422)
    db.session.commit()
    flash(_("The draft is gone."))
    return see_other("planning.index")


@bp.get("/events/<int:event_id>/we-did")
@only_for(Role.ORGANIZER)
def edit_we_did(event_id: int) -> ResponseReturnValue:
    event = _event_or_404(event_id)
    return _show_we_did(event, WeDidForm(formdata=None, obj=event))


@bp.post("/events/<int:event_id>/we-did")
@only_for(Role.ORGANIZER)
def save_we_did(event_id: int) -> ResponseReturnValue:
    event = _event_or_404(event_id, to_change=True)
    form = WeDidForm()
    if not form.validate_on_submit():
        return _show_we_did(event, form, status=422)
    event.we_did_en, event.we_did_es = form.we_did_en.data, form.we_did_es.data
    record(AuditAction.EVENT_CHANGED, by=g.staff_member, subject=event, detail="we_did")
    db.session.commit()
    flash(_("Saved. Residents see it on the page of the event once it is over."))
    return see_other("planning.show", event_id=event.id)


def _event_or_404(event_id: int, *, to_change: bool = False) -> Event:
    # One in a query may be longer than any column; one in a path never is.
    if abs(event_id) > LARGEST_ID:
        abort(404)
    wanted = (
        select(Event)
        .where(Event.id == event_id, Event.agency_id == g.staff_member.agency_id)
        .options(
            joinedload(Event.venue, innerjoin=True),
            joinedload(Event.agency, innerjoin=True),
            selectinload(Event.roster).selectinload(RosterEntry.language_rows),
        )
    )
    if to_change:
        # One after the other, so that the second sees what the first has done.
        wanted = wanted.with_for_update(of=Event)
    event: Event = db.one_or_404(wanted)
    return event


def _may_change() -> bool:
    return bool(g.staff_member.has_any(Role.ORGANIZER))


def _form(event: Event | None = None, **values: object) -> EventForm:
    zones = [g.staff_member.agency.time_zone, *([event.time_zone] if event else [])]
    return EventForm(time_zones=zones, data=values)


def _plan(form: EventForm) -> Plan:
    officers = [
        Officer(row["name"], form.host.data == str(place), frozenset(row["languages"]))
        for place, row in enumerate(form.roster.data)
        if row["name"]
    ]
    return Plan(
        title_en=form.title_en.data,
        title_es=form.title_es.data,
        description_en=form.description_en.data,
        description_es=form.description_es.data,
        starts_at=form.starts_at,
        ends_at=form.ends_at,
        time_zone=form.time_zone.data,
        venue_name=form.venue_name.data,
        street=form.street.data,
        city=form.city.data,
        capacity=form.capacity.data,
        roster=tuple(officers),
    )


def _refused(form: EventForm, event: Event, refusal: Exception) -> EventForm:
    if isinstance(refusal, SeatsTaken):
        taken = event.seats_taken
        form.capacity.errors = (
            _("%(taken)s seats are already taken. Write that number or more.", taken=taken),
        )
    elif isinstance(refusal, SavedAtOnce):
        form.form_errors.append(_at_once())
    else:
        form.seen.data = Plan.of(event).fingerprint
        form.form_errors.append(
            _(
                "A colleague changed this event while you were writing. "
                "If you save again, your version replaces theirs."
            )
        )
    return form


def _at_once() -> str:
    return str(_("A colleague saved at the same moment. Save again."))


def _colleague_was_first(event: Event) -> ResponseReturnValue:
    flash(_("A colleague did this first."), "error")
    return see_other("planning.show", event_id=event.id)


def _new(form: EventForm, status: int = 200) -> ResponseReturnValue:
    venues = earlier_venues(g.staff_member.agency)
    return render("planning/new.html", fragment="form", status=status, form=form, venues=venues)


def _edit(event: Event, form: EventForm, status: int = 200) -> ResponseReturnValue:
    venues = earlier_venues(g.staff_member.agency)
    return render(
        "planning/edit.html",
        fragment="form",
        status=status,
        event=event,
        form=form,
        venues=venues,
    )


def _show(event: Event, form: StaffForm, status: int = 200) -> ResponseReturnValue:
    return render(
        "planning/show.html",
        fragment="removal" if form.errors else "staff_content",
        status=status,
        event=event,
        form=form,
        turnout=turnouts([event])[event.id],
        mail=mail_counts(event),
        mail_is_sent=current_app.config["SMTP_URL"] is not None,
        may_change=_may_change(),
    )


def _show_we_did(event: Event, form: WeDidForm, status: int = 200) -> ResponseReturnValue:
    return render("planning/we_did.html", fragment="form", status=status, event=event, form=form)


def _preview(event: Event, form: StaffForm, status: int = 200) -> ResponseReturnValue:
    spanish = request.args.get("language") == "es"
    show_in(Language.SPANISH if spanish else Language.ENGLISH)
    return render(
        "planning/preview.html",
        fragment="publication",
        status=status,
        event=_as_published(event),
        form=form,
        may_change=_may_change(),
    )


def _as_published(event: Event) -> Event:
    # Off the session, so that nothing of this is saved.
    db.session.expunge(event)
    event.status = EventStatus.PUBLISHED
    return event


def _new_cancellation(event: Event, form: StaffForm, status: int = 200) -> ResponseReturnValue:
    return render(
        "planning/new_cancellation.html",
        fragment="form",
        status=status,
        event=event,
        form=form,
        turnout=turnouts([event])[event.id],
    )
