from collections.abc import Sequence

from sqlalchemy import delete, exists
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from coffeecop.concerns.topics import give_topic
from coffeecop.db import db, execute_bulk
from coffeecop.models import AuditAction, StaffMember, Theme, ThemeConcern, ThemeStatus, Topic
from coffeecop.models.audit import record
from coffeecop.models.keys import ChangedByColleague, ConcurrentSave
from coffeecop.models.suggestions import reclassify
from coffeecop.models.topics import Wording, add_to_list
from coffeecop.staff.concern_list.picks import locked_picks
from coffeecop.staff.topics.theme_queries import concerns_of, themes_with

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
    record(action, by=by, subject=theme, detail={"theme_status": [before, status]})


def rename(theme: Theme, name: str | None, *, shown: str | None, by: StaffMember) -> None:
    """Set or remove the theme's name; without one its phrase or quote is shown."""
    if theme.status is ThemeStatus.MADE_TOPIC:
        raise ChangedByColleague
    if theme.name == name:
        return
    if theme.name != shown:
        raise ChangedByColleague
    detail = {"name": [theme.name, name]}
    theme.name = name
    record(AuditAction.THEME_RENAMED, by=by, subject=theme, detail=detail)


def make_topic(theme: Theme, wording: Wording, *, by: StaffMember) -> Topic:
    """Add a topic to the list and assign it to the theme's concerns.

    Raises NameTaken, ChangedByColleague.
    """
    if theme.status not in (ThemeStatus.PROPOSED, ThemeStatus.SIGNED_OFF):
        raise ChangedByColleague
    topic = add_to_list(wording, by.agency_id)
    record(AuditAction.TOPIC_ADDED, by=by, subject=topic)
    concerns = concerns_of(theme, for_update=True)
    give_topic(concerns, topic, by=by)
    theme.make_topic(topic, by=by)
    record(
        AuditAction.THEME_MADE_TOPIC,
        by=by,
        subject=theme,
        detail={"topic": topic.key, "concerns": len(concerns)},
    )
    db.session.flush()
    reclassify(by.agency_id)
    return topic


def make_theme(name: str, concern_ids: Sequence[int], *, by: StaffMember) -> Theme:
    """Make a theme of exactly these concerns, approved by this person.

    A concern is in one theme at most, so it leaves another one. Raises PickGone, ConcurrentSave.
    """
    concerns = locked_picks(concern_ids, by.agency_id)
    left = themes_with(concerns)
    # The name stands for what clustering would have found.
    theme = Theme(agency_id=by.agency_id, name=name)
    theme.sign_off(by=by)
    db.session.add(theme)
    try:
        execute_bulk(delete(ThemeConcern).where(ThemeConcern.concern_id.in_(concern_ids)))
        for rank, concern in enumerate(concerns):
            theme.concern_rows.append(ThemeConcern(concern_id=concern.id, rank=rank))
        db.session.flush()
    except (IntegrityError, StaleDataError) as error:
        db.session.rollback()
        raise ConcurrentSave from error
    emptied = ~exists().where(ThemeConcern.theme_id == Theme.id)
    proposed = [each.id for each in left if each.is_proposed]
    execute_bulk(delete(Theme).where(Theme.id.in_(proposed), emptied))
    detail = {"by_example": None, "concerns": len(concerns)}
    record(AuditAction.THEME_SIGNED_OFF, by=by, subject=theme, detail=detail)
    return theme
