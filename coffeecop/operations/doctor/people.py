from collections.abc import Iterator

from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import Agency
from coffeecop.models.staff import has_real_staff, somebody_handles_complaints
from coffeecop.operations.doctor.findings import Finding, fault, ok


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


def second_factor_finding(people_without: int) -> Finding:
    if not people_without:
        return ok("second factor", "All who must have one do.")
    return fault(
        "second factor",
        f"{people_without} of those who must have a second factor sign in without one.",
        "Ask them to set it up at /staff/account; /staff/people says who they are.",
    )
