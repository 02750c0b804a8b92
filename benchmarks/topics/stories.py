"""`python -m benchmarks.topics.stories`: whether an event's first screen says what its room said.

`rooms.txt` (with `--held` also `rooms.held.txt`) holds rooms of writers who had seen nothing of the
project: `## room: NAME`, what a person who was there would say it was about (`# story 1: ...`),
then `LANGUAGE STORY: TEXT`, where story 0 is anything else. A story is found if more than half of
the concerns of one of the groups shown are about it, and at least two.
"""

import re
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path

import click
from flask_migrate import upgrade
from sqlalchemy import select

from coffeecop import create_app
from coffeecop.analysis.classification import classify_due
from coffeecop.db import db, db_writes, now
from coffeecop.models import Concern, Event, Language, Phase, StaffMember, Venue
from coffeecop.models.topics import topics_of
from coffeecop.parts.demo.department import load_demo
from coffeecop.staff.concern_list.filters import ConcernFilter, matching
from coffeecop.staff.summaries.groups import MOST_GROUPS, groups_of

FOLDER = Path(__file__).parent
ROOM, LINE = re.compile(r"## room: ([^,]*)"), re.compile(r"(en|es) (\d): (.+)")


def read_rooms(path):
    """Return for each room its name and its texts, each with its language and story."""
    rooms = []
    for line in path.read_text("utf-8").splitlines():
        if room := ROOM.match(line):
            rooms.append((room[1], []))
        elif text := LINE.match(line):
            rooms[-1][1].append((text[1], int(text[2]), text[3]))
    return rooms


def add_room(agency, name, texts, before):
    venue = Venue(agency_id=agency.id, name=name, street="1 Example St", city="Exampleton")
    starts_at = now() - timedelta(days=before)
    event = Event(
        agency_id=agency.id,
        venue=venue,
        slug=f"room-{before}",
        title_en=name,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        time_zone=agency.time_zone,
    )
    db.session.add(event)
    db.session.flush()
    stories = {}
    for language, story, body in texts:
        concern = Concern(
            event_id=event.id, body=body, language=Language(language), phase=Phase.BEFORE
        )
        db.session.add(concern)
        db.session.flush()
        stories[concern.id] = story
    return event.id, stories


def show(event, stories, reader):
    """Print the first groups of an event; return which stories they find."""
    found = set()
    for group in groups_of(event, topics_of(event.agency_id), total=len(stories))[:MOST_GROUPS]:
        conditions = matching(ConcernFilter.read({**group.args, "event": str(event.id)}), reader)
        ids = db.session.scalars(select(Concern.id).join(Concern.event).where(*conditions))
        told = Counter(stories[each] for each in ids)
        (story, number), *_ = told.most_common(1)
        if story and number >= 2 and 2 * number > told.total():
            found.add(story)
        print(f"  {group.args}: {dict(sorted(told.items()))}")
    return found


@click.command()
@click.option("--held", is_flag=True, help="Score the held rooms too.")
def main(held):
    files = ["rooms.txt", *(["rooms.held.txt"] if held else [])]
    rooms = [room for name in files for room in read_rooms(FOLDER / name)]
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"INSTANCE_PATH": folder, "LOG_LEVEL": "WARNING"})
        with app.app_context():
            upgrade()
            with db_writes():
                load_demo()
            reader = db.session.scalar(select(StaffMember).order_by(StaffMember.id).limit(1))
            with db_writes():
                added = [
                    add_room(reader.agency, name, texts, 2 * place)
                    for place, (name, texts) in enumerate(rooms, 1)
                ]
            classify_due()
            total = 0
            for (name, _), (event_id, stories) in zip(rooms, added, strict=True):
                print(f"{name}, {len(stories)} concerns")
                found = show(db.session.get_one(Event, event_id), stories, reader)
                total += len(found)
                print(f"  stories found: {len(found)} of {len(set(stories.values()) - {0})}")
            print(f"found: {total}")


if __name__ == "__main__":
    main()
