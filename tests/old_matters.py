"""A department of 1.1 with promises, public answers, themes and the rest, in every shape.

`words_by_address` tells what residents read of it then, and where: read it before an upgrade.
"""

from datetime import date, timedelta

from sqlalchemy import delete

from coffeecop.db import db
from coffeecop.web.receipt_codes import hash_code_with
from tests.old_rows import MOMENT, add, add_department, add_event, reflected, rows_of

BOTH = {"public_en": "Two officers watch Ninth.", "public_es": "Dos oficiales vigilan la Novena."}
LONG = " ".join(f"word{number}" for number in range(1, 40))
CLOSED = {"closed_at": MOMENT + timedelta(days=40, hours=3), "closed_by_id": 2}
PUBLIC = {"published_at": MOMENT + timedelta(days=1)}
DUE = date(2026, 5, 1)
SIGN_ES = "Una señal de alto en Maple Court."
WE_DID_EN = """We promised, and it is done: A stop sign on Maple Court. The city put it up.

You said: Parking is hard. We did: We asked the city for two hours.\r
\r
You asked: May I park here? On Sundays."""
WE_DID_ES = f"""Nos comprometimos y ya está hecho: {SIGN_ES} La ciudad la puso.

Ustedes dijeron: Es difícil estacionarse. Hicimos: Pedimos dos horas a la ciudad.

Nos preguntaron: ¿Puedo estacionarme aquí? Los domingos."""


# The words of a receipt that a resident kept, in each language.
RECEIPTS = {
    "en": "abandon-ability-able-about-above-absent",
    "es": "abaco-abdomen-abeja-abierto-abogado-abono",
}
ANSWERS = {"en": "Two officers\nlook at it.", "es": "Dos oficiales\nlo revisan."}


def fill():
    add_department()
    add("staff", name="Ben Boot", email="ben@example.org")
    add("topics", key="traffic", name_en="Traffic", position=1)
    add_concerns()
    add_promises()
    add_answers()
    add_themes()
    add_what_was_done()
    add_records()
    add_receipts()


def add_concern(**values):
    given = {
        **dict.fromkeys(("kind", "phase", "language", "source"), ""),
        **{"kind": "concern", "phase": "at", "language": "en", "source": "resident"},
        **{"state": "received", "body": "Cars speed."},
    }
    return add("concerns", **{**given, **values})


def add_receipts():
    for language, code in RECEIPTS.items():
        (salt,) = (row.receipt_salt for row in rows_of("installation"))
        asked = {"language": language, "receipt_hash": hash_code_with(salt, code)}
        concern = add_concern(**asked, wants_answer=True, body=f"I ask in {language}.")
        add("messages", concern_id=concern, staff_id=1, body=ANSWERS[language])


def add_concerns():
    ordinary = [add_concern() for _ in range(3)]
    add_concern(is_complaint=True)
    add_concern(is_held=True)
    main = add_concern(event_id=1)
    add("concern_topics", concern_id=main, topic_id=1, assigned_by="engine")
    merged = {"state": "merged", "state_at": MOMENT + timedelta(days=2), "state_by_id": 2}
    for _ in range(2):
        add_concern(merged_into_id=main, **merged)
    untold = add_concern()
    add_concern(merged_into_id=untold, **{**merged, "state_by_id": None})
    assert ordinary == [1, 2, 3]


def add_promise(**values):
    given = {"status": "open", "due_on": DUE, "what": "Watch Ninth", "event_id": 1, "topic_id": 1}
    return add("promises", **{**given, **values})


def add_photo(promise_id, alt_en):
    add("promise_photos", promise_id=promise_id, content=b"jpeg", width=4, height=3, alt_en=alt_en)


def add_promises():
    open_one = add_promise(**BOTH, **PUBLIC, deputy_id=2)
    for concern_id in (1, 2, 4, 5):
        add("promise_concerns", promise_id=open_one, concern_id=concern_id)
    later = {"created_at": MOMENT + timedelta(days=9), "staff_id": 2}
    add("promise_updates", promise_id=open_one, body_en="Ordered.", body_es="Pedida.")
    add("promise_updates", promise_id=open_one, body_es="Empieza el lunes.", **later)
    kept = {"status": "kept", **CLOSED, **PUBLIC}
    sign = {
        "public_en": "A stop sign on Maple Court.",
        "public_es": SIGN_ES,
        **{"outcome_en": "The city put it up.", "outcome_es": "La ciudad la puso."},
    }
    with_photo = add_promise(**kept, **sign, what=LONG)
    add_photo(with_photo, "A sign")
    add("promise_updates", promise_id=with_photo, body_en="The city agreed.")
    add_promise(**kept, public_en="A lamp.", event_id=None, topic_id=None)
    dropped = {**kept, "status": "dropped"}
    add_promise(**dropped, public_es="Un puente.", outcome_es="Es de la ciudad.")
    add_promise(what="Ask the school about Ninth")
    again = add_promise(public_en="Paint the curb.", outcome_en="It was painted.", **PUBLIC)
    add_photo(again, "A curb")
    forget("promises", add_promise())


def forget(table, number):
    """Delete a row, whose id is given to no other."""
    with db.engine.begin() as connection:
        connection.execute(delete(rows := reflected(table)).where(rows.c.id == number))


def add_answers():
    both = {"question_en": "May I park here?", "question_es": "¿Puedo estacionarme aquí?"}
    both |= {"answer_en": "On Sundays.", "answer_es": "Los domingos."}
    by = {**PUBLIC, "published_by_id": 2, "changed_at": MOMENT + timedelta(days=1)}
    parking = add("public_answers", **both, **by, topic_id=1)
    add("public_answers", question_es="¿Y los perros?", answer_es="Con correa.", **by)
    add("public_answers", question_en="Is it safe?")
    add("public_answers", answer_en="Call us.")
    add("public_answers", question_en="When?", answer_en="At ten.")
    for concern_id in (1, 3, 4):
        add("public_answer_concerns", answer_id=parking, concern_id=concern_id)
    for event_id in (1, None):
        add("answer_confirmations", answer_id=parking, event_id=event_id)


def add_themes():
    decided = {"decided_at": MOMENT + timedelta(days=3), "decided_by_id": 2}
    named = add("themes", status="signed_off", name="E-bikes", phrase_en="e-bikes", **decided)
    for rank, concern_id in enumerate((2, 3, 5)):
        add("theme_concerns", theme_id=named, concern_id=concern_id, rank=rank)
    add("themes", status="signed_off", phrase_es="perros sueltos", **decided)
    proposed = add("themes", status="proposed", phrase_en="noise")
    add("theme_concerns", theme_id=proposed, concern_id=1, rank=0)
    add("themes", status="dismissed", phrase_en="noise", **decided)
    add("themes", status="made_topic", phrase_en="noise", topic_id=1, **decided)


def add_what_was_done():
    events = reflected("events")
    with db.engine.begin() as connection:
        texts = {"we_did_en": WE_DID_EN, "we_did_es": WE_DID_ES}
        by = {"we_did_published_at": MOMENT + timedelta(days=7), "we_did_published_by_id": 2}
        connection.execute(events.update().where(events.c.id == 1).values(**texts, **by))
    published = {"we_did_published_at": MOMENT + timedelta(days=7)}
    add_event(we_did_en="We painted.\n\nWe called.", we_did_es="Pintamos.", **published)
    add_event(we_did_en="Only staff read this.")


def add_records():
    hold = add("holds")
    lifted = add("holds", lifted_at=MOMENT, lifted_by_id=1)
    add("held_records", hold_id=hold, kind="promise", number=1, promise_id=1)
    add("held_records", hold_id=hold, kind="answer", number=1, answer_id=1)
    # The promise is gone, and so is what it would have become.
    add("held_records", hold_id=lifted, kind="promise", number=7)
    days = {"received_on": DUE, "due_on": DUE}
    request = add("records_requests", hold_id=hold, covers_complaints=False, **days)
    for kind in ("promise", "answer"):
        found = {"request_id": request, "kind": kind, "number": 1}
        add("request_items", **found, **{f"{kind}_id": 1})
        add("redactions", **found, words=f"Ann of the {kind}")
    destroyed = {"name": "concerns", "key": "before|concern|en|answered|0", "number": 10}
    add("kept_counts", event_id=1, **destroyed)
    add("kept_counts", promise_id=1, name="better", key="yes", number=6)
    add("kept_counts", answer_id=1, name="asked", key="", number=4)
    other = add("agencies", time_zone="America/Los_Angeles")
    line = {"trigger": "closed", "needs_approval": True}
    add("retention_rules", series="promise", keep=5, unit="years", item="7", **line)
    add("retention_rules", series="public_answer", keep=900, unit="days", **line)
    add("retention_rules", agency_id=other, series="promise", keep=5, unit="years", **line)
    plan = {"trigger": "closed", "keep": 5, "unit": "years", "records": 2}
    asked = add("destructions", series="promise", **plan)
    for number in (1, 2):
        add("destruction_items", destruction_id=asked, number=number)
    of_answers = add("destructions", series="public_answer", **plan)
    for number in (1, 2):
        add("destruction_items", destruction_id=of_answers, number=number)


def words_by_address():
    """Return what residents read of a department before matters, by where they read it."""
    found = {}
    updates, photos = rows_of("promise_updates"), rows_of("promise_photos")
    for row in rows_of("promises"):
        if row.published_at:
            parts = [row, *(each for each in updates if each.promise_id == row.id)]
            names = {"public", "body", *({"outcome"} if row.status != "open" else ())}
            alt = [each for each in photos if each.promise_id == row.id and row.status == "kept"]
            found[f"/promises#promise-{row.id}"] = [*texts(parts, names), *texts(alt, {"alt"})]
    for row in rows_of("public_answers"):
        if row.published_at:
            found[f"/answers#answer-{row.id}"] = texts([row], {"question", "answer"})
    for row in rows_of("events"):
        if row.we_did_published_at:
            whole = texts([row], {"we_did"})
            lines = [line.strip() for each in whole for line in each.splitlines()]
            found[f"/events/{row.slug}"] = [line for line in lines if line]
    return found


def texts(rows, names):
    columns = [f"{name}_{language}" for name in sorted(names) for language in ("en", "es")]
    found = [getattr(row, column, None) for row in rows for column in columns]
    return [text for text in found if text]
