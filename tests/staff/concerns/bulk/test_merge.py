"""Concerns that say the same: one stands for all, and all texts stay."""

import pytest

from coffeecop.concerns import residents, verbs
from coffeecop.db import db
from coffeecop.models import AuditAction, ConcernState, HiddenFor, Kind, Language, Message
from tests.factories import make_concern, make_event, make_merged, make_staff
from tests.public.concerns.sent_concern import PATH as RECEIPT
from tests.public.concerns.sent_concern import make_sent_concern
from tests.staff.concerns.bulk.test_steps import BULK, do, done, ids, said
from tests.staff.concerns.form_filling import listed, path, tap
from tests.staff.form_filling import arrive
from tests.stored import all_of, audit_entries, reload

pytestmark = pytest.mark.both_databases


@pytest.fixture
def three(app):
    """Three questions about one matter; the second says the most."""
    event = make_event()
    bodies = "Speeding on Maple?", "Can you stop the speeding on Maple Court?", "Cars race?"
    return [
        make_concern(event=event, body=body, kind=Kind.QUESTION, receipt_hash=body)
        for body in bodies
    ]


def merge(visitor, concerns, main):
    return done(visitor, "merge", concerns, into=main.id)


def test_the_fullest_is_proposed_and_what_is_merged_waits_no_more_but_still_counts(
    plain_officer, three
):
    main = three[1]
    page = plain_officer.get(f"{BULK}/merge?like={ids(three)}")
    assert page.one("[name=into][checked]")["value"] == str(main.id)

    page = merge(plain_officer, three, main)

    assert said(page) == "2 concerns are merged."
    assert [reload(each).merged_into_id for each in three] == [main.id, None, main.id]
    merged = {entry.subject_id for entry in audit_entries(AuditAction.CONCERNS_MERGED)}
    assert merged == {three[0].id, three[2].id}
    assert listed(plain_officer.get("/staff/concerns?waiting=1")) == [main.body]
    assert len(listed(plain_officer.get("/staff/concerns"))) == 3
    assert [bool(reload(each).waiting_since) for each in three] == [False, True, False]
    tap(plain_officer, page, "Undo")
    assert not any(reload(each).is_merged for each in three)


def test_both_texts_stay_on_the_page_and_lead_to_each_other(plain_officer, three):
    merge(plain_officer, three, three[1])

    main = plain_officer.get(path(three[1]))
    other = plain_officer.get(path(three[0]))
    in_list = plain_officer.get("/staff/concerns").text("#concern-list")

    assert in_list.count(f"Says the same as number {three[1].id}") == 2
    assert main.texts("#merged .quote") == [three[0].body, three[2].body]
    assert f"Number {three[1].id}" in other.text("#concern .notice-info")
    # What becomes a complaint leaves the page of the others.
    verbs.make_complaint(reload(three[0]), by=plain_officer.member)
    db.session.commit()
    assert plain_officer.get(path(three[1])).texts("#merged .quote") == [three[2].body]


def test_one_is_separated_later(plain_officer, three):
    merge(plain_officer, three, three[1])
    page = plain_officer.get(path(three[0]))

    page = arrive(plain_officer, tap(plain_officer, page, "Separate"))

    assert said(page) == "1 concern stands for itself again."
    assert [reload(each).is_merged for each in three] == [False, False, True]


def test_a_chain_is_flattened(plain_officer, three):
    first, second, third = three
    merge(plain_officer, [first, second], second)
    page = merge(plain_officer, [second, third], third)

    assert [reload(each).merged_into_id for each in three] == [third.id, third.id, None]
    tap(plain_officer, page, "Undo")
    assert [reload(each).merged_into_id for each in three] == [second.id, None, None]


def test_what_may_not_be_merged_is_refused_beside_the_choice_which_stays(plain_officer, three):
    first, elsewhere = three[0], make_concern(event=make_event())
    answered = make_concern(event=first.event, state=ConcernState.ANSWERED)

    for other, error in (
        (elsewhere, "Pick two or more concerns of one event."),
        (answered, f"Leave these out: {answered.id}."),
    ):
        page = do(plain_officer, "merge", [first, other], into=first.id)
        assert page.status == 422
        assert error in page.text("#into-error")
        assert page.one("[name=into][checked]")["value"] == str(first.id)


def test_the_other_may_stand_for_both_later(plain_officer, three):
    first, second, third = three
    merge(plain_officer, [first, second], first)
    merge(plain_officer, [second, third], third)

    for main in (second, first, third):
        page = merge(plain_officer, three, main)
        assert {reload(each).merged_into_id for each in three if each != main} == {main.id}
        assert reload(main).waits
    tap(plain_officer, page, "Undo")
    assert [reload(each).merged_into_id for each in three] == [None, first.id, first.id]


def test_who_writes_again_stands_for_themselves(plain_officer):
    other = make_sent_concern()
    main = make_concern(event=other.event, kind=Kind.QUESTION)
    merge(plain_officer, [main, other], main)

    plain_officer.post(f"{RECEIPT}/messages", body="It is worse now.")

    assert not reload(other).is_merged
    assert other.waits


@pytest.mark.parametrize(
    "leave",
    [
        residents.withdraw,
        lambda concern: verbs.make_complaint(concern, by=make_staff()),
        lambda concern: verbs.hide(concern, HiddenFor.SPAM, by=make_staff()),
    ],
)
def test_no_one_is_forgotten_when_the_one_that_stands_for_them_goes(three, leave):
    main = three[1]
    others = [make_merged(main, kind=Kind.QUESTION) for _ in range(2)]

    leave(main)
    db.session.commit()

    assert all(reload(each).waits for each in others)


def test_an_answer_goes_to_each_in_their_language(plain_officer, three):
    three[0].language = Language.SPANISH
    db.session.commit()
    merge(plain_officer, three, three[1])
    answer = {"body": "Speed bumps come in May.", "step": "send"}

    refused = plain_officer.post(path(three[1], "/messages"), **answer)
    plain_officer.post(path(three[1], "/messages"), **answer, body_other="Topes en mayo.")

    assert refused.status == 422
    assert {(each.concern_id, each.body) for each in all_of(Message)} == {
        (three[0].id, "Topes en mayo."),
        (three[1].id, answer["body"]),
        (three[2].id, answer["body"]),
    }
    assert {reload(each).main.state for each in three} == {ConcernState.ANSWERED}
