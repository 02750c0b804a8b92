"""All at once that Today can show: the day on which it is tallest and costs most."""

from coffeecop.db import now
from coffeecop.models import ConcernSource, FlagKind, Kind, MatterState, Need, Role
from tests.factories import (
    DAY,
    make_checklist,
    make_concern,
    make_event,
    make_flag,
    make_matter,
    make_quotes,
    make_rsvp,
    make_staff,
    make_topic,
    save,
)

TEXT = "Cars race down Maple Court past the school every morning, and nobody stops for the kids. "
LANGUAGES = ["Mixteco", "Farsi, please", "Tagalog"]


def make_full_today():
    """Make four events of a department that is set up, and return the next of them."""
    writer = make_staff(Role.COMPLAINTS)
    make_checklist()
    topics = [make_topic(name_en=f"Topic {n}", name_es=f"Tema {n}") for n in range(1, 8)]
    for days in (60, 30, 5):
        past = make_event(
            title_en="Coffee in spring",
            title_es="Café en primavera",
            starts_at=now() - days * DAY,
            created_at=now() - 90 * DAY,
        )
        for topic in topics:
            receipt = f"receipt-{days}-{topic.id}"
            asked = {"kind": Kind.QUESTION, "receipt_hash": receipt, "body": TEXT}
            make_concern(event=past, topics=[topic], **asked)
    for name in ("Dark lights", "Dogs", "Noise", "Racing"):
        make_matter(event=past, name=name)
    event = make_event(
        title_en="Coffee in June",
        title_es="Café en junio",
        starts_at=now() + 3 * DAY,
        created_at=now() - 90 * DAY,
        roster=["Sgt. Example", "Officer Sample"],
    )
    for number, topic in enumerate(topics):
        concerns = [make_concern(event=event, topics=[topic], body=TEXT) for _ in range(number + 1)]
        make_quotes(topic, concerns[0])
    named = [make_concern(event=event, body=TEXT) for _ in range(6)]
    make_matter(*named, name="E-bikes on the pier", event=event)
    make_flag(FlagKind.SELF_HARM, concern=make_concern(event=event, body="I cannot go on."))
    for n in range(6):
        asked = {"kind": Kind.QUESTION, "receipt_hash": f"receipt-{n}", "text_language": "es"}
        make_concern(event=event, body=TEXT, **asked)
    captured = {"source": ConcernSource.CAPTURE, "entered_by_id": writer.id}
    make_concern(event=event, body=TEXT, **captured)
    for language in LANGUAGES:
        make_rsvp(event=event, party_size=4, other_language=language).needs = set(Need)
    for days in (-1, -1, 3):
        make_matter(event=event, said=MatterState.DOING, due_in=days)
    event.venue.name = "Example Café"
    event.agency.name_es, event.poster_printed_at = "Policía de Ejemplo", now()
    save(event.agency, phone="(805) 339-4400", complaint_url="https://example.org/")
    return event
