"""Writing what the department did, before residents read it."""

from tests.factories import make_event
from tests.stored import audit_entries, reload


def test_an_organizer_writes_what_the_department_did_and_nobody_reads_it_yet(organizer, event):
    own = f"/staff/events/{event.id}"
    assert "nothing ever comes back" in organizer.get(own).text("#we-did")
    form = organizer.get(f"{own}/we-did")
    texts = {"we_did_en": " A stop sign.\r\n\r\nMore patrols. ", "we_did_es": ""}
    texts["version"] = form.value("[name=version]")

    # The same text by two is recorded once.
    for _time in range(2):
        answer = organizer.post(f"{own}/we-did", **texts)

    assert (answer.status, answer.location) == (303, own)
    assert (reload(event).we_did_en, event.we_did_es) == ("A stop sign.\n\nMore patrols.", None)
    assert not event.we_did_is_published
    assert [entry.facts for entry in audit_entries()] == [{"we_did": None}]
    page = organizer.get(f"{own}/we-did")
    assert page.value("#we_did_en") == "A stop sign.\n\nMore patrols."
    page = organizer.get(own)
    told = ["A stop sign. More patrols.", "Not published: residents do not read it yet."]
    assert page.texts("#we-did p") == told
    assert page.one("#we-did a")["href"] == f"{own}/we-did"
    assert not organizer.get(f"/staff/events/{make_event().id}").has("#we-did")
