"""What a department itself wrote or uploaded that somebody cannot read."""

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select

from coffeecop.db import Model, db
from coffeecop.models import Agency, Event, Language, Promise, PromisePhoto, PublicAnswer
from coffeecop.models.event import EventStatus
from coffeecop.web.papers import Part


def own_content(agency: Agency) -> Part:
    of_events = (Event.agency_id == agency.id, Event.status != EventStatus.DRAFT)
    of_answers = (PublicAnswer.agency_id == agency.id, PublicAnswer.published_at.is_not(None))
    of_promises = (Promise.agency_id == agency.id, Promise.published_at.is_not(None))
    of_photos = (PromisePhoto.promise_id.in_(select(Promise.id).where(*of_promises)),)
    return Part(
        _("What your department added"),
        [_("Counted now. Mend them on the pages of events, answers and promises.")],
        [
            (
                _("Events without a Spanish title"),
                _count(Event, *of_events, Event.title_es.is_(None)),
            ),
            (
                _("Events with a description in one language only"),
                _count_one_language(Event, "description", *of_events),
            ),
            (
                _("“You said, we did” in one language only"),
                _count_one_language(Event, "we_did", *of_events),
            ),
            (
                _("Public answers in one language only"),
                _count_one_language(PublicAnswer, "answer", *of_answers),
            ),
            (
                _("Promises in one language only"),
                _count_one_language(Promise, "public", *of_promises),
            ),
            (
                _("Photos with a description in one language only"),
                _count_one_language(PromisePhoto, "alt", *of_photos),
            ),
            (_("Photos without a description"), _("None: they cannot be saved without one.")),
        ],
    )


def _count_one_language(model: type[Model], name: str, *conditions: ColumnElement[bool]) -> str:
    english, spanish = (getattr(model, f"{name}_{language}") for language in Language)
    return _count(model, *conditions, english.is_(None) != spanish.is_(None))


def _count(model: type[Model], *conditions: ColumnElement[bool]) -> str:
    return str(db.session.scalar(select(func.count()).select_from(model).where(*conditions)))
