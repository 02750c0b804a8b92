"""What a receipt shows to whoever comes back with it, and to whoever has just sent."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from coffeecop.concerns.verbs import set_state
from coffeecop.db import db, now
from coffeecop.matters.telling import tell
from coffeecop.matters.verbs import Said
from coffeecop.models import ConcernState, MatterState
from tests.factories import (
    WHOLE,
    make_agency,
    make_event,
    make_matter,
    make_message,
    make_past_event,
    make_staff,
    put_in_state,
    save,
    say_of,
)
from tests.public.concerns.sent_concern import PATH, answer, make_sent_concern
from tests.stored import reload

LOOKING_AT_NEW_ONES = "The department looks at each new message before it is counted."


def heading(visitor, path=PATH):
    page = visitor.get(path, **WHOLE)
    # The test client has checked that the title begins with it.
    return page.text("h1")


def test_an_answered_receipt_opens_with_its_newest_answer_and_folds_what_was_said(visitor):
    concern = make_sent_concern(body="The lights are out.", wants_answer=True)
    assert "What you sent on" in visitor.get(PATH).texts("summary")[0]
    make_message(concern, "We look into it.", by=make_staff())
    answer(concern)

    page = visitor.get(PATH)

    assert page.text("#concern h1") == "You have an answer"
    assert "answered yet" not in page.words
    assert page.text(".card .answer") == "We fixed the lights."
    shown = page.body.index("We fixed the lights.")
    for later in ("<form", "<details", "Your six receipt words"):
        assert shown < page.body.index(later)
    assert concern.event.agency.name in page.text(".card .answer + .small")
    assert "Sgt. Sample" not in page.words
    assert "What was said since" in page.texts("summary")[0]
    assert not page.has("details[open]")
    quotes = ["The lights are out.", "We look into it.", "We fixed the lights."]
    assert page.texts("details .quote") == quotes
    assert concern.event.agency.name in page.texts(".thread .hint")[1]
    assert all("hx-ignore" in quote for quote in page.select(".quote"))


@pytest.mark.parametrize(
    "state",
    [ConcernState.ANSWERED, ConcernState.CLOSED, ConcernState.TALKED_ABOUT, ConcernState.DECLINED],
)
def test_a_new_message_is_not_answered_yet_and_stands_there_unfolded(visitor, state):
    concern = put_in_state(make_sent_concern(), state, by=make_staff())
    if state is ConcernState.ANSWERED:
        answer(concern)

    visitor.post(f"{PATH}/messages", body="It is worse now.")

    page = visitor.get(PATH, **WHOLE)
    assert page.text("h1") == "Your new message is not answered yet"
    assert page.text(".new-message .quote") == "It is worse now."
    assert [step.partition(" ")[0] for step in page.texts(".steps .done")] == ["Received", "Read"]
    answer(reload(concern))
    page = visitor.get(PATH, **WHOLE)
    assert page.text("h1") == "You have an answer"
    assert not page.has(".new-message")


def test_a_message_that_was_settled_otherwise_is_settled(visitor):
    concern = make_sent_concern(event=make_past_event())
    visitor.post(f"{PATH}/messages", body="It is worse now.")
    set_state(reload(concern), ConcernState.TALKED_ABOUT, by=make_staff())
    db.session.commit()

    assert heading(visitor) == "It was talked about"


def test_a_concern_that_is_held_or_hidden_is_told_the_truth(visitor):
    concern = make_sent_concern(is_held=True, wants_answer=True)
    assert LOOKING_AT_NEW_ONES in visitor.get(PATH).words

    put_in_state(concern, ConcernState.HIDDEN)

    page = visitor.get(PATH)
    assert page.text("#concern h1") == "It is waiting for review"
    assert LOOKING_AT_NEW_ONES in page.words
    assert "Look here again for your answer" not in page.words


# Steps and days


def steps(visitor, path=PATH):
    page = visitor.get(path)
    return page.texts(".steps li"), page.texts(".steps .done")


def make_concern_of_february(**values):
    event = make_event(starts_at=datetime(2027, 2, 25, 20, 30, tzinfo=UTC))
    return make_sent_concern(
        event=event, created_at=datetime(2027, 2, 20, 20, tzinfo=UTC), **values
    )


def test_the_steps_say_what_is_done_and_when(visitor):
    concern = make_concern_of_february()
    everything, done = steps(visitor)
    assert everything == ["Received Feb 20", "Read", "Answered", "Better? We'll ask on Mar 18"]
    assert done == ["Received Feb 20"]
    assert "20 feb" in steps(visitor, f"/es{PATH}")[0][0]

    with time_machine.travel(datetime(2027, 2, 22, 20, tzinfo=UTC), tick=False):
        concern.check_topics(by=make_staff())
        db.session.commit()
        assert steps(visitor)[1] == ["Received Feb 20", "Read Feb 22"]
        assert heading(visitor) == "It was read"
    with time_machine.travel(datetime(2027, 2, 23, 20, tzinfo=UTC), tick=False):
        answer(concern)
        assert steps(visitor)[1][2:] == ["Answered Feb 23"]
    with time_machine.travel(datetime(2027, 3, 20, 20, tzinfo=UTC), tick=False):
        visitor.post(f"{PATH}/better", better="yes")
        assert steps(visitor)[1][3:] == ["Better? Mar 20"]


def test_a_concern_waits_to_be_read_before_its_event_and_only_until_then(visitor):
    concern = make_concern_of_february()
    with time_machine.travel(datetime(2027, 2, 21, 20, tzinfo=UTC), tick=False):
        told = visitor.get(PATH).words
        assert "Officers read it before the event on Feb 25, 2027." in told
    with time_machine.travel(concern.event.ends_at, tick=False):
        told = visitor.get(PATH).words
        assert "before the event" not in told
        assert "Officers will read it. Your words are saved." in told


@pytest.mark.parametrize("has_mail", [True, False])
def test_how_an_answer_comes_is_said(visitor, monkeypatch, has_mail):
    url = "smtp://localhost" if has_mail else None
    monkeypatch.setitem(visitor.app.config, "SMTP_URL", url)
    concern = make_sent_concern(wants_answer=True, contact={"email": "ann@example.org"})
    by_mail, here = "We'll send you an e-mail", "Come back here for your answer."

    told = visitor.get(PATH).words
    assert (by_mail in told, here in told) == (has_mail, not has_mail)

    save(concern, unsubscribed_at=now())
    assert here in visitor.get(PATH).words


# Just sent


def send(visitor, body, **fields):
    return visitor.post(f"/events/{make_event().slug}/concerns", body=body, **fields)


def test_what_was_just_sent_is_confirmed_once(visitor):
    sent = send(visitor, "Cars speed.")

    page = visitor.get(sent.location, **WHOLE)
    assert page.text("h1") == "Sent. Thank you."
    assert page.body.index("Your six receipt words") < page.body.index('id="message-form"')

    assert heading(visitor, sent.location.partition("?")[0]) == "Not read yet"
    visitor.post(f"{sent.location.partition('?')[0]}/messages", body="Still.")
    assert heading(visitor, sent.location) == "Your new message is not answered yet"


CONTROLS = (
    "#concern :is(a[href], button, summary, textarea):not(details > div *, .visually-hidden *)"
)


def test_a_receipt_has_at_most_eight_controls_and_what_was_just_written_is_open(visitor):
    sent = send(visitor, "Cars speed.")
    page = visitor.get(sent.location)
    assert len(page.select(CONTROLS)) <= 8
    assert page.text("details[open] .quote") == "Cars speed."

    concern = make_sent_concern(body="Cars speed.", created_at=now() - timedelta(days=60))
    concern.event.starts_at -= timedelta(days=50)
    concern.event.ends_at -= timedelta(days=50)
    db.session.commit()
    answer(concern)
    page = visitor.get(PATH)
    assert page.has("#better-form")
    assert len(page.select(CONTROLS)) <= 8
    assert not page.has("details[open]")

    visitor.post(f"{PATH}/messages", body="Still.")
    assert len(visitor.get(PATH).select(CONTROLS)) <= 8


def test_the_steps_do_not_say_that_it_got_better_when_it_did_not(visitor):
    make_concern_of_february()
    with time_machine.travel(datetime(2027, 3, 20, 20, tzinfo=UTC), tick=False):
        visitor.post(f"{PATH}/better", better="no")
        assert heading(visitor) == "We'll look at it again"
        assert not [step for step in steps(visitor)[1] if step.startswith("Better?")]


@pytest.mark.parametrize(
    ("prefix", "you", "name"), [("", "You,", "receipt"), ("/es", "Usted,", "comprobante")]
)
def test_all_of_it_can_be_saved_as_plain_text(visitor, prefix, you, name):
    concern = make_sent_concern(body="Is <b>this</b> & that fixed?")
    answer(concern)

    file = visitor.get(f"{prefix}{PATH}.txt")

    assert file.response.mimetype == "text/plain"
    assert file.headers["Content-Disposition"] == f"attachment; filename={name}.txt"
    assert file.headers["Cache-Control"] == "no-store"
    told = [
        "ability able about above absent absorb",
        f"http://localhost{prefix}{PATH}",
        you,
        "Is <b>this</b> & that fixed?",
        concern.event.agency.name,
        "We fixed the lights.",
    ]
    places = [file.body.index(each) for each in told]
    assert places == sorted(places)
    assert "Sgt. Sample" not in file.body


@pytest.mark.parametrize("body", ["Cars speed.", "My husband hits me"])
def test_it_can_be_kept_on_the_phone_unless_somebody_may_find_it_who_is_a_danger(visitor, body):
    make_sent_concern(body=body)

    assert visitor.get(PATH).has("[data-keep-receipt]") is (body == "Cars speed.")


def test_a_complaint_is_kept_on_the_phone_without_its_words(visitor):
    make_sent_concern(body="He was rude.", is_complaint=True)

    kept = json.loads(visitor.get(PATH).one("[data-keep-receipt]")["data-keep-receipt"])

    assert (kept["path"], kept["words"]) == (PATH, "")


def test_a_complaint_says_what_it_is_who_looks_by_when_whom_to_ask_and_nothing_else(visitor):
    board = "https://board.example.org/"
    procedure = "https://example.org/complaints"
    agency = make_agency(
        complaint_url=procedure,
        complaint_unit_en="Professional Standards",
        complaint_phone="(805) 555-0142",
        complaint_days=10,
        outside_complaint_name="Civilian Review Board",
        outside_complaint_url=board,
    )
    raised_at = datetime(2026, 3, 2, 20, tzinfo=UTC)
    concern = make_sent_concern(
        event=make_past_event(agency=agency), is_complaint=True, created_at=raised_at
    )

    page = visitor.get(PATH)

    told = page.text("#concern")
    assert "This is a complaint about an officer." in told
    assert "Who can read it: Professional Standards. Nobody else." in told
    assert "They look at it by Mar 12, 2026." in told
    assert "Call (805) 555-0142 (Professional Standards)." in told
    assert page.text(f"a[href='{board}']") == "Civilian Review Board"
    assert page.has(f"a[href='{procedure}']")
    for other in ("want to make a complaint", "Better?", "We'll ask on", "form", "Officers"):
        assert other not in told
    assert not page.has("#better-form")
    save(reload(concern), read_at=now())
    assert "They look at it by" not in visitor.get(PATH).words


def test_what_may_be_a_complaint_is_calmly_told_who_looks_at_it_first(visitor):
    make_sent_concern(body="He was rude.", may_be_complaint=True)

    told = visitor.get(PATH).text("#concern")

    assert "The people who handle complaints look at it first." in told
    assert "You did not say" not in told


def test_under_our_words_stands_what_came_of_it_without_saying_them_again(visitor):
    concern = make_sent_concern(wants_answer=True)
    told = make_matter(concern, said=MatterState.DOING, is_public=True, asked_en="A dark street.")
    tell(told, by=told.created_by)
    make_matter(concern, said=Said(MatterState.CANNOT, en="The state owns it."), is_public=True)
    make_matter(concern, said=Said(MatterState.DONE, en="Secret."))
    make_matter(said=Said(MatterState.DONE, en="Another's."), is_public=True)
    db.session.commit()

    page = visitor.get(PATH)

    assert page.text(".card .answer") == "The city put up a light."
    assert page.texts("#came-of-it .asked") == ["A dark street.", "A dark crosswalk."]
    assert page.texts("#came-of-it .said") == ["The state owns it."]
    say_of(told, MatterState.DONE, en="It shines.")
    assert visitor.get(PATH).texts("#came-of-it .said") == ["It shines.", "The state owns it."]


@pytest.mark.parametrize("values", [{"is_complaint": True}, {"is_held": True}])
def test_what_left_the_stream_shows_nothing_of_what_others_asked(visitor, values):
    concern = make_sent_concern()
    make_matter(concern, said=MatterState.DONE, is_public=True)
    assert visitor.get(PATH).has("#came-of-it")
    save(concern, **values)

    assert not visitor.get(PATH).has("#came-of-it")
