"""The department's services: what it does for people, and how to reach it."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import Agency, AuditAction, Service, StaffMember
from coffeecop.models.audit import record

Values = Mapping[str, str | None]


def services_of(agency_id: int) -> Sequence[Service]:
    own = select(Service).where(Service.agency_id == agency_id)
    return db.session.scalars(own.order_by(Service.position, Service.id)).all()


def add_service(values: Values, *, by: StaffMember) -> None:
    """Add it as the last one. The same again, as of a form sent twice, changes nothing."""
    others = _locked_services(by)
    if any(_content(each, values) == dict(values) for each in others):
        return
    position = max((each.position for each in others), default=0) + 1
    db.session.add(Service(agency_id=by.agency_id, position=position, **values))
    _record("is_added", values["name_en"], by=by)


def change_service(service: Service, values: Values, *, by: StaffMember) -> None:
    before = _content(service, values)
    changed = [name for name, value in values.items() if before[name] != value]
    for name in changed:
        setattr(service, name, values[name])
    if changed:
        _record(", ".join(changed), service.name_en, by=by)


def remove_service(service: Service, *, by: StaffMember) -> None:
    db.session.delete(service)
    _record("is_removed", service.name_en, by=by)


def move_service(service: Service, *, up: bool, by: StaffMember) -> None:
    """Swap it with the one above or below."""
    everyone = list(_locked_services(by))
    for position, each in enumerate(everyone, start=1):
        each.position = position
    place = everyone.index(service) + (-1 if up else 1)
    if not 0 <= place < len(everyone):
        return
    other = everyone[place]
    service.position, other.position = other.position, service.position
    _record("position", service.name_en, by=by)


def _locked_services(by: StaffMember) -> Sequence[Service]:
    # Locks the department, so that no service is added or moved meanwhile.
    db.session.execute(select(Agency.id).where(Agency.id == by.agency_id).with_for_update())
    return services_of(by.agency_id)


def _content(service: Service, values: Values) -> dict[str, str | None]:
    return {name: getattr(service, name) for name in values}


def _record(what: str, name: str | None, *, by: StaffMember) -> None:
    record(AuditAction.SERVICES_CHANGED, by=by, subject=by.agency, detail=f"{what}: {name}")
