"""A theme of the concerns that a person has picked."""

from typing import NamedTuple

import pytest

from coffeecop.analysis import clustering
from coffeecop.analysis.clustering import FoundTheme, find_themes_due
from coffeecop.concerns.verbs import make_complaint
from coffeecop.db import db
from coffeecop.models import AuditAction, ConcernState, Theme, ThemeConcern, ThemeStatus, Topic
from tests.colleagues import colleagues, run_concurrently
from tests.factories import (
    make_agency,
    make_concern,
    make_concerns,
    make_event,
    make_past_event,
    make_theme,
    put_in_state,
    sign_in,
)
from tests.staff.concerns.form_filling import listed
from tests.staff.form_filling import arrive, as_shown
from tests.stored import all_of, audited, one_of, reload, topic_assignments


@pytest.fixture
def officer(visitor):
    return sign_in(visitor, name="Ofc. Example")


@pytest.fixture
def picked(app):
    """Three concerns of two events, in the order in which they were picked."""
    first, second = make_concerns(2)
    return [second, make_concern(event=make_past_event()), first]


def new(*concerns):
    return "/staff/topics/new?" + "&".join(f"like={each.id}" for each in concerns)


def make(visitor, concerns, name="Bikes on the promenade"):
    shown = as_shown(visitor.get(new(*concerns)), "#theme-form")
    return visitor.post("/staff/topics/themes", **{**shown, "name": name})


def members(theme):
    db.session.rollback()
    rows = db.session.query(ThemeConcern).filter_by(theme_id=theme.id).order_by(ThemeConcern.rank)
    return [row.concern_id for row in rows]


def test_it_has_exactly_what_was_picked_and_is_approved_by_who_made_it(visitor, officer, picked):
    make_concern(event=picked[0].event)
    form = visitor.get(new(*picked))
    assert form.texts(".quotes .quote") == [concern.body for concern in picked]
    assert form.value("#name") == ""

    page = arrive(visitor, make(visitor, picked))

    theme = one_of(Theme)
    assert members(theme) == [concern.id for concern in picked]
    assert (theme.label, theme.status) == ("Bikes on the promenade", ThemeStatus.SIGNED_OFF)
    assert theme.decided_by_id == officer.id
    assert theme.decided_at is not None
    assert sorted(listed(page)) == sorted(concern.body for concern in picked)
    assert "“Bikes on the promenade” is a theme now. It has 3 concerns." in page.words
    detail = {"by_example": None, "concerns": 3}
    assert audited() == [(AuditAction.THEME_SIGNED_OFF, officer.id, theme.id, detail)]
    page = visitor.get("/staff/topics?show=approved")
    assert page.texts(".card h3") == ["Bikes on the promenade"]
    assert page.texts(".card .quote") == [picked[0].body]
    assert page.text(".card").count("Bikes on the promenade") == 1


def test_one_concern_is_no_theme(visitor, officer, picked):
    page = make(visitor, picked[:1])

    assert page.status == 422
    assert "A theme takes two concerns or more." in page.words


def test_concerns_leave_the_theme_in_which_they_were(visitor, officer, picked):
    left = make_theme(picked[0], make_concern(event=picked[0].event), name="Fast bikes")
    emptied, approved = make_theme(picked[1]), make_theme(picked[2], name="Kept")
    approved.sign_off(by=officer)
    db.session.commit()
    kept, gone = [left.id, approved.id], emptied.id

    page = visitor.get(new(*picked))
    assert "They leave it:" in page.words
    assert "Fast bikes" in page.words
    make(visitor, picked)

    assert len(members(left)) == 1
    # What a colleague has decided stays; what the computer proposed goes with its last concern.
    assert set(kept) < set(all_ids())
    assert gone not in all_ids()


def all_ids():
    return [theme.id for theme in all_of(Theme)]


# Of a theme and of a topic alike


class Made(NamedTuple):
    """What is made of concerns that a person has picked, and what is typed for it."""

    path: str
    form: str
    typed: dict[str, str]
    model: type

    def shown(self, page):
        return as_shown(page, self.form)


THEME = Made("/staff/topics/themes", "#theme-form", {"name": "E-bikes"}, Theme)
TOPIC = Made("/staff/topics", "#topic-form", {"name_en": "E-bikes", "name_es": "Bicis"}, Topic)
both = pytest.mark.parametrize("made", [THEME, TOPIC], ids=["theme", "topic"])


@both
@pytest.mark.parametrize("state", [None, ConcernState.WITHDRAWN])
def test_what_is_gone_meanwhile_is_told_before_it_is_made(admin, picked, made, state):
    shown = made.shown(admin.get(new(*picked)))
    if state:
        put_in_state(reload(picked[0]), state)
    else:
        make_complaint(reload(picked[0]), by=admin.member)
        db.session.commit()

    page = admin.post(made.path, **{**shown, **made.typed})

    assert page.status == 422
    assert "A concern is no longer here." in page.words
    assert picked[0].body not in page.words
    assert made.shown(page).items() >= made.typed.items()
    assert admin.post(made.path, **made.shown(page)).status == 303
    themes = ThemeConcern.query.filter_by(concern_id=picked[0].id).all()
    assert (themes, topic_assignments(picked[0])) == ([], {})


@both
def test_without_a_name_what_was_picked_is_kept(admin, picked, made):
    page = admin.post(
        made.path, **{**made.shown(admin.get(new(*picked))), **dict.fromkeys(made.typed, " ")}
    )

    assert page.status == 422
    assert page.has("[id^=name][id$=-error]")
    assert len(page.texts(".quotes .quote")) == 3
    assert all_of(made.model) == []


@both
def test_others_concerns_and_complaints_cannot_be_picked(admin, picked, made):
    other = make_agency(slug="other", name="Other Police")
    elsewhere = make_concern(event=make_event(agency=other), body="Of another department.")
    complaint = make_concern(event=picked[0].event, is_complaint=True, body="About an officer.")

    assert len(admin.get(new(*picked, elsewhere, complaint)).texts(".quotes .quote")) == 3
    ids = "-".join(str(each.id) for each in (picked[0], elsewhere, complaint))
    answer = admin.post(made.path, **made.typed, concerns=ids)

    assert answer.status == 422
    assert "Of another department." not in answer.words
    assert "About an officer." not in answer.words
    assert all_of(made.model) == []


@pytest.mark.parametrize("ids", ["", "x", "0-0", "99999999999-3", "-", "2147483647-1"])
def test_any_ids_are_answered(visitor, officer, ids):
    assert visitor.get(f"/staff/topics/new?like={ids}").status == 200
    assert visitor.post("/staff/topics/themes", name="Bikes", concerns=ids).status == 422


def test_the_computer_does_not_take_its_concerns_away(visitor, officer, picked, monkeypatch):
    make(visitor, picked)
    theme = one_of(Theme)
    own = [concern.id for concern in picked]
    at = {concern.id: concern.event_id for concern in map(reload, picked)}

    def all_of_an_event(event_id, agency_id):
        ids = [each for each in own if at[each] == event_id]
        return [FoundTheme(ids, "bikes, promenade", None)]

    monkeypatch.setattr(clustering, "themes_of", all_of_an_event)

    assert find_themes_due() == 2

    assert members(theme) == own
    assert all_ids() == [theme.id]


@pytest.mark.both_databases
def test_two_colleagues_who_pick_the_same_make_whole_themes(app, event):
    shared, one, two = make_concerns(3, event=event)
    visitors = colleagues(app, 2)
    picks = [[shared, one], [shared, two]]
    fields = [
        {"name": f"Theme {n}", "concerns": f"{a.id}-{b.id}"} for n, (a, b) in enumerate(picks)
    ]

    answers = run_concurrently(
        visitors, lambda n, each: each.post("/staff/topics/themes", **fields[n])
    )

    assert {answer.status for answer in answers} <= {303, 422}
    assert 303 in {answer.status for answer in answers}
    sizes = sorted(len(members(theme)) for theme in all_of(Theme))
    # The later one has both; the earlier one lost what they share.
    assert sizes in ([1, 2], [2])
