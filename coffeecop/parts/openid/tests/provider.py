"""A real OpenID Connect provider on this machine, and what goes wrong with one."""

import hashlib
import hmac
import io
import json
import warnings
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import WSGIRequestHandler
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from coffeecop.parts.openid.settings import openid_settings
from tests.serving import serving

with warnings.catch_warnings():
    # It uses a part of Authlib that is about to move.
    warnings.simplefilter("ignore")
    import oidc_provider_mock

METADATA = "/.well-known/openid-configuration"
AUTHORIZE = "/oauth2/authorize"
TOKENS = "/oauth2/token"
KEYS = "/jwks"
CLIENT_ID = "coffeecop"


class LocalProvider:
    """oidc-provider-mock with PKCE, which it leaves out, and with answers that a test changes."""

    def __init__(self):
        self.app = oidc_provider_mock.app()
        self.issuer = None
        self.browser = Client(self)
        # With which the tokens that a test changes are signed.
        self.key = make_key("of the tests")
        self.reset()

    def reset(self):
        # What to answer instead, by path: a function of the request and of the right answer.
        self.changed = {}
        self.challenges = {}
        self.requests = []

    def __call__(self, environ, start_response):
        body = Request(environ).get_data()
        request = Request({**environ, "wsgi.input": io.BytesIO(body)})
        self.requests.append(request)
        answer = Response.from_app(self.app, {**environ, "wsgi.input": io.BytesIO(body)})
        if request.path == AUTHORIZE and answer.status_code == 302:
            self._note_challenge(request, answer)
        if request.path == TOKENS and answer.status_code == 200:
            answer = self._check_verifier(request, answer)
        if request.path in self.changed:
            answer = self.changed[request.path](request, answer)
        return answer(environ, start_response)

    def _note_challenge(self, request, answer):
        assert request.args["code_challenge_method"] == "S256"
        code = query_of(answer.location).get("code")
        self.challenges[code] = request.args["code_challenge"]

    def _check_verifier(self, request, answer):
        digest = hashlib.sha256(request.form["code_verifier"].encode()).digest()
        if self.challenges[request.form["code"]] == base64url(digest).decode():
            return answer
        return as_json({"error": "invalid_grant"}, 400)

    def asked(self, path):
        return [request for request in self.requests if request.path == path]

    def set_person(self, subject, **claims):
        """Say what the provider tells of a person."""
        assert self.browser.put(f"/users/{subject}", json=claims).status_code == 204

    def sign_in(self, address, subject):
        """Do at the provider what a person does there; return where it leads."""
        return self._answer(address, sub=subject)

    def give_up(self, address):
        return self._answer(address, action="deny")

    def _answer(self, address, **fields):
        parts = urlsplit(address)
        answer = self.browser.post(f"{parts.path}?{parts.query}", data=fields, base_url=self.issuer)
        assert answer.status_code == 302, answer.text
        return answer.location

    def answer(self, path, value, status=200):
        self.changed[path] = lambda request, answer: as_json(value, status)

    def change_metadata(self, **changes):
        self.changed[METADATA] = lambda request, answer: as_json({**answer.json, **changes})

    def publish(self, *keys):
        """Publish these keys beside the provider's own."""
        ours = [key.as_dict(private=False) for key in keys]
        self.changed[KEYS] = lambda _, answer: as_json({"keys": [*answer.json["keys"], *ours]})

    def change_claims(self, *, key=None, **changes):
        """Change what ID tokens claim; None leaves a claim out. Signed with a published key."""
        self.publish(self.key)
        self.change_tokens(lambda claims: sign({**claims, **changes}, key or self.key))

    def change_tokens(self, change):
        def answer_with(request, answer):
            token = answer.json
            payload = token["id_token"].split(".")[1]
            claims = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
            return as_json({**token, "id_token": change(claims)})

        self.changed[TOKENS] = answer_with

    def settings(self, **environ):
        return openid_settings(
            {
                "OIDC_ISSUER": self.issuer,
                "OIDC_CLIENT_ID": CLIENT_ID,
                "OIDC_CLIENT_SECRET": "a secret of the provider",
                **environ,
            }
        )


class QuietRequestHandler(WSGIRequestHandler):
    def log_request(self, code="-", size="-"):
        pass


@contextmanager
def running_provider():
    provider = LocalProvider()
    with serving(provider, threaded=True, request_handler=QuietRequestHandler) as port:
        # Another site than 127.0.0.1, for a browser.
        provider.issuer = f"http://localhost:{port}"
        yield provider


def make_key(name):
    return RSAKey.generate_key(2048, {"kid": name})


def sign(claims, key):
    header = {"alg": "RS256", "kid": key.kid}
    return jwt.encode(
        header, {name: each for name, each in claims.items() if each is not None}, key
    )


def written_by_hand(claims, *, alg, secret=b""):
    """Return a token that no library would make."""
    parts = [json.dumps(part).encode() for part in ({"alg": alg, "typ": "JWT"}, claims)]
    signed = b".".join(map(base64url, parts))
    signature = b"" if alg == "none" else hmac.digest(secret, signed, "sha256")
    return f"{signed.decode()}.{base64url(signature).decode()}"


def base64url(octets):
    return urlsafe_b64encode(octets).rstrip(b"=")


def as_json(value, status=200):
    return Response(json.dumps(value), status=status, mimetype="application/json")


def query_of(address):
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def path_of(address):
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"
