"""People of a town as they use the pages: they follow links and send forms that a page shows.

No address is built: one is typed from a poster, or opened from a mail.
"""

from urllib.parse import urlencode, urljoin, urlsplit

from tests.visitor import Visitor, fields_of


class Person:
    """Somebody with a browser of their own, who counts what they tap."""

    def __init__(self, app):
        self.visitor = Visitor(app)
        self.page = None
        self.place = "/"
        self.taps = 0

    def opens(self, address):
        """Open an address from paper, from a mail or from somebody's hand."""
        parts = urlsplit(urljoin(self.place, address))
        self._arrive(parts.path + (f"?{parts.query}" if parts.query else ""))

    def taps_on(self, words):
        self.opens(self.named("a[href]", words)["href"])

    def sends(self, button, **fields):
        """Press a button of a form, with these of its fields filled in and others as shown."""
        pressed = self.named("button", button)
        form = (
            self.page.one(f"#{pressed['form']}") if "form" in pressed else pressed.closest("form")
        )
        sent = fields_of(form)
        unknown = fields.keys() - {each["name"] for each in form.select("[name]")}
        assert not unknown, f"no field {unknown} in {sorted(sent)}"
        sent |= fields
        if "name" in pressed:
            sent[pressed["name"]] = pressed.get("value", "")
        address = pressed.get("formaction") or form.get("action") or self.place
        if form.get("method") != "post":
            self.opens(f"{address}?{urlencode(sent, doseq=True)}")
            return
        self.taps += 1
        self.page = self.visitor.post(address, **sent)
        if self.page.status == 303:
            self.taps -= 1
            self._arrive(self.page.location)

    def named(self, selector, words):
        """Return what has these words as its name, else the first that has them in it."""
        found = [(name_of(each), each) for each in self.page.select(selector)]
        fit = [each for name, each in found if name == words]
        fit += [each for name, each in found if words in name]
        assert fit, f"{self.place} has no {selector} “{words}”: {[name for name, _each in found]}"
        return fit[0]

    def sees(self, *words):
        read = self.page.text("main")
        assert [each for each in words if each not in read] == [], f"{self.place}: {read}"

    def _arrive(self, address):
        self.taps += 1
        self.place = address
        self.page = self.visitor.get(address)
        while self.page.status in (302, 303):
            self.place = self.page.location
            self.page = self.visitor.get(self.place)
        assert self.page.status == 200, (address, self.page.status, self.page.words)


def name_of(element):
    return element.get("aria-label") or element.words
