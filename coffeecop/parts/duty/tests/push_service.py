"""A stand-in for push services and for Teams: it decrypts what phones would, and keeps cards."""

import json
from base64 import urlsafe_b64encode
from contextlib import contextmanager
from secrets import token_bytes
from threading import Event

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from werkzeug import Request, Response

from tests.serving import serving


def in_base64(content):
    return urlsafe_b64encode(content).decode().rstrip("=")


class Phone:
    """A browser that has subscribed, at an address of the stand-in."""

    def __init__(self, endpoint):
        self.endpoint = endpoint
        self.secret = token_bytes(16)
        self.key = ec.generate_private_key(ec.SECP256R1())
        # What it showed, oldest first, and the headers it came with.
        self.shown = []
        self.headers = []

    @property
    def subscription(self):
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": in_base64(point), "auth": in_base64(self.secret)}
        return {"endpoint": self.endpoint, **keys}

    def receive(self, request):
        content = http_ece.decrypt(
            request.get_data(), private_key=self.key, auth_secret=self.secret, version="aes128gcm"
        )
        self.shown.append(json.loads(content))
        self.headers.append(dict(request.headers))


class PushService:
    def __init__(self):
        self.origin = ""
        self.phones = {}
        self.cards = []
        # What it answers in place of 201.
        self.status = 201
        self.asked = 0
        self.is_asked = Event()

    @property
    def workflow(self):
        return f"{self.origin}/workflows/1"

    def new_phone(self):
        path = f"/push/{len(self.phones)}"
        self.phones[path] = phone = Phone(f"{self.origin}{path}")
        return phone

    def answer(self, request):
        self.asked += 1
        if self.status >= 300:
            return Response("no word of this is kept", self.status, {"Location": "/push/0"})
        if request.path in self.phones:
            self.phones[request.path].receive(request)
        else:
            self.cards.append(request.get_json())
        self.is_asked.set()
        return Response(status=self.status)


@contextmanager
def running_push_service():
    service = PushService()
    with serving(Request.application(service.answer)) as port:
        service.origin = f"http://127.0.0.1:{port}"
        yield service
