from coffeecop.db import db
from coffeecop.models import StaffSession
from coffeecop.parts.saved_filters.models import SavedFilter
from tests.factories import save


def make_filter(member, name="Traffic", query="waiting=1"):
    return save(SavedFilter(staff_id=member.id, name=name, query=query))


def addresses():
    """Of a filter that belongs to whoever signed in last."""
    newest = db.session.query(StaffSession).order_by(StaffSession.id.desc()).first()
    kept = {"filter_id": make_filter(newest.staff_member).id}
    return {"saved_filters.update": kept, "saved_filters.destroy": kept}


MAKERS = [lambda _event, officer: make_filter(officer, query="topic=1")]
ADDRESSES = [addresses]
IDS = [("filter_id", SavedFilter)]
