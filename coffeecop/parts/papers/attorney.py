"""What a city attorney asks: what is collected, who sees it, how long, and what is public."""

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.models import Agency, Concern, Event, HiddenFor, Series
from coffeecop.models.retention import rule_of
from coffeecop.web.matters_shown import SMALLEST_GROUP
from coffeecop.web.papers import Paper, Section
from coffeecop.web.record_labels import rule_line, series_name


def attorney_paper(agency: Agency) -> Paper:
    return Paper(
        _("For the attorney"),
        _("Facts of this installation. They are no legal advice: the city attorney decides."),
        [
            _collected(),
            _seen(),
            Section(
                _("How long it is kept"),
                [
                    _(
                        "By the schedule on the page Records. A hold stops all destruction, and "
                        "records are destroyed only when two others have approved it."
                    )
                ],
                [(series_name(each), _rule(agency, each)) for each in Series],
            ),
            _public(),
            _moderation(agency),
            _open_meetings(),
        ],
    )


def _collected() -> Section:
    return Section(
        _("What is collected"),
        [_("Nothing about a person is required. The page /privacy names each stored field.")],
        [
            (_("Concerns"), _("What a resident wrote, its kind, topics, place and answers.")),
            (
                _("RSVPs"),
                _(
                    "How many come, and what they need. Name, e-mail and phone only if "
                    "given; staff open them with a reason that the audit log keeps."
                ),
            ),
            (_("Arrivals and surveys"), _("Counts and answers, of nobody in particular.")),
            (
                _("Never"),
                _(
                    "Immigration status, birth date, where a phone is, the address of a "
                    "device, or anything of criminal-justice databases."
                ),
            ),
        ],
    )


def _seen() -> Section:
    return Section(
        _("Who sees it"),
        facts=[
            (_("Officers and organizers"), _("Concerns of their department, never complaints.")),
            (
                _("Complaint staff"),
                _(
                    "Concerns about an officer, and what sounds like one until "
                    "its writer says that it is not."
                ),
            ),
            (_("Records staff"), _("The schedule, holds and destruction, and the audit log.")),
            (_("Administrators"), _("Accounts, settings and the audit log.")),
            (_("Other companies"), _("None, but those that the security answers name.")),
        ],
    )


def _rule(agency: Agency, series: Series) -> str:
    rule = rule_of(agency, series)
    facts = [rule_line(rule), rule.item, rule.source]
    facts.append(_("Goes by itself.") if not rule.needs_approval else None)
    return ". ".join(fact.rstrip(".") for fact in facts if fact) + "."


def _public() -> Section:
    return Section(
        _("What is public"),
        [
            _(
                "Nothing that a resident wrote is published in their words. Public are events, "
                "what came of them in words that staff wrote, and for each event a record of "
                "counts that anyone can check."
            ),
            _("What residents write may be a public record. Each form says so before they type."),
        ],
    )


def _moderation(agency: Agency) -> Section:
    names = {
        HiddenFor.SPAM: _("Spam or advertising"),
        HiddenFor.DUPLICATE: _("Sent more than once"),
        HiddenFor.PERSONAL_DATA: _("Private details of somebody"),
        HiddenFor.THREAT: _("A threat"),
    }
    hidden = dict(
        db.session.execute(
            select(Concern.hidden_for, func.count())
            .join(Concern.event)
            .where(Event.agency_id == agency.id, Concern.hidden_for.is_not(None))
            .group_by(Concern.hidden_for)
        ).all()
    )
    total = sum(hidden.values())
    # One that is few could be worked out from the others and the sum.
    is_small = any(number < SMALLEST_GROUP for number in hidden.values())
    untold = _("Not shown: some are fewer than five.")
    return Section(
        _("Viewpoint neutrality, and the rules of hiding"),
        [
            _(
                "A concern is hidden for one of these reasons only, never for the opinion in it. "
                "Who hid it, when and why is in the audit log, and it can be undone."
            ),
            ngettext("%(num)s is hidden now.", "%(num)s are hidden now.", total),
        ],
        [(name, untold if is_small else str(hidden.get(each, 0))) for each, name in names.items()],
    )


def _open_meetings() -> Section:
    return Section(
        _("Open meetings"),
        [
            _(
                "When most members of a council come to one event and talk of its business, that "
                "may be a meeting that must be announced (in California, Gov. Code 54950 and "
                "following)."
            ),
            _(
                "The checklist of each event has a line for this. Where most come, the ways out "
                "are for the attorney to choose: fewer come, they do not talk of the council's "
                "business among themselves, or the meeting is announced."
            ),
        ],
    )
