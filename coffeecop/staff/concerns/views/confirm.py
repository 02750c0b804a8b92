"""Topics that the engine is unsure of, confirmed by groups."""

from flask import Response, flash, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from coffeecop.db import db
from coffeecop.models import Event, Topic
from coffeecop.staff.concern_list.picks import picked_ids
from coffeecop.staff.concerns.confirming import confirm_group, groups_to_confirm
from coffeecop.staff.concerns.views.blueprint import bp, tabs
from coffeecop.staff.identity.auth import own_or_404, staff_only
from coffeecop.staff.navigation import work_counts
from coffeecop.web.forms import StaffForm
from coffeecop.web.i18n import localized
from coffeecop.web.rendering import render, see_other
from coffeecop.web.security import parse_id


@bp.get("/confirm")
@staff_only
def confirm() -> ResponseReturnValue:
    return _page(StaffForm(formdata=None))


@bp.post("/confirm/<int:topic_id>")
@staff_only
def confirm_topic(topic_id: int) -> ResponseReturnValue:
    topic, form = own_or_404(Topic, topic_id), StaffForm()
    if not form.validate_on_submit():
        return _page(form)
    number = confirm_group(picked_ids(request.form), topic, by=g.staff_member)
    db.session.commit()
    said = ngettext(
        "%(num)s concern is about %(topic)s now.",
        "%(num)s concerns are about %(topic)s now.",
        number,
        topic=localized(topic, "name"),
    )
    if number:
        flash(said)
    else:
        flash(_("Nothing was changed. Tick at least one."), "error")
    return see_other("staff_concerns.confirm", event=request.args.get("event"))


def _page(form: StaffForm) -> Response:
    event_id = parse_id(request.args.get("event", ""))
    event = own_or_404(Event, event_id) if event_id else None
    event_ids = [event.id] if event else work_counts().event_ids
    return render(
        "staff/concerns/confirm.html",
        fragment="staff_content",
        groups=groups_to_confirm(event_ids),
        event=event,
        form=form,
        **tabs(),
    )
