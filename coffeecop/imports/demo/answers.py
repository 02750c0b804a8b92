"""Public answers and services of the demo. Texts, rules and numbers are made up."""

import json
import secrets
from pathlib import Path

from coffeecop.db import db, now
from coffeecop.models import AnswerConfirmation, PublicAnswer, Service, StaffMember, Topic

FILE = Path(__file__).with_name("answers.json")


def add_answers(topics: dict[str, Topic], officer: StaffMember) -> None:
    data = json.loads(FILE.read_text("utf-8"))
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
