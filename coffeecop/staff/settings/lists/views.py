"""The pages of all lists of the settings.

Below the address of a list, which kinds.py has, stand `/new`, each row by its id, the row's
`/remove`, and `/order` where the department decides the order.
"""

from collections.abc import Callable, Mapping
from functools import partial, update_wrapper
from typing import Any

from flask import Blueprint, abort, flash, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coffeecop.db import db
from coffeecop.models.agency import lock_agency
from coffeecop.models.keys import ChangedByColleague
from coffeecop.staff.identity.auth import only_for
from coffeecop.staff.settings.lists.actions import move_row, remove_row, save_row
from coffeecop.staff.settings.lists.kinds import LISTS, SettingsList
from coffeecop.staff.settings.lists.row_form import RowForm
from coffeecop.web.forms import OrderForm, StaffForm
from coffeecop.web.rendering import render, see_other

View = Callable[..., ResponseReturnValue]


def index(kind: SettingsList) -> ResponseReturnValue:
    return _show_list(kind, OrderForm())


def new(kind: SettingsList) -> ResponseReturnValue:
    return _show_form(kind, kind.form(None, _rows(kind)))


def create(kind: SettingsList) -> ResponseReturnValue:
    rows = _locked_rows(kind)
    form = kind.form(None, rows)
    if not form.validate_on_submit():
        return _show_form(kind, form)
    row = kind.model(agency_id=g.staff_member.agency_id)
    if kind.is_in_order:
        row.position = max((each.position for each in rows), default=0) + 1
    if not form.twin:
        save_row(kind, row, form.values, by=g.staff_member)
    return _saved(kind)


def edit(kind: SettingsList, **address: int | str) -> ResponseReturnValue:
    rows = _rows(kind)
    return _show_form(kind, _form_of(kind, _row_or_404(kind, rows, address), rows))


def update(kind: SettingsList, **address: int | str) -> ResponseReturnValue:
    rows = _locked_rows(kind)
    row = _row_or_404(kind, rows, address)
    form = _form_of(kind, row, rows)
    if not form.validate_on_submit():
        return _show_form(kind, form)
    try:
        save_row(kind, row, form.values, seen=form.version.data, by=g.staff_member)
    except ChangedByColleague:
        form.add_conflict(row)
        return _show_form(kind, form)
    return _saved(kind)


def remove(kind: SettingsList, **address: int | str) -> ResponseReturnValue:
    rows = _locked_rows(kind)
    row = _row_or_404(kind, rows, address)
    removal_form = StaffForm()
    if not removal_form.validate_on_submit():
        return _show_form(kind, _form_of(kind, row, rows, formdata=None), removal_form)
    if row.version:
        remove_row(kind, row, by=g.staff_member)
    return _saved(kind)


def move(kind: SettingsList) -> ResponseReturnValue:
    form = OrderForm()
    if not form.validate_on_submit():
        return _show_list(kind, form)
    rows = _locked_rows(kind)
    row = _row_or_404(kind, rows, {kind.row_argument: form.moved_id or abort(404)})
    move_row(kind, row, rows, up=bool(form.up.data), by=g.staff_member)
    db.session.commit()
    return see_other(f"{kind.name}.index")


def _rows(kind: SettingsList) -> list[Any]:
    return list(kind.rows(g.staff_member.agency_id))


def _locked_rows(kind: SettingsList) -> list[Any]:
    lock_agency(g.staff_member.agency_id)
    return _rows(kind)


def _row_or_404(kind: SettingsList, rows: list[Any], address: Mapping[str, int | str]) -> Any:
    found = [row for row in rows if kind.key_of(row) == address[kind.row_argument]]
    return found[0] if found else abort(404)


def _form_of(kind: SettingsList, row: Any, rows: list[Any], **options: Any) -> RowForm:
    return kind.form(row, [each for each in rows if each is not row], **options)


def _saved(kind: SettingsList) -> ResponseReturnValue:
    db.session.commit()
    flash(_("Saved."))
    return see_other(f"{kind.name}.index")


def _show_list(kind: SettingsList, form: OrderForm) -> ResponseReturnValue:
    lines = [(kind.key_of(row), kind.line(row)) for row in _rows(kind)]
    return render(
        "staff/settings/lists/index.html", fragment="lines", form=form, kind=kind, lines=lines
    )


def _show_form(
    kind: SettingsList, form: RowForm, removal_form: StaffForm | None = None
) -> ResponseReturnValue:
    row = form.row
    return render(
        "staff/settings/lists/edit.html",
        fragment="form",
        kind=kind,
        form=form,
        title=kind.line(row).title if row else kind.add,
        address={kind.row_argument: kind.key_of(row)} if row else {},
        is_removable=row is not None and row.version is not None and kind.remove is not None,
        removal_form=removal_form or StaffForm(formdata=None),
    )


def _blueprint(kind: SettingsList) -> Blueprint:
    bp = Blueprint(kind.name, __name__, url_prefix=kind.path)

    def add(method: str, path: str, view: View) -> None:
        of_kind = update_wrapper(partial(view, kind), view)
        guarded = only_for(*kind.roles)(of_kind)
        bp.add_url_rule(path, view.__name__, guarded, methods=[method])

    add("GET", "", index)
    add("GET", f"/{kind.row_path}", edit)
    add("POST", f"/{kind.row_path}", update)
    if kind.add:
        add("GET", "/new", new)
        add("POST", "", create)
    if kind.remove:
        add("POST", f"/{kind.row_path}/remove", remove)
    if kind.is_in_order:
        add("POST", "/order", move)
    return bp


blueprints = [_blueprint(kind) for kind in LISTS]
