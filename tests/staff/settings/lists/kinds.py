"""The lists of the core: what a row of each holds, and what adds one and changes it."""

import enum
from typing import Any, NamedTuple

import pytest

from coffeecop import models
from tests.factories import save
from tests.staff.form_filling import as_shown
from tests.stored import audited, reload

LISTS = "/staff/settings/lists"


class Kind(NamedTuple):
    """A list, what a row of it holds, and what is typed to add one and to change it."""

    name: str
    model: type
    action: enum.StrEnum
    columns: dict[str, Any]
    # In the list.
    shown: str
    typed: dict[str, str]
    audit_name: str
    change: dict[str, str]
    # In the row.
    changed: dict[str, Any]
    wrong: dict[str, str]
    error: str

    @property
    def page(self):
        """Return the page of this list."""
        return f"/staff/settings?open={self.name}"

    @property
    def new(self):
        return f"{LISTS}/{self.name}/new"

    def lines(self, page):
        return page.texts(f"#{self.name} li")

    @property
    def recorded(self):
        """Return what the audit log has of the change."""
        return {name: [self.columns.get(name), value] for name, value in self.changed.items()}

    def row(self, agency):
        return save(self.model(agency_id=agency.id, **self.columns))

    def address(self, row):
        return f"{LISTS}/{self.name}/{row.state if self is STATES else row.id}"


CHECKLIST = Kind(
    "checklist",
    models.ChecklistItem,
    models.AuditAction.CHECKLIST_CHANGED,
    {"label": "Bring cookies", "days_before": 2},
    "Bring cookies 2 days before",
    {"label": " Bring cookies ", "days": "2", "when": "before"},
    "Bring cookies",
    {"days": "3", "when": "after"},
    {"days_before": -3},
    {"label": "x" * 121},
    "Keep it under 120 letters.",
)
SERVICES = Kind(
    "services",
    models.Service,
    models.AuditAction.SERVICES_CHANGED,
    {"name_en": "Records", "name_es": "Archivo", "phone": "(805) 555-0102", "position": 1},
    "Records (805) 555-0102",
    {"name_en": "Records", "name_es": "Archivo", "phone": "805 555 0102"},
    "Records",
    {"url": "https://example.org"},
    {"url": "https://example.org"},
    {"url": "http://example.org"},
    "Write the whole address of the page, from https:// on.",
)
TEMPLATES = Kind(
    "templates",
    models.AnswerTemplate,
    models.AuditAction.TEMPLATES_CHANGED,
    {"name": "Bumps", "body_en": "In May.", "body_es": "En mayo."},
    "Bumps",
    {"name": "Bumps", "body_en": "In May.", "body_es": "En mayo."},
    "Bumps",
    {"body_en": "In June."},
    {"body_en": "In June."},
    {"body_es": " "},
    "Write the answer in Spanish.",
)
STATES = Kind(
    "states",
    models.StateWording,
    models.AuditAction.STATE_WORDING_CHANGED,
    {"state": models.ResidentState.READ, "label_en": "Seen", "label_es": "Vista"},
    "Read Seen – An officer has read it. Your words are saved. "
    "Vista – Un oficial la leyó. Sus palabras están guardadas.",
    {"label_en": "Seen", "label_es": "Vista"},
    "state_read",
    {"label_en": "Looked at"},
    {"label_en": "Looked at"},
    {"label_es": "La policía la leyó"},
    "name no police in it",
)
GROWING = [CHECKLIST, SERVICES, TEMPLATES]
ALL = [*GROWING, STATES]


def each_of(kinds):
    return pytest.mark.parametrize("kind", kinds, ids=lambda kind: kind.name)


def change(visitor, address, **changes):
    """Open a form, change fields, and send it."""
    return visitor.post(address, **{**as_shown(visitor.get(form_at(address))), **changes})


def form_at(address):
    """Return where the form of a row is that is sent to an address."""
    return "/staff/settings?open={}&row={}".format(*address.rsplit("/", 2)[1:])


def columns(row, names):
    return {name: getattr(reload(row), name) for name in names}


def details():
    return [entry[-1] for entry in audited()]
