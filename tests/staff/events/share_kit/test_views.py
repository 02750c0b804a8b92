from tests.factories import make_draft, make_event, make_past_event


def show(visitor, event):
    return visitor.get(f"/staff/events/{event.id}/share-kit")


def test_each_text_can_be_copied_in_both_languages_with_one_button(officer):
    event = make_event(title_en="Tea & <b>talk</b>")

    page = show(officer, event)

    buttons = [button["data-copy"] for button in page.soup.select("button[aria-label]")]
    assert len(buttons) == 12
    assert sum(f"/es/events/{event.slug}" in text for text in buttons) == 6
    assert any("Tea & <b>talk</b>" in text for text in buttons)


def test_the_texts_can_be_read_and_selected_without_javascript(officer):
    page = show(officer, make_event())

    texts = page.soup.select("details .share-text")
    assert [text["lang"] for text in texts] == ["en", "es"] * 6


def test_the_picture_can_be_saved_in_both_languages(officer):
    event = make_event()

    links = [link["href"] for link in show(officer, event).soup.select("a[download]")]

    assert links == [f"/events/{event.slug}.png", f"/es/events/{event.slug}.png"]
    assert all(officer.get(link).status == 200 for link in links)


def test_only_what_people_can_still_come_to_is_shared(officer):
    for event in (make_draft(), make_past_event()):
        assert show(officer, event).location == f"/staff/events/{event.id}/plan"


def test_the_links_alone_and_the_calendar_files_are_there_too(officer):
    event = make_event()

    links = {link["href"] for link in show(officer, event).soup.select("a")}

    assert {
        f"http://127.0.0.1:8000/events/{event.slug}",
        f"http://127.0.0.1:8000/es/events/{event.slug}",
        f"/events/{event.slug}.ics",
        f"/es/events/{event.slug}.ics",
    } <= links
