"""What is or may be about an officer: who reads it, and what the pages say of that."""

import pytest

from coffeecop.models import Concern
from tests.factories import make_event, make_topic, save, the_agency
from tests.stored import one_of

OFFICER = "The officer grabbed my arm"


@pytest.mark.parametrize("holds", [False, True])
def test_a_question_about_an_officer_that_was_not_answered_keeps_it_for_complaint_staff(
    visitor, holds
):
    path = f"/events/{make_event(holds_submissions=holds).slug}/concerns"
    seen = visitor.post(path, body=OFFICER).value("[name=seen]")

    receipt = visitor.follow(visitor.post(path, body=OFFICER, seen=seen))

    concern = one_of(Concern)
    assert (concern.may_be_complaint, concern.is_complaint, concern.is_held) == (True, False, False)
    assert "The people who handle complaints look at it first." in receipt.words
    assert "Officers read it before the event" not in receipt.words


# Its own page


def test_its_own_page_sends_nothing_before_send_and_makes_a_complaint(visitor):
    event = make_event(holds_submissions=True)
    path = f"/events/{event.slug}/concerns/officer"
    assert visitor.get(f"/events/{event.slug}").has(f"a[href='{path}']")

    page = visitor.get(path)

    assert page.has("#officer-form #body")
    assert not page.has("[hx-trigger]"), "nothing is sent while they write"
    assert not page.has("[data-keep]"), "nothing stays on the phone"
    assert not page.has("#topics")
    receipt = visitor.follow(visitor.post(path, body="Badge 412 shoved me.", answer="y"))
    concern = one_of(Concern)
    assert (concern.is_complaint, concern.wants_answer) == (True, True)
    assert "Only the people who handle complaints can read it" in receipt.words


def test_what_is_refused_there_stays_there(visitor):
    path = f"/events/{make_event().slug}/concerns/officer"

    page = visitor.post(path, body=" ", contact="ana@")

    assert page.one("#officer-form")["action"] == path
    assert page.refused("#body-error")
    assert not page.has("[hx-trigger]")


def test_the_page_and_the_receipt_name_who_reads_it_and_other_ways_to_complain(visitor):
    agency = the_agency()
    agency.complaint_unit_en = "Professional Standards"
    agency.complaint_phone = "(805) 555-0142"
    agency.complaint_forms = "中文 https://police.test/zh\nTiếng Việt https://police.test/vi"
    agency.outside_complaint_name = "Independent Auditor"
    agency.outside_complaint_url = "https://auditor.test/"
    path = f"/events/{make_event().slug}/concerns/officer"

    page = visitor.get(path)

    assert "Who reads this: Professional Standards. Nobody else." in page.words
    assert "You don't have to say who you are." in page.words
    sent = visitor.follow(visitor.post(path, body="He was rude."))
    to_ask = {"tel:+1-805-555-0142", "https://auditor.test/"}
    forms = {"https://police.test/zh", "https://police.test/vi"}
    # What was sent is a complaint: nobody has to fill in a form for it.
    for shown, ways in ((page, to_ask | forms), (sent, to_ask)):
        assert {link["href"] for link in shown.select(".complaint-ways a")} == ways
    assert "Who can read it: Professional Standards. Nobody else." in sent.words
    save(agency, takes_anonymous_complaints=False)
    assert "who you are" not in visitor.get(path).words


# The officer's name


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Officer Diaz, badge 412, grabbed my arm.", {}),
        ("Officer Diaz, badge 412, never came.", {"about_officer": "y"}),
        ("Thank you Officer Diaz, badge 412, for your help!", {}),
    ],
)
def test_who_the_officer_is_is_never_taken_out_of_a_complaint_or_of_thanks(visitor, body, said):
    path = f"/events/{make_event().slug}/concerns"

    page = visitor.post(f"{path}/notes", body=body, **said)
    assert not page.has("[name=redact]")
    page = visitor.post(path, body=body, redact="badge 412", redact_now="1", **said)
    assert page.value("#body") == body


def test_a_complaint_has_no_topics(visitor):
    topic = make_topic()

    visitor.post(
        f"/events/{make_event().slug}/concerns",
        body="He was rude.",
        about_officer="y",
        topics=[str(topic.id)],
    )

    assert one_of(Concern).topics == []
