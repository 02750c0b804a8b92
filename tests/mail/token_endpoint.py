"""A real token endpoint for tests, that answers as it is told to."""

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl


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

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status, answer = endpoint.answer(dict(parse_qsl(body)))
            self.send_response(status)
            if endpoint.location:
                self.send_header("Location", endpoint.location)
            self.end_headers()
            self.wfile.write(answer.encode())

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    endpoint.url = f"http://127.0.0.1:{server.server_port}/token"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield endpoint
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
