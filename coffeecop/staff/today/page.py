"""What Today shows to one person: the next event, and what needs somebody."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any, NamedTuple

from flask import Response, g, request, url_for
from sqlalchemy import Integer, Select, bindparam, case, exists, func, or_, select, union_all

from coffeecop.db import UtcDateTime, db, now
from coffeecop.models import (
    Better,
    ChecklistStep,
    Concern,
    ConcernFlag,
    Event,
    EventStatus,
    FlagKind,
    FlagLevel,
    Role,
    StaffMember,
)
from coffeecop.models.checklist import Checklist, checklists_of, read_checklists
from coffeecop.models.concern.conditions import has_readable_flags, in_event_stream, is_to_answer
from coffeecop.models.concern.counts import States, states_of
from coffeecop.models.event import last_event_id, soonest_event_id
from coffeecop.parts import sections_at
from coffeecop.parts.links import Spot
from coffeecop.staff.concern_list.conditions import FlagFilter, is_flagged
from coffeecop.staff.concern_list.versions import Version, newest_entry, newest_message
from coffeecop.staff.navigation import work_counts
from coffeecop.staff.summaries.groups import largest_groups
from coffeecop.staff.summaries.heat_map import heat_map
from coffeecop.staff.today.matters import matters_today
from coffeecop.staff.today.overview import overview_of
from coffeecop.staff.tools import tools_today, url_for_step
from coffeecop.web.forms import new_form_key
from coffeecop.web.i18n import days_until
from coffeecop.web.rendering import render
from coffeecop.web.security import parse_id

# So long after an event.
ASKED_FOR = timedelta(days=14)


class NextAndLast(NamedTuple):
    """A draft is next only if nothing is published. The last one is told for 30 days."""

    next: Checklist | None
    last: Checklist | None

    @property
    def upcoming(self) -> Event | None:
        """The published event that is next or happens now."""
        return self.next.event if self.next and self.next.event.is_published else None

    @property
    def heard_at(self) -> Event | None:
        """The event about which staff may still be asked what they heard."""
        last = self.last and self.last.event
        return last if last and now() < last.ends_at + ASKED_FOR else None

    def states_of(self, event: Event) -> States:
        is_last = self.last is not None and self.last.event is event
        return self.last.states if self.last and is_last else states_of(event)


def next_and_last(agency_id: int) -> NextAndLast:
    found = read_checklists(_next_and_last(), agency_id=agency_id)
    by_time = {each.event.is_over: each for each in found}
    return NextAndLast(by_time.get(False), by_time.get(True))


@cache
def _next_and_last() -> Select[*tuple[Any, ...]]:
    agency_id = bindparam("agency_id", type_=Integer)
    published = soonest_event_id(agency_id, Event.status == EventStatus.PUBLISHED)
    next_id = func.coalesce(published, soonest_event_id(agency_id))
    return checklists_of(or_(Event.id == next_id, Event.id == last_event_id(agency_id)))


MOST_URGENT = 3
MOST_URGENT_FIRST = (
    FlagKind.SELF_HARM,
    FlagKind.EMERGENCY,
    FlagKind.CHILD_ABUSE,
    FlagKind.DOMESTIC_VIOLENCE,
    FlagKind.WELFARE,
    FlagKind.THREAT,
)
# So much lower comes what should be read first and is not urgent.
LOWER = len(MOST_URGENT_FIRST)
NOT_BETTER = 2 * LOWER
NO_FLAG = NOT_BETTER + 1


class UrgentConcern(NamedTuple):
    """A concern that needs somebody: for a flag, because it did not get better, or waits."""

    concern: Concern
    since: datetime
    flag: FlagKind | None
    is_urgent: bool
    # What Today shows of it, so that an answer from here overwrites nothing.
    version: Version


def urgent_concerns(member: StaffMember, event_ids: Collection[int]) -> Sequence[UrgentConcern]:
    """Return the most urgent concerns, then what did not get better, then the longest waits."""
    query = _urgent_first(member.agency.today, reads_complaints=member.reads_complaints)
    own = {"agency_id": member.agency_id, "event_ids": event_ids}
    return [
        UrgentConcern(
            concern,
            since,
            MOST_URGENT_FIRST[urgency % LOWER] if urgency < NOT_BETTER else None,
            urgency < LOWER,
            Version(*newest),
        )
        for concern, since, urgency, *newest in db.session.execute(query, own)
    ]


@lru_cache(maxsize=8)
def _urgent_first(today: date, *, reads_complaints: bool) -> Select[Any]:
    queries = _urgent(reads_complaints), _waiting(today)
    each = (select(query.limit(MOST_URGENT).subquery()) for query in queries)
    needed = union_all(*each).subquery()
    return (
        select(Concern, needed.c.since, needed.c.urgency, newest_entry(), newest_message())
        .join(needed, needed.c.concern_id == Concern.id)
        .order_by(needed.c.urgency, needed.c.since, Concern.id)
        .limit(MOST_URGENT)
    )


def _urgent(reads_complaints: bool) -> Select[int, int, datetime]:
    """Select concerns with unreviewed flags, also those held or hidden."""
    places = {kind: place for place, kind in enumerate(MOST_URGENT_FIRST)}
    lower = case((ConcernFlag.level == FlagLevel.FIRST, LOWER), else_=0)
    urgency = func.min(case(places, value=ConcernFlag.kind) + lower).label("urgency")
    since = func.min(ConcernFlag.created_at, type_=UtcDateTime).label("since")
    # A subquery instead of a join, so that the plan starts with the few open flags.
    is_readable = (
        exists()
        .where(Concern.id == ConcernFlag.concern_id, Event.id == Concern.event_id)
        .where(Event.agency_id == bindparam("agency_id"), has_readable_flags(reads_complaints))
        .correlate(ConcernFlag)
    )
    return (
        select(ConcernFlag.concern_id, urgency, since)
        .where(ConcernFlag.seen_at.is_(None), is_readable)
        .group_by(ConcernFlag.concern_id)
        .order_by(urgency, since)
    )


def _waiting(today: date) -> Select[int, int, datetime]:
    since = Concern.waiting_since.label("since")
    urgency = case((Concern.better == Better.NO, NOT_BETTER), else_=NO_FLAG).label("urgency")
    return (
        select(Concern.id.label("concern_id"), urgency, since)
        .where(
            Concern.event_id.in_(bindparam("event_ids", expanding=True)),
            in_event_stream(),
            is_to_answer(today),
            ~is_flagged(FlagFilter.OPEN),
        )
        .order_by(urgency, since)
    )


def today_page() -> Response:
    member, work = g.staff_member, work_counts()
    events = next_and_last(member.agency_id)
    upcoming = events.upcoming
    chart = heat_map(member.agency_id, until=upcoming)
    newest = chart.columns[-1] if chart.columns else None
    last = next((event for event in reversed(chart.columns) if event.is_over), None)
    sets_up = member.has_any(Role.ADMIN, Role.ORGANIZER) and not member.is_demo
    asked = events.heard_at
    overview = overview_of(
        upcoming=upcoming,
        setting_up=member if sets_up else None,
        member=member,
        active_ids=work.event_ids,
        heard_at=asked,
    )
    about = newest or upcoming
    matters = matters_today(member, chart, about, asked if overview.asks_for_line else None)
    return render(
        "staff/today/index.html",
        fragment="staff_content",
        events=events,
        upcoming=upcoming,
        days_ahead=upcoming and days_until(upcoming),
        tools=tools_today(upcoming) if upcoming else None,
        share_url=upcoming and _share_url(upcoming),
        work=work,
        chart=chart,
        # The next event's, or those of the newest that has concerns.
        event=newest,
        groups=largest_groups(newest, chart) if newest else [],
        matters=matters,
        under_matters=sections_at(Spot.TODAY, member.agency, about, matters.here).items(),
        urgent=urgent_concerns(member, work.event_ids),
        new_form_key=new_form_key,
        last=last,
        states=events.states_of(last) if last else None,
        overview=overview,
        heard_at=asked,
        # A line that was sent just now can be taken back.
        sent_line=parse_id(request.args.get("line", "")),
    )


def _share_url(event: Event) -> str:
    """Return what helps to post it; without such a tool its page, which has a button to share."""
    tool = url_for_step(event, ChecklistStep.ONLINE)
    return tool or url_for("events.show", slug=event.slug)
