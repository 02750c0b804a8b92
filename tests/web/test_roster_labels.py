"""Ranks in Spanish, who will be there as the department shows it, and what they speak."""

from coffeecop.models import Agency, Event, Language, RosterEntry, RosterRole, RosterShown
from coffeecop.web.i18n import in_language
from coffeecop.web.roster_labels import languages_line, officer_name, who_line
from tests.factories import make_event

# The name in Spanish, and the ways to write it in English.
RANKS = {
    "Sgto. Diaz": ["Sgt. Diaz", "Sgt Diaz", "sergeant Diaz"],
    "Oficial Lopez": ["Officer Lopez", "Ofc. Lopez", "Police Officer Lopez"],
    "Tte. Kim": ["Lt. Kim", "Lieutenant Kim"],
    "Cap. O'Neil": ["Capt. O'Neil", "Captain O'Neil"],
    "Cabo Reyes": ["Cpl. Reyes"],
    "Detective Reyes": ["Det. Reyes", "Detective Reyes"],
    "Detective Sgto. Reyes": ["Det. Sgt. Reyes"],
    "Cmdte. Roe": ["Commander Roe", "Cmdr. Roe"],
    "Jefe de policía Roe": ["Chief Roe"],
    "Jefe de policía Ana Roe": ["Chief of Police Ana Roe"],
    "Subjefe Roe": ["Asst. Chief Roe", "Deputy Chief Roe", "Dep. Chief Roe"],
    "Oficial Roe": ["Deputy Roe", "Dep. Roe", "Sheriff's Deputy Roe"],
    "Sheriff Roe": ["Sheriff Roe"],
}
# They begin like a rank, or are one and nothing else.
NAMES = ["Chiefton Roe", "Officera Diaz", "Ltd Example", "Detroit Jones", "Chief", "Ana Sheriff"]


SAMPLE = [("Sgt. Diaz",), ("Officer Lee",), ("Ana Gomez", "interpreter")]
PARTNERS = [
    (f"Sample {role}", role)
    for role in ("partner", "animal_control", "social_worker", "interpreter", "social_worker")
]


def in_each_language(shown, row):
    """Return what a filter says of a row in English and in Spanish."""
    said = []
    for language in Language:
        with in_language(language):
            said.append(shown(row))
    return tuple(said)


def entry(name, role="officer", **values):
    return RosterEntry(name=name, role=RosterRole(role), **values)


def roster_of(*entries, shown=RosterShown.HOST):
    return Event(agency=Agency(roster_shown=shown), roster=list(entries))


def event_with(officers, *, speakers=()):
    """Return an event with so many officers; `speakers` maps a language to how many speak it."""
    spoken = dict(speakers)
    return roster_of(
        *(
            entry(
                "Sgt. Example",
                is_host=place == 0,
                languages={"en", *(one for one, number in spoken.items() if place < number)},
            )
            for place in range(officers)
        )
    )


def test_a_rank_is_said_in_the_language_of_the_page(app):
    for spanish, ways in RANKS.items():
        for written in ways:
            assert in_each_language(officer_name, entry(written)) == (written, spanish)


def test_a_name_that_begins_like_a_rank_stays_as_it_is(app):
    for name, role in (*((name, "officer") for name in NAMES), ("Chief Library", "partner")):
        assert in_each_language(officer_name, entry(name, role)) == (name, name)


def test_who_will_be_there_is_one_line(app):
    for officers, english, spanish in (
        (0, "Officers who want to listen", "Oficiales que quieren escuchar"),
        (1, "Sgt. Example", "Sgto. Example"),
        (2, "Sgt. Example and one officer", "Sgto. Example y un oficial"),
        (3, "Sgt. Example and two officers", "Sgto. Example y dos oficiales"),
        (11, "Sgt. Example and ten officers", "Sgto. Example y diez oficiales"),
        (12, "Sgt. Example and 11 officers", "Sgto. Example y 11 oficiales"),
    ):
        assert in_each_language(who_line, event_with(officers)) == (english, spanish)


def test_who_comes_is_said_as_the_department_wants(app):
    for shown, roster, english, spanish in (
        (
            *("names", SAMPLE),
            "Sgt. Diaz, Officer Lee and Ana Gomez (interpreter)",
            "Sgto. Diaz, Oficial Lee y Ana Gomez (intérprete)",
        ),
        (
            *("host", SAMPLE),
            "Officer Lee, one officer and an interpreter",
            "Oficial Lee, un oficial y un intérprete",
        ),
        # Without a host no name is shown.
        (
            *("host", [("Sgt. Diaz",), ("Ana Gomez", "interpreter")]),
            "One officer and an interpreter",
            "Un oficial y un intérprete",
        ),
        (*("number", SAMPLE), "Two officers and an interpreter", "Dos oficiales y un intérprete"),
        (
            *("number", PARTNERS),
            "Officers who want to listen, an interpreter, two social workers, one from animal "
            "control and a local partner",
            "Oficiales que quieren escuchar, un intérprete, dos personas de trabajo social, una "
            "persona de control de animales y alguien de un grupo local",
        ),
        # Spanish says e before the sound of an i.
        (
            *("names", [("Sgt. Diaz",), ("Irma Roe", "partner")]),
            "Sgt. Diaz and Irma Roe",
            "Sgto. Diaz e Irma Roe",
        ),
        (
            *("names", [("Sgt. Diaz",), ("Hilda Roe", "partner")]),
            "Sgt. Diaz and Hilda Roe",
            "Sgto. Diaz e Hilda Roe",
        ),
    ):
        entries = [entry(*each, is_host=each[0] == "Officer Lee") for each in roster]
        event = roster_of(*entries, shown=RosterShown(shown))

        assert in_each_language(who_line, event) == (english, spanish)


def test_what_they_speak_besides_english_is_one_line(app):
    for officers, speakers, english, spanish in (
        (0, {}, "", ""),
        (3, {}, "", ""),
        (1, {"es": 1}, "Speaks Spanish", "Habla español"),
        (4, {"es": 1}, "One speaks Spanish", "Una persona habla español"),
        (4, {"es": 2}, "Two speak Spanish", "Dos hablan español"),
        (12, {"es": 11}, "11 speak Spanish", "11 hablan español"),
        (4, {"fil": 1}, "One speaks Filipino", "Una persona habla filipino"),
        (
            *(4, {"ko": 1, "fil": 3, "es": 2}),
            "Two speak Spanish. Three speak Filipino. One speaks Korean",
            "Dos hablan español. Tres hablan filipino. Una persona habla coreano",
        ),
        (
            *(4, {"mix": 1, "cmn": 2}),
            "Two speak Mandarin. One speaks Mixteco",
            "Dos hablan mandarín. Una persona habla mixteco",
        ),
        (*(1, {"ase": 1}), "Uses American Sign Language", "Sabe lengua de señas americana"),
        (
            *(4, {"ase": 1}),
            "One uses American Sign Language",
            "Una persona sabe lengua de señas americana",
        ),
    ):
        event = event_with(officers, speakers=speakers)

        assert in_each_language(languages_line, event) == (english, spanish)


def test_a_subscribed_calendar_takes_as_many_statements_for_many_events(visitor, queries):
    counted = []
    for _more in range(2):
        make_event(roster=["Sgt. Diaz", "Officer Lopez"])
        make_event(roster=["Lt. Kim"])
        with queries() as statements:
            visitor.get("/events.ics")
        counted.append(len(statements))

    assert counted[0] == counted[1]
