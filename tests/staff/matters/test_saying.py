"""What the department says of a matter, who is told, and who may say what residents read."""

from datetime import timedelta
from io import BytesIO

import pytest

from coffeecop.models import (
    AuditAction,
    Concern,
    ConcernState,
    Language,
    MailKind,
    MatterState,
    MatterStep,
    Message,
    Role,
)
from coffeecop.models.matters import LONGEST_SAID
from coffeecop.web.forms import new_form_key
from tests.addresses import send_request
from tests.colleagues import colleagues, run_concurrently
from tests.factories import make_concern, make_matter, make_staff, say_of
from tests.photos import photo_file
from tests.shares import shared
from tests.staff.form_filling import arrive, as_shown, whole
from tests.stored import all_of, audit_actions, mails, reload
from tests.visitor import Visitor

BOTH = {"said_en": "It stands.", "said_es": "Ya está."}
ALT = {"alt_en": "A stop sign.", "alt_es": "Una señal de alto."}


def path_of(matter):
    return f"/staff/matters/{matter.id}"


def say(visitor, matter, saying, **fields):
    page = whole(visitor, f"{path_of(matter)}?open={saying}")
    return visitor.post(f"{path_of(matter)}/steps", **{**as_shown(page), **fields})


def make_asker(**values):
    return make_concern(**{"wants_answer": True, "receipt_hash": f"r{values}", **values})


@pytest.fixture
def askers(app):
    """One who reads English, one who reads Spanish and gets mail, one without a receipt."""
    contact = {"email": "eva@example.org"}
    return [
        make_asker(),
        make_asker(language=Language.SPANISH, contact=contact),
        make_asker(receipt_hash=None),
    ]


def test_an_answer_is_told_to_who_asked_each_in_their_language(organizer, askers):
    matter = make_matter(*askers, make_concern())
    form = whole(organizer, f"{path_of(matter)}?open=answer")
    assert "Tell the 2 who asked (1 by mail)" in form.words

    answer = say(organizer, matter, "answer", **BOTH)

    page = arrive(organizer, answer)
    assert "Saved, and told to 2 who asked." in page.text("main > [role=status]")
    assert "1 asked without a receipt: tell them when you meet." in page.words
    assert "Told to 2 who asked." in page.text(".steps")
    assert reload(matter).state is MatterState.ANSWERED
    assert {each.body for each in all_of(Message)} == {"It stands.", "Ya está."}
    assert [reload(each).state for each in askers[:2]] == [ConcernState.ANSWERED] * 2
    assert [each.kind for each in mails()] == [MailKind.ANSWER]


def test_nobody_is_told_who_is_not_to_be_told_until_one_tap_does(organizer, askers):
    matter = make_matter(*askers)

    say(organizer, matter, "cannot", **BOTH, tell=[])
    assert all_of(Message) == []
    page = whole(organizer, path_of(matter))
    assert page.text("#tell-form") == "Tell 2 who asked"
    assert "1 of those to tell gets it by mail too." in page.words
    for _tap in range(2):
        organizer.post(f"{path_of(matter)}/tellings")

    assert len(all_of(Message)) == 2
    assert "by mail" not in whole(organizer, path_of(matter)).words
    told = reload(askers[0])
    assert (told.state, told.state_reason) == (ConcernState.DECLINED, "It stands.")
    assert AuditAction.MATTER_TOLD in audit_actions()


def test_a_no_is_told_however_long_it_is(organizer, askers):
    matter, words = make_matter(*askers), "x" * LONGEST_SAID

    answer = say(organizer, matter, "cannot", said_en=words, said_es=words)

    assert "Saved, and told to 2 who asked." in arrive(organizer, answer).words
    assert [reload(each).state_reason for each in askers[:2]] == [words] * 2


def test_a_promise_has_words_who_does_it_and_a_day(organizer):
    colleague, matter = make_staff(name="Sgt. Ríos"), make_matter()
    refused = say(organizer, matter, "promise", due_on="soon", deputy=organizer.member.id)
    assert "in one language at least" in refused.refused("#said_en-error")
    assert refused.text("#due_on-error") == "Error: Choose a day."
    assert "somebody else" in refused.text("#deputy-error")

    say(organizer, matter, "promise", said_en="A light.", owner=colleague.id)

    page = whole(organizer, path_of(matter))
    assert "Sgt. Ríos looks after it." in page.words
    promised = reload(matter)
    assert promised.is_doing
    assert promised.due_on == promised.agency.today + timedelta(days=30)
    assert page.text(".actions .button") == "Say how far it is"


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
@pytest.mark.parametrize(("saying", "field"), [("promise", "due_on"), ("done", "day")])
def test_a_day_of_a_year_that_nobody_means_is_refused(organizer, saying, field, day):
    refused = say(organizer, make_matter(), saying, **BOTH, **{field: day})
    assert refused.refused(f"#{field}-error") == "Error: Check the year."


def test_how_far_it_is_is_noted_while_it_is_promised_and_tells_nobody(organizer):
    matter = make_matter(make_asker(), said=MatterState.DOING)
    assert not whole(organizer, f"{path_of(matter)}?open=note").has("#tell")

    page = arrive(organizer, say(organizer, matter, "note", said_en="Ordered."))

    assert "Ordered." in page.text(".steps")
    assert reload(matter).due_on
    assert all_of(Message) == []
    heard = make_matter()
    page = organizer.post(f"{path_of(heard)}/steps", saying="note", said_en="Ordered.")
    assert (page.status, reload(heard).state) == (422, MatterState.HEARD)


def test_what_is_done_is_shown_with_day_photo_and_figure_without_where_it_was_taken(organizer):
    matter = make_matter(said=MatterState.DOING)
    day = matter.agency.today - timedelta(days=3)
    photo = {"photo": (photo_file(gps=True, size=(2000, 1000)), "photo.jpg")}

    say(organizer, matter, "done", **BOTH, **photo, **ALT, day=day.isoformat())

    done = reload(matter)
    assert (done.state, done.said.day, done.owner_id) == (MatterState.DONE, day, None)
    assert (done.photo.width, done.photo.height, done.photo.alt_es) == (1024, 512, ALT["alt_es"])
    assert b"Exif" not in done.photo.content
    page = whole(organizer, path_of(matter))
    assert page.one(".photo")["alt"] == "A stop sign."
    served = send_request(organizer, page.one(".photo")["src"])
    assert (served.mimetype, served.data) == ("image/jpeg", done.photo.content)


def test_another_photo_takes_its_place_and_it_can_be_taken_away(organizer):
    matter = make_matter()
    say(organizer, matter, "done", **BOTH, **ALT, photo=(photo_file(), "a.jpg"))
    first = reload(matter).photo.digest

    say(organizer, matter, "done", alt_en="The new sign.")
    assert (reload(matter).photo.digest, matter.photo.alt_en) == (first, "The new sign.")
    say(organizer, matter, "done", photo=(photo_file(orientation=6), "b.jpg"))
    assert reload(matter).photo.digest != first
    say(organizer, matter, "done", removes_photo="y")

    assert reload(matter).photo is None
    assert len(matter.steps) == 5


def test_what_does_not_say_enough_is_refused_and_nothing_typed_is_lost(organizer):
    matter = make_matter()
    tomorrow = matter.agency.today + timedelta(days=1)
    page = say(organizer, matter, "done", **BOTH, day=tomorrow.isoformat())
    assert "still to come" in page.text("#day-error")
    page = say(organizer, matter, "done", **BOTH, photo=(photo_file(), "a.jpg"))
    assert "Say what the photo shows." in page.text("#alt_en-error")
    for content in (b"Not a photo.", photo_file().getvalue()[:300]):
        page = say(organizer, matter, "done", **BOTH, **ALT, photo=(BytesIO(content), "a.jpg"))
        assert "We can't read this photo" in page.text("#photo-error")
    assert (page.status, page.value("#said_es")) == (422, "Ya está.")
    assert reload(matter).state is MatterState.HEARD


def test_only_forms_with_a_file_may_be_large_and_only_for_staff(app, organizer):
    matter = make_matter()
    large = photo_file().getvalue() + b"\0" * 300_000

    page = say(organizer, matter, "done", **BOTH, **ALT, photo=(BytesIO(large), "a.jpg"))

    assert page.status == 303
    assert organizer.post(path_of(matter), name="x" * 300_000).status == 413
    fields = {"photo": (BytesIO(large), "a.jpg")}
    assert Visitor(app).post(f"{path_of(matter)}/steps", **fields).status == 413


def test_words_told_and_published_are_one_step_and_taken_down_by_one_tap(organizer):
    matter = make_matter(make_asker())

    asked = {"asked_en": "The crosswalk is dark."}
    page = arrive(organizer, say(organizer, matter, "answer", **BOTH, **asked, publish="y"))

    assert "Residents read it since" in page.words
    assert reload(matter).asked_en == "The crosswalk is dark."
    assert len(all_of(Message)) == 1
    down = organizer.post(f"{path_of(matter)}/publication", publish=0)
    page = arrive(organizer, down)
    assert not reload(matter).is_published
    organizer.post(f"{path_of(matter)}/publication", **as_shown(page, "#undo-form"))
    assert reload(matter).is_published


def test_an_officer_publishes_nothing(officer):
    matter = make_matter()
    assert not whole(officer, f"{path_of(matter)}?open=answer").has("#publish")

    say(officer, matter, "answer", **BOTH, publish="y")

    assert (reload(matter).state, matter.is_published) == (MatterState.ANSWERED, False)
    assert officer.post(f"{path_of(matter)}/publication", publish=1).status == 403


def test_of_what_residents_read_who_does_it_says_more_and_others_read_it(officer):
    theirs = make_matter(said=MatterState.DOING, is_public=True)
    page = whole(officer, path_of(theirs))
    assert "only who does it, and organizers, may change it." in page.words
    assert not page.has(".row-of-four")
    sent = officer.post(
        f"{path_of(theirs)}/steps",
        saying="done",
        **BOTH,
        day=officer.member.agency.today,
        version=reload(theirs).version,
    )
    assert "only who does it" in arrive(officer, sent).text("[role=alert]")
    assert reload(theirs).is_doing

    mine = make_matter(by=officer.member, said=MatterState.DOING, is_public=True)
    say(officer, mine, "done", **BOTH)
    assert (reload(mine).state, mine.is_published) == (MatterState.DONE, True)


def test_who_does_what_residents_read_may_write_what_people_said_as_they_keep_it(officer):
    asked = {"asked_en": None, "asked_es": None}
    mine = make_matter(by=officer.member, said=MatterState.DOING, is_public=True, **asked)

    page = arrive(officer, say(officer, mine, "done", **BOTH, asked_en="So dark."))

    assert "Saved" in page.text("main > [role=status]")
    assert (reload(mine).state, mine.asked_en) == (MatterState.DONE, "So dark.")


def test_of_what_residents_read_only_who_may_say_more_tells_it(officer, askers):
    matter = make_matter(*askers, said=MatterState.ANSWERED, is_public=True)
    assert not whole(officer, path_of(matter)).has("#tell-form")

    refused = officer.post(f"{path_of(matter)}/tellings")

    assert "only who does it" in arrive(officer, refused).text("[role=alert]")
    assert all_of(Message) == []
    officer.post(f"{path_of(make_matter(*askers, said=MatterState.ANSWERED))}/tellings")
    assert len(all_of(Message)) == 2


def test_it_is_opened_again_and_its_steps_stay(organizer):
    matter = make_matter(said=MatterState.CANNOT)

    organizer.post(f"{path_of(matter)}/reopening", version=reload(matter).version)

    assert reload(matter).state is MatterState.HEARD
    assert len(matter.steps) == 3
    assert "Opened again." in whole(organizer, path_of(matter)).text(".steps")
    stale = organizer.post(f"{path_of(matter)}/reopening", version=1)
    assert "A colleague did this first." in arrive(organizer, stale).words


def test_what_a_colleague_said_meanwhile_is_read_before_it_is_replaced(organizer):
    matter = make_matter()
    shown = as_shown(whole(organizer, f"{path_of(matter)}?open=answer"))
    say_of(matter, MatterState.CANNOT)

    page = organizer.post(f"{path_of(matter)}/steps", **{**shown, **BOTH})

    assert "A colleague changed this while you were writing." in page.refused("[role=alert]")
    assert page.value("#said_en") == "It stands."
    assert organizer.post(f"{path_of(matter)}/steps", **as_shown(page)).status == 303
    assert reload(matter).state is MatterState.ANSWERED


@pytest.mark.both_databases
@pytest.mark.parametrize("same_form", shared([(True,), (False,)]))
def test_six_who_say_and_tell_at_once_tell_each_once(app, same_form):
    six = colleagues(app, 6, Role.ORGANIZER)
    matter = make_matter(*(make_asker(body=str(number)) for number in range(5)))
    path, key = f"{path_of(matter)}/steps", new_form_key()
    shown = as_shown(whole(six[0], f"{path_of(matter)}?open=answer"))

    def send(_number, visitor):
        fields = {**shown, **BOTH, "form_key": key if same_form else new_form_key()}
        return visitor.post(path, **fields).status

    answers = sorted(run_concurrently(six, send))

    assert answers == ([303] * 6 if same_form else [303] + [422] * 5)
    assert len(all_of(Message)) == len(all_of(Concern)) == 5
    assert len(all_of(MatterStep)) == 2


@pytest.mark.both_databases
def test_six_who_tell_at_once_tell_each_once(app):
    six = colleagues(app, 6, Role.OFFICER)
    asked = {"contact": {"email": "eva@example.org"}}
    matter = make_matter(*(make_asker(body=str(n), **asked) for n in range(5)))
    say_of(matter, MatterState.ANSWERED)

    run_concurrently(six, lambda _, each: each.post(f"{path_of(matter)}/tellings").status)

    assert len(all_of(Message)) == 5


@pytest.mark.both_databases
def test_of_six_who_remove_it_at_once_one_does_and_the_others_find_none(app):
    six = colleagues(app, 6, Role.OFFICER)
    path = f"{path_of(make_matter())}/removal"

    answers = run_concurrently(six, lambda _, each: each.post(path).status)

    assert sorted(answers) == [303] + [404] * 5
