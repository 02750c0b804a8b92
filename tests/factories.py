"""Factories for rows, with defaults. They commit, so that requests see the rows."""

from datetime import UTC, timedelta
from hashlib import sha256
from itertools import count
from zoneinfo import ZoneInfo

from pyotp import random_base32
from sqlalchemy import update

from coffeecop import models
from coffeecop.concerns.states import enter
from coffeecop.db import db, execute_bulk, now
from coffeecop.matters.verbs import Said, say
from coffeecop.matters.verbs import publish as publish_matter
from coffeecop.matters.verbs import start as start_matter
from coffeecop.models.audit import record
from coffeecop.models.checklist import add_starter_checklist
from coffeecop.models.event.attendance import QUESTIONS
from coffeecop.staff.identity.auth import hash_token
from coffeecop.staff.identity.second_factor import seal_secret
from tests.of_parts import of_parts

numbers = count(1)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PACIFIC = ZoneInfo("America/Los_Angeles")
HERE = "http://127.0.0.1:8000"
WHOLE = {"HX-Request": "false"}


def save(row, **values):
    """Store a row, with what is changed of it."""
    for name, value in values.items():
        setattr(row, name, value)
    db.session.add(row)
    db.session.commit()
    return row


def set_installation(**values):
    return save(db.session.get_one(models.Installation, 1), **values)


def make_agency(**values):
    n = next(numbers)
    defaults = {
        "slug": f"agency-{n}",
        "name": f"Example Police Department {n}",
        "time_zone": "America/Los_Angeles",
    }
    return save(models.Agency(**{**defaults, **values}))


def the_agency():
    """Return the default agency."""
    return db.session.query(models.Agency).order_by(models.Agency.id).first() or make_agency()


def make_venue(**values):
    return save(new_venue(**values))


def new_venue(*, agency=None, **values):
    defaults = {
        "name": f"Example Café {next(numbers)}",
        "street": "1 Sample St.",
        "city": "Exampleton",
    }
    return models.Venue(agency_id=(agency or the_agency()).id, **{**defaults, **values})


def in_a_week(agency):
    """Return a time at which an event ends on its own day, as forms want it."""
    starts_at = now() + timedelta(days=7)
    is_late = starts_at.astimezone(ZoneInfo(agency.time_zone)).hour >= 22
    return starts_at - 2 * HOUR if is_late else starts_at


def make_event(**values):
    return save(new_event(**values))


def new_event(*, agency=None, venue=None, roster=(), **values):
    agency = agency or the_agency()
    n = next(numbers)
    starts_at = values.pop("starts_at", None) or in_a_week(agency)
    status = values.get("status", models.EventStatus.PUBLISHED)
    defaults = {
        "slug": f"coffee-{n}",
        "title_en": f"Coffee with a Cop {n}",
        "title_es": f"Café con un policía {n}",
        "time_zone": agency.time_zone,
        "starts_at": starts_at,
        "ends_at": starts_at + 1.5 * HOUR,
        "status": status,
        "published_at": None if status is models.EventStatus.DRAFT else now(),
        "cancelled_at": now() if status is models.EventStatus.CANCELLED else None,
    }
    venue = venue or new_venue(agency=agency)
    event = models.Event(agency_id=agency.id, venue=venue, **{**defaults, **values})
    event.roster = [
        models.RosterEntry(name=name, is_host=place == 0, languages={models.SpokenLanguage.ENGLISH})
        for place, name in enumerate(roster)
    ]
    return event


def make_past_event(**values):
    return make_event(starts_at=now() - timedelta(days=7), **values)


def make_running(**values):
    return make_event(starts_at=now().replace(microsecond=0) - HOUR / 2, **values)


def make_cancelled(**values):
    return make_event(status=models.EventStatus.CANCELLED, **values)


def counted(heads):
    """Return what is stored of an event at which somebody counted so many people."""
    return {"heads_counted": heads, "heads_counted_at": now(), "heads_counted_by": make_staff()}


def make_counted():
    return make_past_event(**counted(9))


def make_draft(**values):
    return make_event(status=models.EventStatus.DRAFT, **values)


def make_checklist(*, agency=None):
    """Give the department the starter checklist, and return its items by their steps."""
    agency = agency or the_agency()
    add_starter_checklist(agency)
    db.session.commit()
    return {
        item.step: item
        for item in db.session.query(models.ChecklistItem).filter_by(agency_id=agency.id)
    }


def make_series(**values):
    """Make a published event, and five drafts that follow; the second of them has moved."""
    first = make_event(**values)
    series = models.EventSeries(agency_id=first.agency_id, rule="FREQ=WEEKLY;INTERVAL=4")
    first.series, first.series_date = series, first.day
    for number in range(1, 6):
        later = first.starts_at + timedelta(weeks=4 * number)
        draft = make_draft(agency=first.agency, starts_at=later)
        draft.series, draft.series_date = series, draft.day - timedelta(days=2 * (number == 2))
    db.session.commit()
    return first


def make_topic(*, agency=None, **values):
    n = next(numbers)
    defaults = {"key": f"topic-{n}", "position": n, "name_en": f"Topic {n}", "name_es": f"Tema {n}"}
    return save(models.Topic(agency_id=(agency or the_agency()).id, **{**defaults, **values}))


# What the database asks of a concern in a state.
NEEDED_IN_STATE = {
    models.ConcernState.ANSWERED: {"first_answer_at": now()},
    models.ConcernState.DECLINED: {"state_reason": "The city decides that."},
    models.ConcernState.HIDDEN: {"hidden_for": models.HiddenFor.SPAM},
}


def make_concern(**values):
    return save(new_concern(**values))


def new_concern(
    *, event=None, topics=(), assigned_by=models.AssignedBy.RESIDENT, contact=None, **values
):
    own = {"event_id": event.id} if event else {"event": new_event()}
    defaults = {
        "body": f"Cars speed on Maple Court {next(numbers)}.",
        "phase": models.Phase.BEFORE,
        "language": models.Language.ENGLISH,
        "has_personal_details": False,
        "names_officer": False,
        "state_at": now() if values.get("state") else None,
        **NEEDED_IN_STATE.get(values.get("state"), {}),
    }
    concern = models.Concern(**{**own, **defaults, **values})
    concern.topic_rows = [
        models.ConcernTopic(topic_id=topic.id, assigned_by=assigned_by) for topic in topics
    ]
    if contact:
        concern.contact = models.Contact(**contact)
    return concern


def put_in_state(concern, state, *, by=None):
    """Bring a concern into a state, whatever it was in before."""
    for name, value in NEEDED_IN_STATE.get(state, {}).items():
        setattr(concern, name, value)
    enter(concern, state, by=by)
    db.session.commit()
    return concern


def pass_night(days=1):
    """Let parts do what the worker does for them in a night to come."""
    for part in of_parts("NIGHTS", "rows"):
        part(days)


def make_concerns(number, *, event=None, **values):
    """Make concerns that differ in their words alone, all of one event."""
    event = event or make_event()
    concerns = [new_concern(event=event, **values) for _ in range(number)]
    db.session.add_all(concerns)
    db.session.commit()
    return concerns


def make_message(concern, body="It is worse now.", *, by=None):
    """Make a message of a concern's thread: of this staff member, or of the resident."""
    key = f"message-{next(numbers)}"
    staff_id = by.id if by else None
    message = models.Message(concern_id=concern.id, form_key_hash=key, staff_id=staff_id, body=body)
    db.session.add(message)
    db.session.flush()
    db.session.refresh(concern, ["messages"])
    if by:
        concern.first_answer_at = concern.first_answer_at or message.created_at
        state = models.ConcernState.ANSWERED
    else:
        concern.asked_at = concern.waiting_since or message.created_at
        state = models.ConcernState.RECEIVED
    if concern.is_in:
        enter(concern, state, by=by)
    db.session.commit()
    return message


def make_service(**values):
    defaults = {
        "agency_id": the_agency().id,
        "name_en": "Copies of reports",
        "name_es": "Copias de reportes",
        "phone": "(805) 555-0102",
    }
    return save(models.Service(**{**defaults, **values}))


def make_flag(kind=models.FlagKind.THREAT, *, concern=None, **values):
    return save(models.ConcernFlag(concern_id=(concern or make_concern()).id, kind=kind, **values))


def make_quotes(topic, *concerns):
    """Let concerns stand for their topic, the best first; a person has confirmed them."""
    officer = make_staff()
    for rank, concern in enumerate(concerns):
        concern.check_topics(by=officer)
        suggested = {"topic_id": topic.id, "probability": 0.99 - rank / 100}
        save(models.TopicSuggestion(concern_id=concern.id, **suggested))


def make_mention(concern, key, *, kind=models.MentionKind.PLACE, label=None):
    return save(
        models.ConcernMention(concern_id=concern.id, kind=kind, key=key, label=label or key.title())
    )


def suggest(concern, topic, probability):
    """Add a suggestion; with a probability of .5 or more also assign the topic.

    Return the concern as it is then.
    """
    db.session.add(
        models.TopicSuggestion(concern_id=concern.id, topic_id=topic.id, probability=probability)
    )
    concern.suggested_at = now()
    if probability >= 0.5:
        db.session.add(
            models.ConcernTopic(
                concern_id=concern.id, topic_id=topic.id, assigned_by=models.AssignedBy.ENGINE
            )
        )
    db.session.commit()
    db.session.refresh(concern)
    return concern


def make_rsvp(*, event=None, contact=None, token=None, **values):
    event = event or make_event()
    n = next(numbers)
    defaults = {"party_size": 1, "language": models.Language.ENGLISH}
    rsvp = models.Rsvp(
        event_id=event.id,
        token_hash=sha256((token or f"token-{n}").encode()).hexdigest(),
        form_key_hash=sha256(f"form-key-{n}".encode()).hexdigest(),
        **{**defaults, **values},
    )
    if contact:
        rsvp.contact = models.Contact(**contact)
    if rsvp.status in (None, models.RsvpStatus.COMING):
        # As residents do: the event's row may be changed by a colleague of the test.
        own = update(models.Event).where(models.Event.id == event.id)
        execute_bulk(own.values(seats_taken=models.Event.seats_taken + rsvp.party_size))
        db.session.expire(event, ["seats_taken"])
    return save(rsvp)


def make_without_seat(*, event, **values):
    return make_rsvp(event=event, status=models.RsvpStatus.NO_SEAT, **values)


def make_mail(recipient=None, **values):
    n = next(numbers)
    defaults = {
        "message_id": f"<{n}@example.org>",
        "kind": models.MailKind.CONFIRMATION,
        "recipient": recipient or f"ann-{n}@example.org",
        "subject": "See you there",
        "body": "Thank you.\n",
    }
    return save(models.OutboxMessage(**{**defaults, **values}))


def make_staff(*roles, **values):
    return save(new_staff(*roles, **values))


def new_staff(*roles, agency=None, **values):
    n = next(numbers)
    defaults = {"email": f"staff-{n}@example.org", "name": f"Sample Staff {n}"}
    member = models.StaffMember(agency_id=(agency or the_agency()).id, **{**defaults, **values})
    member.roles = set(roles) or {models.Role.OFFICER}
    return member


def make_second_factor(member):
    """Give the member a second factor, and return its secret. No code was used yet."""
    secret = random_base32()
    member.second_factor_secret = seal_secret(member, secret)
    member.second_factor_counter = 1
    member.second_factor_due_at = None
    db.session.commit()
    return secret


def sign_in(visitor, *roles, **values):
    """Sign a visitor in as a new staff member with these roles, and return the member."""
    member, token = new_staff(*roles, **values), f"session-{next(numbers)}"
    own = {"token_hash": hash_token(token), "expires_at": now() + 8 * HOUR}
    save(models.StaffSession(staff_member=member, **own))
    with visitor.client.session_transaction() as session:
        session["token"] = token
        session["seen_at"] = now().timestamp()
    visitor.set_csrf_token()
    return member


def make_matter(*concerns, by=None, said=None, is_public=False, due_in=30, **values):
    """Make a matter to which these concerns belong; with `said` in another state than heard.

    `said` is a MatterState, or a Said with words of its own.
    """
    by = by or make_staff(models.Role.ORGANIZER)
    defaults = {"asked_en": "A dark crosswalk.", "asked_es": "Un paso oscuro."} if is_public else {}
    matter = start_matter(
        values.pop("name", "The dark crosswalk"),
        key_hash=f"matter-{next(numbers)}",
        by=by,
        concerns=concerns,
        **{**defaults, **values},
    )
    if said:
        begin_to_say(matter, said, by=by, due_in=due_in)
    if is_public:
        publish_matter(matter, by=by)
    db.session.commit()
    return matter


def say_of(matter, said, *, by=None, **values):
    """Say something of a matter, as who runs events; in both languages, if no words are given."""
    step = begin_to_say(matter, said, by=by or make_staff(models.Role.ORGANIZER), **values)
    db.session.commit()
    return step


def begin_to_say(matter, said, *, by, due_in=30, **values):
    if isinstance(said, models.MatterState):
        words = {"en": "The city put up a light.", "es": "La ciudad puso una luz."}
        if said is models.MatterState.HEARD:
            words = {}
        if said is models.MatterState.DOING:
            words |= {"owner": by, "due_on": by.agency.today + timedelta(days=due_in)}
        said = Said(said, **{**words, **values})
    key = f"step-{next(numbers)}"
    return say(matter, said, key_hash=key, seen=matter.version, by=by)


def first_id(model):
    return db.session.query(model.id).order_by(model.id).limit(1).scalar()


def make_answers(event, heard, **others):
    """Make survey answers: one for each step that somebody gave to "I felt heard"."""
    for step in heard:
        values = {question: others.get(question) for question in QUESTIONS} | {"heard": step}
        key = f"survey-{next(numbers)}"
        save(
            models.SurveyAnswer(
                event_id=event.id, form_key_hash=key, language=models.Language.ENGLISH, **values
            )
        )


def make_one_of_each():
    """Fill every table, with every kind of reference between rows."""
    officer = make_staff(models.Role.OFFICER, language=models.Language.SPANISH)
    officer.link_to_provider("https://accounts.example.gov", "officer")
    topic, later = make_topic(), now() + HOUR
    make_topic(retired_at=later, replaced_by_id=topic.id)
    make_topic(split_from_id=topic.id)
    event = make_event(
        roster=["Lt. Sample", "Officer Example", "Sample Partner"], published_by_id=officer.id
    )
    make_event(status=models.EventStatus.CANCELLED, cancelled_by_id=officer.id, capacity=10)
    event.series = models.EventSeries(agency_id=event.agency_id, rule="FREQ=WEEKLY;INTERVAL=6")
    event.series_date = event.day
    event.heads_counted, event.heads_counted_at, event.heads_counted_by_id = 25, later, officer.id
    event.roster[2].role = models.RosterRole.PARTNER
    item = models.ChecklistItem(
        agency_id=event.agency_id, step=models.ChecklistStep.HOST, days_before=21
    )
    event.agency.opening_en = "We are here to listen."
    rsvp = make_rsvp(event=event, contact={"name": "Ann Example"})
    rsvp.needs = {models.Need.SPANISH}
    hashes = {"form_key_hash": "key", "receipt_hash": "receipt"}
    contact = {"phone": "+18055550100"}
    concern = make_concern(event=event, topics=[topic], contact=contact, **hashes)
    concern.set_topics([topic, make_topic()], by=officer)
    concern.better, concern.better_at = models.Better.YES, later
    concern.text_language = models.Language.SPANISH
    concern.assigned_to_id = officer.id
    concern.deputy, concern.due_on = make_staff(), event.day
    concern.put_away_at, concern.put_away_until = now(), later
    make_concern(event=event, wants_answer=True)
    make_concern(event=event, state=models.ConcernState.HIDDEN, hidden_for=models.HiddenFor.SPAM)
    concern.came_back_on = event.day
    matter = make_matter(
        concern, by=officer, said=models.MatterState.DOING, is_public=True, event=event
    )
    say_of(
        matter,
        models.MatterState.DONE,
        by=officer,
        photo=models.MatterPhoto(
            content=b"jpeg", digest="d" * 64, width=4, height=3, alt_en="A light"
        ),
    )
    matter.topic, matter.former_path = topic, "promises/1"
    matter.counted_en, matter.before_count, matter.before_total = "Cars over 30", 4, 9
    bikes = make_matter(by=officer, said=models.MatterState.DOING, name="Bikes", is_public=True)
    bikes.deputy = make_staff()
    topic.write_note("Call 311.", by=officer)
    seen = {
        "is_right": True,
        "action": models.FlagAction.CALL,
        "seen_at": later,
        "seen_by_id": officer.id,
    }
    seen |= {"taken_at": later, "taken_by_id": officer.id}
    make_flag(concern=concern, **seen)
    make_message(concern, "We looked.", by=officer).matter_step_id = matter.said.id
    put_in_state(concern, models.ConcernState.DECLINED, by=officer)
    db.session.add_all(
        [
            models.StaffSession(
                staff_id=officer.id,
                token_hash="session",
                is_own_device=True,
                browser=models.Browser.SAFARI,
                device=models.Device.IPHONE,
                expires_at=later,
            ),
            models.RecoveryCode(staff_id=officer.id, code_hash="code"),
            models.StaffLink(staff_id=officer.id, token_hash="link", expires_at=later),
            make_service(description_en="For drivers.", description_es="Para conductores."),
            make_mail(rsvp_id=rsvp.id, kind=models.MailKind.REMINDER),
            make_mail(staff_id=officer.id, kind=models.MailKind.ALERT),
            make_mail(concern_id=concern.id, kind=models.MailKind.ANSWER),
            models.StaffNotifications(
                staff_id=officer.id, answers=True, digest=models.DigestDays.DAILY, alerted_at=later
            ),
            models.TopicSuggestion(concern_id=concern.id, topic_id=topic.id, probability=0.4),
            models.ConcernVector(concern_id=concern.id, encoder="none", vector=b""),
            models.ConcernMention(
                concern_id=concern.id,
                kind=models.MentionKind.PLACE,
                key="maple court",
                label="Maple Ct",
            ),
            models.ConcernNote(
                concern_id=concern.id, staff_id=officer.id, form_key_hash="note", body="Asked."
            ),
            models.ConcernChange(
                staff_id=officer.id,
                form_key_hash="change",
                kind=models.ChangeKind.HIDDEN,
                undone_at=later,
                undone_by_id=officer.id,
                items=[models.ConcernChangeItem(concern_id=concern.id, before={}, after={})],
            ),
            models.StateWording(
                agency_id=event.agency_id,
                state=models.ResidentState.READ,
                label_en="Read",
                label_es="Leída",
                sentence_en="An officer read it.",
                sentence_es="Un oficial la leyó.",
            ),
            models.AnswerTemplate(
                agency_id=event.agency_id, name="Parking", body_en="Yes.", body_es="Sí."
            ),
            models.MatterConfirmation(
                matter_id=matter.id, event_id=event.id, form_key_hash="found it"
            ),
            models.CommunityShare(
                agency_id=event.agency_id,
                kind=models.ShareKind.AREA,
                name="Westside",
                percent=20,
                place_names="Ventura Avenue",
            ),
            item,
            models.Arrival(
                event_id=event.id,
                form_key_hash="tap",
                counted_by=models.CountedBy.STAFF,
                staff_id=officer.id,
            ),
            models.EventLine(event_id=event.id, staff_id=officer.id, body="Mostly speeding."),
            models.SignInTry(key="tried", sender=7),
            models.ConfirmedMailbox(key="confirmed"),
            models.SurveyAnswer(
                event_id=event.id,
                form_key_hash="answered",
                heard=4,
                language=models.Language.ENGLISH,
            ),
        ]
    )
    db.session.flush()
    db.session.add(
        models.ChecklistTick(event_id=event.id, item_id=item.id, ticked_by_id=officer.id)
    )
    concern.source, concern.entered_by_id = models.ConcernSource.CAPTURE, officer.id
    for destroyed in (
        make_concern(event=event, state=models.ConcernState.CLOSED, topics=[topic]),
        make_rsvp(event=event),
        models.SurveyAnswer(
            event_id=event.id, form_key_hash="gone", again=2, language="en", created_at=now()
        ),
        models.Arrival(
            event_id=event.id, form_key_hash="gone", counted_by="door", created_at=now()
        ),
    ):
        destroyed.blank(UTC)
        save(destroyed)
    record(
        models.AuditAction.CONTACT_OPENED,
        by=officer,
        subject=concern,
        detail={"reason": "To call back"},
    )
    db.session.commit()
    for make in of_parts("MAKERS", "rows"):
        make(event, officer)
