"""What takes one tap: who says so, what residents may read, telling, opening again, removing."""

from flask import g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.matters import telling, verbs
from coffeecop.staff.identity.auth import staff_only
from coffeecop.staff.matters import belonging
from coffeecop.staff.matters.forms import words_for_notified
from coffeecop.staff.matters.views.blueprint import (
    back_to,
    back_to_list,
    bp,
    check_may_say,
    done,
    publishers_only,
)
from coffeecop.staff.matters.views.show import tapped


@bp.post("/<int:matter_id>/concerns")
@staff_only
def sort_concerns(matter_id: int) -> ResponseReturnValue:
    """Add concerns (`add`), say no to some or take them out (`no`), or quote one (`quote`)."""
    matter, _form = tapped(matter_id)
    added, refused, quoted = (request.form.getlist(name) for name in ("add", "no", "quote"))
    belonging.quote_first(matter, quoted, by=g.staff_member)
    did, ids = belonging.sort_concerns(matter, added=added, refused=refused, by=g.staff_member)
    db.session.commit()
    return back_to(matter, did=did, concerns="-".join(map(str, ids))) if ids else back_to(matter)


@bp.post("/<int:matter_id>/publication")
@publishers_only
def set_publication(matter_id: int) -> ResponseReturnValue:
    matter, _form = tapped(matter_id)
    is_published = request.form.get("publish") == "1"
    (verbs.publish if is_published else verbs.unpublish)(matter, by=g.staff_member)
    db.session.commit()
    return back_to(matter, did="published" if is_published else "taken_down")


@bp.post("/<int:matter_id>/tellings")
@staff_only
def tell(matter_id: int) -> ResponseReturnValue:
    matter, _form = tapped(matter_id)
    check_may_say(matter)
    notified = telling.tell(matter, by=g.staff_member)
    db.session.commit()
    return done(matter, words_for_notified(notified))


@bp.post("/<int:matter_id>/reopening")
@staff_only
def reopen(matter_id: int) -> ResponseReturnValue:
    matter, form = tapped(matter_id)
    key_hash = form.key_hash("reopened", str(matter_id))
    verbs.reopen(matter, key_hash=key_hash, seen=form.version.data, by=g.staff_member)
    db.session.commit()
    return done(matter, _("It is open again."))


@bp.post("/<int:matter_id>/removal")
@staff_only
def remove(matter_id: int) -> ResponseReturnValue:
    matter, _form = tapped(matter_id)
    verbs.remove(matter, by=g.staff_member)
    db.session.commit()
    return back_to_list(_("It is gone. What people said stays."))
