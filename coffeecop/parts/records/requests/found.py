"""What a request finds: of all that whoever enters it may read, with these words and days."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, update

from coffeecop.db import db, execute_bulk
from coffeecop.engine.kindred import places_of
from coffeecop.engine.text import tokens
from coffeecop.models import Concern, ConcernTopic, Event, Matter, Rsvp, StaffMember, SurveyAnswer
from coffeecop.models.concern.conditions import has_topic, is_for_complaint_staff, readable_by
from coffeecop.models.keys import midnight
from coffeecop.models.matters.queries import is_of_event
from coffeecop.parts.records.kinds import HELD_KINDS, OF_CONCERNS, RecordKind, Ref, Series
from coffeecop.parts.records.models.requests import RecordsRequest, RequestItem, RequestPack
from coffeecop.parts.records.requests.texts import findable, model_of, parts_of
from coffeecop.staff.concern_list.search import exact_words, kindred_words, matches_kindred

# What nobody reads through is no answer to a request.
MOST_FOUND = 2000
OF_EVENTS = {
    RecordKind.EVENT: Event.id,
    RecordKind.RSVP: Rsvp.event_id,
    RecordKind.SURVEY: SurveyAnswer.event_id,
}


def found_columns(wanted: RecordsRequest, member: StaffMember) -> dict[Ref, dict[str, Any]]:
    """Return the columns of an item for each record that a request finds now.

    Of all that this person may read, at most one more than MOST_FOUND.
    """
    found: dict[Ref, dict[str, Any]] = {
        (RecordKind.CONCERN, number): {"concern_id": number}
        for number in _concern_ids(wanted, member)
    }
    for kind, rows in _candidates(wanted, member).items():
        for row in db.session.scalars(rows.order_by(model_of(rows).id)):
            if len(found) > MOST_FOUND:
                break
            if _is_found(row, wanted, member):
                is_of_concern = kind not in HELD_KINDS
                column, number = ("concern", row.concern_id) if is_of_concern else (kind, row.id)
                found[kind, row.id] = {f"{column}_id": number}
    return {
        (kind, number): {"kind": kind, "number": number, **columns}
        for (kind, number), columns in found.items()
    }


def _concern_ids(wanted: RecordsRequest, member: StaffMember) -> Sequence[int]:
    readable = select(Concern.id).join(Concern.event).where(readable_by(member))
    readable = readable.where(*_of_concern(wanted))
    first, after = _period(wanted, member)
    if first:
        readable = readable.where(Concern.created_at >= first)
    if after:
        readable = readable.where(Concern.created_at < after)
    readable = readable.order_by(Concern.id)
    if not wanted.words:
        return db.session.scalars(readable.limit(MOST_FOUND + 1)).all()
    with_words = readable.where(matches_kindred(wanted.words))
    found = {*db.session.scalars(with_words.limit(MOST_FOUND + 1))}
    # The index of words does not have it.
    reasons = readable.where(Concern.state_reason.is_not(None)).add_columns(Concern.state_reason)
    for number, reason in db.session.execute(reasons):
        if _has_words(reason, wanted.words):
            found.add(number)
    return sorted(found)


def _candidates(wanted: RecordsRequest, member: StaffMember) -> dict[str, Select[Any]]:
    """Return the rows of each kind that are of these events and topics.

    A kind that has none of what is asked for is not there: no survey has a topic.
    """
    found: dict[str, Select[Any]] = {
        kind: _with_concerns(each.rows, wanted, member)
        for kind, each in findable().items()
        if kind not in HELD_KINDS
    }
    if not wanted.kinds:
        found[RecordKind.MATTER] = _matters(wanted, member)
    if not (wanted.kinds or wanted.topic_ids):
        for kind, event_id in OF_EVENTS.items():
            found[kind] = findable()[kind].rows.where(_of_events(event_id, wanted, member))
    return found


def _with_concerns(rows: Select[Any], wanted: RecordsRequest, member: StaffMember) -> Select[Any]:
    rows = rows.join(Concern, Concern.id == model_of(rows).concern_id)
    return rows.join(Concern.event).where(readable_by(member), *_of_concern(wanted))


def _matters(wanted: RecordsRequest, member: StaffMember) -> Select[Any]:
    rows: Select[Any] = findable()[RecordKind.MATTER].rows
    rows = rows.where(Matter.agency_id == member.agency_id)
    if wanted.topic_ids:
        rows = rows.where(Matter.topic_id.in_(wanted.topic_ids))
    if wanted.event_ids:
        rows = rows.where(or_(*map(is_of_event, wanted.event_ids)))
    return rows


def _of_events(event_id: Any, wanted: RecordsRequest, member: StaffMember) -> ColumnElement[bool]:
    own: ColumnElement[bool] = event_id.in_(
        select(Event.id).where(Event.agency_id == member.agency_id)
    )
    return own & event_id.in_(wanted.event_ids) if wanted.event_ids else own


def _of_concern(wanted: RecordsRequest) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if not wanted.covers_complaints:
        conditions.append(~is_for_complaint_staff())
    if wanted.event_ids:
        conditions.append(Concern.event_id.in_(wanted.event_ids))
    if wanted.topic_ids:
        conditions.append(has_topic(ConcernTopic.topic_id.in_(wanted.topic_ids)))
    if wanted.kinds:
        conditions.append(Concern.kind.in_(wanted.kinds))
    return conditions


def _is_found(row: Any, wanted: RecordsRequest, member: StaffMember) -> bool:
    first, after = _period(wanted, member)
    parts = parts_of(row)
    is_in_period = any(
        (first is None or each.since >= first) and (after is None or each.since < after)
        for each in parts
    )
    text = "\n".join(each.text for each in parts)
    return is_in_period and (not wanted.words or _has_words(text, wanted.words))


def _has_words(text: str, words: str) -> bool:
    """Return whether all words are in the text, or others like them, as the index finds them."""
    own = tokens(text)
    return any(
        wanted and all(any(places_of(phrases, own)) for phrases in wanted)
        for wanted in (exact_words(words), kindred_words(words))
    )


def _period(wanted: RecordsRequest, member: StaffMember) -> tuple[datetime | None, datetime | None]:
    zone, first, last = member.agency.time_zone, wanted.first_day, wanted.last_day
    return (
        midnight(first, zone) if first else None,
        midnight(last + timedelta(days=1), zone) if last else None,
    )


# How a request refers to what it found of a series.
_FOUND_BY: Mapping[Series, Any] = {
    **dict.fromkeys(OF_CONCERNS, RequestItem.concern_id),
    Series.RSVP: RequestItem.rsvp_id,
    Series.SURVEY: RequestItem.survey_id,
    Series.MATTER: RequestItem.matter_id,
    Series.NOTES: RequestItem.event_id,
}


def forget_packs(series: Series, numbers: Sequence[int]) -> None:
    """Keep no copy of these records in what was handed over, as one file each time."""
    if series in _FOUND_BY:
        having = select(RequestItem.request_id).where(_FOUND_BY[series].in_(numbers))
        packs = update(RequestPack).where(RequestPack.request_id.in_(having))
        execute_bulk(packs.values(file=None))
