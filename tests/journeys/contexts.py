"""Browser contexts that are made once in a process and emptied after each test."""

import json
from collections import defaultdict

from tests.journeys.server import SECONDS
from tests.journeys.watch import Watch


class Contexts:
    """Lends watched contexts to a test; two of one kind are two phones."""

    def __init__(self, browser, server):
        self.browser = browser
        self.server = server
        self.idle = defaultdict(list)
        self.lent = []

    def lend(self, *, loses_signal, is_new, **options):
        kind = json.dumps(options, sort_keys=True)
        watch = self.idle[kind].pop() if self.idle[kind] and not is_new else self._make(options)
        watch.begin(loses_signal=loses_signal)
        self.lent.append((None if is_new else kind, watch))
        return watch.context

    def take_back(self):
        """Empty what was lent, and return the faults that were seen."""
        for kind, watch in self.lent:
            if kind is None:
                watch.context.close()
            else:
                self._empty(watch.context)
        faults = [fault for _kind, watch in self.lent for fault in watch.faults]
        for kind, watch in self.lent:
            if kind is not None:
                self.idle[kind].append(watch)
        self.lent = []
        return faults

    def _make(self, options):
        context = self.browser.new_context(base_url=self.server.address, **options)
        context.set_default_timeout(SECONDS * 1000)
        return Watch(context, self.server)

    def _empty(self, context):
        context.unroute_all(behavior="ignoreErrors")
        page, *others = context.pages or [context.new_page()]
        for each in others:
            each.close()
        # Nothing of the test runs any more that could write again, or send what waits for a signal.
        page.goto("about:blank")
        context.set_offline(False)
        origin = {"origin": self.server.address, "storageTypes": "all"}
        context.new_cdp_session(page).send("Storage.clearDataForOrigin", origin)
        page.close()
        context.clear_cookies()
        context.clear_permissions()
