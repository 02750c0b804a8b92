"""What people of the demo said to several, and what its department did about it."""

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from coffeecop.db import db, now
from coffeecop.models import (
    Better,
    Concern,
    Event,
    Matter,
    MatterConcern,
    MatterConfirmation,
    MatterPhoto,
    MatterState,
    MatterStep,
    StaffMember,
    Topic,
)
from coffeecop.web.i18n import local
from coffeecop.web.photos import make_photo

MATTERS = Path(__file__).with_name("matters.json")
# A drawing: a photo of a place would look real.
PHOTO = Path(__file__).with_name("crosswalk.png")
DAY = timedelta(days=1)
BETTER_AFTER = 50 * DAY
NOON = time(12)
TEXTS = ("name", "also", "place", "asked_en", "asked_es")


def add_matters(
    events: Mapping[str, Event],
    concerns: Sequence[Concern],
    topics: Mapping[str, Topic],
    officer: StaffMember,
) -> None:
    for data in json.loads(MATTERS.read_text("utf-8")):
        event = events.get(data.get("event"))
        matter = _matter(data, event, topics.get(data.get("topic")), officer)
        db.session.add(matter)
        _add_concerns(matter, data, concerns, officer)
        db.session.flush()
        db.session.add_all(
            MatterConfirmation(matter_id=matter.id, form_key_hash=secrets.token_hex(32))
            for _resident in range(data.get("helped", 0))
        )


def _matter(
    data: dict[str, Any], event: Event | None, topic: Topic | None, officer: StaffMember
) -> Matter:
    heard_at = min(event.ends_at, now()) if event else now() - 60 * DAY
    heard = MatterStep(
        form_key_hash=secrets.token_hex(32),
        staff_id=officer.id,
        state=MatterState.HEARD,
        day=local(heard_at, officer.agency).date(),
        created_at=heard_at,
    )
    steps = [heard, *(_step(each, event, officer) for each in data["steps"])]
    for before, note in pairwise(steps):
        if note.is_note:
            note.due_on = before.due_on
    last = steps[-1]
    is_doing = last.state is MatterState.DOING
    return Matter(
        agency_id=officer.agency_id,
        form_key_hash=secrets.token_hex(32),
        state=last.state,
        event=event,
        venue=event.venue if event else None,
        topic=topic,
        owner_id=officer.id if is_doing else None,
        due_on=last.due_on,
        published_at=steps[min(1, len(steps) - 1)].created_at if data.get("published") else None,
        published_by_id=officer.id if data.get("published") else None,
        created_by_id=officer.id,
        created_at=heard_at,
        steps=steps,
        **{name: data.get(name) for name in TEXTS},
        **data.get("figure", {}),
    )


def _step(data: dict[str, Any], event: Event | None, officer: StaffMember) -> MatterStep:
    """Return a step so many days after its event, or before today; none of the future."""
    day = event.day + data["after"] * DAY if event and "after" in data else None
    today = officer.agency.today
    day = min(day or today - data["ago"] * DAY, today)
    step = MatterStep(
        form_key_hash=secrets.token_hex(32),
        staff_id=officer.id,
        state=MatterState(data["state"]),
        is_note=data.get("note", False),
        said_en=data.get("said_en"),
        said_es=data.get("said_es"),
        day=day,
        due_on=_due_on(data, event, today),
        created_at=min(datetime.combine(day, NOON, ZoneInfo(officer.agency.time_zone)), now()),
    )
    if "photo" in data:
        with PHOTO.open("rb") as file:
            photo = make_photo(file)
        step.photo = MatterPhoto(**photo._asdict(), **data["photo"])
    return step


def _due_on(data: dict[str, Any], event: Event | None, today: date) -> date | None:
    if "due_in" in data:
        return today + timedelta(days=data["due_in"])
    if event and "due_after" in data:
        return event.day + timedelta(days=data["due_after"])
    return None


def _add_concerns(
    matter: Matter, data: dict[str, Any], concerns: Sequence[Concern], officer: StaffMember
) -> None:
    """Let the concerns belong to it in which some words of it are, and say how it went."""
    if "words" not in data:
        return
    words, quoted = re.compile(data["words"]), re.compile(data.get("quote", "$^"))
    own = [each for each in concerns if each.is_counted and words.search(each.body)]
    # Somebody read the room of each event, and ticked who says so.
    read_at = {each.event: max(matter.created_at, each.created_at) for each in own}
    matter.concern_rows = [
        MatterConcern(
            concern=each,
            staff_id=officer.id,
            is_quoted=bool(quoted.search(each.body)),
            created_at=read_at[each.event],
        )
        for each in own
    ]
    for each, better in zip(own, data.get("better", ()), strict=False):
        each.better, each.better_at = Better(better), each.event.ends_at + BETTER_AFTER
