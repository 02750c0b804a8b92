from coffeecop.db import db
from coffeecop.models import (
    AssignedBy,
    AuditAction,
    Concern,
    StaffMember,
    Theme,
    ThemeStatus,
    Topic,
)
from coffeecop.models.audit import record
from coffeecop.models.conflicts import ChangedByColleague
from coffeecop.models.suggestion import reclassify
from coffeecop.models.topic_list import add_to_list
from coffeecop.models.topic_wording import Wording
from coffeecop.staff.themes.queries import concerns_of

# The audit action of each decision; its undoing uses the same action.
DECISIONS = {
    ThemeStatus.SIGNED_OFF: AuditAction.THEME_SIGNED_OFF,
    ThemeStatus.DISMISSED: AuditAction.THEME_DISMISSED,
}


def decide(theme: Theme, status: ThemeStatus, *, shown: str, by: StaffMember) -> None:
    """Sign off, dismiss, or undo either. `shown` is the status that the page showed."""
    before = theme.status
    if status is before:
        return
    if before != shown or before is ThemeStatus.MADE_TOPIC:
        raise ChangedByColleague
    if status is ThemeStatus.SIGNED_OFF:
        theme.sign_off(by=by)
    elif status is ThemeStatus.DISMISSED:
        theme.dismiss(by=by)
    else:
        theme.reopen()
    action = DECISIONS.get(status) or DECISIONS[before]
    record(action, by=by, subject=theme, detail=f"{before} > {status}")


def rename(theme: Theme, name: str | None, *, shown: str | None, by: StaffMember) -> None:
    """Set or remove the theme's name; without one its phrase or quote is shown."""
    if theme.status is ThemeStatus.MADE_TOPIC:
        raise ChangedByColleague
    if theme.name == name:
        return
    if theme.name != shown:
        raise ChangedByColleague
    theme.name = name
    record(AuditAction.THEME_RENAMED, by=by, subject=theme, detail=name)


def make_topic(theme: Theme, wording: Wording, *, by: StaffMember) -> Topic:
    """Add a topic to the list and assign it to the theme's concerns.

    Raises NameTaken, ChangedByColleague.
    """
    if theme.status not in (ThemeStatus.PROPOSED, ThemeStatus.SIGNED_OFF):
        raise ChangedByColleague
    topic = add_to_list(wording, by=by)
    concerns = concerns_of(theme, for_update=True)
    for concern in concerns:
        _add_to(concern, topic, by=by)
    theme.make_topic(topic, by=by)
    record(
        AuditAction.THEME_MADE_TOPIC,
        by=by,
        subject=theme,
        detail=f"{topic.key}, concerns: {len(concerns)}",
    )
    db.session.flush()
    reclassify(by.agency_id)
    return topic


def _add_to(concern: Concern, topic: Topic, *, by: StaffMember) -> None:
    """Add the topic to those chosen by people; it replaces those assigned by the engine."""
    remaining = [
        row.topic
        for row in concern.topic_rows
        if concern.topics_are_checked or row.assigned_by is not AssignedBy.ENGINE
    ]
    concern.set_topics([*remaining, topic], by=by)
    record(AuditAction.TOPICS_CHANGED, by=by, subject=concern, detail=f"+{topic.key}")
