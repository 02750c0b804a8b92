"""What residents read in one language alone, since nobody has written the other one yet."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, func, or_, select

from coffeecop.db import db
from coffeecop.models import (
    Event,
    EventStatus,
    Language,
    Promise,
    PromisePhoto,
    PromiseStatus,
    PromiseUpdate,
    PublicAnswer,
)
from coffeecop.web.i18n import local_day, localized


class OneLanguage(NamedTuple):
    """A text, and the page on which the other language is added."""

    url: str
    name: str


def number_in_one_language(agency_id: int) -> ColumnElement[int]:
    promises, answers, events = (
        select(func.count()).where(_in_one(model, agency_id)).scalar_subquery() for model in _ONLY
    )
    return promises + answers + events


def texts_in_one_language(agency_id: int) -> Mapping[Language, Sequence[OneLanguage]]:
    """Return promises, public answers and what was done at events by the language they have."""
    found = defaultdict(list)
    for model, only in _ONLY.items():
        columns = [only(language) for language in Language]
        rows = select(model, *columns).where(_in_one(model, agency_id)).order_by(model.id)
        for row, *is_only_in in db.session.execute(rows):
            for language, is_it in zip(Language, is_only_in, strict=True):
                if is_it:
                    found[language].append(_named(row))
    return found


def _in_one(model: Any, agency_id: int) -> ColumnElement[bool]:
    is_in_one = or_(*(_ONLY[model](language) for language in Language))
    return and_(model.agency_id == agency_id, is_in_one)


def _promise(language: Language) -> ColumnElement[bool]:
    """Match those with a text, of what residents read now, in this language alone."""
    updates = select(func.max(PromiseUpdate.id)).where(PromiseUpdate.promise_id == Promise.id)
    newest = updates.correlate(Promise).scalar_subquery()
    update = and_(PromiseUpdate.id == newest, _has_only(language, PromiseUpdate, "body"))
    is_open, is_kept = Promise.status == PromiseStatus.OPEN, Promise.status == PromiseStatus.KEPT
    return Promise.published_at.is_not(None) & or_(
        _has_only(language, Promise, "public"),
        ~is_open & _has_only(language, Promise, "outcome"),
        is_open & Promise.updates.any(update),
        is_kept & Promise.photo.has(_has_only(language, PromisePhoto, "alt")),
    )


def _answer(language: Language) -> ColumnElement[bool]:
    return PublicAnswer.published_at.is_not(None) & _has_only(language, PublicAnswer, "question")


def _we_did(language: Language) -> ColumnElement[bool]:
    is_read = (Event.status == EventStatus.PUBLISHED) & Event.we_did_published_at.is_not(None)
    return is_read & _has_only(language, Event, "we_did")


_ONLY: Mapping[Any, Callable[[Language], ColumnElement[bool]]] = {
    Promise: _promise,
    PublicAnswer: _answer,
    Event: _we_did,
}


def _has_only(language: Language, model: Any, name: str) -> ColumnElement[bool]:
    (other,) = set(Language) - {language}
    has, lacks = (getattr(model, f"{name}_{each}") for each in (language, other))
    return and_(has.is_not(None), lacks.is_(None))


def _named(row: Promise | PublicAnswer | Event) -> OneLanguage:
    match row:
        case Promise():
            return OneLanguage(url_for("staff_matters.index", q=row.what), row.what)
        case PublicAnswer():
            url = url_for("staff_matters.index")
            return OneLanguage(url, localized(row, "question"))
        case Event():
            url = url_for("staff_matters.index", event=row.id)
            day = local_day(row.starts_at, row)
            return OneLanguage(url, _("What you did after the event on %(day)s", day=day))
