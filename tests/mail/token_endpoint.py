"""A real token endpoint for tests, that answers as it is told to."""

import json
from contextlib import contextmanager

from werkzeug import Request, Response

from tests.serving import serving


class TokenEndpoint:
    def __init__(self):
        # What it was asked, oldest first.
        self.forms = []
        # Given in turn; the last one again and again.
        self.tokens = ["token-1"]
        # Status and body of a refusal; nothing while it gives tokens.
        self.refusal = None
        self.location = None
        self.url = ""

    def answer(self, form):
        self.forms.append(form)
        if self.refusal:
            return self.refusal
        token = self.tokens[min(len(self.forms), len(self.tokens)) - 1]
        return 200, json.dumps({"access_token": token, "expires_in": 3600, "token_type": "Bearer"})


@contextmanager
def running_endpoint():
    endpoint = TokenEndpoint()

    @Request.application
    def answer(request):
        status, body = endpoint.answer(request.form.to_dict())
        location = {"Location": endpoint.location} if endpoint.location else {}
        return Response(body, status, location)

    with serving(answer) as port:
        endpoint.url = f"http://127.0.0.1:{port}/token"
        yield endpoint
