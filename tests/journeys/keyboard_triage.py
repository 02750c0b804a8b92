"""Triage by keyboard alone, with each key counted: for a test, and for `benchmarks.triage`."""

from collections import Counter
from datetime import timedelta

from playwright.sync_api import expect

from coffeecop.db import db, now
from coffeecop.models import Concern, Kind, Language
from tests.factories import make_past_event

# Of 25: what a person makes of each.
A_PAGE = [
    *("answer", "spam", "answer", "talk", "answer", "answer", "answer", "talk", "answer", "answer"),
    *("talk", "answer", "answer", "talk", "answer", "answer", "talk", "answer", "talk", "answer"),
    *("answer", "talk", "answer", "talk", "answer"),
]
# What those who asked are answered.
WORDS = {Language.ENGLISH: "In May.", Language.SPANISH: "En mayo."}
COUNT_CLICKS = """
addEventListener("pointerdown", () => {
  sessionStorage.setItem("clicks", 1 + Number(sessionStorage.getItem("clicks")));
}, true);
"""


def fill(number):
    """Store questions that wait, the oldest first, each with what a person makes of it."""
    event = make_past_event()
    for place in range(number):
        what = A_PAGE[place % len(A_PAGE)]
        db.session.add(
            Concern(
                event_id=event.id,
                body=f"{what}: when does it get better, {place}?",
                kind=Kind.QUESTION,
                phase=event.phase_at(now()),
                language=Language.SPANISH if place % 4 == 0 else Language.ENGLISH,
                receipt_hash=f"receipt {place}",
                created_at=now() - timedelta(minutes=2 * number - place),
            )
        )
    db.session.commit()


class Triage:
    """A person at a desk who reads the list and presses keys; a mouse is never used."""

    def __init__(self, page):
        self.page = page
        self.keys = Counter()
        self.undone = set()

    def run(self):
        self.page.add_init_script(COUNT_CLICKS)
        self.page.goto("/staff/concerns?waiting=1")
        # Once nobody waits, the list opens on all.
        while self.page.locator("h1").inner_text() == "Concerns to answer":
            texts = self.page.locator("#concern-list .items p").all_inner_texts()
            self._take_a_page([text.split(":")[0] for text in texts])

    @property
    def clicks(self):
        return self.page.evaluate("Number(sessionStorage.getItem('clicks'))")

    def _take_a_page(self, whats):
        if "spam" in whats:
            self._pick("hide", at(whats, "spam"))
            self._go("hide", "a")
            self._press("hide", "h", "Space")
            self._end("hide", "Enter")
        elif "talk" in whats:
            self._pick("talk", at(whats, "talk"))
            self._go("talk", "a")
            self._end("talk", "t")
        else:
            self._answer_all()

    def _end(self, step, key):
        """Take the step; undo the first of its kind, so that it is taken again."""
        self._go(step, key)
        expect(self.page.locator("#undo-form")).to_be_visible()
        if step not in self.undone:
            self.undone.add(step)
            self._go("undo", "z")
            expect(self.page.locator("main > [role=status]")).to_be_visible()

    def _answer_all(self):
        """Answer what is left on the page as one matter, and go back to the list."""
        self._go("answer", "x")
        self._press("answer", "*")
        self._go("answer", "a", "m")
        self._press("answer", *"Soon")
        self._go("answer", "Enter")
        self._press("answer", *WORDS[Language.ENGLISH], "Tab", *WORDS[Language.SPANISH])
        self._tab_to("answer", "#say-form > button")
        self._tab_to("back", "header nav [href='/staff/concerns']")

    def _tab_to(self, step, target):
        """Press Tab until a link or a button has the focus, then Enter."""
        expect(self.page.locator(target)).to_be_visible()
        while not self.page.locator(f"{target}:focus").count():
            self._press(step, "Tab")
        self._go(step, "Enter")

    def _pick(self, step, places):
        """Tick what stands at these places; the key that begins ticks the first."""
        self._go(step, "x")
        if 0 not in places:
            self._press(step, "j", "k", "x")
        here = 0
        for place in places:
            if place:
                self._press(step, *["j"] * (place - here), "x")
                here = place
        expect(self.page.locator("[data-picked]")).to_have_text(str(len(places)))

    def _press(self, step, *keys):
        for key in keys:
            # A capital and * take Shift too.
            self.keys[step] += 2 if key == "*" or key.isupper() else 1
            self.page.keyboard.press(key)

    def _go(self, step, *keys):
        """Press keys that each lead to another page."""
        for key in keys:
            with self.page.expect_navigation():
                self._press(step, key)
            # A browser gives the focus to what asks for it only when it paints.
            expect(self.page.locator("[autofocus]:not(:focus)")).to_have_count(0)


def at(whats, what):
    return [place for place, each in enumerate(whats) if each == what]
