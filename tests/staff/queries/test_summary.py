"""No source, no sentence."""

import random
from datetime import timedelta

import pytest
from sqlalchemy import select

from coffeecop.db import db, now
from coffeecop.models import (
    Concern,
    ConcernFlag,
    ConcernStatus,
    FlagKind,
    HiddenFor,
    Kind,
    Language,
    Phase,
    ThemeConcern,
    TopicQuote,
)
from coffeecop.models.topic import topics_of
from coffeecop.staff.queries.event_counts import event_counts
from coffeecop.staff.queries.filters import FlagFilter
from coffeecop.staff.queries.shares import Change, Share, change
from coffeecop.staff.queries.summary import SentenceKind, summary, themes_of
from tests.factories import (
    make_concern,
    make_event,
    make_flag,
    make_message,
    make_past_event,
    make_staff,
    make_theme,
    make_topic,
    save,
    sign_in,
)

DAY = timedelta(days=1)


@pytest.fixture
def before(app):
    return make_event(starts_at=now() - 35 * DAY)


@pytest.fixture
def event(before):
    return make_past_event()


def raise_concerns(number, event, *topics, **values):
    return [make_concern(event=event, topics=topics, **values) for _ in range(number)]


def quote(event, topic, *concerns):
    for rank, concern in enumerate(concerns):
        save(TopicQuote(event_id=event.id, topic_id=topic.id, concern_id=concern.id, rank=rank))


def page_of(visitor, event):
    return visitor.get(f"/staff/events/{event.id}")


def said(visitor, event):
    sign_in(visitor)
    return page_of(visitor, event).texts("#summary .sentences li")


def test_how_many_there_are_before_at_and_after(plain_visitor, event):
    raise_concerns(3, event)
    raise_concerns(2, event, phase=Phase.AT)

    assert said(plain_visitor, event) == ["5 concerns: 3 before the event, 2 at it, 0 after it."]


def test_before_an_event_it_says_so_far(plain_visitor):
    event = make_event()
    raise_concerns(1, event)

    assert said(plain_visitor, event) == ["1 concern so far."]


def test_an_event_without_concerns_has_no_summary(plain_officer, event):
    assert not page_of(plain_officer, event).has("#summary")


def test_what_is_talked_about_most_is_compared_with_the_event_before(plain_visitor, event, before):
    traffic, noise = make_topic(name_en="Traffic"), make_topic(name_en="Noise")
    raise_concerns(4, event, traffic)
    raise_concerns(1, event, noise)
    raise_concerns(1, before, traffic)
    raise_concerns(4, before, noise)

    assert said(plain_visitor, event)[1:] == [
        "Talked about most: Traffic, in 4 of 5 concerns. "
        "At the event before it was 1 of 5 concerns.",
        "Talked about most at the event before: Noise, in 4 of 5 concerns. "
        "This time it is 1 of 5 concerns.",
    ]
    hint = page_of(plain_visitor, event).text("#summary .hint")
    assert hint.startswith(f"The event before is {before.title_en},")


def test_two_topics_may_lead_and_one_that_nobody_raised_before_is_said_to_be(
    plain_visitor, event, before
):
    for name in ("Traffic", "Noise"):
        raise_concerns(3, event, make_topic(name_en=name))
    raise_concerns(5, before)

    assert said(plain_visitor, event)[1:] == [
        "Talked about most: Traffic, in 3 of 6 concerns. At the event before nobody raised it.",
        "Talked about most: Noise, in 3 of 6 concerns. At the event before nobody raised it.",
    ]


@pytest.mark.parametrize(("here", "there"), [(4, 9), (9, 4)])
def test_a_few_concerns_are_compared_with_nothing(plain_visitor, event, before, here, there):
    topic = make_topic(name_en="Traffic")
    raise_concerns(here, event, topic)
    raise_concerns(there, before, make_topic())

    assert said(plain_visitor, event)[1:] == [
        f"Talked about most: Traffic, in {here} of {here} concerns."
    ]
    assert "event before" not in page_of(plain_visitor, event).text("#summary .hint")


def test_no_topic_leads_where_none_stands_out(plain_visitor, event):
    for _ in range(3):
        raise_concerns(2, event, make_topic())

    assert said(plain_visitor, event) == ["6 concerns: 6 before the event, 0 at it, 0 after it."]


def test_what_fits_no_topic_is_not_what_people_talk_about(plain_visitor, event):
    raise_concerns(3, event, make_topic(key="other", name_en="Other"))

    assert "Other" not in " ".join(said(plain_visitor, event))


def test_what_is_new_more_less_and_gone(plain_visitor, event, before):
    lead, new, more, less, gone = (
        make_topic(name_en=name) for name in ("Lead", "New", "More", "Less", "Gone")
    )
    for number, where, topic in (
        *((6, event, lead), (6, before, lead)),
        *((1, event, new), (4, event, more), (2, before, more)),
        *((1, event, less), (3, before, less), (2, before, gone)),
    ):
        raise_concerns(number, where, topic)

    assert said(plain_visitor, event)[2:] == [
        "New since the event before: New, in 1 of 12 concerns.",
        "More than at the event before: More, in 4 of 12 concerns. Then it was 2 of 13 concerns.",
        "Less than at the event before: Less, in 1 of 12 concerns. Then it was 3 of 13 concerns.",
        "Not raised this time: Gone. At the event before it was 2 of 13 concerns.",
    ]


def test_what_may_still_be_raised_is_not_said_to_be_gone(plain_visitor, before):
    event, topic = make_event(), make_topic(name_en="Parking")
    raise_concerns(5, event)
    raise_concerns(1, before, topic)
    raise_concerns(4, before)

    assert said(plain_visitor, event)[1:] == [
        "Not raised so far: Parking. At the event before it was 1 of 5 concerns."
    ]


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        ((1, 9), (0, 9), Change.NEW),
        ((0, 9), (1, 9), Change.GONE),
        ((3, 4), (2, 4), Change.SAME),
        ((4, 8), (2, 8), Change.MORE),
        # Twice as many, of twice as many.
        ((8, 40), (4, 20), Change.SAME),
        ((2, 8), (4, 8), Change.FEWER),
        ((2, 4), (4, 8), Change.SAME),
        ((0, 9), (0, 9), Change.SAME),
    ],
)
def test_a_change_is_one_in_number_and_in_share(here, there, expected):
    assert change(Share(*here), Share(*there)) is expected


def test_an_event_without_one_before_it_is_compared_with_nothing(plain_visitor, event):
    raise_concerns(2, event, make_topic(name_en="Traffic"))

    assert said(plain_visitor, event)[1:] == ["Talked about most: Traffic, in 2 of 2 concerns."]
    assert "event before" not in page_of(plain_visitor, event).text("#summary .hint")


def test_themes_beside_the_list_are_marked_as_proposed_or_signed_off(plain_visitor, event):
    officer = make_staff()
    make_theme(*raise_concerns(3, event), terms="e-bikes, pier, path")
    signed = make_theme(*raise_concerns(2, event), name="Street racing")
    signed.sign_off(by=officer)
    dismissed = make_theme(*raise_concerns(4, event), name="Hello")
    dismissed.dismiss(by=officer)
    db.session.commit()

    assert said(plain_visitor, event)[1:] == [
        "Not on the topic list: 3 of 9 concerns, with words such as “e-bikes, pier, path”. "
        "proposed by the computer, not approved",
        "Not on the topic list: Street racing, in 2 of 9 concerns. approved by staff",
    ]


def test_what_was_asked_and_not_answered(plain_visitor, event):
    officer = make_staff()
    question, *_ = raise_concerns(2, event, kind=Kind.QUESTION)
    raise_concerns(1, event, wants_answer=True)
    raise_concerns(1, event, kind=Kind.QUESTION, status=ConcernStatus.ANSWERED)
    make_message(question, by=officer)

    assert said(plain_visitor, event)[1:] == ["4 concerns ask for an answer. 2 have none yet."]


def test_when_all_have_an_answer_it_says_so(plain_visitor, event):
    raise_concerns(1, event, kind=Kind.QUESTION, status=ConcernStatus.CLOSED)

    assert said(plain_visitor, event)[1:] == [
        "1 concern asks for an answer. None is left without one."
    ]


def test_marks_that_nobody_has_looked_at(plain_visitor, event):
    officer = make_staff()
    first, second, _ = raise_concerns(3, event)
    make_flag(FlagKind.SELF_HARM, concern=first)
    make_flag(concern=first)
    make_flag(concern=second, is_right=True, seen_at=now(), seen_by_id=officer.id)

    assert said(plain_visitor, event)[1:] == [
        "1 concern is flagged as one to look at soon, and nobody has looked yet."
    ]


def test_the_five_largest_topics_and_themes_are_quoted_in_their_own_language(plain_officer, event):
    for size in range(5, 0, -1):
        topic = make_topic(name_en=f"Topic of {size}")
        quote(event, topic, *raise_concerns(size, event, topic, body=f"Words of {size}"))
    theme = make_theme(
        *raise_concerns(6, event, body="Las bicicletas", text_language=Language.SPANISH),
        terms="bikes, pier, path",
    )

    page = page_of(plain_officer, event)

    assert page.texts("#summary .quote") == [
        "Las bicicletas",
        *(f"Words of {n}" for n in (5, 4, 3, 2)),
    ]
    assert page.texts("#summary .quotes .hint")[0] == (
        f"“bikes, pier, path”: number {theme.concern_rows[0].concern_id} , one of 6 concerns."
    )
    quotes = page.soup.select("#summary .quote")
    assert [each["lang"] for each in quotes] == ["es", "en", "en", "en", "en"]
    assert all(each.has_attr("hx-ignore") for each in quotes)


def test_a_long_quote_is_cut_and_leads_to_the_whole(plain_officer, event):
    topic = make_topic()
    concern = make_concern(event=event, topics=[topic], body="word " * 700)
    quote(event, topic, concern)

    page = page_of(plain_officer, event)

    assert len(page.text("#summary .quote")) < 290
    link = page.one("#summary .quotes .hint a")
    assert "word " * 600 in plain_officer.get(link["href"]).words


def test_what_is_marked_is_not_quoted(plain_officer, event):
    topic, officer = make_topic(), make_staff()
    best, mistaken = raise_concerns(2, event, topic)
    make_flag(FlagKind.THREAT, concern=best)
    make_flag(concern=mistaken, is_right=False, seen_at=now(), seen_by_id=officer.id)
    quote(event, topic, best, mistaken)

    assert page_of(plain_officer, event).texts("#summary .quote") == [mistaken.body]


@pytest.mark.parametrize(
    "facts",
    [
        {"has_personal_details": True},
        {"names_officer": True},
        {"has_personal_details": None, "names_officer": None},
    ],
    ids=["details", "an officer", "not read yet"],
)
def test_what_may_hold_private_details_is_not_quoted(plain_officer, event, facts):
    topic = make_topic()
    best, plain = raise_concerns(2, event, topic)
    for name, value in facts.items():
        setattr(best, name, value)
    quote(event, topic, best, plain)

    assert page_of(plain_officer, event).texts("#summary .quote") == [plain.body]


def test_it_speaks_spanish(plain_visitor, event):
    sign_in(plain_visitor, language=Language.SPANISH)
    raise_concerns(2, event, make_topic(name_es="Tránsito"), kind=Kind.QUESTION)

    assert page_of(plain_visitor, event).texts("#summary .sentences li") == [
        "2 inquietudes: 2 antes del evento, 0 durante y 0 después.",
        "De lo que más se habló: Tránsito, en 2 de 2 inquietudes.",
        "2 inquietudes piden una respuesta. 2 aún no la tienen.",
    ]


# When a concern goes, the sentence changes or goes


def withdraw(concern):
    concern.withdraw()


def hide(concern):
    concern.hide(HiddenFor.SPAM, by=make_staff())


def hold(concern):
    concern.is_held = True


def turn_out_to_be_about_an_officer(concern):
    concern.move_to_complaints()


@pytest.mark.parametrize("leave", [withdraw, hide, hold, turn_out_to_be_about_an_officer])
def test_when_a_concern_leaves_every_sentence_changes_or_goes(plain_officer, event, leave):
    topic = make_topic(name_en="Traffic")
    first, second = raise_concerns(2, event, topic, kind=Kind.QUESTION)
    theme = make_theme(first, second)
    quote(event, topic, first, second)
    make_flag(concern=raise_concerns(1, event)[0])
    full = page_of(plain_officer, event)
    assert len(full.texts("#summary .sentences li")) == 5
    assert full.texts("#summary .quote") == [first.body, second.body]

    leave(first)
    db.session.commit()
    half = page_of(plain_officer, event)
    leave(second)
    db.session.commit()
    empty = page_of(plain_officer, event)

    assert half.texts("#summary .sentences li") == [
        "2 concerns: 2 before the event, 0 at it, 0 after it.",
        f"Not on the topic list: 1 of 2 concerns, with words such as “{theme.terms}”. "
        "proposed by the computer, not approved",
        "1 concern asks for an answer. 1 has none yet.",
        "1 concern is flagged as one to look at soon, and nobody has looked yet.",
    ]
    assert half.texts("#summary .quote") == [second.body, second.body]
    assert empty.texts("#summary .sentences li") == [
        "1 concern: 1 before the event, 0 at it, 0 after it.",
        "1 concern is flagged as one to look at soon, and nobody has looked yet.",
    ]
    assert not empty.has("#summary .quote")


def test_when_a_concern_moves_to_another_topic_the_sentences_follow(plain_officer, event):
    officer = make_staff()
    traffic, noise = make_topic(name_en="Traffic"), make_topic(name_en="Noise")
    moved, *_ = raise_concerns(2, event, traffic)
    raise_concerns(1, event, noise)
    quote(event, traffic, moved)
    full = page_of(plain_officer, event)
    assert "Traffic, in 2 of 3" in full.text("#summary .sentences")
    assert full.texts("#summary .quote") == [moved.body]

    moved.set_topics([noise], by=officer)
    db.session.commit()

    page = page_of(plain_officer, event)
    assert "Noise, in 2 of 3" in page.text("#summary .sentences")
    assert not page.has("#summary .quote")


# Recounted


def still_there(concern):
    return not (
        concern.is_complaint or concern.is_withdrawn or concern.is_hidden or concern.is_held
    )


def is_found(concern, chosen):
    """Tell by plain reading whether a choice finds a concern."""
    asks = (
        concern.kind is Kind.QUESTION
        or concern.wants_answer
        or any(not message.is_from_staff for message in concern.messages)
    )
    unseen = db.session.scalars(
        select(ConcernFlag).where(
            ConcernFlag.concern_id == concern.id, ConcernFlag.seen_at.is_(None)
        )
    ).all()
    theme = db.session.get(ThemeConcern, concern.id)
    return all(
        (
            still_there(concern),
            concern.event_id in chosen.event_ids,
            chosen.phase in (None, concern.phase),
            chosen.topic_id in (None, *(topic.id for topic in concern.topics)),
            chosen.theme_id in (None, theme and theme.theme_id),
            not chosen.asked or asks,
            not chosen.waiting or concern.waits_for_answer,
            chosen.flagged is not FlagFilter.OPEN or unseen,
        )
    )


def fill(event, topics, dice):
    officer, concerns = make_staff(), []
    for _ in range(dice.randint(8, 25)):
        concern = make_concern(
            event=event,
            topics=dice.sample(topics, dice.choice([0, 1, 1, 2])),
            phase=dice.choice(list(Phase)),
            kind=dice.choice(list(Kind)),
            wants_answer=dice.random() < 0.3,
            is_complaint=dice.random() < 0.2,
            status=dice.choice(list(ConcernStatus)),
        )
        if not concern.is_complaint:
            dice.choice([withdraw, hide, hold, *[lambda concern: None] * 9])(concern)
        if dice.random() < 0.2:
            make_flag(concern=concern)
        if dice.random() < 0.2:
            make_message(concern, by=officer)
        concerns.append(concern)
    db.session.commit()
    for topic in topics:
        quote(event, topic, *[each for each in concerns if topic in each.topics][:2])
    make_theme(*dice.sample(concerns, 4))


@pytest.mark.parametrize("seed", range(2))
def test_each_sentence_is_recounted_from_its_sources(plain_officer, event, before, seed):
    dice = random.Random(seed)  # noqa: S311
    topics = [make_topic() for _ in range(5)]
    fill(before, topics, dice)
    fill(event, topics, dice)
    listed = topics_of(event.agency_id)

    told = summary(event, event_counts(event, listed), listed, themes_of(event))

    concerns = db.session.scalars(select(Concern)).all()
    assert {SentenceKind.HEARD, SentenceKind.THEME, SentenceKind.ASKED, SentenceKind.FLAGGED} < {
        each.kind for each in told.sentences
    }
    for sentence in (*told.sentences, *told.quotes):
        compared = (sentence.of, sentence.then, sentence.then_of)
        for count in filter(None, (sentence.count, *compared, *(sentence.by_phase or {}).values())):
            found = [each for each in concerns if is_found(each, count.sources)]
            assert len(found) == count.number, sentence
        if sentence.quote:
            assert is_found(sentence.quote, sentence.count.sources), sentence
    links = page_of(plain_officer, event).soup.select("#summary .sentences a, #summary .quotes a")
    assert len(links) > 8
    for link in links:
        page = plain_officer.get(link["href"])
        if "/staff/concerns?" in link["href"]:
            assert page.text("#concern-list h2").startswith(f"{link.text} concern")
        else:
            assert page.status == 200
