"""What Today shows to one person."""

from flask import Response, g, request, url_for

from coffeecop.models import ChecklistStep, Event, Role
from coffeecop.staff.navigation import work_counts
from coffeecop.staff.summaries.groups import largest_groups
from coffeecop.staff.summaries.heat_map import heat_map
from coffeecop.staff.today.facts import facts
from coffeecop.staff.today.matters import matters_today
from coffeecop.staff.today.queries import needs, next_and_last
from coffeecop.staff.tools import tools_today, url_for_step
from coffeecop.web.forms import new_form_key
from coffeecop.web.i18n import days_until
from coffeecop.web.rendering import render
from coffeecop.web.security import parse_id


def today_page() -> Response:
    member, work = g.staff_member, work_counts()
    events = next_and_last(member.agency_id)
    upcoming = events.upcoming
    chart = heat_map(member.agency_id, until=upcoming)
    newest = chart.columns[-1] if chart.columns else None
    last = next((event for event in reversed(chart.columns) if event.is_over), None)
    sets_up = member.has_any(Role.ADMIN, Role.ORGANIZER) and not member.is_demo
    asked = events.heard_at
    found = facts(
        upcoming=upcoming,
        setting_up=member if sets_up else None,
        member=member,
        active_ids=work.event_ids,
        heard_at=asked,
    )
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
        matters=matters_today(
            member, chart, newest or upcoming, asked if found.asks_for_line else None
        ),
        needs=needs(member, work.event_ids),
        new_form_key=new_form_key,
        last=last,
        states=events.states_of(last) if last else None,
        facts=found,
        heard_at=asked,
        # A line that was sent just now can be taken back.
        sent_line=parse_id(request.args.get("line", "")),
    )


def _share_url(event: Event) -> str:
    """Return what helps to post it; without such a tool its page, which has a button to share."""
    tool = url_for_step(event, ChecklistStep.ONLINE)
    return tool or url_for("events.show", slug=event.slug)
