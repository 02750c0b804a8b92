import pytest

from coffeecop.models import Event, RosterEntry, RosterRole, SpokenLanguage
from coffeecop.models.event.parts import RosterLanguage
from coffeecop.staff.events.roster_form import UnclearRoster, read_roster, typed_line
from coffeecop.web.i18n import in_language
from tests.factories import make_agency, make_event, save, sign_in
from tests.staff.events.form_filling import change, new_event
from tests.staff.form_filling import as_shown
from tests.stored import audited, one_of, reload


def people(text, picked=(), known=()):
    """Return names, roles but an officer's, and languages but English."""
    return [
        (each.name, "host" if each.is_host else each.role, {*each.languages} - {"en"})
        for each in read_roster(text, picked, known)
    ]


@pytest.mark.parametrize("between", ["; ", "\n", ";\n\n;"])
def test_a_roster_is_a_line_or_a_person_on_each(app, between):
    assert people(between.join(["Lt. Diaz, host", "Ana, Spanish"])) == [
        ("Lt. Diaz", "host", set()),
        ("Ana", "officer", {"es"}),
    ]


@pytest.mark.parametrize(
    ("line", "role", "spoken"),
    [
        ("Ana, social worker, spanish and Mixteco", "social_worker", {"es", "mix"}),
        ("Ana, INTÉRPRETE, español y vietnamita", "interpreter", {"es", "vi"}),
        ("Ana , animal control,, ASL & English,", "animal_control", {"ase"}),
        ("Ana, partner, Spanish, Spanish", "partner", {"es"}),
        ("Ana, oficial a cargo", "host", set()),
    ],
)
def test_what_follows_a_name_is_said_in_either_language(app, line, role, spoken):
    assert people(line) == [("Ana", role, spoken)]


def test_a_name_with_a_comma_is_read_again_where_it_is_known(app):
    assert people("Diaz, Maria, host; Diaz, Mariano", known=["Diaz, Maria", "Diaz, Mariano"]) == [
        ("Diaz, Maria", "host", set()),
        ("Diaz, Mariano", "officer", set()),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Bo, mayor", "“mayor” after Bo"),
        ("x" * 81, "too long for a name"),
        ("Ana; ana, Spanish", "Ana is on the list twice"),
        ("Ana, host; Bo, host", "Only one of them can be the host: Ana and Bo"),
        ("Bo, partner, host", "Only an officer can be the host"),
        (";".join(f"Officer {number}" for number in range(13)), "12 people at most"),
    ],
)
def test_what_is_no_roster_is_said(app, text, words):
    with pytest.raises(UnclearRoster, match=words):
        read_roster(text, [], [])


def test_whoever_is_picked_and_typed_is_there_once(app):
    assert people("Bo, host", ["Bo, Spanish", "Ana, partner"]) == [
        ("Bo", "host", set()),
        ("Ana", "partner", set()),
    ]


def test_each_entry_is_typed_as_it_is_read_in_both_languages(app):
    for language in ("en", "es"):
        with in_language(language):
            for role in RosterRole:
                entry = RosterEntry(name="Ana", role=role, languages={*SpokenLanguage})
                entry.is_host = role == "officer"
                (read,) = read_roster(typed_line(entry), [], [])
                assert (read.role, read.is_host) == (role, entry.is_host)
                assert read.languages == {*SpokenLanguage}


def test_who_makes_the_first_event_is_its_host(visitor):
    sign_in(visitor, "organizer", name="Lt. Diaz")

    new_event(visitor)

    assert [(each.name, each.is_host) for each in one_of(Event).roster] == [("Lt. Diaz", True)]


def test_people_of_earlier_events_are_picked_with_what_they_do_and_never_as_a_second_host(
    organizer,
):
    make_event(agency=make_agency(), roster=["Sgt. Elsewhere"])
    for roster in (["Sgt. Bo Sample", "Ana Example"], ["Officer Cy Example", "Sgt. Bo Sample"]):
        earlier = make_event(roster=roster)
    save(RosterLanguage(roster_entry_id=earlier.host.id, language="es"))
    event = make_event(roster=["Officer Di New"])

    page = organizer.get(f"/staff/events/{event.id}/edit/roster")

    offered = [box["value"] for box in page.select("[name=picked]")]
    assert offered == ["Sgt. Bo Sample", "Officer Cy Example, Spanish", "Ana Example"]
    assert not page.has("#title_en, #date, #capacity")
    change(organizer, event, roster="Officer Di New, host", picked=offered[1:2])
    assert [each.name for each in reload(event).roster] == ["Officer Di New", "Officer Cy Example"]
    assert event.roster[1].languages == {"en", "es"}


def test_the_roster_can_be_changed_throughout_and_do_without_a_host(organizer):
    event = make_event(roster=["Sgt. Bo Sample", "Officer Cy Leaving"])

    change(organizer, event, roster="Ana Example, interpreter, Mixteco; Sgt. Bo Sample")

    assert reload(event).host is None
    assert {(each.name, each.role) for each in event.roster} == {
        ("Ana Example", "interpreter"),
        ("Sgt. Bo Sample", "officer"),
    }
    assert audited()[-1][-1] == {"roster": None}


def test_a_colleague_who_was_first_is_not_overwritten(organizer):
    event = make_event(roster=["Sgt. Bo Sample"])
    path = f"/staff/events/{event.id}/edit/roster"
    before = as_shown(organizer.get(path))
    change(organizer, event, roster="Sgt. Bo Sample, host; Ana")

    stale = organizer.post(path, **{**before, "roster": "Ana"})

    assert "A colleague changed this while you were writing." in stale.words
    assert [each.name for each in reload(event).roster] == ["Sgt. Bo Sample", "Ana"]
    assert len(audited()) == 1
