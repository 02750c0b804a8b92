import pytest

from coffeecop.staff.identity.passwords import hash_password, is_easy_to_guess, verify_password
from tests.staff.identity.passwords import BETTER, GOOD, hashed

KNOWN = ["maria.gonzalez@ventura.example.org", "María González", "Ventura Police Department"]


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "123456789012345",
        "qwertyuiopasdfgh",
        "aaaaaaaaaaaaaaa",
        "iloveyouiloveyou",
        "Password1234567!",
        "coffee with a cop",
        "venturapolice2026",
        "Ventura Police Department 1",
        "maria.gonzalez@ventura.example.org",
        "MaríaGonzález1985",
        "GONZALEZ gonzalez GONZALEZ",
    ],
)
def test_what_anybody_would_try_is_easy_to_guess(password):
    assert is_easy_to_guess(password, KNOWN)


@pytest.mark.parametrize(
    "password",
    [GOOD, BETTER, "tres gatos verdes saltan", "p4tK4tK4tKvQ9wZ!", "水のない川と灯りと石"],
)
def test_words_that_do_not_belong_together_are_not(password):
    assert not is_easy_to_guess(password, KNOWN)


def test_a_hash_fits_its_own_password_only():
    assert verify_password(GOOD, hashed())
    assert not verify_password(GOOD.upper(), hashed())
    assert not verify_password(GOOD, None)
    assert not verify_password(GOOD, "not a hash")


def test_two_people_with_one_password_have_different_hashes():
    assert hash_password(GOOD) != hash_password(GOOD)


def test_a_letter_counts_the_same_however_the_keyboard_makes_it():
    composed, combined = "mañana azul piedra", "man\u0303ana azul piedra"

    assert composed != combined
    assert verify_password(combined, hash_password(composed))
