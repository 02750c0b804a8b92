"""What the page of a request shows: its facts, a page of what it found, the packs."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_sqlalchemy.pagination import Pagination

from coffeecop.models import StaffMember
from coffeecop.parts.records.models.requests import RecordsRequest, Redaction
from coffeecop.parts.records.models.schedule import starter_schedules
from coffeecop.parts.records.requests.decisions import items_page, redactions_of, shared_redactions
from coffeecop.parts.records.requests.forms import DecisionForm, RequestForm, names_of
from coffeecop.parts.records.requests.pack import packs_of
from coffeecop.parts.records.requests.redacting import Proposal, all_of, proposals
from coffeecop.parts.records.requests.request import Counts, counts_of
from coffeecop.parts.records.requests.texts import Record, records_of
from coffeecop.web.i18n import calendar_day, local_day


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
    facts: list[tuple[str, str | None]]
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
    request: RecordsRequest, member: StaffMember, number: int, form: DecisionForm
) -> RequestPage:
    redactions = redactions_of(request)
    shared = shared_redactions(request, redactions)
    code = next((each.code for own in [*redactions.values()][::-1] for each in own[::-1]), "")
    items = items_page(request, number)
    shown = []
    for record in records_of(items.items):
        ref = record.item.ref
        # Of one record, not of those that were ticked.
        failed = form if form.errors and form.refs == {ref} else None
        found = proposals(record, redactions[ref], shared[ref], redactions[None], code)
        typed = failed.typed if failed else []
        shown.append(Shown(record, typed or found, all_of(record, (), shared[ref]), failed))
    return RequestPage(
        _facts(request, member),
        counts_of([request.id])[request.id],
        items,
        shown,
        [each for each in shown if form.asks and each.record.item.ref in form.refs],
        redactions[None],
        [each for one in starter_schedules().values() for each in one.exemptions],
        packs_of(request),
    )


def _facts(request: RecordsRequest, member: StaffMember) -> list[tuple[str, str | None]]:
    form = RequestForm(member, formdata=None, obj=request)
    chosen = form.kinds, form.event_ids, form.topic_ids
    first, last, closed = request.first_day, request.last_day, request.closed_at
    return [
        (_("Who asks"), request.asked_by),
        (_("Words"), request.words),
        (_("Came on"), calendar_day(request.received_on)),
        (_("Due"), calendar_day(request.due_on)),
        (_("From"), calendar_day(first) if first else None),
        (_("To"), calendar_day(last) if last else None),
        *((field.label.text, names_of(field)) for field in chosen),
        (_("Closed"), local_day(closed, member.agency) if closed else None),
    ]
