"""The demo: a real event, its next date, and fictional events, concerns, answers and RSVPs.

What was counted, ticked, answered and said afterwards is made up too, and says so. Other parts add
rows of theirs: `When.MADE_UP`.

`topics` in concerns.jsonl is what a person says a concern is about. The concerns were written from
situations, without looking at keywords or at what the engine finds; keep it so. What the engine
makes of them comes with them: `reading.py`.
"""

import json
import random
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from coffeecop.concerns.arriving import who_may_read
from coffeecop.db import db, now
from coffeecop.models import (
    Agency,
    AssignedBy,
    ChecklistItem,
    CommunityShare,
    Concern,
    ConcernSource,
    ConcernState,
    ConcernTopic,
    Event,
    EventStatus,
    Kind,
    Language,
    Message,
    Need,
    Phase,
    RosterEntry,
    RosterRole,
    Rsvp,
    RsvpStatus,
    Service,
    SpokenLanguage,
    StaffMember,
    Topic,
    Venue,
)
from coffeecop.models.checklist import add_starter_checklist
from coffeecop.models.topics import add_starter_topics
from coffeecop.parts import run_hooks
from coffeecop.parts.demo.afterwards import add_what_was_done, decide_flags
from coffeecop.parts.demo.dates import event_times, raised_time
from coffeecop.parts.demo.matters import add_matters
from coffeecop.parts.demo.officer import add_demo_officer
from coffeecop.parts.demo.reading import load_reading
from coffeecop.parts.hooks import When

FOLDER = Path(__file__).parent
DAY = timedelta(days=1)
# An event was published this long before it starts or before today, whichever is earlier.
PUBLISHED_BEFORE_EVENT = 31 * DAY
PUBLISHED_BEFORE_TODAY = 21 * DAY
ANSWERED_AFTER = timedelta(hours=21)
SORTED_AFTER = 2 * DAY
# Whose concerns show what a town gets before anybody sorts.
LEFT_UNSORTED = "sample-library"


def load_demo(*, is_read: bool = True) -> None:
    """Add the demo to an empty database, read by the engine. Deterministic except for the dates."""
    town = json.loads((FOLDER / "town.json").read_text("utf-8"))
    agency = Agency(**town["agency"])
    db.session.add(agency)
    db.session.flush()
    officer = add_demo_officer(agency)
    topics = {topic.key: topic for topic in add_starter_topics(agency)}
    add_starter_checklist(agency)
    db.session.add_all(
        [
            *(CommunityShare(agency_id=agency.id, **each) for each in town["shares"]),
            *(
                Service(agency_id=agency.id, position=place, **each)
                for place, each in enumerate(town["services"], start=1)
            ),
        ]
    )
    db.session.flush()
    topics[town["note"]["topic"]].write_note(town["note"]["text"], by=officer)
    items = db.session.query(ChecklistItem).all()
    concerns = [
        json.loads(line) for line in (FOLDER / "concerns.jsonl").read_text("utf-8").splitlines()
    ]
    rng = random.Random(20260226)  # noqa: S311
    venues: dict[str, Venue] = {}
    events: dict[str, Event] = {}
    told: list[Concern] = []
    for data in _events(agency):
        venue = venues.setdefault(
            data["venue"]["name"], Venue(agency_id=agency.id, **data["venue"])
        )
        event = _event(agency, venue, data)
        db.session.add(event)
        parties = [_rsvp(event, rng) for _party in range(data["parties"])]
        _ask_for_languages(parties, data.get("other_languages", []))
        db.session.add_all(parties)
        rows = [concern for concern in concerns if concern["event"] == data["key"]]
        told += [_concern(event, row, topics, officer) for row in rows]
        db.session.add_all(told)
        db.session.flush()
        add_what_was_done(event, data, officer, items)
        events[data["key"]] = event
    add_matters(events, told, topics, officer)
    db.session.flush()
    if is_read:
        load_reading()
        decide_flags(officer)
    run_hooks(When.MADE_UP, agency, agency, officer, [*events.values()])


def _events(agency: Agency) -> list[dict[str, Any]]:
    """Return the events of the file with times in the agency's zone, in the order of the file."""
    zone = ZoneInfo(agency.time_zone)
    events: list[dict[str, Any]] = json.loads((FOLDER / "events.json").read_text("utf-8"))
    for data in events:
        data["starts_at"], data["ends_at"] = event_times(data, zone)
    return events


def _event(agency: Agency, venue: Venue, data: dict[str, Any]) -> Event:
    published_at = min(data["starts_at"] - PUBLISHED_BEFORE_EVENT, now() - PUBLISHED_BEFORE_TODAY)
    return Event(
        agency=agency,
        venue=venue,
        slug=f"{data['slug']}-{data['starts_at']:%Y-%m-%d}",
        title_en=data["title_en"],
        title_es=data["title_es"],
        description_en=data["description_en"],
        description_es=data["description_es"],
        starts_at=data["starts_at"],
        ends_at=data["ends_at"],
        time_zone=agency.time_zone,
        capacity=data.get("capacity"),
        seats_taken=0,
        status=EventStatus.PUBLISHED,
        published_at=published_at,
        created_at=published_at - DAY,
        roster=[_roster_entry(entry, place) for place, entry in enumerate(data.get("roster", []))],
    )


def _roster_entry(data: dict[str, Any], place: int) -> RosterEntry:
    role = RosterRole(data.get("role", RosterRole.OFFICER))
    return RosterEntry(
        name=data["name"],
        role=role,
        is_host=place == 0 and role is RosterRole.OFFICER,
        languages={SpokenLanguage(code) for code in data["languages"]},
    )


def _rsvp(event: Event, rng: random.Random) -> Rsvp:
    """Return an RSVP without personal data, and count its seats."""
    opened = event.published_at or event.created_at
    open_for = min(event.starts_at, now()) - opened
    sent = rng.uniform(0, 1)
    language = Language.SPANISH if rng.random() < 0.35 else Language.ENGLISH
    rsvp = Rsvp(
        event=event,
        # Random: no link leads to this RSVP.
        token_hash=secrets.token_hex(32),
        form_key_hash=secrets.token_hex(32),
        party_size=rng.choices([1, 2, 3, 4, 5], weights=[9, 8, 3, 2, 1])[0],
        language=language,
        status=RsvpStatus.COMING,
        created_at=opened + open_for * sent,
        needs=_needs(language, rng),
    )
    if rng.random() < 0.1:
        rsvp.status = RsvpStatus.CANCELLED
        rsvp.cancelled_at = opened + open_for * rng.uniform(sent, 1)
    else:
        event.seats_taken += rsvp.party_size
    return rsvp


def _needs(language: Language, rng: random.Random) -> set[Need]:
    probabilities = {
        Need.SPANISH: 0.7 if language is Language.SPANISH else 0,
        Need.STEP_FREE: 0.1,
        Need.CHILD_SEAT: 0.1,
        Need.SIGN_LANGUAGE: 0.03,
    }
    return {need for need, probability in probabilities.items() if rng.random() < probability}


def _ask_for_languages(parties: list[Rsvp], languages: list[str]) -> None:
    coming = (rsvp for rsvp in parties if rsvp.is_coming)
    for rsvp, language in zip(coming, languages, strict=False):
        rsvp.needs.add(Need.OTHER_LANGUAGE)
        rsvp.other_language = language


def _concern(
    event: Event, data: dict[str, Any], topics: dict[str, Topic], officer: StaffMember
) -> Concern:
    raised_at = raised_time(event, data["hours"])
    source = ConcernSource(data.get("source", ConcernSource.RESIDENT))
    is_entered = source is not ConcernSource.RESIDENT
    concern = Concern(
        event=event,
        # Random: no words lead to this receipt. With one, staff can try to answer.
        receipt_hash=None if is_entered else secrets.token_hex(32),
        source=source,
        entered_by_id=officer.id if is_entered else None,
        people=data.get("people", 1),
        body=data["body"],
        kind=Kind(data["kind"]),
        phase=Phase(data["phase"]),
        wants_talk=data["talk"],
        wants_answer=data["answer"],
        **who_may_read(data["body"], about_officer=data["about_officer"]),
        place=data.get("place"),
        for_neighbor=data["for_neighbor"],
        language=Language(data["language"]),
        state=ConcernState(data["state"]),
        created_at=raised_at,
    )
    chosen = [topics[key] for key in data["topics"]]
    if data["assigned_by"] == AssignedBy.RESIDENT:
        concern.topic_rows = [
            ConcernTopic(topic=topic, assigned_by=AssignedBy.RESIDENT, created_at=raised_at)
            for topic in chosen
        ]
    elif raised_at + SORTED_AFTER < now() and _is_sorted(concern, data["event"]):
        _sort(concern, chosen, officer)
    if data["reply"]:
        _answer(concern, data["reply"], officer)
    elif concern.state is not ConcernState.RECEIVED:
        talked_at = max(raised_at, event.ends_at) if event.is_over else raised_at + ANSWERED_AFTER
        concern.read_at = concern.state_at = talked_at
        concern.state_by = officer
    return concern


def _is_sorted(concern: Concern, event: str) -> bool:
    return event != LEFT_UNSORTED and not concern.is_complaint


def _sort(concern: Concern, chosen: list[Topic], officer: StaffMember) -> None:
    """Give a concern the topics that the demo's officer chose some days later.

    Those of the newest concerns are left to the engine.
    """
    concern.topics_checked_by = officer
    concern.topics_checked_at = concern.read_at = concern.created_at + SORTED_AFTER
    concern.topic_rows = [
        ConcernTopic(
            topic=topic,
            assigned_by=AssignedBy.STAFF,
            staff_id=officer.id,
            created_at=concern.topics_checked_at,
        )
        for topic in chosen
    ]


def _answer(concern: Concern, body: str, officer: StaffMember) -> None:
    answered_at = concern.created_at + ANSWERED_AFTER
    concern.messages = [
        Message(
            form_key_hash=secrets.token_hex(32),
            staff_member=officer,
            body=body,
            created_at=answered_at,
        )
    ]
    concern.read_at = concern.first_answer_at = concern.state_at = answered_at
    concern.state_by = officer
    if concern.state is ConcernState.DECLINED:
        concern.state_reason = body
