"""What was written on a tablet without a network comes later, sealed and once."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from coffeecop.db import now
from coffeecop.models import Arrival, Concern, Phase
from coffeecop.web.tokens import door_code
from tests.factories import make_agency, make_event
from tests.of_parts import needs_part
from tests.stored import all_of, one_of

BODY = "Cars speed on Main St."
OTHER_KEY = ec.generate_private_key(ec.SECP256R1()).public_key()


def seal(fields, server, address):
    """As static/tablet.js does."""
    own = ec.generate_private_key(ec.SECP256R1())
    point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = own.exchange(ec.ECDH(), server)
    key = HKDF(SHA256(), length=32, salt=point, info=b"sealing").derive(shared)
    nonce = os.urandom(12)
    words = AESGCM(key).encrypt(nonce, urlencode(fields, doseq=True).encode(), address.encode())
    return urlsafe_b64encode(point + nonce + words).decode()


class Tablet:
    def __init__(self, visitor, event, kind="concern"):
        self.visitor, self.address = visitor, f"/events/{event.slug}/tablet/{kind}"
        page = visitor.get(f"{self.address}?door={door_code(event)}")
        raw = urlsafe_b64decode(page.one("body")["data-sealing-key"] + "=")
        self.key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
        form_key = page.select("[name=form_key]")
        self.fields = {
            "form_key": form_key[0]["value"] if form_key else "",
            "entry_key": "1",
            "website": "",
        }
        if kind == "arrival":
            self.fields |= {"door": door_code(event), "party_size": "2"}
        else:
            self.fields |= {"body": BODY, "asked_about": ""}

    def sends(self, seconds_ago="0", key=None, sealed_at=None, **fields):
        address = f"{self.address}/waited"
        sealed = seal({**self.fields, **fields}, key or self.key, sealed_at or address)
        return self.visitor.post(address, sealed=sealed, seconds_ago=seconds_ago)


@pytest.fixture
def tablet(visitor, event):
    return Tablet(visitor, event)


def test_it_is_stored_once_and_nobody_at_the_tablet_gets_its_receipt(tablet):
    for _time in range(2):
        answer = tablet.sends()
        assert (answer.status, answer.location, answer.body) == (204, None, "")

    assert one_of(Concern).body == BODY
    tablet.sends(entry_key="2")
    assert len(all_of(Concern)) == 2


def test_whose_answer_was_lost_is_not_stored_again(tablet, visitor):
    assert visitor.post(tablet.address, **tablet.fields).status == 303

    assert tablet.sends().status == 204

    assert len(all_of(Concern)) == 1


@pytest.mark.parametrize(
    ("seconds", "phase"),
    [("3600", Phase.AT), ("0", Phase.AFTER), ("9999999", Phase.AFTER), ("soon", Phase.AFTER)],
)
def test_it_belongs_to_when_it_was_written(visitor, seconds, phase):
    event = make_event(
        starts_at=now() - timedelta(minutes=90), ends_at=now() - timedelta(minutes=30)
    )

    Tablet(visitor, event).sends(seconds)

    assert one_of(Concern).phase is phase


@needs_part("arrivals")
def test_who_came_is_counted_after_the_door_has_closed_and_once(visitor, event):
    tablet = Tablet(visitor, event, "arrival")
    with time_machine.travel(event.ends_at + timedelta(hours=1)):
        assert tablet.sends("60").status == 422
        for _time in range(2):
            assert tablet.sends(str(2 * 60 * 60)).status == 204

    assert one_of(Arrival).people == 2


@needs_part("arrivals")
@pytest.mark.parametrize(
    "wrong", [{"door": "aaaaaa"}, {"party_size": "21"}, {"form_key": "forged"}]
)
def test_an_arrival_that_could_not_be_counted_then_is_not_counted_later(visitor, event, wrong):
    assert Tablet(visitor, event, "arrival").sends(**wrong).status == 422
    assert all_of(Arrival) == []


def test_of_what_is_wrong_only_the_words_are_needed(tablet):
    wrong = {"topics": "999999", "kind": "joke", "place": "x" * 121, "contact": "jim at gmail"}

    assert tablet.sends(**wrong).status == 204

    concern = one_of(Concern)
    assert (concern.place, concern.contact, concern.topic_rows) == (None, None, [])


def test_an_address_that_may_be_a_slip_stays_as_typed(tablet):
    tablet.sends(contact="ann@gmial.com", answer="y")

    assert one_of(Concern).contact.email == "ann@gmial.com"


def test_what_sounds_like_a_complaint_leaves_the_stream(tablet):
    tablet.sends(body="The officer was rude and hit my brother.")

    assert one_of(Concern).may_be_complaint


def test_a_tablet_that_lay_in_a_drawer_still_sends(tablet):
    with time_machine.travel(now() + timedelta(days=60)):
        assert tablet.sends().status == 204

    assert one_of(Concern).body == BODY


@pytest.mark.parametrize(
    "wrong", [{"body": " "}, {"key": OTHER_KEY}, {"website": "http://x.example"}]
)
def test_what_can_never_be_taken_is_said_to_be_so(tablet, wrong):
    assert tablet.sends(**wrong).status == 422
    assert all_of(Concern) == []


def test_what_was_sealed_at_another_event_or_for_another_purpose_is_not_taken(tablet, event):
    elsewhere = make_event(agency=make_agency())
    for sealed_at in (
        f"/events/{elsewhere.slug}/tablet/concern/waited",
        f"/events/{event.slug}/tablet/arrival/waited",
    ):
        assert tablet.sends(sealed_at=sealed_at).status == 422

    assert all_of(Concern) == []


@pytest.mark.parametrize("sealed", ["", "é", "AAA", "A" * 200, "B" * 2000])
def test_what_was_not_sealed_is_no_fault_of_the_server(tablet, visitor, sealed):
    assert visitor.post(f"{tablet.address}/waited", sealed=sealed).status == 422
