"""One matter on a page of its own, which can be shared."""

from datetime import date, timedelta

import pytest

from coffeecop.db import db
from coffeecop.matters.verbs import Said
from coffeecop.models import MatterConfirmation, MatterPhoto, MatterState, Role
from coffeecop.models.matters.queries import confirmations_of
from coffeecop.web.forms import new_form_key
from tests.addresses import send_request
from tests.factories import make_agency, make_matter, make_staff, save, say_of
from tests.stored import all_of, one_of

DOING, DONE, ANSWERED = MatterState.DOING, MatterState.DONE, MatterState.ANSWERED


def make_told(said=DONE, **values):
    return make_matter(said=said, is_public=True, **values)


def address(matter):
    return f"/matters/{matter.id}-a-dark-crosswalk"


def test_it_has_one_address_in_each_language_and_others_lead_to_it(plain_visitor):
    matter = make_told()
    for other in (f"/matters/{matter.id}", f"/matters/{matter.id}-anything"):
        for prefix in ("", "/es"):
            answer = plain_visitor.get(prefix + other)
            assert (answer.status, answer.location) == (301, prefix + address(matter))
    page = plain_visitor.get(f"/es{address(matter)}")
    assert page.text("h1") == "Un paso oscuro."
    assert page.one("link[rel=canonical]")["href"].endswith(f"/es{address(matter)}")
    assert page.one("a[hreflang=en]")["href"] == address(matter)
    matter.asked_en = matter.asked_es = "¿?"
    db.session.commit()
    assert plain_visitor.get(f"/matters/{matter.id}").status == 200, "no words for an address"


def test_what_is_not_published_or_not_there_is_not_found(plain_visitor):
    hidden = make_matter(said=DONE)

    for number in (hidden.id, hidden.id + 1, "9" * 30):
        for path in ("", "-a-dark-crosswalk", ".png", f"/photo-{'d' * 64}.jpg"):
            assert plain_visitor.get(f"/matters/{number}{path}").status == 404


def test_its_history_tells_each_step_once_and_of_reworded_ones_the_new_words(plain_visitor):
    matter = make_told(DOING, asked_en="A dark crosswalk.")
    say_of(matter, DOING, en="We ask the city for two lights.", es="Dos luces.")
    say_of(matter, DOING, is_note=True, en="Ordered.", es="Pedidas.", owner=None, due_on=None)
    say_of(matter, DONE, en="They shine.", es="Alumbran.", day=date(2026, 4, 8))

    page = plain_visitor.get(address(matter))

    assert page.words.count("They shine.") == 1
    assert "The city put up a light." not in page.words
    assert page.texts(".history b") == [
        *("We heard this", "We promised it", "Where it stood", "We did it")
    ]
    assert page.texts(".history p:nth-child(2)") == ["We ask the city for two lights.", "Ordered."]
    assert "Apr 8, 2026" in page.text(".history li:last-child")


def test_its_history_shows_that_the_day_of_a_promise_was_moved(plain_visitor):
    matter = make_told(DOING)
    for due_in, words in ((20, "Old words."), (40, "New words.")):
        owner = matter.created_by
        day = owner.agency.today + timedelta(days=due_in)
        say_of(matter, Said(DOING, en=words, owner=owner, due_on=day))

    page = plain_visitor.get(address(matter))

    days = [each.text.partition("by ")[2].strip() for each in page.select(".history .small")[1:]]
    assert len(days) == len(set(days)) == 3
    assert "Old words." not in page.words
    assert page.words.count("New words.") == 1


def test_a_page_that_is_shared_says_what_came_of_it(plain_visitor):
    matter = make_told()

    page = plain_visitor.get(address(matter))

    told = {meta["property"]: meta["content"] for meta in page.select("meta[property]")}
    assert told["og:title"] == "A dark crosswalk."
    assert told["og:description"] == "The city put up a light."
    assert page.one("button[data-share]")["data-copy"].endswith(address(matter))


def test_its_photo_is_kept_for_good_and_served_while_it_is_the_answer_in_public(plain_visitor):
    matter = make_told(DOING)
    alt = {"alt_en": "A light", "alt_es": "Una luz"}
    photo = MatterPhoto(content=b"jpeg", digest="d" * 64, width=4, height=3, **alt)
    say_of(matter, DONE, photo=photo)
    picture = plain_visitor.get("/es/matters").one(".photo")
    assert picture["alt"] == "Una luz"

    answer = send_request(plain_visitor, picture["src"])

    assert (answer.data, answer.mimetype) == (b"jpeg", "image/jpeg")
    assert (answer.cache_control.public, answer.cache_control.max_age) == (True, 31_536_000)
    assert plain_visitor.get(picture["src"].replace("ddd", "eee")).status == 404
    published_at, matter.published_at = matter.published_at, None
    by, matter.published_by_id = matter.published_by_id, None
    db.session.commit()
    assert plain_visitor.get(picture["src"]).status == 404
    save(matter, published_at=published_at, published_by_id=by)
    say_of(matter, DOING)
    assert plain_visitor.get(picture["src"]).status == 404


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_addresses_on_posters_and_in_mails_lead_to_what_took_their_place(plain_visitor, prefix):
    photo = MatterPhoto(content=b"jpeg", digest="d" * 64, width=4, height=3, alt_en="A light")
    kept, asked, hidden = make_told(), make_told(ANSWERED), make_matter(said=DONE)
    say_of(kept, DONE, photo=photo)
    kept.former_path, asked.former_path = "promises/7", "answers/7"
    save(hidden, former_path="promises/8")
    old_photo = f"photo-{'a' * 64}.jpg"
    for old, new in {
        "/promises": "/matters",
        "/answers": "/matters",
        "/promises/7": address(kept),
        "/answers/7": address(asked),
        "/promises/8": "/matters",
        "/promises/9": "/matters",
        f"/promises/7/{old_photo}": f"/matters/{kept.id}/photo-{'d' * 64}.jpg",
        f"/promises/8/{old_photo}": "/matters",
    }.items():
        answer = plain_visitor.get(prefix + old)
        assert (answer.status, answer.location) == (301, prefix + new), old


def test_an_anchor_of_the_lists_of_before_leads_to_what_took_its_place(plain_visitor):
    save(make_told(), former_path="promises/7")
    save(make_told(ANSWERED), former_path="answers/7")
    new = make_told(DOING)

    # A browser keeps the #promise-7 of an address that is led on.
    page = plain_visitor.get(plain_visitor.get("/promises").location)

    assert page.one("#promise-7 .badge").words.startswith("Done")
    assert page.one("#answer-7 .badge").words == "Answer"
    assert page.has(f"#matter-{new.id}")


def test_who_found_an_answer_may_say_so_and_it_is_counted_without_an_event(plain_visitor):
    matter = make_told(ANSWERED)
    path = f"/matters/{matter.id}/confirmations"
    assert not plain_visitor.get(address(make_told(DONE))).has("#confirm-form")
    refused = plain_visitor.post(path, website="example.org")
    assert (refused.status, refused.has("#website")) == (422, True)

    sent = plain_visitor.post(path, form_key=new_form_key())

    assert "Good to know" in plain_visitor.follow(sent).text("[role=status]")
    assert one_of(MatterConfirmation).event_id is None


def test_a_yes_on_the_form_of_an_event_counts_once_however_often_it_is_sent(visitor, event):
    answer = make_told(ANSWERED)
    path = f"/matters/{answer.id}/confirmations"
    assert visitor.post(path, form_key="forged").status == 422
    assert all_of(MatterConfirmation) == []
    sent = {"event": event.slug, "form_key": new_form_key()}

    for _tap in range(2):
        assert not visitor.post(path, **sent).cookies

    stored = one_of(MatterConfirmation)
    assert (stored.matter_id, stored.event_id) == (answer.id, event.id)
    assert confirmations_of([answer.id]) == {answer.id: 1}


def test_what_is_hidden_or_of_another_department_counts_for_no_event(visitor, event):
    organizer = make_staff(Role.ORGANIZER, agency=make_agency())
    for answer in (make_matter(said=ANSWERED), make_told(ANSWERED, by=organizer)):
        path = f"/matters/{answer.id}/confirmations"
        assert visitor.post(path, event=event.slug).status == 404
