from flask.typing import ResponseReturnValue

from coffeecop.models import Language
from coffeecop.staff.events.share_kit.texts import LONGEST_ALERT, share_texts
from coffeecop.staff.events.views.blueprint import bp, event_or_404
from coffeecop.staff.identity.auth import staff_only
from coffeecop.web.i18n import in_language
from coffeecop.web.rendering import render, see_other


@bp.get("/<int:event_id>/share-kit")
@staff_only
def share_kit(event_id: int) -> ResponseReturnValue:
    event = event_or_404(event_id)
    if not event.takes_rsvps:
        return see_other("staff_events.plan", event_id=event.id)
    texts = {}
    for language in Language:
        with in_language(language):
            texts[language] = share_texts(event)
    return render(
        "staff/events/share_kit/show.html",
        fragment="staff_content",
        event=event,
        rows=list(zip(*texts.values(), strict=True)),
        languages=list(texts),
        longest_alert=LONGEST_ALERT,
    )
