"""Answers in both languages that staff send to many."""

from dataclasses import dataclass
from typing import Self

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from coffeecop.db import db
from coffeecop.models import AnswerTemplate, AuditAction, StaffMember
from coffeecop.models.audit import record
from coffeecop.models.conflicts import ChangedByColleague, Snapshot

MOST_TEMPLATES = 60


class NameUsed(Exception):
    """The department has another template with this name."""


class TooManyTemplates(Exception):
    """The department keeps as many as fit in a list."""


@dataclass(frozen=True)
class Texts(Snapshot):
    name: str
    body_en: str
    body_es: str

    @classmethod
    def of(cls, template: AnswerTemplate) -> Self:
        return cls(template.name, template.body_en, template.body_es)


def add_template(texts: Texts, *, by: StaffMember) -> None:
    """Add a template. Raises TooManyTemplates, NameUsed."""
    own = select(func.count()).select_from(AnswerTemplate).filter_by(agency_id=by.agency_id)
    if (db.session.scalar(own) or 0) >= MOST_TEMPLATES:
        raise TooManyTemplates
    template = AnswerTemplate(agency_id=by.agency_id)
    db.session.add(template)
    _write(template, texts)
    record(AuditAction.TEMPLATES_CHANGED, by=by, subject=template, detail=f"is_added: {texts.name}")


def change_template(
    template: AnswerTemplate, texts: Texts, *, seen: str | None, by: StaffMember
) -> None:
    """Change a locked template. Raises ChangedByColleague if it changed since `seen`, NameUsed."""
    before = Texts.of(template)
    if before == texts:
        return
    if seen != before.fingerprint:
        raise ChangedByColleague
    _write(template, texts)
    changed = " ".join(before.differences(texts))
    detail = f"{texts.name}: {changed}"
    record(AuditAction.TEMPLATES_CHANGED, by=by, subject=template, detail=detail)


def remove_template(template: AnswerTemplate, *, by: StaffMember) -> None:
    db.session.delete(template)
    detail = f"is_removed: {template.name}"
    record(AuditAction.TEMPLATES_CHANGED, by=by, subject=template, detail=detail)


def _write(template: AnswerTemplate, texts: Texts) -> None:
    template.name, template.body_en, template.body_es = texts.name, texts.body_en, texts.body_es
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        raise NameUsed from error
