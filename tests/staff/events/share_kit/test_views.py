from tests.factories import make_event, make_past_event


def show(visitor, event):
    return visitor.get(f"/staff/events/{event.id}/share-kit")


def test_texts_pictures_links_and_calendar_files_are_there_in_both_languages(officer):
    event = make_event(title_en="Tea & <b>talk</b>")

    page = show(officer, event)

    buttons = [button["data-copy"] for button in page.select("button[aria-label]")]
    assert len(buttons) == 12
    assert sum(f"/es/events/{event.slug}" in text for text in buttons) == 6
    assert any("Tea & <b>talk</b>" in text for text in buttons)
    # They can be selected without a script.
    texts = page.select("details .share-text")
    assert [text["lang"] for text in texts] == ["en", "es"] * 6
    links = {link["href"] for link in page.select("a")}
    for prefix in ("", "/es"):
        address = f"{prefix}/events/{event.slug}"
        assert {f"http://127.0.0.1:8000{address}", f"{address}.ics", f"{address}.png"} <= links
    for picture in page.select("a[download]"):
        assert officer.get(picture["href"]).status == 200


def test_only_what_people_can_still_come_to_is_shared(officer):
    event = make_past_event()

    assert show(officer, event).location == f"/staff/events/{event.id}/plan"
