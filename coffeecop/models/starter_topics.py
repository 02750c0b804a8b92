"""The default topics of a new department."""

import json
from pathlib import Path

from coffeecop.db import db
from coffeecop.models.agency import Agency
from coffeecop.models.topic import Topic

FILE = Path(__file__).with_name("starter_topics.json")


def add_starter_topics(agency: Agency) -> list[Topic]:
    topics = [
        Topic(
            agency_id=agency.id,
            position=position,
            **{
                # Keywords are lists in the file and lines in the table.
                name: "\n".join(value) if isinstance(value, list) else value
                for name, value in fields.items()
            },
        )
        for position, fields in enumerate(json.loads(FILE.read_text("utf-8")), start=1)
    ]
    db.session.add_all(topics)
    return topics
