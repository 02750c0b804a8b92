import pytest

from coffeecop.web.phones import displayed, parsed, phone_links, phone_url


@pytest.mark.parametrize(
    ("typed", "number", "shown", "link"),
    [
        ("805.555.0100", "+18055550100", "(805) 555-0100", "tel:+1-805-555-0100"),
        ("+1 (805) 555-0100", "+18055550100", "(805) 555-0100", "tel:+1-805-555-0100"),
        ("805–555–0100 x5", "+18055550100", "(805) 555-0100 ext. 5", "tel:+1-805-555-0100;ext=5"),
        ("+52 664 555 0119", "+526645550119", "+52 664 555 0119", "tel:+526645550119"),
        ("011 52 664 555 0119", "+526645550119", "011 52 664 555 0119", "tel:+526645550119"),
        ("\u202a(805) 555-0100\u202c", "+18055550100", "(805) 555-0100", "tel:+1-805-555-0100"),
    ],
)
def test_a_number_is_stored_displayed_and_called(typed, number, shown, link):
    assert (parsed(typed)[0], displayed(typed), phone_url(shown)) == (number, shown, link)


@pytest.mark.parametrize("typed", ["", "12", "abc", "555 0100", "+180555501", "805 555 01000"])
def test_what_nobody_could_call_is_no_number(typed):
    assert parsed(typed) is None


def test_numbers_in_a_text_are_links_and_the_rest_is_text():
    assert phone_links("<Call> 805 555 0100 in 2026") == (
        '&lt;Call&gt; <a href="tel:+1-805-555-0100">805 555 0100</a> in 2026'
    )
    assert ">+52 55 5555 0119</a>. 2 came" in phone_links("+52 55 5555 0119. 2 came")
    assert ';ext=12">805–555–0100 ext. 12</a>' in phone_links("805–555–0100 ext. 12")
    assert "<a" not in phone_links("example.org/p/8055550100")
