"""What the page of a request shows: its details, a page of what it found, the packs."""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

from flask import Response, abort, g, request
from flask_babel import gettext as _
from flask_sqlalchemy.pagination import Pagination

from coffeecop.models import StaffMember
from coffeecop.parts.records.models.requests import RecordsRequest, Redaction
from coffeecop.parts.records.models.schedule import starter_schedules
from coffeecop.parts.records.models.settings import settings_of
from coffeecop.parts.records.requests.decisions import (
    Lookalike,
    items_page,
    redactions_of,
    shared_redactions,
)
from coffeecop.parts.records.requests.forms import (
    DeadlineForm,
    DecisionForm,
    PackForm,
    RequestForm,
    RequestWordsForm,
    names_of,
)
from coffeecop.parts.records.requests.pack import packs_of
from coffeecop.parts.records.requests.redacting import Proposal, all_of, proposals
from coffeecop.parts.records.requests.request import Counts, counts_of, readable, requests_of
from coffeecop.parts.records.requests.texts import Record, records_of
from coffeecop.web.forms import StaffForm
from coffeecop.web.i18n import calendar_day, local_day
from coffeecop.web.rendering import render

Form = TypeVar("Form", bound=StaffForm)


class Shown(NamedTuple):
    """A record with what may be taken out of it, and what is because of others."""

    record: Record
    proposals: Sequence[Proposal]
    also: Sequence[Redaction]
    # What was typed about this record alone and could not be done.
    failed: DecisionForm | None

    @property
    def private(self) -> list[str]:
        return [each.words for each in self.proposals if each.is_ticked]


class RequestPage(NamedTuple):
    details: list[tuple[str, str | None]]
    counts: Counts
    items: Pagination
    shown: list[Shown]
    # Of which somebody wants to release all, and is asked once more.
    asked: list[Shown]
    # Words to take out wherever they stand.
    for_all: Sequence[Redaction]
    # Codes to choose from.
    exemptions: list[str]
    packs: Sequence[Any]


def request_page(
    records_request: RecordsRequest, member: StaffMember, number: int, form: DecisionForm
) -> RequestPage:
    redactions = redactions_of(records_request)
    shared = shared_redactions(records_request, redactions)
    code = next((each.code for own in [*redactions.values()][::-1] for each in own[::-1]), "")
    items = items_page(records_request, number)
    shown = []
    for record in records_of(items.items):
        ref = record.item.ref
        # Of one record, not of those that were ticked.
        failed = form if form.errors and form.refs == {ref} else None
        found = proposals(record, redactions[ref], shared[ref], redactions[None], code)
        typed = failed.typed if failed else []
        shown.append(Shown(record, typed or found, all_of(record, (), shared[ref]), failed))
    return RequestPage(
        _details(records_request, member),
        counts_of([records_request.id])[records_request.id],
        items,
        shown,
        [each for each in shown if form.asks and each.record.item.ref in form.refs],
        redactions[None],
        [each for one in starter_schedules().values() for each in one.exemptions],
        packs_of(records_request),
    )


def _details(records_request: RecordsRequest, member: StaffMember) -> list[tuple[str, str | None]]:
    form = RequestForm(member, formdata=None, obj=records_request)
    chosen = form.kinds, form.event_ids, form.topic_ids
    first, last, closed = (
        records_request.first_day,
        records_request.last_day,
        records_request.closed_at,
    )
    return [
        (_("Who asks"), records_request.asked_by),
        (_("Words"), records_request.words),
        (_("Came on"), calendar_day(records_request.received_on)),
        (_("Due"), calendar_day(records_request.due_on)),
        (_("From"), calendar_day(first) if first else None),
        (_("To"), calendar_day(last) if last else None),
        *((field.label.text, names_of(field)) for field in chosen),
        (_("Closed"), local_day(closed, member.agency) if closed else None),
    ]


def request_or_404(request_id: int) -> RecordsRequest:
    return readable(request_id, g.staff_member) or abort(404)


def list_page(
    form: RequestForm | None = None, deadline_form: DeadlineForm | None = None
) -> Response:
    member = g.staff_member
    today = member.agency.today
    return render(
        "records/requests/index.html",
        fragment="requests",
        form=form or RequestForm(member, formdata=None, data={"received_on": today}),
        deadline_form=deadline_form or DeadlineForm(formdata=None, obj=settings_of(member.agency)),
        listed=requests_of(member),
        today=today,
    )


def shown_page(
    found: RecordsRequest, form: StaffForm | None = None, *, alike: Sequence[Lookalike] = ()
) -> Response:
    decision_form = _own(DecisionForm, form)
    number = request.args.get("page", 1, type=int)
    shown = request_page(found, g.staff_member, number, decision_form)
    return render(
        "records/requests/show.html",
        fragment="request",
        status=422 if alike or shown.asked else None,
        request_=found,
        page=shown,
        alike=alike,
        form=form or StaffForm(formdata=None),
        plain_form=form if type(form) in (StaffForm, PackForm) else StaffForm(formdata=None),
        words_form=_own(RequestWordsForm, form),
        decision_form=decision_form,
        today=g.staff_member.agency.today,
    )


def _own(kind: type[Form], form: StaffForm | None) -> Form:
    return form if isinstance(form, kind) else kind(formdata=None)
