"""No source, no sentence."""

import random
import re
from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import select

from coffeecop.db import db, now
from coffeecop.engine.asks import LISTED
from coffeecop.models import (
    Concern,
    ConcernMention,
    ConcernState,
    Kind,
    Language,
    MentionKind,
    Phase,
    ThemeConcern,
)
from coffeecop.models.concern.counts import ENDS
from coffeecop.models.concern.parts import WAITING_STATES
from coffeecop.models.topics import topics_of
from coffeecop.staff.concern_list.conditions import FlagFilter
from coffeecop.staff.summaries import counts
from coffeecop.staff.summaries import summary as queries
from coffeecop.staff.summaries.counts import Share, ShareWords, event_counts
from coffeecop.staff.summaries.summary import summary, themes_of
from tests.factories import (
    make_concern,
    make_event,
    make_flag,
    make_mention,
    make_merged,
    make_message,
    make_past_event,
    make_quotes,
    make_staff,
    make_theme,
    make_topic,
    put_in_state,
    sign_in,
    suggest,
)

pytestmark = pytest.mark.both_databases

DAY = timedelta(days=1)


@pytest.fixture
def before(app):
    return make_event(starts_at=now() - 35 * DAY)


@pytest.fixture
def event(before):
    return make_past_event()


def raise_concerns(number, event, *topics, **values):
    return [make_concern(event=event, topics=topics, **values) for _ in range(number)]


def page_of(visitor, event):
    return visitor.get(f"/staff/events/{event.id}")


def sentences(page):
    """Return the lines as they are read: a link before a full stop has no space after it."""
    return [re.sub(r" ([.,])", r"\1", line) for line in page.texts("#summary .sentences li")]


def said(visitor, event):
    sign_in(visitor)
    return sentences(page_of(visitor, event))


def test_with_nothing_to_say_there_is_no_summary(plain_officer, event):
    assert not page_of(plain_officer, event).has("#summary")
    for number, topics in (
        (1, []),
        # What one person raised is no topic of the event.
        (1, [make_topic()]),
        (3, [make_topic(key="other", name_en="Other")]),
    ):
        raise_concerns(number, event, *topics)
        assert not page_of(plain_officer, event).has("#summary")


# What waits for an answer


def test_it_says_where_all_are_that_asked_and_calls_only_a_written_word_an_answer(
    plain_visitor, event
):
    raise_concerns(1, event, kind=Kind.QUESTION, state=ConcernState.CLOSED)
    (main,) = raise_concerns(1, event, wants_answer=True, state=ConcernState.ANSWERED)
    make_merged(main, kind=Kind.QUESTION)
    raise_concerns(1, event)

    assert said(plain_visitor, event) == [
        "3 concerns asked for an answer. Answered in writing: 2. Closed: 1."
    ]


# The three largest topics, with the places that they name and what is asked for


def test_the_three_largest_topics_are_told_and_no_others(plain_visitor, event):
    for size in (4, 3, 2, 2):
        raise_concerns(size, event, make_topic(name_en=f"Topic of {size}"))

    assert said(plain_visitor, event) == [
        "Topic of 4: 4 of 11 concerns.",
        "Topic of 3: 3 of 11 concerns.",
        "Topic of 2: 2 of 11 concerns.",
    ]


def test_a_share_is_put_into_words_where_they_are_true():
    for number, of, words in (
        (12, 20, ShareWords.MOST),
        (11, 20, None),
        (13, 25, ShareWords.HALF),
        (12, 25, ShareWords.HALF),
        (7, 20, ShareWords.THIRD),
        (5, 20, ShareWords.QUARTER),
        (7, 25, ShareWords.QUARTER),
        (8, 20, None),
        # Half of a few is no half.
        (5, 10, None),
    ):
        assert Share(number, of).words is words


def test_the_words_of_a_share_stand_before_its_numbers(plain_visitor, event, monkeypatch):
    monkeypatch.setattr(counts, "LEAST_FOR_WORDS", 1)
    raise_concerns(2, event, make_topic(name_en="Traffic"))
    told = []
    for _ in range(4):
        told += said(plain_visitor, event)
        raise_concerns(2, event)

    assert told == [
        "Most concerns are about Traffic: 2 of 2.",
        "About half of the concerns are about Traffic: 2 of 4.",
        "About a third of the concerns are about Traffic: 2 of 6.",
        "About a quarter of the concerns are about Traffic: 2 of 8.",
    ]


def test_places_and_requests_of_a_topic_are_named_and_each_opens_its_concerns(plain_visitor, event):
    traffic, noise = make_topic(name_en="Traffic"), make_topic(name_en="Noise")
    concerns = raise_concerns(6, event, traffic)
    for place, number in (("maple court", 4), ("ninth", 3), ("alder way", 2), ("fern", 2)):
        for concern in concerns[:number]:
            make_mention(concern, place)
    make_mention(concerns[0], "elm street")
    for ask, number in (("radar", 2), ("speed_bumps", 3)):
        for concern in concerns[:number]:
            make_mention(concern, ask, kind=MentionKind.ASK)
    (other,) = raise_concerns(1, event, noise)
    make_mention(other, "maple court")

    assert said(plain_visitor, event) == [
        "Traffic: 6 of 7 concerns. Places named: Maple Court (4), Ninth (3), Alder Way (2). "
        "People ask for: speed bumps (3), radar (2)."
    ]
    links = page_of(plain_visitor, event).select("#summary li a")[2:]
    opened = [plain_visitor.get(link["href"]) for link in links]
    assert [page.text("#concern-list h2").split()[0] for page in opened] == list("43232")
    assert "Place: Maple Court" in opened[0].text("#conditions")
    assert "Asks for: speed bumps" in opened[3].text("#conditions")


def test_what_no_list_knows_is_told_in_their_own_words(plain_visitor, event):
    for concern in raise_concerns(2, event, make_topic(name_en="Youth")):
        make_mention(concern, "skate night", kind=MentionKind.ASK, label="a skate night")

    assert said(plain_visitor, event) == [
        "Youth: 2 of 2 concerns. People ask for: “a skate night” (2)."
    ]


def test_a_street_that_is_named_only_at_a_corner_is_not_named_again(plain_visitor, event):
    concerns = raise_concerns(3, event, make_topic(name_en="Traffic"))
    for concern in concerns[:2]:
        for key in ("fern and ninth", "fern", "ninth"):
            make_mention(concern, key)
    make_mention(concerns[2], "ninth")

    assert "Places named: Ninth (3), Fern And Ninth (2)." in said(plain_visitor, event)[0]


def test_each_thing_on_the_list_has_a_name(app):
    with app.test_request_context():
        macros = current_app.jinja_env.get_template("macros/staff_labels.html").module

        assert "not named" not in [macros.ask_label(key, "not named") for key in LISTED]


def test_when_only_the_newest_were_read_for_places_it_says_so(plain_visitor, event, monkeypatch):
    raise_concerns(3, event, make_topic())
    monkeypatch.setattr(queries, "MOST_READ_FOR_MENTIONS", 2)
    sign_in(plain_visitor)

    hint = page_of(plain_visitor, event).text("#summary .hint")

    assert "Places and requests are those of the newest 2 concerns." in hint


# Themes


def test_themes_are_marked_as_proposed_or_signed_off(plain_visitor, event):
    officer = make_staff()
    make_theme(*raise_concerns(3, event), phrase_en="e-bikes on the pier")
    signed = make_theme(*raise_concerns(2, event), name="Street racing")
    signed.sign_off(by=officer)
    dismissed = make_theme(*raise_concerns(4, event), name="Hello")
    dismissed.dismiss(by=officer)
    db.session.commit()

    assert said(plain_visitor, event) == [
        "Perhaps a theme: “e-bikes on the pier”, in 3 of 9 concerns. Nobody has approved it yet.",
        "A theme beside the topics: Street racing, in 2 of 9 concerns.",
    ]


# Changes


def changes(visitor, event):
    return [line for line in said(visitor, event) if "event before" in line]


def test_all_changes_are_told_in_one_line(plain_visitor, event, before):
    lead, new, more, less, gone = (
        make_topic(name_en=name) for name in ("Lead", "New", "More", "Less", "Gone")
    )
    for number, where, topic in (
        *((20, event, lead), (20, before, lead), (12, event, new)),
        *((20, event, more), (3, before, more), (3, event, less), (20, before, less)),
        *((20, before, gone),),
    ):
        raise_concerns(number, where, topic)

    assert changes(plain_visitor, event) == [
        "New: New, in 12 of 55 concerns. At the event before nobody raised it. "
        "More about More: 20 of 55 concerns. At the event before it was 3 of 63. "
        "Less about Less: 3 of 55 concerns. At the event before it was 20 of 63. "
        "Nobody raised Gone this time. At the event before it was 20 of 63 concerns."
    ]
    hint = page_of(plain_visitor, event).text("#summary .hint")
    assert f"The event before is {before.title_en}," in hint


def test_what_may_still_be_raised_is_not_said_to_be_gone(plain_visitor, before):
    event, topic = make_event(), make_topic(name_en="Parking")
    raise_concerns(20, event, make_topic())
    raise_concerns(20, before, topic)

    assert "So far less about Parking: 0 of 20 concerns." in " ".join(changes(plain_visitor, event))
    assert "Nobody raised" not in " ".join(changes(plain_visitor, event))


def test_what_nobody_has_confirmed_yet_may_be_about_it(plain_visitor, event, before):
    raise_concerns(20, event, make_topic())
    raise_concerns(20, before, make_topic(name_en="Parking"))
    suggest(make_concern(event=event), make_topic(), 0.5)

    (line,) = changes(plain_visitor, event)

    assert "Less about Parking: 0 of 21 concerns." in line


def test_concerns_that_the_computer_left_without_a_topic_make_no_topic_less(
    plain_visitor, event, before
):
    topic = make_topic(name_en="Parking")
    raise_concerns(20, before, topic)
    raise_concerns(10, before, make_topic())
    raise_concerns(6, event, topic)
    raise_concerns(3, event, make_topic())
    raise_concerns(21, event)

    assert "Less about Parking" not in " ".join(changes(plain_visitor, event))


# Quotes


def quoted(page):
    return page.texts("#topics q")


def test_the_topics_of_the_summary_are_quoted_in_their_own_language(plain_officer, event):
    for size, language in ((5, Language.SPANISH), (4, Language.ENGLISH), (3, None), (2, None)):
        topic, body = make_topic(name_en=f"Topic of {size}"), f"Words of {size}"
        values = {"body": body, "text_language": language}
        make_quotes(topic, *raise_concerns(size, event, topic, **values))

    page = page_of(plain_officer, event)

    assert quoted(page) == ["Words of 5", "Words of 4", "Words of 3"]
    quotes = page.select("#topics q")
    assert [each["lang"] for each in quotes] == ["es", "en", "en"]
    assert all("hx-ignore" in each for each in quotes)


# When a concern goes, the sentence changes


def hide(concern):
    put_in_state(concern, ConcernState.HIDDEN, by=make_staff())


def take_back(concern):
    put_in_state(concern, ConcernState.WITHDRAWN)


def hold(concern):
    concern.is_held = True


def test_what_waits_or_is_flagged_is_told_of_concerns_that_still_count(plain_officer, event):
    hidden, *_ = raise_concerns(3, event, kind=Kind.QUESTION)
    make_flag(concern=raise_concerns(1, event)[0])
    hide(hidden)
    db.session.commit()

    assert sentences(page_of(plain_officer, event)) == [
        "2 concerns asked for an answer. Not answered yet: 2.",
        "1 concern is flagged as one to look at soon, and nobody has looked yet.",
    ]


# Recounted


def still_there(concern):
    return not (
        concern.is_complaint or concern.is_withdrawn or concern.is_hidden or concern.is_held
    )


def mentions_of(concern, kind):
    rows = db.session.query(ConcernMention).filter_by(concern_id=concern.id, kind=kind)
    return {row.key for row in rows}


def is_found(concern, chosen):
    """Tell by plain reading whether a choice finds a concern."""
    asks = (
        concern.kind is Kind.QUESTION
        or concern.wants_answer
        or any(not message.is_from_staff for message in concern.messages)
    )
    state = concern.main.state
    theme = db.session.get(ThemeConcern, concern.id)
    return all(
        (
            still_there(concern),
            concern.event_id in chosen.event_ids,
            chosen.topic_id in (None, *(topic.id for topic in concern.topics)),
            chosen.theme_id in (None, theme and theme.theme_id),
            not chosen.place or chosen.place in mentions_of(concern, MentionKind.PLACE),
            not chosen.ask or chosen.ask in mentions_of(concern, MentionKind.ASK),
            not chosen.asked or asks,
            not chosen.unanswered or (asks and state in WAITING_STATES),
            chosen.state in (None, state),
            chosen.flagged is not FlagFilter.OPEN or concern.open_flags,
        )
    )


def fill(event, topics, dice, *, least=30):
    officer, concerns = make_staff(), []
    for _ in range(dice.randint(least, least + 20)):
        is_complaint = dice.random() < 0.2
        concern = make_concern(
            event=event,
            topics=dice.sample(topics, dice.choice([0, 1, 1, 2])),
            phase=dice.choice(list(Phase)),
            kind=dice.choice(list(Kind)),
            wants_answer=dice.random() < 0.3,
            is_complaint=is_complaint,
            state=dice.choice([*WAITING_STATES, *ENDS][: 4 if is_complaint else None]),
        )
        if not concern.is_complaint:
            dice.choice([take_back, hide, hold, *[lambda concern: None] * 9])(concern)
        if dice.random() < 0.2:
            make_flag(concern=concern)
        if dice.random() < 0.2:
            make_message(concern, by=officer)
        make_mention(concern, dice.choice(["ninth", "maple court"]))
        make_mention(concern, dice.choice(["radar", "signs"]), kind=MentionKind.ASK)
        concerns.append(concern)
    db.session.commit()
    for main in concerns[:4]:
        if still_there(main):
            make_merged(main, kind=Kind.QUESTION)
    make_theme(*dice.sample(concerns, 4))


def counts_of(told):
    """Return every number of a summary."""
    for sentence in (*told.topics, *told.themes):
        yield from (sentence.count, sentence.of)
        yield from (named.count for named in (*sentence.places, *sentence.asks))
    for sentence in told.changes:
        yield from (sentence.now, sentence.of, sentence.then, sentence.then_of)
    yield from filter(None, (told.asked, told.flagged, *(count for _, count in told.where_asked)))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_each_sentence_is_recounted_from_its_sources(plain_officer, event, before, seed):
    dice = random.Random(seed)  # noqa: S311
    topics = [make_topic() for _ in range(3)]
    fill(before, topics[:2], dice)
    fill(event, topics[1:], dice)
    listed = topics_of(event.agency_id)

    told = summary(event, event_counts(event, listed), listed, themes_of(event))

    assert sum(count.number for _, count in told.where_asked) == told.asked.number
    assert all((told.asked, told.topics, told.themes, told.changes, told.flagged))
    assert all(sentence.places and sentence.asks for sentence in told.topics)
    concerns = db.session.scalars(select(Concern)).all()
    for count in counts_of(told):
        found = [each for each in concerns if is_found(each, count.sources)]
        assert len(found) == count.number, count
    links = page_of(plain_officer, event).select("#summary .sentences a")
    assert len(links) > 15
    for link in links:
        (number,) = re.findall(r"\d+", link.text)
        page = plain_officer.get(link["href"])
        assert page.text("#concern-list h2").startswith(f"{number} concern"), link
