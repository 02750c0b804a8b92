from collections.abc import Iterator

from sqlalchemy import func, select

from coffeecop.db import db
from coffeecop.maintenance.doctor.findings import Finding, fault, ok
from coffeecop.models import Agency, StaffMember
from coffeecop.models.staff import has_real_staff, misses_second_factor, somebody_handles_complaints


def check_complaints_role() -> Iterator[Finding]:
    if not has_real_staff():
        yield ok("complaints role", "Not needed yet: nobody has an account.")
        return
    agencies = db.session.scalars(select(Agency).order_by(Agency.name)).all()
    without = [each.name for each in agencies if not somebody_handles_complaints(each.id)]
    if not without:
        yield ok("complaints role", "Somebody reads the concerns about officers.")
        return
    yield fault(
        "complaints role",
        f"Nobody reads the concerns about officers at {', '.join(without)}.",
        "An administrator gives somebody the role Complaints, at /staff/people.",
    )


def check_second_factors() -> Iterator[Finding]:
    without = select(func.count(StaffMember.id)).where(misses_second_factor())
    people = db.session.scalar(without)
    if not people:
        yield ok("second factor", "All who must have one do.")
        return
    yield fault(
        "second factor",
        f"{people} of those who must have a second factor sign in without one.",
        "Ask them to set it up, at /staff/account/second-factor.",
    )
