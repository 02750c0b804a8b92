import pytest

from coffeecop.web.mail_addresses import is_meant_as_mail_address, likely_slip


def test_a_likely_slip_has_an_address_that_was_meant():
    slips = {
        "ana@gmial.com": "ana@gmail.com",
        "Ana@Hotmial.com": "Ana@hotmail.com",
        "ana@yaho.com.mx": "ana@yahoo.com.mx",
        "ana@gmail.con": "ana@gmail.com",
        "ana@gmail.co": "ana@gmail.com",
        "ana@example.con": "ana@example.com",
        "ana@gmail": "ana@gmail.com",
        "ana@gmailcom": "ana@gmail.com",
        "ana@gmail,com": "ana@gmail.com",
        "ana @ gmail. com": "ana@gmail.com",
        "jim at gmail": "jim@gmail.com",
        "ana arroba example punto org": "ana@example.org",
    }

    assert {typed: likely_slip(typed) for typed in slips} == slips


OTHERS = """
ana@gmail.com ana@yahoo.ca ana@olive.com ana@mail.com ana@city.ca.gov ana@example.co ana@localhost
8055550100 ana @ ana@
"""


@pytest.mark.parametrize("typed", OTHERS.split())
def test_other_addresses_are_left_alone(typed):
    assert likely_slip(typed) is None


def test_an_address_is_told_from_a_phone_number():
    assert is_meant_as_mail_address("jim at gmail")
    assert is_meant_as_mail_address("805@example.org")
    assert not is_meant_as_mail_address("(805) 555-0100 ext. 12")
