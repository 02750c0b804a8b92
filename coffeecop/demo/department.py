"""What the demo's department has written: its community, answers, services and a note. Made up."""

import json
import secrets
from pathlib import Path

from coffeecop.db import db, now
from coffeecop.models import (
    Agency,
    AnswerConfirmation,
    CommunityShare,
    PublicAnswer,
    Service,
    ShareKind,
    SpokenLanguage,
    StaffMember,
    Topic,
    TopicNote,
)

ANSWERS = Path(__file__).with_name("answers.json")
LANGUAGES = {
    SpokenLanguage.ENGLISH: 58,
    SpokenLanguage.SPANISH: 38,
    SpokenLanguage.MIXTEC: 2,
    SpokenLanguage.FILIPINO: 1,
}
AREAS = {
    "Sample Avenue": (40, "Sample Ave\nBirch Loop\nFern St\nthe light at Fern\ncalle Nogal"),
    "Old Mill": (25, "Third\nla Tercera\nla Novena\nElm Terrace\nthe promenade\nthe fountain"),
    "Maple Court": (20, "Maple Court\nAlder Way\nJuniper Lane\nCedar Park\nthe frontage road"),
    "Harbor": (15, "Pier Road\nSpinnaker Drive\nthe boat ramp"),
}
NOTED_TOPIC = "speeding-traffic"
NOTE = (
    "Made up, for the demo: the city decides about speed humps and stop signs, not the police. "
    "We count the cars first and send the numbers to the city. A count takes two weeks."
)


def add_shares(agency: Agency) -> None:
    db.session.add_all(
        CommunityShare(agency_id=agency.id, kind=ShareKind.LANGUAGE, name=code, percent=percent)
        for code, percent in LANGUAGES.items()
    )
    db.session.add_all(
        CommunityShare(
            agency_id=agency.id,
            kind=ShareKind.AREA,
            name=name,
            percent=percent,
            place_names=place_names,
        )
        for name, (percent, place_names) in AREAS.items()
    )


def add_answers(topics: dict[str, Topic], officer: StaffMember) -> None:
    data = json.loads(ANSWERS.read_text("utf-8"))
    for written in data["answers"]:
        helped, key = written.pop("helped", 0), written.pop("topic")
        answer = PublicAnswer(
            agency_id=officer.agency_id,
            form_key_hash=secrets.token_hex(32),
            topic=topics[key],
            published_at=now(),
            published_by_id=officer.id,
            created_by_id=officer.id,
            **written,
        )
        db.session.add(answer)
        db.session.flush()
        db.session.add_all(
            AnswerConfirmation(answer_id=answer.id, form_key_hash=secrets.token_hex(32))
            for _resident in range(helped)
        )
    db.session.add_all(
        Service(agency_id=officer.agency_id, position=position, **written)
        for position, written in enumerate(data["services"], start=1)
    )


def add_note(topics: dict[str, Topic], officer: StaffMember) -> None:
    topic = topics[NOTED_TOPIC]
    db.session.add(TopicNote(topic_id=topic.id, body=NOTE, changed_by_id=officer.id))
