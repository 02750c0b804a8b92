"""Collects browser errors and policy violations during a test; each fails the test."""

from urllib.parse import urlsplit

# The only report of a script or style that the content security policy blocked.
COLLECT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI}`);
});
"""
# 422 for a form with errors and 404 for a missing page are expected; tests check them.
REFUSED = "Failed to load resource: the server responded with a status of 4"
FAILED = "Failed to load resource: the server responded with a status of 5"
# The service worker's script, looked for again while there is no signal.
UNREACHED = "An unknown error occurred when fetching the script"
# Header on responses that the test itself provides through page.route().
MOCKED = {"X-Mocked": "1"}


class Watch:
    """Collects the faults in a browser context."""

    def __init__(self, context, server):
        self.context = context
        self.server = server
        self.begin()
        context.add_init_script(COLLECT_VIOLATIONS)
        context.on("console", self._note_message)
        context.on("weberror", lambda error: self.problems.append(f"script error: {error.error}"))
        context.on("request", self._note_request)
        context.on("response", self._note_response)

    def begin(self, *, loses_signal=False):
        # Lost connections are logged as errors; with this flag they are expected.
        self.loses_signal = loses_signal
        self.problems = []
        self.server.cookies_on_public_pages.clear()

    @property
    def faults(self):
        cookies = [f"a cookie was set on {path}" for path in self.server.cookies_on_public_pages]
        return self.problems + cookies

    def _note_message(self, message):
        starts = ("htmx: htmx:error", FAILED, UNREACHED)
        if "net::ERR_" in message.text or message.text.startswith(starts):
            is_expected = self.loses_signal
        else:
            is_expected = message.text.startswith(REFUSED)
        if message.type in ("error", "warning") and not is_expected:
            self.problems.append(f"console {message.type}: {message.text}")

    def _note_request(self, request):
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss"):
            host = f"{address.scheme}://{address.netloc}"
            if host != self.server.address:
                self.problems.append(f"a request left for {host}")

    def _note_response(self, response):
        if "x-mocked" in response.headers:
            return
        if response.status >= 500:
            self.problems.append(f"{response.status} from {response.url}")
        elif response.status >= 400 and response.request.resource_type not in ("document", "fetch"):
            self.problems.append(f"{response.status} for a part of the page: {response.url}")
