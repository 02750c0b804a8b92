"""What a receipt says beside the concern itself."""

from coffeecop.db import db
from coffeecop.engine.detectors.emergency import dangers_in, is_now
from coffeecop.models import Concern, StateWording
from coffeecop.models.concern.conditions import usual_answer_days
from coffeecop.models.matters.queries import has_concern
from coffeecop.parts import links_of
from coffeecop.parts.links import Words
from coffeecop.parts.resident_links import ReceiptFact
from coffeecop.web.matters_shown import Pair, pair_of, published_matters


def wording_of(concern: Concern) -> StateWording | None:
    """Return the department's own words for how far the concern is, if it has any."""
    return db.session.get(StateWording, (concern.agency_id, concern.resident_state))


def facts_of(concern: Concern) -> list[Words]:
    """Return what parts say of it, such as who has it."""
    if concern.is_withdrawn:
        return []
    told = [link.text(concern) for link in links_of(concern.event.agency, ReceiptFact)]
    return [words for words in told if words]


def came_of(concern: Concern) -> list[Pair]:
    """Return what residents read about what it says."""
    if concern.is_withdrawn or concern.is_for_complaint_staff or not concern.is_counted:
        return []
    return [
        pair_of(each) for each in db.session.scalars(published_matters(has_concern(concern.id)))
    ]


def dangers_of(concern: Concern) -> list[str]:
    """Return of which dangers it may tell, unless somebody looked and found none."""
    if concern.is_withdrawn or concern.flag_rows and not concern.flags:
        return []
    return [str(flag.kind) for flag in concern.flags] or dangers_in(concern.body)


def is_told_at_once(concern: Concern) -> bool:
    """Return whether staff are told of the danger at once, as of what cannot wait."""
    return concern.has_urgent_flag or (not concern.flag_rows and is_now(concern.body))


def days_to_first_answer(concern: Concern) -> int | None:
    """Return how many days an answer usually takes, if this one waits for its first."""
    if concern.first_answer_at or concern.better_at or concern.is_for_complaint_staff:
        return None
    if not (concern.waits and concern.is_counted):
        return None
    return usual_answer_days(concern.agency_id)
