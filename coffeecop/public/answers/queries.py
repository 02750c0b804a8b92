"""What residents find on the page of answers, and which answer fits what they write."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from coffeecop.db import db
from coffeecop.engine.answers import likest_questions, questions_in, texts_with
from coffeecop.models import Agency, PublicAnswer, Service, Topic
from coffeecop.models.answers import published_answers


@dataclass(frozen=True)
class AgencyAnswers:
    """A department's answers by topic, in the order of its list, and its services."""

    agency: Agency
    by_topic: Mapping[Topic | None, Sequence[PublicAnswer]]
    services: Sequence[Service]

    @property
    def answers(self) -> list[PublicAnswer]:
        return [answer for answers in self.by_topic.values() for answer in answers]


def answers_of_all(words: str = "") -> list[AgencyAnswers]:
    """Return each department that has an answer with these words, or a service."""
    answers: dict[int, dict[Topic | None, list[PublicAnswer]]] = defaultdict(
        lambda: defaultdict(list)
    )
    # Those of no topic last.
    topics = Topic.id.is_(None), Topic.position
    published = db.session.scalars(
        select(PublicAnswer)
        .outerjoin(PublicAnswer.topic)
        .where(PublicAnswer.published_at.is_not(None))
        .order_by(*topics, PublicAnswer.published_at, PublicAnswer.id)
        .options(contains_eager(PublicAnswer.topic))
    ).all()
    found = texts_with(words, {each.id: _whole_text(each) for each in published})
    for answer in published:
        if answer.id in found:
            answers[answer.agency_id][answer.topic].append(answer)
    services: dict[int, list[Service]] = defaultdict(list)
    for service in db.session.scalars(select(Service).order_by(Service.position, Service.id)):
        services[service.agency_id].append(service)
    own = select(Agency).where(Agency.id.in_(answers.keys() | services.keys()))
    return [
        AgencyAnswers(agency, answers[agency.id], services[agency.id])
        for agency in db.session.scalars(own.order_by(Agency.name))
    ]


def published_answer(answer_id: int) -> PublicAnswer | None:
    published = select(PublicAnswer).where(PublicAnswer.published_at.is_not(None))
    return db.session.scalars(published.where(PublicAnswer.id == answer_id)).one_or_none()


def suggested_answers(text: str, agency_id: int) -> list[PublicAnswer]:
    """Return at most two published answers to a question like the one in the text."""
    asked = questions_in(text)
    if not asked:
        return []
    answers = {answer.id: answer for answer in published_answers(agency_id)}
    wordings = {each.id: (each.question_en, each.question_es) for each in answers.values()}
    return [answers[found] for found in likest_questions(asked, wordings)]


def _whole_text(answer: PublicAnswer) -> str:
    """Return what it says in either language, with its topic."""
    topic = answer.topic
    named = (topic.name_en, topic.name_es) if topic else ()
    said = answer.question_en, answer.question_es, answer.answer_en, answer.answer_es
    return " ".join(filter(None, (*named, *said)))
