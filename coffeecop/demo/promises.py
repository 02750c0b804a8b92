"""Promises of the demo, all made up and all at made-up places: kept, open, late and dropped."""

import json
import secrets
from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from coffeecop.db import db, now
from coffeecop.models import (
    Better,
    Concern,
    Event,
    Promise,
    PromisePhoto,
    PromiseStatus,
    PromiseUpdate,
    StaffMember,
    Topic,
)
from coffeecop.web.photos import make_photo

FILE = Path(__file__).with_name("promises.json")
DAY = timedelta(days=1)
BETTER_AFTER = 50 * DAY


def add_promises(
    key: str,
    event: Event,
    told: Mapping[Concern, list[str]],
    officer: StaffMember,
    topics: Mapping[str, Topic],
) -> None:
    """Add what was promised at an event; `told` are its concerns with the keys of their topics."""
    made_here = [made for made in json.loads(FILE.read_text("utf-8")) if made["event"] == key]
    for made in made_here:
        topic = made["topic"]
        concerns = [each for each, about in told.items() if topic in about]
        concerns = [each for each in concerns if not each.is_complaint]
        db.session.add(_promise(made, event, topics[topic], officer, concerns))
        for concern, better in zip(concerns, made.get("better", ()), strict=False):
            concern.better, concern.better_at = Better(better), event.ends_at + BETTER_AFTER


def _promise(
    made: dict[str, Any],
    event: Event,
    topic: Topic,
    officer: StaffMember,
    concerns: list[Concern],
) -> Promise:
    asked_at = event.ends_at
    closed_after = made.get("kept_after") or made.get("dropped_after")
    today = now().astimezone(event.starts_at.tzinfo).date()
    is_late_or_coming = "due_in" in made
    promise = Promise(
        agency_id=event.agency_id,
        form_key_hash=secrets.token_hex(32),
        event=event,
        venue=event.venue,
        topic=topic,
        what=made["what"],
        public_en=made.get("public_en"),
        public_es=made.get("public_es"),
        owner_id=officer.id,
        due_on=today + made["due_in"] * DAY
        if is_late_or_coming
        else event.day + made["due_after"] * DAY,
        published_at=asked_at if "public_en" in made else None,
        status=_status(made),
        closed_at=asked_at + closed_after * DAY if closed_after else None,
        closed_by_id=officer.id if closed_after else None,
        outcome_en=made.get("outcome_en"),
        outcome_es=made.get("outcome_es"),
        created_by_id=officer.id,
        created_at=asked_at,
        concerns=concerns,
        updates=[_update(data, event, officer) for data in made.get("updates", ())],
    )
    if "photo" in made:
        promise.photo = PromisePhoto(**make_photo(_drawing())._asdict(), **made["photo"])
    return promise


def _status(made: dict[str, Any]) -> PromiseStatus:
    if "kept_after" in made:
        return PromiseStatus.KEPT
    return PromiseStatus.DROPPED if "dropped_after" in made else PromiseStatus.OPEN


def _update(data: dict[str, Any], event: Event, officer: StaffMember) -> PromiseUpdate:
    return PromiseUpdate(
        staff_id=officer.id,
        form_key_hash=secrets.token_hex(32),
        body_en=data["body_en"],
        body_es=data["body_es"],
        created_at=event.ends_at + data["after"] * DAY,
    )


def _drawing() -> BytesIO:
    """Draw a traffic light above a crosswalk: a photo of a place would look real."""
    picture = Image.new("RGB", (960, 640), "#dbe7f0")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 400, 960, 640), fill="#5b6470")
    for left in range(60, 960, 150):
        draw.polygon([(left, 620), (left + 90, 620), (left + 70, 440), (left, 440)], fill="#f4f1ea")
    draw.rectangle((462, 250, 478, 440), fill="#2c313a")
    draw.rounded_rectangle((410, 40, 530, 320), 28, fill="#2c313a")
    for top, color in ((60, "#c8362f"), (145, "#5a4a1c"), (230, "#1f4a2c")):
        draw.ellipse((435, top, 505, top + 70), fill=color)
    file = BytesIO()
    picture.save(file, "PNG")
    file.seek(0)
    return file
