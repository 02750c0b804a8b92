"""Noting that a promise was kept, with a photo."""

from datetime import timedelta
from io import BytesIO

from coffeecop.models import AuditAction, PromiseStatus
from tests.addresses import send_request
from tests.factories import make_promise
from tests.photos import photo_file
from tests.stored import audited, reload
from tests.visitor import Visitor

DONE = {"outcome_en": "It stands.", "outcome_es": "Ya está."}
ALT = {"alt_en": "A stop sign.", "alt_es": "Una señal de alto."}


def keep(visitor, promise, *, photo=None, days_ago=0, **fields):
    day = promise.agency.today - timedelta(days=days_ago)
    if photo:
        fields["photo"] = (photo, "photo.jpg")
    path = f"/staff/promises/{promise.id}/keep"
    return visitor.post(path, **{**DONE, "kept_on": day.isoformat(), **fields})


def test_it_is_kept_on_a_day_with_what_was_done(organizer, promise):
    assert keep(organizer, promise, days_ago=3).location == f"/staff/promises/{promise.id}"
    kept = reload(promise)
    assert (kept.status, kept.outcome_es) == (PromiseStatus.KEPT, "Ya está.")
    assert kept.closed_at.date() == kept.agency.today - timedelta(days=3)
    assert [each[0] for each in audited()] == [AuditAction.PROMISE_KEPT]
    assert keep(organizer, promise, outcome_en="It stands now.").status == 303
    assert (audited()[-1][0], audited()[-1][3]) == (AuditAction.PROMISE_CHANGED, {"outcome": None})


def test_what_does_not_say_enough_is_refused(organizer, promise):
    assert "still to come" in keep(organizer, promise, days_ago=-2).text("#kept_on-error")
    nothing = keep(organizer, promise, outcome_en="", outcome_es="")
    assert "in one language at least" in nothing.text("#outcome_en-error")
    without_words = keep(organizer, promise, photo=photo_file())
    assert "Say what the photo shows." in without_words.text("#alt_en-error")
    assert reload(promise).is_open
    # One that was dropped is opened before it is kept.
    dropped = make_promise(status=PromiseStatus.DROPPED)
    keep(organizer, dropped)
    assert reload(dropped).status is PromiseStatus.DROPPED


def test_a_photo_is_kept_without_the_place_where_it_was_taken(organizer, promise):
    keep(organizer, promise, photo=photo_file(gps=True, size=(2000, 1000)), **ALT)

    photo = reload(promise).photo
    assert (photo.width, photo.height, photo.alt_es) == (1024, 512, "Una señal de alto.")
    assert b"Exif" not in photo.content
    page = organizer.get(f"/staff/promises/{promise.id}")
    assert page.one(".photo")["alt"] == "A stop sign."
    served = send_request(organizer, page.one(".photo")["src"])
    assert (served.mimetype, served.data) == ("image/jpeg", photo.content)


def test_another_photo_takes_its_place_and_it_can_be_taken_away(organizer, promise):
    keep(organizer, promise, photo=photo_file(), **ALT)
    first = reload(promise).photo.digest

    keep(organizer, promise, photo=photo_file(orientation=6), **ALT)
    assert reload(promise).photo.digest != first
    keep(organizer, promise, **{**ALT, "alt_en": "The new sign."})
    assert reload(promise).photo.alt_en == "The new sign."
    keep(organizer, promise, removes_photo="y")

    assert reload(promise).photo is None


def test_a_file_that_is_no_photo_is_refused_beside_its_field(organizer, promise):
    for content in (b"Not a photo.", photo_file().getvalue()[:300]):
        answer = keep(organizer, promise, photo=BytesIO(content), **ALT)
        assert answer.status == 422
        assert "no photo that we can read" in answer.text("#photo-error")
    assert answer.value("#outcome_en") == "It stands."
    assert answer.value("#alt_es") == "Una señal de alto."
    assert reload(promise).is_open


def test_a_text_field_takes_no_file(organizer, promise):
    answer = keep(organizer, promise, outcome_en=(BytesIO(b"Secret"), "a.txt"))

    assert answer.status == 422
    assert "Secret" not in answer.body


def test_only_the_form_with_a_photo_may_be_large_and_only_for_staff(app, organizer, promise):
    large = photo_file().getvalue() + b"\0" * 300_000
    path = f"/staff/promises/{promise.id}"

    assert keep(organizer, promise, photo=BytesIO(large), **ALT).status == 303
    assert organizer.post(f"{path}/drop", outcome_en="x" * 300_000).status == 413
    assert keep(Visitor(app), promise, photo=BytesIO(large), **ALT).status == 413
    huge = {
        "content_type": "multipart/form-data; boundary=x",
        "environ_overrides": {"CONTENT_LENGTH": "13631488"},
    }
    assert send_request(organizer, f"{path}/keep", "POST", **huge).status_code == 413
