"""What others might send in place of the provider, and what of it is believed."""

from datetime import timedelta

import pytest
import time_machine

from coffeecop.db import now
from coffeecop.parts.openid.sign_in import Refusal
from coffeecop.parts.openid.tests.provider import (
    KEYS,
    METADATA,
    TOKENS,
    make_key,
    path_of,
    query_of,
    sign,
    written_by_hand,
)
from coffeecop.parts.openid.tests.signing_in import (
    RETURN,
    assert_refused,
    come_back,
    failure,
    identify,
    is_signed_in,
    seconds_ago,
    sign_in_there,
    start,
)
from tests.visitor import Visitor

pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config")


def test_an_answer_that_nobody_waits_for_or_that_comes_late_is_refused(visitor, provider, ana):
    back = provider.sign_in(start(Visitor(visitor.app)), "ana")

    assert_refused(visitor, come_back(visitor, back), 422, "took too long or was used before")

    start(visitor)
    assert_refused(visitor, come_back(visitor, back), 422, "took too long or was used before")
    with time_machine.travel(now() - timedelta(minutes=10, seconds=1)):
        address = start(visitor)
    late = come_back(visitor, provider.sign_in(address, "ana"))
    assert_refused(visitor, late, 422, "took too long or was used before")
    assert provider.asked(TOKENS) == []


def test_an_answer_is_taken_once(visitor, provider, ana):
    back = provider.sign_in(start(visitor), "ana")
    stolen = visitor.client.get_cookie("staff").value
    assert come_back(visitor, back).status == 303
    assert visitor.get(path_of(back)).location == "/staff", "for whoever goes back"
    thief = Visitor(visitor.app)
    # Even with the cookie of then: the provider takes a code once.
    thief.client.set_cookie("staff", stolen)

    answer = come_back(thief, back)

    assert "was used before" in answer.refused("[role=alert]")
    assert not is_signed_in(thief)


def test_a_code_is_of_no_use_without_the_secret_of_who_asked_for_it(visitor, provider, ana):
    back = query_of(provider.sign_in(start(visitor), "ana"))
    attacker = Visitor(visitor.app)
    own = query_of(start(attacker))

    answer = come_back(attacker, f"{RETURN}?state={own['state']}&code={back['code']}")

    assert_refused(attacker, answer, 422, "was used before")
    assert len(provider.asked(TOKENS)) == 1


def test_of_two_attempts_the_last_one_counts(visitor, provider, ana):
    first, second = start(visitor), start(visitor)

    assert come_back(visitor, provider.sign_in(first, "ana")).status == 422
    assert come_back(visitor, provider.sign_in(second, "ana")).status == 422, "over with the first"


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_signed_with_nothing_or_with_what_everybody_can_read_is_refused(
    provider, algorithm
):
    provider.change_metadata(id_token_signing_alg_values_supported=[algorithm, "RS256"])
    provider.publish(provider.key)
    public = provider.key.as_pem(private=False)
    provider.change_tokens(lambda claims: written_by_hand(claims, alg=algorithm, secret=public))

    assert identify(provider) is Refusal.UNTRUSTED


def test_a_token_signed_by_somebody_else_is_refused(visitor, provider, ana):
    provider.change_claims(key=make_key(provider.key.kid))

    assert_refused(visitor, sign_in_there(visitor, provider, "ana"), 422, "We could not check")
    assert failure() == (None, None, {"provider": Refusal.UNTRUSTED})


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another app"},
        {"aud": ["another app"], "azp": "coffeecop"},
        {"aud": ["coffeecop", "another app"], "azp": "another app"},
        {"aud": None},
        {"iss": "https://accounts.example.org"},
        {"iss": None},
        {"nonce": "of another attempt"},
        {"nonce": None},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"iat": 4_000_000_000},
        {"sub": ""},
        {"sub": " "},
        {"sub": 7},
        {"sub": "x" * 256},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_that_was_not_made_for_this_sign_in_is_refused(provider, changes):
    provider.change_claims(**changes)

    assert identify(provider) is Refusal.UNTRUSTED


def test_a_token_changed_by_the_tests_is_otherwise_good_and_a_clock_a_little_off(provider):
    provider.change_claims(aud=["coffeecop"], azp="coffeecop", exp=seconds_ago(30))

    assert identify(provider) == "ana"


def test_a_provider_may_take_a_new_key_at_any_time(provider):
    assert identify(provider) == "ana"
    key = make_key("new")
    provider.publish(key)
    provider.change_tokens(lambda claims: sign(claims, key))

    assert identify(provider) == "ana"

    assert len(provider.asked(METADATA)) == 1
    assert len(provider.asked(KEYS)) == 2


def test_a_key_that_changes_under_its_name_is_taken_at_the_next_try(provider):
    provider.change_claims()
    assert identify(provider) == "ana"
    key = make_key(provider.key.kid)
    provider.publish(key)
    provider.change_tokens(lambda claims: sign(claims, key))

    assert [identify(provider), identify(provider)] == [Refusal.UNTRUSTED, "ana"]
