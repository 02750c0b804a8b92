"""Themes: the program proposes, a person decides."""

from datetime import UTC, datetime, timedelta

import pytest

from coffeecop.db import db, now
from coffeecop.models import AuditAction, ConcernState, Role, ThemeStatus
from tests.factories import (
    make_agency,
    make_concern,
    make_event,
    make_past_event,
    make_staff,
    make_theme,
    make_topic,
    sign_in,
)
from tests.stored import audit_entries, audited, reload

THEMES = "/staff/topics"


def path(theme, rest):
    return f"{THEMES}/themes/{theme.id}/{rest}"


def new(theme):
    return f"{THEMES}/new?theme={theme.id}"


def labels(page):
    """Return the names of the themes, and the words of those that have none."""
    headings = page.texts("#themes h3")
    return [each.removeprefix("“").removesuffix("”") for each in headings]


def decided_on(theme, status):
    officer = make_staff()
    {"signed_off": theme.sign_off, "dismissed": theme.dismiss}[status](by=officer)
    db.session.commit()
    return theme


# The list


def test_a_theme_is_shown_with_its_words_how_much_of_it_and_a_quote(officer):
    event = make_event(title_en="Coffee", starts_at=datetime(2026, 2, 26, 20, 30, tzinfo=UTC))
    best, other = make_concern(event=event, body="E-bikes race."), make_concern(event=event)
    theme = make_theme(best, other, phrase_en="e-bikes on the pier")

    page = officer.get(THEMES)

    assert page.texts("#themes h3") == ["“e-bikes on the pier”"]
    card = page.text("#themes .card")
    assert "Proposed" in card
    assert "2 concerns Raised at Coffee, Feb 26, 2026" in card
    assert page.text("#themes .quote[hx-ignore]") == "E-bikes race."
    link = page.one("#themes .card a[href*='/staff/concerns']")
    assert link["href"] == f"/staff/concerns?theme={theme.id}"
    assert len(officer.get(link["href"]).select("#concern-list .items p")) == 2


@pytest.mark.parametrize(
    ("language", "phrase"), [("en", "e-bikes on the pier"), ("es", "bicis en el muelle")]
)
def test_a_theme_is_named_in_the_language_of_the_page_or_else_in_the_other(
    visitor, language, phrase
):
    sign_in(visitor, language=language)
    event = make_event()
    make_theme(
        make_concern(event=event), phrase_en="e-bikes on the pier", phrase_es="bicis en el muelle"
    )
    make_theme(make_concern(event=event), phrase_en=None, phrase_es="ovejas en el campo")

    assert labels(visitor.get(THEMES)) == ["ovejas en el campo", phrase]


def test_the_quote_is_the_best_one_that_is_still_in_the_event_stream(officer, event):
    gone = make_concern(event=event, state=ConcernState.WITHDRAWN)
    secret = make_concern(event=event, is_complaint=True)
    held = make_concern(event=event, is_held=True)
    left = make_concern(event=event, body="Still here.")
    make_theme(gone, secret, held, left)

    page = officer.get(THEMES)

    assert page.texts("#themes .quote") == ["Still here."]
    assert "1 concern" in page.text("#themes .card")


@pytest.mark.parametrize(
    ("show", "words"),
    [
        ("open", "No theme waits for a decision"),
        ("dismissed", "Nobody has dismissed a theme"),
        ("topics", "No theme has been made a topic"),
    ],
)
def test_a_theme_whose_concerns_are_all_gone_is_not_shown(officer, show, words):
    for status in ("signed_off", "dismissed"):
        decided_on(make_theme(make_concern(state=ConcernState.WITHDRAWN)), status)
    make_theme(make_concern(state=ConcernState.WITHDRAWN))

    page = officer.get(f"{THEMES}?show={show}")

    assert labels(page) == []
    assert words in page.text("#themes")


def test_what_waits_for_a_decision_is_shown_and_what_most_share_comes_first(officer, event):
    def theme(phrase, size):
        return make_theme(*(make_concern(event=event) for _ in range(size)), phrase_en=phrase)

    decided_on(theme("signed off", 4), "signed_off")
    theme("small", 1)
    theme("large", 3)

    assert labels(officer.get(THEMES)) == ["large", "small"]
    assert labels(officer.get(f"{THEMES}?show=approved")) == ["signed off"]


def test_a_theme_at_several_events_says_so(officer):
    events = [
        make_event(title_en=f"Coffee {n}", starts_at=now() - timedelta(days=n)) for n in range(5)
    ]
    make_theme(*(make_concern(event=event) for event in events))

    card = officer.get(THEMES).text("#themes .card")
    assert "5 concerns Raised at 5 events: Coffee 0" in card
    assert card.count("Coffee") == 3
    assert "and 2 more" in card

    here = officer.get(f"{THEMES}?event={events[4].id}")
    assert "1 concern Also raised at Coffee 0" in here.text("#themes .card")
    assert "and 1 more" in here.text("#themes .card")
    assert here.text("#themes > h2").startswith("1 theme at Coffee 4")


def test_one_event_has_its_own_themes_and_its_own_quotes(officer):
    here, there = make_event(), make_past_event()
    shared = [make_concern(event=there, body="There."), make_concern(event=here, body="Here.")]
    make_theme(*shared, phrase_en="both")
    make_theme(make_concern(event=there), phrase_en="only there")

    page = officer.get(f"{THEMES}?event={here.id}")

    assert labels(page) == ["both"]
    assert page.texts("#themes .quote") == ["Here."]
    assert f"event={here.id}" in page.one("#themes .card a[href*='/concerns?']")["href"]


def test_another_departments_themes_and_events_are_not_found(visitor):
    theme = make_theme(make_concern(event=make_event(agency=make_agency())), phrase_en="secret")
    sign_in(visitor, *Role, agency=make_agency())

    assert visitor.get(f"{THEMES}?event={theme.concern_rows[0].concern.event_id}").status == 404
    assert visitor.get(f"{THEMES}?event=x").status == 404
    assert "secret" not in visitor.get(f"{THEMES}?decided={theme.id}").words


def test_only_an_administrator_is_offered_to_make_a_topic(visitor):
    sign_in(visitor, *set(Role) - {Role.ADMIN})
    theme = make_theme(make_concern())

    assert not visitor.get(new(theme)).has("#topic-form")


def test_the_page_of_an_event_leads_to_its_themes(plain_officer, event):
    make_theme(make_concern(event=event), phrase_en="parrots")

    link = plain_officer.get(f"/staff/events/{event.id}").one("#topics a[href*='/staff/topics']")[
        "href"
    ]

    assert labels(plain_officer.get(link)) == ["parrots"]


# Decisions


@pytest.mark.parametrize(
    ("status", "words"), [("signed_off", "approved"), ("dismissed", "dismissed")]
)
def test_a_theme_is_decided_on_in_one_tap_or_two(officer, status, words):
    theme = make_theme(make_concern(), phrase_en="e-bikes on the pier")

    for _tap in range(2):
        answer = officer.post(path(theme, "status"), status=status, shown="proposed")

    told = officer.follow(answer).text("#themes [role=status][data-focus]")
    assert f"“e-bikes on the pier” is {words} by Sgt. Sample." in told
    assert (reload(theme).status, theme.decided_by_id) == (status, officer.member.id)
    action, change = AuditAction(f"theme_{status}"), {"theme_status": ["proposed", status]}
    assert audited() == [(action, officer.member.id, theme.id, change)]


def test_what_is_dismissed_can_be_looked_at_and_undone_in_one_tap(officer):
    theme = make_theme(make_concern())
    page = officer.follow(officer.post(path(theme, "status"), status="dismissed", shown="proposed"))
    assert labels(page) == []
    assert page.text("#undo-form button") == "Undo"
    dismissed = officer.get(page.one("#themes a[href$='show=dismissed']")["href"])
    assert labels(dismissed) == [theme.phrase]
    assert "Dismissed Sgt. Sample" in dismissed.text("#themes .card")
    form = dismissed.one(f"#theme-{theme.id}")
    assert form["action"] == f"{path(theme, 'status')}?show=dismissed"
    assert [button.text for button in form.select("button")] == ["Propose it again"]

    page = officer.follow(officer.post(path(theme, "status"), status="proposed", shown="dismissed"))

    assert reload(theme).is_proposed
    assert theme.decided_by_id is None
    assert labels(page) == [theme.phrase]
    undone = {"theme_status": ["dismissed", "proposed"]}
    assert audited()[1][::3] == (AuditAction.THEME_DISMISSED, undone)


@pytest.mark.parametrize("seen", ["signed_off", "proposed"])
def test_the_second_of_two_sees_what_was_decided(officer, seen):
    theme = make_theme(make_concern())
    theme.dismiss(by=make_staff(name="Sgt. First"))
    db.session.commit()

    page = officer.follow(officer.post(path(theme, "status"), status="signed_off", shown=seen))

    assert "A colleague was first; nothing was changed." in page.text("#themes [role=status]")
    assert "is dismissed by Sgt. First." in page.text("#themes [role=status]")
    assert reload(theme).status is ThemeStatus.DISMISSED
    assert audit_entries() == []


@pytest.mark.parametrize("fields", [{}, {"status": "made_topic"}])
def test_what_makes_no_sense_changes_nothing_and_says_so(officer, fields):
    theme = make_theme(make_concern())

    page = officer.post(path(theme, "status"), shown="proposed", **fields)

    assert page.status == 422
    assert page.has("#themes [role=alert]")
    assert reload(theme).is_proposed


def test_a_theme_that_became_a_topic_stays_one(admin):
    theme = make_theme(make_concern())
    theme.make_topic(make_topic(name_en="E-bikes"), by=make_staff())
    db.session.commit()

    for answer in (
        admin.post(path(theme, "status"), status="dismissed", shown="made_topic"),
        admin.post(path(theme, "name"), name="Other", shown=""),
        admin.get(new(theme)),
        admin.post(path(theme, "topic"), name_en="Other", name_es="Otro"),
    ):
        assert "is the topic E-bikes now" in admin.follow(answer).text("#themes [role=status]")
    assert reload(theme).status is ThemeStatus.MADE_TOPIC
    assert audit_entries() == []


# Names


def test_a_theme_is_renamed_and_its_words_stay_beside_the_name_and_stand_for_it_again(officer):
    theme = make_theme(make_concern(), phrase_en="e-bikes on the pier")
    form = officer.get(new(theme))
    assert form.value("#name") == ""

    page = officer.follow(officer.post(path(theme, "name"), name=" Fast e-bikes ", shown=""))

    assert labels(page) == ["Fast e-bikes"]
    assert "People write: “e-bikes on the pier”" in page.text("#themes .card")
    assert audited()[0][-1] == {"name": [None, "Fast e-bikes"]}

    page = officer.follow(officer.post(path(theme, "name"), name=" ", shown="Fast e-bikes"))
    assert labels(page) == ["e-bikes on the pier"]


def test_a_name_that_a_colleague_gave_meanwhile_is_shown_first(officer):
    theme = make_theme(make_concern(), name="Theirs")

    page = officer.post(path(theme, "name"), name="Mine", shown="")
    assert page.status == 422
    assert "A colleague named it “Theirs” meanwhile." in page.text("[role=alert]")
    assert page.value("#name") == "Mine"
    assert page.value("[name=shown]") == "Theirs"
    assert reload(theme).name == "Theirs"

    officer.follow(officer.post(path(theme, "name"), name="Mine", shown="Theirs"))
    assert reload(theme).name == "Mine"


def test_a_theme_is_renamed_where_it_stands_in_the_list(officer, event):
    theme = make_theme(make_concern(event=event))
    page = officer.get(f"{THEMES}?event={event.id}")
    assert page.value(f"#name-of-{theme.id}") == theme.phrase

    form = page.one(f"#name-{theme.id}")
    answer = officer.post(form["action"], name="New", shown="")

    assert answer.location == f"{THEMES}?event={event.id}&decided={theme.id}"
    assert labels(officer.get(THEMES)) == ["New"]


def test_a_long_list_has_pages(plain_officer):
    for _ in range(26):
        make_theme(make_concern())

    assert len(labels(plain_officer.get(THEMES))) == 25
    assert len(labels(plain_officer.get(f"{THEMES}?page=2"))) == 1
