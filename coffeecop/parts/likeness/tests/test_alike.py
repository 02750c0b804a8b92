"""More like this, and what a search finds by its meaning."""

from urllib.parse import urlencode

import pytest

from coffeecop.concerns import verbs
from coffeecop.db import db
from coffeecop.engine import own_process
from coffeecop.engine.encoder import encode, pack
from coffeecop.engine.examples import encoder_name
from coffeecop.models import Concern, ConcernState, ConcernVector, Role
from coffeecop.parts.likeness import search
from coffeecop.parts.likeness.engine import likeness_process
from tests.factories import (
    make_agency,
    make_concern,
    make_event,
    make_past_event,
    make_staff,
    new_concern,
    put_in_state,
    sign_in,
)
from tests.of_parts import needs_part
from tests.staff.concerns.form_filling import (
    conditions,
    heading,
    listed,
    matched,
    search_for,
    ticked,
)
from tests.staff.form_filling import arrive, whole
from tests.stored import reload

BIKES = "Dirt bikes race on the trail behind the school every night."
MORE_BIKES = "The dirt bikes on the trail behind the school are back."
MOTOS = "Las motos de motocross corren por el sendero detrás de la escuela cada noche."
OTHERS = [
    "The street light at the corner of Fifth has been out for weeks.",
    "Somebody dumps old mattresses in the alley.",
    "Can we have more coffee events on weekends?",
    "The stop sign is hidden by a tree.",
    "Cars are parked across my driveway on market days.",
]


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    """Compare here, and note each time; test_likeness_process has a process of its own."""
    times = []

    def run(_module, lines, **_limits):
        times.append(1)
        return likeness_process.answer(lines)

    monkeypatch.setattr(own_process, "run", run)
    return times


def write(*bodies, event=None, **values):
    """Make concerns that the engine has read, and return the last."""
    event = event or make_event()
    concerns = [new_concern(body=body, event=event, **values) for body in bodies]
    db.session.add_all(concerns)
    db.session.flush()
    name = encoder_name()
    for concern, vector in zip(concerns, encode([*bodies]), strict=True):
        db.session.add(ConcernVector(concern_id=concern.id, encoder=name, vector=pack(vector)))
    db.session.commit()
    return concerns[-1]


@pytest.fixture
def again(event, bikes):
    return write(MORE_BIKES, event=event)


@pytest.fixture
def bikes(event):
    return write(*OTHERS, BIKES, event=event)


def like(*concerns, **filters):
    ids = "-".join(str(each.id) for each in concerns)
    return f"/staff/concerns?{urlencode({'like': ids, **filters})}"


def picked(page):
    return page.texts("[aria-labelledby=picks-heading] .items p")


# More like this


def test_a_concern_leads_to_those_that_are_like_it(officer, bikes, event):
    again, motos = write(MORE_BIKES, event=make_past_event()), write(MOTOS, event=event)

    page = whole(officer, f"/staff/concerns/{bikes.id}")
    page = whole(officer, page.one(".more-actions [data-key=x]")["href"])

    assert picked(page) == [BIKES]
    assert listed(page) == [again.body, motos.body]
    assert ticked(page) == [bikes.id]
    assert heading(page) == "2 concerns are alike"
    assert conditions(page) == [f"Like number {bikes.id}"]


def test_a_filter_narrows_them(officer, bikes, event):
    elsewhere = make_past_event()
    write(MORE_BIKES, event=elsewhere), write(MOTOS, event=event)

    page = whole(officer, like(bikes, event=elsewhere.id))

    assert listed(page) == [MORE_BIKES]
    assert picked(page) == [BIKES]
    assert MOTOS in listed(search_for(officer, "dirt bikes", event=event.id))
    assert MOTOS not in listed(search_for(officer, "dirt bikes", event=elsewhere.id))


def test_without_meanings_words_decide(officer, event):
    for body in (*OTHERS, BIKES, MORE_BIKES, MOTOS):
        make_concern(body=body, event=event)
    bikes = db.session.scalars(db.select(Concern).filter_by(body=BIKES)).one()

    assert listed(whole(officer, like(bikes)))[0] == MORE_BIKES


def test_what_is_corrected_ranks_anew(officer, bikes, event, again):
    motos = write(MOTOS, event=event)
    ticked_now = f"like={bikes.id}&like={again.id}"
    answer = officer.get(f"/staff/concerns?before={bikes.id}-{motos.id}&{ticked_now}")
    page = arrive(officer, answer)

    assert picked(page) == [BIKES, MORE_BIKES]
    assert motos.body not in listed(page)
    assert conditions(page) == ["Like 2 concerns", "Taken out: 1"]
    # What is ticked again is meant again.
    answer = officer.get(f"/staff/concerns?unlike={again.id}&before={bikes.id}&{ticked_now}")
    assert answer.location.endswith(f"like={bikes.id}-{again.id}")


def test_only_the_most_alike_are_shown(officer, event):
    first = write(BIKES, event=event)
    write(*(f"{BIKES} It is the {n}. time." for n in range(30)), event=event)
    write(*(f"{OTHERS[n % 5]} {n}" for n in range(30)), event=event)

    page = whole(officer, like(first))

    assert len(listed(page)) == 25
    assert heading(page) == "The 25 most alike"


# Who is never compared


def make_unseen(kind, bikes):
    if kind == "of another agency":
        return write(MORE_BIKES, event=make_event(agency=make_agency()))
    again = write(MORE_BIKES, event=bikes.event)
    if kind == "complaint":
        again.is_complaint = True
    elif kind == "withdrawn":
        put_in_state(again, ConcernState.WITHDRAWN)
    elif kind == "held":
        again.is_held = True
    else:
        put_in_state(again, ConcernState.HIDDEN, by=make_staff())
    db.session.commit()
    return again


def test_what_does_not_count_is_never_found_nor_an_example(visitor, bikes):
    """The order of the others would tell what it says."""
    sign_in(visitor, Role.OFFICER, Role.COMPLAINTS)
    kinds = ("complaint", "withdrawn", "held", "hidden", "of another agency")
    unseen = {kind: make_unseen(kind, bikes) for kind in kinds}

    page = whole(visitor, like(bikes))
    assert listed(page) == []
    assert "Nothing else is like it" in page.words
    assert listed(whole(visitor, like(bikes, complaint=1))) == []
    assert listed(search_for(visitor, "dirt bikes")) == [BIKES]
    assert listed(search_for(visitor, "motocicletas ruidosas")) == []
    for kind, concern in unseen.items():
        page = whole(visitor, like(concern))
        assert (picked(page), listed(page)) == ([], []), kind
        assert "The concerns that this list started from are gone" in page.words
        page = whole(visitor, f"/staff/concerns/{concern.id}")
        assert not page.has("#concern [data-key=x]"), kind


def test_an_answer_is_kept_but_shows_no_complaint_and_misses_nothing_new(
    officer, bikes, event, asked, again
):
    for _ in range(2):
        assert listed(whole(officer, like(bikes))) == [MORE_BIKES]

    verbs.make_complaint(reload(again), by=officer.member)
    db.session.commit()
    assert listed(whole(officer, like(bikes))) == []
    assert len(asked) == 1

    write(MOTOS, event=event)
    assert listed(whole(officer, like(bikes))) == [MOTOS]


def test_a_concern_that_is_gone_is_passed_over(officer, bikes, event, again):
    gone = write(MOTOS, event=event)
    address = like(bikes, gone)
    db.session.delete(db.session.get(ConcernVector, gone.id))
    db.session.delete(reload(gone))
    db.session.commit()

    page = whole(officer, address)

    assert (picked(page), listed(page)) == ([BIKES], [again.body])


# A computer that is busy


def fail(*_asked, **_limits):
    raise own_process.ProcessFailed


def test_a_busy_computer_says_so(officer, bikes, again, monkeypatch):
    monkeypatch.setattr(own_process, "run", fail)

    page = whole(officer, like(bikes))

    assert picked(page) == [BIKES]
    assert "could not compare them just now" in page.words
    page = search_for(officer, "dirt")
    assert listed(page) == [MORE_BIKES, BIKES]
    assert "Only words were searched." in page.words


def test_one_person_cannot_keep_the_computer_busy(officer, bikes, again, monkeypatch):
    monkeypatch.setattr(search, "ASKING_LIMIT", "1 per minute")

    assert listed(whole(officer, like(bikes))) == [MORE_BIKES]
    assert "could not compare them just now" in whole(officer, like(again)).words
    # An answer that was kept costs nothing.
    assert listed(whole(officer, like(bikes))) == [MORE_BIKES]


def test_a_page_says_when_only_the_newest_were_compared(officer, bikes, again, monkeypatch):
    monkeypatch.setattr(search, "MOST_COMPARED", 3)

    for page in (whole(officer, like(bikes)), search_for(officer, "mattresses")):
        assert "Compared with the newest" in page.words


# Search


def test_what_means_the_same_comes_last_with_its_nearest_sentence(officer, bikes, event):
    write("Good morning to all. Young men are racing on the path at midnight.", event=event)

    page = search_for(officer, "jóvenes que corren de noche en el sendero")

    assert listed(page)[0].startswith("Good morning")
    marked = ["Young men are racing on the path at midnight."]
    assert matched(page)[0] == (marked, ["Similar in meaning"])


def test_words_in_quotation_marks_stand_for_nothing_else(officer, bikes, event):
    write(MOTOS, event=event)

    assert MOTOS not in listed(search_for(officer, '"dirt bikes" "trail"'))


def test_who_has_enough_by_words_does_not_wait_for_meanings(officer, event, asked):
    for _ in range(26):
        make_concern(body=BIKES, event=event)

    assert len(listed(search_for(officer, "bikes"))) == 25
    assert len(listed(search_for(officer, "bikes", page=2))) == 1
    assert asked == []


def test_complaints_are_searched_by_words_alone(complaints_officer, bikes, asked):
    verbs.make_complaint(reload(bikes), by=complaints_officer.member)
    db.session.commit()

    assert listed(search_for(complaints_officer, "motocicletas", complaint=1)) == [BIKES]
    assert asked == []


def test_without_the_encoder_a_search_says_that_it_knows_words_alone(officer, bikes, monkeypatch):
    monkeypatch.setattr("coffeecop.staff.concern_list.listing.encoder_name", lambda: None)

    page = search_for(officer, "motocicletas")
    assert listed(page) == [BIKES]
    assert "Only words are searched here." in page.words


# What it costs

# One to tell whether an answer is kept; three for the picked, the others and how many they are.
STATEMENTS = {"/staff/concerns?like={first}": 17, "/staff/concerns?q=bikes": 16}


@needs_part("saved_filters")
@pytest.mark.parametrize("number", [5, 60])
@pytest.mark.parametrize("path", STATEMENTS)
def test_statements_do_not_grow_with_the_concerns(plain_officer, queries, event, path, number):
    first = write(BIKES, event=event)
    write(*(f"{OTHERS[n % 5]} {n}" for n in range(number)), MOTOS, event=event)

    with queries() as statements:
        assert plain_officer.get(path.format(first=first.id)).status == 200

    assert len(statements) == STATEMENTS[path], "\n".join(statements)
