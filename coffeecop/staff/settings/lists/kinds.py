"""What each list of the settings is. All are on the same pages; see views.py."""

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import select

from coffeecop.db import db
from coffeecop.models import (
    AnswerTemplate,
    AuditAction,
    ChecklistItem,
    Language,
    ResidentState,
    Role,
    Service,
    StaffMember,
    StateWording,
)
from coffeecop.models.agency import lock_agency
from coffeecop.models.concern.work import templates_of
from coffeecop.parts import links_of
from coffeecop.parts.links import ListOfSettings
from coffeecop.staff.settings.lists import forms
from coffeecop.staff.settings.lists.forms import RowForm
from coffeecop.web.concern_labels import label, usual_texts_by_language
from coffeecop.web.event_labels import checklist_label, when_label
from coffeecop.web.i18n import localized

ORGANIZERS = (Role.ADMIN, Role.ORGANIZER)


class ListLine(NamedTuple):
    """A row as the list shows it; each detail with its language, if it is not the page's."""

    title: str
    details: Sequence[tuple[str, Language | None]] = ()


@dataclass(frozen=True)
class SettingsList:
    # In its address.
    name: str
    model: type[Any]
    rows: Callable[[int], Sequence[Any]]
    form: type[RowForm]
    line: Callable[[Any], ListLine]
    audit_name: Callable[[Any], str]
    action: enum.StrEnum
    icon: str
    title: LazyString
    intro: LazyString
    # None: nobody adds or removes a row.
    add: LazyString | None = None
    remove: LazyString | None = None
    roles: tuple[Role, ...] = ORGANIZERS

    def locked_rows(self, agency_id: int) -> list[Any]:
        """Return the rows once nobody else can change the list."""
        lock_agency(agency_id)
        return list(self.rows(agency_id))

    def key_of(self, row: Any) -> str:
        return str(row.state if self.model is StateWording else row.id)


def rows_by(model: type[Any], *order: Any) -> Callable[[int], Sequence[Any]]:
    def rows(agency_id: int) -> Sequence[Any]:
        own = select(model).where(model.agency_id == agency_id)
        return db.session.scalars(own.order_by(*order, model.id)).all()

    return rows


def wordings_of_states(agency_id: int) -> Sequence[StateWording]:
    """Return one for each state; those that have the usual words are not stored."""
    own = select(StateWording).where(StateWording.agency_id == agency_id)
    stored = {row.state: row for row in db.session.scalars(own)}
    return [
        stored.get(state) or StateWording(agency_id=agency_id, state=state)
        for state in ResidentState
    ]


def _line_of_item(item: ChecklistItem) -> ListLine:
    label = checklist_label(item)
    if not item.is_in_use:
        return ListLine(_("Off the list: %(line)s", line=label))
    return ListLine(label, [(when_label(item), None)])


def _line_of_wording(row: StateWording) -> ListLine:
    details = []
    for language, usual in usual_texts_by_language().items():
        own = [getattr(row, f"{text}_{language}") for text in ("label", "sentence")]
        words = [mine or theirs for mine, theirs in zip(own, usual[row.state], strict=True)]
        details.append((" – ".join(words), language))
    return ListLine(label(row.state), details)


def _line_of_service(service: Service) -> ListLine:
    ways = [way for way in (service.phone, service.url, service.email) if way]
    return ListLine(localized(service, "name"), [(", ".join(ways), None)])


CHECKLIST = SettingsList(
    name="checklist",
    model=ChecklistItem,
    rows=rows_by(
        ChecklistItem, ChecklistItem.retired_at.is_not(None), ChecklistItem.days_before.desc()
    ),
    form=forms.ChecklistForm,
    line=_line_of_item,
    audit_name=lambda item: item.name,
    action=AuditAction.CHECKLIST_CHANGED,
    icon="list-checks",
    title=_l("Checklist for events"),
    intro=_l("Each event has these lines. Their dates are counted from the day of the event."),
    add=_l("Add a line of your own"),
)
STATES = SettingsList(
    name="states",
    roles=(Role.ADMIN,),
    model=StateWording,
    rows=wordings_of_states,
    form=forms.StateWordingForm,
    line=_line_of_wording,
    audit_name=lambda row: f"state_{row.state}",
    action=AuditAction.STATE_WORDING_CHANGED,
    icon="eye",
    title=_l("What residents read"),
    intro=_l("A receipt's page says where things stand. Here you can say that in your own words."),
    remove=_l("Use the usual words"),
)
SERVICES = SettingsList(
    name="services",
    model=Service,
    rows=rows_by(Service, Service.position),
    form=forms.ServiceForm,
    line=_line_of_service,
    audit_name=lambda service: service.name_en,
    action=AuditAction.SERVICES_CHANGED,
    icon="phone",
    title=_l("Services"),
    intro=_l(
        "What the department does for people, and how to reach it. Residents see this list below "
        "the answers. Add what people look for most: copies of reports, the non-emergency line, "
        "animal control."
    ),
    add=_l("New service"),
    remove=_l("Remove it"),
)
TEMPLATES = SettingsList(
    name="templates",
    model=AnswerTemplate,
    rows=templates_of,
    form=forms.TemplateForm,
    line=lambda template: ListLine(template.name),
    audit_name=lambda template: template.name,
    action=AuditAction.TEMPLATES_CHANGED,
    icon="message-circle",
    title=_l("Answer templates"),
    intro=_l("Officers start an answer from these. Each resident gets it in their own language."),
    add=_l("Add a template"),
    remove=_l("Remove it"),
)
LISTS = (TEMPLATES, SERVICES, CHECKLIST, STATES)


def lists_for(member: StaffMember) -> list[SettingsList]:
    found = [*LISTS]
    for link in links_of(member.agency, ListOfSettings):
        found.insert(link.place, link.list)
    return [kind for kind in found if member.has_any(*kind.roles)]
