"""The department's services, for the page of answers."""

from flask import Blueprint, Response, abort, flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models import Role, Service
from coffeecop.staff.auth import only_for, own_or_404
from coffeecop.staff.settings.services.actions import (
    add_service,
    change_service,
    move_service,
    remove_service,
    services_of,
)
from coffeecop.staff.settings.services.forms import OrderForm, ServiceForm
from coffeecop.web.forms import StaffForm
from coffeecop.web.rendering import render, see_other
from coffeecop.web.security import parse_id

bp = Blueprint("services", __name__, url_prefix="/staff/settings/services")


@bp.get("")
@only_for(Role.ADMIN, Role.ORGANIZER)
def index() -> ResponseReturnValue:
    return _show_list(OrderForm())


@bp.post("/order")
@only_for(Role.ADMIN, Role.ORGANIZER)
def move() -> ResponseReturnValue:
    form = OrderForm()
    if not form.validate_on_submit():
        return _show_list(form)
    service_id = parse_id(form.up.data or form.down.data or "") or abort(404)
    move_service(own_or_404(Service, service_id), up=bool(form.up.data), by=g.staff_member)
    db.session.commit()
    return see_other("services.index")


@bp.get("/new")
@only_for(Role.ADMIN, Role.ORGANIZER)
def new() -> ResponseReturnValue:
    return _show_form(ServiceForm())


@bp.post("")
@only_for(Role.ADMIN, Role.ORGANIZER)
def create() -> ResponseReturnValue:
    form = ServiceForm()
    if not form.validate_on_submit():
        return _show_form(form)
    add_service(form.values, by=g.staff_member)
    return _saved()


@bp.get("/<int:service_id>")
@only_for(Role.ADMIN, Role.ORGANIZER)
def edit(service_id: int) -> ResponseReturnValue:
    service = own_or_404(Service, service_id)
    return _show_form(ServiceForm(obj=service), service)


@bp.post("/<int:service_id>")
@only_for(Role.ADMIN, Role.ORGANIZER)
def update(service_id: int) -> ResponseReturnValue:
    service = own_or_404(Service, service_id, for_update=True)
    form = ServiceForm()
    if not form.validate_on_submit():
        return _show_form(form, service)
    change_service(service, form.values, by=g.staff_member)
    return _saved()


@bp.post("/<int:service_id>/removal")
@only_for(Role.ADMIN, Role.ORGANIZER)
def remove(service_id: int) -> ResponseReturnValue:
    service = own_or_404(Service, service_id, for_update=True)
    form = StaffForm()
    if not form.validate_on_submit():
        return _show_form(ServiceForm(formdata=None, obj=service), service, form)
    remove_service(service, by=g.staff_member)
    return _saved()


def _saved() -> ResponseReturnValue:
    db.session.commit()
    flash(_("Saved."))
    return see_other("services.index")


def _show_list(form: OrderForm) -> Response:
    return render(
        "staff/settings/services/index.html",
        fragment="service_list",
        form=form,
        services=services_of(g.staff_member.agency_id),
    )


def _show_form(
    form: ServiceForm, service: Service | None = None, removal_form: StaffForm | None = None
) -> Response:
    return render(
        "staff/settings/services/edit.html",
        fragment="form",
        form=form,
        service=service,
        removal_form=removal_form or StaffForm(formdata=None),
    )
