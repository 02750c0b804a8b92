"""The lines of a checklist in words."""

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from coffeecop.models import ChecklistItem, ChecklistStep
from coffeecop.models.checklist import ChecklistLine
from coffeecop.web.i18n import elapsed, short_day, weekday_and_day
from coffeecop.web.officers import name_with_rank

STEPS = {
    ChecklistStep.VENUE: _l("Agree on the venue"),
    ChecklistStep.HOST: _l("Name the host"),
    ChecklistStep.POSTER: _l("Put the poster up"),
    ChecklistStep.ONLINE: _l("Post it online"),
    ChecklistStep.CARDS: _l("Print the concern cards"),
    ChecklistStep.ROLL_CALL: _l("Brief the roll call"),
    ChecklistStep.COUNTED: _l("Say about how many came"),
    ChecklistStep.ANSWERED: _l("Answer those who asked"),
    ChecklistStep.PUBLISHED: _l("Write what came of it"),
}


def init_app(app: Flask) -> None:
    for words in (checklist_label, usual_label, when_words, line_state):
        app.add_template_filter(words)


def checklist_label(item: ChecklistItem) -> str:
    return item.label or usual_label(item)


def usual_label(item: ChecklistItem) -> str:
    """Return the words of a known step; empty for a line of the department's own."""
    return str(STEPS[item.step]) if item.step else ""


def when_words(item: ChecklistItem) -> str:
    """Return how far from the event it is due."""
    days = item.days_before
    if days == 0:
        return _("on the day")
    if days > 0:
        return ngettext("%(num)s day before", "%(num)s days before", days)
    return ngettext("%(num)s day after", "%(num)s days after", -days)


def line_state(line: ChecklistLine) -> str:
    """Return who ticked it or why it is ticked; else what is known of it, and by when it is due."""
    if line.tick and not line.ticks_itself:
        day = short_day(line.tick.ticked_at, line.event)
        return _("%(who)s, %(day)s", who=line.tick.ticked_by.name, day=day)
    known = known_words(line)
    if not line.is_due:
        return known
    due = due_words(line)
    return _("%(known)s, %(due)s", known=known, due=due) if known else due


def due_words(line: ChecklistLine) -> str:
    days = line.days_left
    if days < 0:
        return ngettext("%(num)s day late", "%(num)s days late", -days)
    if days < 2:
        return _("due tomorrow") if days else _("due today")
    return _("due %(day)s", day=weekday_and_day(line.due_on))


def known_words(line: ChecklistLine) -> str:
    """Return what is known of the step of this line, such as why it is ticked."""
    match line.item.step:
        case ChecklistStep.HOST if line.host_name:
            return _("%(name)s is the host", name=name_with_rank(line.host_name))
        case ChecklistStep.POSTER if line.event.poster_printed_at:
            return _("Printed %(time)s ago", time=elapsed(line.event.poster_printed_at))
        case ChecklistStep.CARDS if line.cards:
            return ngettext("%(num)s card was made", "%(num)s cards were made", line.cards)
        case ChecklistStep.COUNTED if line.event.heads_counted is not None:
            return _("About %(number)s came", number=line.event.heads_counted)
        case ChecklistStep.ANSWERED if line.event.is_over:
            return _answers(line.asked or 0, line.waiting or 0)
        case ChecklistStep.PUBLISHED if line.is_done:
            return _("It is on the page of the event")
    return ""


def _answers(asked: int, waiting: int) -> str:
    if waiting:
        return ngettext("%(num)s waits for an answer", "%(num)s wait for an answer", waiting)
    if asked:
        return ngettext("%(num)s asked, and nobody waits", "%(num)s asked, and nobody waits", asked)
    return _("Nobody asked for an answer")
