"""Merging, splitting, retiring and restoring a topic.

All four run one course: a form, what would change, and saving it. Each says what is its own.
"""

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Generic, TypeVar

from flask import Response, flash, g
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from coffeecop.db import db
from coffeecop.models import Role, Topic
from coffeecop.models.topic_list import NameTaken
from coffeecop.models.topic_wording import Wording
from coffeecop.staff.auth import only_for, own_or_404
from coffeecop.staff.topics.actions import (
    AlreadyDone,
    ChangedMeanwhile,
    merge_topics,
    restore_topic,
    retire_topic,
    split_topic,
)
from coffeecop.staff.topics.forms import MergeForm, SeenForm, SplitForm, as_typed
from coffeecop.staff.topics.impact_preview import Change, Moves
from coffeecop.staff.topics.queries import has_concerns_to_sort, others_in_use
from coffeecop.staff.topics.views.blueprint import (
    bp,
    colleague_was_first,
    current_list,
    is_sound,
    moves,
    refused,
)
from coffeecop.web.rendering import render, see_other

F = TypeVar("F", bound=SeenForm)


class Reshaping(ABC, Generic[F]):
    # What the page says once it is saved.
    saved: ClassVar[LazyString]

    @abstractmethod
    def is_possible(self, topic: Topic) -> bool: ...

    @abstractmethod
    def form(self, topic: Topic, **values: object) -> F:
        """Return the form as it was sent, or with these values."""

    def new_form(self, topic: Topic) -> F:
        return self.form(topic, seen=Wording.of(topic).fingerprint)

    @abstractmethod
    def change(self, current: Change, topic: Topic, form: F) -> Change:
        """Return what becomes of the list as it is."""

    @abstractmethod
    def save(self, topic: Topic, form: F) -> None: ...

    def next_page(self, topic: Topic, form: F) -> ResponseReturnValue:
        return see_other("topics.show", topic_id=topic.id)


class Merger(Reshaping[MergeForm]):
    saved = _l("Merged. All its concerns are here now.")

    def is_possible(self, topic: Topic) -> bool:
        return topic.merged_into_id is None

    def form(self, topic: Topic, **values: object) -> MergeForm:
        return MergeForm(others=others_in_use(topic, topic.agency_id), **values)

    def change(self, current: Change, topic: Topic, form: MergeForm) -> Change:
        change = current.without(topic, into=form.target)
        if not form.takes_keywords.data:
            return change
        both = Wording.of(form.target).with_keywords_of(Wording.of(topic))
        return change.writing(both, topic=form.target)

    def save(self, topic: Topic, form: MergeForm) -> None:
        merge_topics(
            topic,
            form.target,
            takes_keywords=form.takes_keywords.data,
            seen=form.seen.data,
            by=g.staff_member,
        )

    def next_page(self, topic: Topic, form: MergeForm) -> ResponseReturnValue:
        return see_other("topics.show", topic_id=form.target.id)


class Split(Reshaping[SplitForm]):
    saved = _l("Split. Concerns that no person has sorted are being read again.")

    def is_possible(self, topic: Topic) -> bool:
        return not topic.is_retired

    def form(self, topic: Topic, **values: object) -> SplitForm:
        return SplitForm(**values)

    def new_form(self, topic: Topic) -> SplitForm:
        wording = Wording.of(topic)
        keywords = {name: as_typed(wording)[name] for name in ("keywords_en", "keywords_es")}
        return self.form(topic, seen=wording.fingerprint, parts=[keywords])

    def change(self, current: Change, topic: Topic, form: SplitForm) -> Change:
        return current.without(topic, splits=True).writing(*form.wordings)

    def save(self, topic: Topic, form: SplitForm) -> None:
        split_topic(topic, form.wordings, seen=form.seen.data, by=g.staff_member)

    def next_page(self, topic: Topic, form: SplitForm) -> ResponseReturnValue:
        if has_concerns_to_sort(topic):
            return see_other("topics.sorting", topic_id=topic.id)
        return super().next_page(topic, form)


class Retirement(Reshaping[SeenForm]):
    saved = _l("Retired. Nobody is offered this topic any more.")

    def is_possible(self, topic: Topic) -> bool:
        return not topic.is_retired

    def form(self, topic: Topic, **values: object) -> SeenForm:
        return SeenForm(**values)

    def change(self, current: Change, topic: Topic, form: SeenForm) -> Change:
        return current.without(topic)

    def save(self, topic: Topic, form: SeenForm) -> None:
        retire_topic(topic, seen=form.seen.data, by=g.staff_member)


class Restoration(Reshaping[SeenForm]):
    saved = _l("Restored. Residents can choose this topic again.")

    def is_possible(self, topic: Topic) -> bool:
        return topic.is_retired and topic.merged_into_id is None

    def form(self, topic: Topic, **values: object) -> SeenForm:
        return SeenForm(**values)

    def change(self, current: Change, topic: Topic, form: SeenForm) -> Change:
        return current.writing(Wording.of(topic), topic=topic)

    def save(self, topic: Topic, form: SeenForm) -> None:
        restore_topic(topic, seen=form.seen.data, by=g.staff_member)


RESHAPINGS: dict[str, Reshaping[Any]] = {
    "merger": Merger(),
    "split": Split(),
    "retirement": Retirement(),
    "restoration": Restoration(),
}
ADDRESS = f"/<int:topic_id>/<any({', '.join(RESHAPINGS)}):what>"


@bp.get(f"{ADDRESS}/new")
@only_for(Role.ADMIN)
def new_reshaping(topic_id: int, what: str) -> ResponseReturnValue:
    topic, reshaping = own_or_404(Topic, topic_id), RESHAPINGS[what]
    if not reshaping.is_possible(topic):
        return see_other("topics.show", topic_id=topic.id)
    return _page(what, topic, reshaping.new_form(topic))


@bp.post(f"{ADDRESS}/preview")
@only_for(Role.ADMIN)
def preview_reshaping(topic_id: int, what: str) -> ResponseReturnValue:
    topic, reshaping = own_or_404(Topic, topic_id), RESHAPINGS[what]
    form = reshaping.form(topic)
    if not is_sound(form, topic):
        return _page(what, topic, form, status=422)
    return _page(what, topic, form, moves=moves(reshaping.change(current_list(), topic, form)))


@bp.post(ADDRESS)
@only_for(Role.ADMIN)
def reshape(topic_id: int, what: str) -> ResponseReturnValue:
    topic, reshaping = own_or_404(Topic, topic_id), RESHAPINGS[what]
    form = reshaping.form(topic)
    if not form.validate_on_submit():
        return _page(what, topic, form, status=422)
    try:
        reshaping.save(topic, form)
    except AlreadyDone:
        return colleague_was_first(topic)
    except (ChangedMeanwhile, NameTaken) as refusal:
        return _page(what, topic, refused(form, refusal, topic), status=422)
    db.session.commit()
    flash(str(reshaping.saved))
    return reshaping.next_page(topic, form)


def _page(
    what: str, topic: Topic, form: SeenForm, *, moves: Moves | None = None, status: int = 200
) -> Response:
    return render(
        f"staff/topics/new_{what}.html",
        fragment="form",
        status=status,
        topic=topic,
        form=form,
        moves=moves,
    )
