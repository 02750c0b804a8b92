"""What staff and guests of the demo wrote, did and promised. All of it is made up."""

import json
import random
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw
from sqlalchemy import select

from coffeecop.db import db, now
from coffeecop.models import (
    Agency,
    AnswerConfirmation,
    Better,
    ChecklistItem,
    ChecklistTick,
    CommunityShare,
    Concern,
    ConcernFlag,
    Event,
    EventLine,
    FlagAction,
    Language,
    Promise,
    PromisePhoto,
    PromiseStatus,
    PromiseUpdate,
    PublicAnswer,
    Service,
    ShareKind,
    SpokenLanguage,
    StaffMember,
    SurveyAnswer,
    Theme,
    ThemeConcern,
    ThemeStatus,
    Topic,
    TopicNote,
)
from coffeecop.models.event.attendance import QUESTIONS, STEPS
from coffeecop.models.public_record.log import record_states
from coffeecop.models.public_record.roots import publish_root
from coffeecop.web.photos import make_photo

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
    "Made up: the city decides about speed humps and stop signs, not the police. "
    "We count the cars first, for two weeks, and send the city the numbers."
)
COUNTED_AFTER = timedelta(minutes=20)
TICKED_BEFORE = timedelta(days=2)
SURVEYED_WITHIN_HOURS = 30
SURVEY_WEIGHTS = (0, 0, 6, 8, 10)
PROMISES = Path(__file__).with_name("promises.json")
DAY = timedelta(days=1)
BETTER_AFTER = 50 * DAY
THEMES_DECIDED_AFTER = 4 * DAY
FLAGS_DECIDED_AFTER = timedelta(hours=2)
FLAGS_LEFT_OPEN = 2 * DAY


# A concern, and what the file says of it.
Told = tuple[Concern, dict[str, Any]]


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


def add_what_was_done(
    event: Event, data: dict[str, Any], officer: StaffMember, items: list[ChecklistItem]
) -> None:
    """Count heads, tick lines and answer the survey, as the file says for this event."""
    if data.get("heads") is not None:
        event.heads_counted, event.heads_counted_by_id = data["heads"], officer.id
        event.heads_counted_at = event.ends_at + COUNTED_AFTER
    ticked_at = min(event.starts_at - TICKED_BEFORE, event.published_at or event.created_at)
    db.session.add_all(
        ChecklistTick(
            event_id=event.id, item_id=item.id, ticked_by_id=officer.id, ticked_at=ticked_at
        )
        for item in items
        if item.step in data.get("ticked", ())
    )
    if "heard" in data:
        db.session.add(EventLine(event_id=event.id, staff_id=officer.id, body=data["heard"]))
    if "survey" in data:
        db.session.add_all(_survey(event, data["survey"]))


def record_concerns(event: Event) -> None:
    """Seal the public record with the root of last night, as the worker would have."""
    own = select(Concern.id).where(Concern.event_id == event.id).order_by(Concern.created_at)
    yesterday = now().astimezone(ZoneInfo(event.time_zone)).date() - timedelta(days=1)
    record_states(db.session.scalars(own).all(), on=yesterday)
    publish_root(event)


def _survey(event: Event, data: dict[str, Any]) -> list[SurveyAnswer]:
    # Of its own, so that the parties of the demo stay the same.
    rng = random.Random(data["answers"])  # noqa: S311
    lines = [(code, line) for code, written in data["lines"].items() for line in written]
    lines += [(Language.ENGLISH, None)] * (data["answers"] - len(lines))
    return [
        SurveyAnswer(
            event_id=event.id,
            form_key_hash=secrets.token_hex(32),
            line=line,
            language=Language(code),
            created_at=event.ends_at + timedelta(hours=rng.uniform(0, SURVEYED_WITHIN_HOURS)),
            **{question: rng.choices(STEPS, SURVEY_WEIGHTS)[0] for question in QUESTIONS},
        )
        for code, line in lines
    ]


def add_promises(
    key: str, event: Event, told: Sequence[Told], officer: StaffMember, topics: Mapping[str, Topic]
) -> None:
    """Add what was promised at an event."""
    made_here = [made for made in json.loads(PROMISES.read_text("utf-8")) if made["event"] == key]
    for made in made_here:
        topic, words = made["topic"], re.compile(made.get("words", ""))
        about = [each for each, row in told if topic in row["topics"] and words.search(each.body)]
        concerns = [each for each in about if not each.is_complaint]
        db.session.add(_promise(made, event, topics[topic], officer, concerns))
        for concern, better in zip(concerns, made.get("better", ()), strict=False):
            concern.better, concern.better_at = Better(better), event.ends_at + BETTER_AFTER


def add_themes(told: Sequence[Told], officer: StaffMember) -> None:
    """Add what the demo's officer saw in the concerns of an event, and gave a name."""
    for name in sorted({row["theme"] for _concern, row in told if "theme" in row}):
        own = [concern for concern, row in told if row.get("theme") == name]
        theme = Theme(
            agency_id=officer.agency_id,
            name=name,
            status=ThemeStatus.SIGNED_OFF,
            decided_at=own[0].event.ends_at + THEMES_DECIDED_AFTER,
            decided_by=officer,
        )
        theme.concern_rows = [
            ThemeConcern(concern=concern, rank=rank) for rank, concern in enumerate(own)
        ]
        db.session.add(theme)


def decide_flags(officer: StaffMember) -> None:
    """Decide all flags but the newest: who asked was answered, the others needed nothing."""
    flagged = select(ConcernFlag, Concern).join(Concern, Concern.id == ConcernFlag.concern_id)
    for flag, concern in db.session.execute(
        flagged.where(Concern.created_at < now() - FLAGS_LEFT_OPEN)
    ):
        flag.decide(FlagAction.ANSWER if concern.asked_at else FlagAction.NOTHING, by=officer)
        flag.seen_at = concern.created_at + FLAGS_DECIDED_AFTER


def _promise(
    made: dict[str, Any], event: Event, topic: Topic, officer: StaffMember, concerns: list[Concern]
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
