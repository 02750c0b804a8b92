from datetime import timedelta

import pytest

from coffeecop.db import now
from coffeecop.models import AssignedBy, Concern, Kind, Phase
from coffeecop.models.concern.parts import LONGEST_BODY
from coffeecop.web.forms import new_form_key
from tests.colleagues import post_all
from tests.factories import WHOLE, make_cancelled, make_event, make_past_event, make_topic, save
from tests.stored import all_of, one_of

HOSTILE = "<script>alert(1)</script> '; DROP TABLE concerns; -- \u202eevil\u200b ñ 🙂 {{ 7*7 }}"


def send(visitor, event, **fields):
    return visitor.post(f"/events/{event.slug}/concerns", **{"body": "Cars speed.", **fields})


def test_before_typing_the_page_says_who_reads_it_and_where_the_rest_is_told(visitor):
    event = make_event()
    path = f"/events/{event.slug}/concerns/new"

    page = visitor.get(path)

    before = page.text("#concern > .small")
    assert "Officers read this. No name needed. It may become public." in before
    assert "before it is counted" not in before
    more, _separator, part = page.one("#concern > .small a")["href"].partition("#")
    assert visitor.get(more).has(f"#{part}")

    save(event, holds_submissions=True)
    assert "looks at each new message before it is counted." in visitor.get(path).words


def test_all_that_a_resident_may_add_is_kept(visitor):
    speeding, parking = make_topic(), make_topic()

    send(
        visitor,
        make_event(),
        topics=[str(speeding.id), str(parking.id)],
        place="Maple Court",
        for_neighbor="y",
        contact="(805) 555-0100",
    )

    concern = one_of(Concern)
    assert concern.topics == [speeding, parking]
    assert {row.assigned_by for row in concern.topic_rows} == {AssignedBy.RESIDENT}
    assert (concern.place, concern.for_neighbor) == ("Maple Court", True)
    assert (concern.contact.phone, concern.contact.email) == ("+18055550100", None)


@pytest.mark.parametrize("wishes", [(), ("talk",), ("answer",), ("talk", "answer")])
@pytest.mark.parametrize("is_complaint", [False, True])
def test_each_wish_stands_by_itself_and_a_complaint_takes_the_place_of_none(
    visitor, wishes, is_complaint
):
    chosen = (*wishes, "about_officer") if is_complaint else wishes

    send(visitor, make_event(holds_submissions=True), **dict.fromkeys(chosen, "y"))

    concern = one_of(Concern)
    assert concern.wants_talk is ("talk" in wishes)
    assert concern.wants_answer is ("answer" in wishes)
    assert concern.is_complaint is is_complaint
    # Whoever reviews what is held may not read it.
    assert concern.is_held is not is_complaint


@pytest.mark.parametrize("make", [make_past_event, make_cancelled])
def test_nobody_is_asked_to_talk_at_an_event_that_is_over_or_cancelled(visitor, make):
    event = make()

    form = visitor.get(f"/events/{event.slug}/concerns/new")
    send(visitor, event, talk="y", answer="y")

    assert form.has("#answer")
    assert not form.has("#talk")
    concern = one_of(Concern)
    assert (concern.wants_talk, concern.wants_answer) == (False, True)


@pytest.mark.parametrize("url", [None, "smtp://localhost"])
def test_an_e_mail_is_asked_for_only_where_mail_goes_out(plain_visitor, monkeypatch, url):
    monkeypatch.setitem(plain_visitor.app.config, "SMTP_URL", url)
    slug = make_event().slug

    for path in (
        f"/events/{slug}",
        f"/events/{slug}/concerns/new",
        f"/events/{slug}/concerns/officer",
    ):
        page = plain_visitor.get(path)
        assert page.has("#answer")
        label = "E-mail or phone" if url else "Phone"
        assert page.text("[for=contact]") == f"{label} (optional)"
        assert url or "e-mail" not in page.text("main").lower()
    error = send(plain_visitor, make_event(), body="Cars speed.", contact="ana@").text
    assert ("e-mail address" in error("#contact-error")) is bool(url)


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("body", "", "Write a few words first."),
        ("body", "   ", "Write a few words first."),
        ("body", "x" * (LONGEST_BODY + 1), f"Keep it under {LONGEST_BODY} letters."),
        ("contact", "ana@", "Write a phone number"),
        ("contact", "call me", "Write a phone number"),
        ("place", "x" * 121, "Keep it under 120 letters."),
    ],
)
def test_bad_input_comes_back_with_its_error_and_what_was_typed(visitor, field, value, error):
    page = send(visitor, make_event(), **{"body": "Cars speed.", field: value})

    assert page.is_whole is not visitor.htmx
    assert error in page.refused(f"#{field}-error")
    assert page.value(f"#{field}").strip() == value.strip()
    assert all_of(Concern) == []


def test_a_line_break_is_one_letter_as_it_is_to_whoever_types_it(visitor):
    send(visitor, make_event(), body="x\r\n" * (LONGEST_BODY // 2 - 1) + "x")

    assert one_of(Concern).body.count("\n") == LONGEST_BODY // 2 - 1


def test_the_form_of_the_other_language_has_what_was_typed_and_nothing_is_stored(visitor):
    event, topic = make_event(), make_topic()
    typed = {"body": "Cars speed.", "topics": [str(topic.id)], "place": "Maple Court"}
    form = visitor.get(f"/events/{event.slug}/concerns/new", **WHOLE)

    page = visitor.post(form.one("noscript [formaction]")["formaction"], **typed, talk="y")

    assert page.status == 200
    assert not page.has(".error-summary")
    assert (page.value("#body"), page.value("#place")) == ("Cars speed.", "Maple Court")
    assert page.has(f"#topics-{topic.id}[checked]")
    assert page.has("#talk[checked]")
    assert "open" in page.one(".disclosure")
    assert all_of(Concern) == []


@pytest.mark.both_databases
@pytest.mark.usefixtures("unlimited")
def test_one_form_sent_20_times_at_once_is_one_concern_with_one_receipt(app):
    path = f"/events/{make_event().slug}/concerns"
    form = {"body": "Cars speed.", "form_key": new_form_key()}

    statuses, receipts = post_all(app, [(path, form)] * 20)

    assert set(statuses) == {303}
    assert len(set(receipts)) == len(all_of(Concern)) == 1


@pytest.mark.parametrize(
    ("starts", "phase"),
    [
        (timedelta(hours=1), Phase.BEFORE),
        (timedelta(minutes=-10), Phase.AT),
        (timedelta(days=-1), Phase.AFTER),
    ],
)
def test_a_concern_knows_whether_it_came_before_at_or_after_the_event(visitor, starts, phase):
    send(visitor, make_event(starts_at=now() + starts))

    assert all_of(Concern)[0].phase is phase


@pytest.mark.both_databases
def test_words_are_all_it_takes_and_hostile_ones_come_back_exactly_and_run_nowhere(visitor):
    event = make_event()

    page = visitor.follow(send(visitor, event, body=f" {HOSTILE} "))

    concern = one_of(Concern)
    assert (concern.event_id, concern.body) == (event.id, HOSTILE)
    assert (concern.kind, concern.contact) == (Kind.CONCERN, None)
    assert page.one(".quote").text == HOSTILE
    assert "hx-ignore" in page.one(".quote")
    assert not page.select(".quote script")
