"""The share kit of an event: what to post about it."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from coffeecop.parts.sharing.share_kit import LONGEST_ALERT, share_texts
from coffeecop.staff.events.blueprint import event_or_plan
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.i18n import in_each_language
from coffeecop.web.rendering import render

bp = Blueprint("staff_sharing", "coffeecop.parts.sharing", url_prefix="/staff/events")


@bp.get("/<int:event_id>/share-kit")
@staff_only
def share_kit(event_id: int) -> ResponseReturnValue:
    event = event_or_plan(event_id, lambda event: event.takes_rsvps)
    texts = in_each_language(lambda: share_texts(event))
    return render(
        "sharing/share_kit/show.html",
        fragment="staff_content",
        event=event,
        texts=texts,
        languages=list(texts),
        longest_alert=LONGEST_ALERT,
    )
