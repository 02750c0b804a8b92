"""What goes on behind a walk through the pages; every fault fails the walk."""

from urllib.parse import urlsplit

# Under the policy of the pages a blocked script or style says so in this event only.
COLLECT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI}`);
});
"""
# A form with errors is answered with 422, a missing page with 404: both are for the walk to check.
REFUSED = "Failed to load resource: the server responded with a status of 4"
FAILED = "Failed to load resource: the server responded with a status of 5"
# On an answer that the walk gave in place of the server, to see what the page makes of it.
MOCKED = {"X-Feigned": "1"}


class Server:
    """The app as the walk's server runs it, and who was given a cookie."""

    def __init__(self, app):
        self.app = app
        self.address = None
        self.cookies_on_public_pages = []

    def __call__(self, environ, start_response):
        path = environ["PATH_INFO"]

        def answer(status, headers, *rest):
            names = {name.lower() for name, _ in headers}
            if "set-cookie" in names and not path.startswith("/staff"):
                self.cookies_on_public_pages.append(path)
            return start_response(status, headers, *rest)

        return self.app(environ, answer)


class Watch:
    """Listens to a browser context from its first page on."""

    def __init__(self, context, server, *, loses_signal=False):
        self.context = context
        self.server = server
        # The browser and htmx complain of a lost signal in the console; the walk looks for itself.
        self.loses_signal = loses_signal
        self.seen = []
        server.cookies_on_public_pages.clear()
        context.add_init_script(COLLECT_VIOLATIONS)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.seen.append(f"script error: {error.error}"))
        context.on("request", self._note_request)
        context.on("response", self._note_response)

    @property
    def faults(self):
        given = [f"a cookie was set on {path}" for path in self.server.cookies_on_public_pages]
        return self.seen + given

    def _hear(self, message):
        if "net::ERR_" in message.text or message.text.startswith(("htmx: htmx:error", FAILED)):
            told = self.loses_signal
        else:
            told = message.text.startswith(REFUSED)
        if message.type in ("error", "warning") and not told:
            self.seen.append(f"console {message.type}: {message.text}")

    def _note_request(self, request):
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss"):
            host = f"{address.scheme}://{address.netloc}"
            if host != self.server.address:
                self.seen.append(f"a request left for {host}")

    def _note_response(self, response):
        if "x-feigned" in response.headers:
            return
        if response.status >= 500:
            self.seen.append(f"{response.status} from {response.url}")
        elif response.status >= 400 and response.request.resource_type not in ("document", "fetch"):
            self.seen.append(f"{response.status} for a part of the page: {response.url}")
