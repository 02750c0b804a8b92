"""What each way of reshaping the list has of its own."""

from abc import ABC, abstractmethod
from typing import ClassVar, Generic, TypeVar

from flask import g
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from coffeecop.models import Topic
from coffeecop.topic_list.actions import merge_topics, restore_topic, retire_topic, split_topic
from coffeecop.topic_list.forms import MergeForm, SeenForm, SplitForm, as_typed
from coffeecop.topic_list.moves import Change
from coffeecop.topic_list.queries import has_concerns_to_sort, others_in_use
from coffeecop.web import see_other
from coffeecop.wording import Wording

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
        return see_other("topic_list.show", topic_id=topic.id)


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
        return see_other("topic_list.show", topic_id=form.target.id)


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
            return see_other("topic_list.sorting", topic_id=topic.id)
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
