"""What the computer does with what residents write: an algorithmic transparency record.

In the order of the record that the United Kingdom asks of public bodies (ATRS): who answers for it,
what it does and why, what people decide, how it works and how often it is wrong, what can go wrong.
"""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from coffeecop.models import Agency
from coffeecop.web.forms import phone_links
from coffeecop.web.i18n import localized
from coffeecop.web.papers import Paper, Section, version

FIGURES = Path(__file__).with_suffix(".toml")


def computer_paper(agencies: Sequence[Agency]) -> Paper:
    return Paper(
        _("What the computer does"),
        _(
            "A computer reads what you write, so that the right people see it. "
            "It decides nothing about you."
        ),
        [
            _who_answers(agencies),
            _what_it_does(),
            _who_decides(),
            _how_often_it_is_wrong(),
            _how_it_works(),
            _how_to_switch_it_off(),
        ],
    )


def _who_answers(agencies: Sequence[Agency]) -> Section:
    reached = [
        (
            localized(agency, "name"),
            phone_links(agency.phone or agency.website or _("Ask at any event.")),
        )
        for agency in agencies
    ]
    return Section(
        _("Who answers for it"),
        facts=[
            *reached,
            (
                _("Who made it"),
                _(
                    "The program is coffeecop %(number)s. It is open: anyone can read "
                    "how it works.",
                    number=version(),
                ),
            ),
            (
                _("Who else gets your words"),
                _("Nobody. It all runs on the department's own computer. No company reads them."),
            ),
        ],
    )


def _what_it_does() -> Section:
    return Section(
        _("What it reads, and why"),
        [
            _(
                "It reads what you write in the form, on a paper card, or in a note that an "
                "officer types in. It reads no e-mails, no names and no phone numbers that you "
                "leave for a reply."
            )
        ],
        [
            (_("The topic"), _("So that officers see what many people bring up.")),
            (_("Places, and what you ask for"), _("So that officers see what many name.")),
            (
                _("Words of danger"),
                _("So that we can show you help before you send, and staff look at it soon."),
            ),
            (_("Words about an officer"), _("So that we can ask you who should read it.")),
            (
                _("Private details, such as a phone number"),
                _("So that you can take them out, and we do not quote them."),
            ),
            (
                _("The language, and if it is a question, an idea or thanks"),
                _("So that the right person answers."),
            ),
        ],
    )


def _who_decides() -> Section:
    return Section(
        _("A person decides"),
        [
            _(
                "Staff can read each text. They can change each thing the computer says. It "
                "sends no answer. It hides nothing and closes nothing."
            ),
            _(
                "One thing it does at once. A text may sound as if it is about an officer, and you "
                "did not say. Then those who handle complaints read it first."
            ),
            _("It never says who you are. It knows nothing of you but the text."),
            _(
                "You do not agree with what came of it? Write to us on the page of your receipt, "
                "or call."
            ),
        ],
    )


def _how_often_it_is_wrong() -> Section:
    figures = tomllib.loads(FIGURES.read_text())
    names = {
        "topic": _("The topic: its first guess"),
        "sure_topic": _("The topic, when it is very sure"),
        "danger": _("Danger that is not said openly"),
        "help": _("Help shown before you send"),
        "officer": _("A text about an officer that does not say so openly"),
        "details": _("Private details"),
    }
    return Section(
        _("How often it is wrong"),
        [
            _(
                "We tried it on texts that the people who made it had not read. Most of them were "
                "made up for this, and many were made hard. So it can be better or worse on yours."
            ),
            _("In an emergency call 911. The computer can miss it."),
        ],
        [(name, _in_words(figures[key])) for key, name in names.items()],
    )


def _in_words(figure: dict[str, Any]) -> str:
    sentences = [
        _("It finds %(number)s of 100.", number=figure["found"])
        if "found" in figure
        else _("It is sure of %(number)s texts of 100.", number=figure["sure"]),
        _("Of 100 times that it says so, it is wrong %(number)s times.", number=figure["wrong"]),
        _("Tried on %(number)s texts.", number=figure["texts"]),
    ]
    return " ".join(sentences)


def _how_it_works() -> Section:
    return Section(
        _("How it works"),
        [
            _(
                "It looks at words and at what they mean. It compares a text with samples and with "
                "what staff changed before. It writes no text of its own, and it is no chat "
                "program."
            ),
            _(
                "It learned from texts that were made up, and from reports to other cities that "
                "anyone can read. Here it learns from what staff change."
            ),
            _("It knows English and Spanish. In other languages it finds much less."),
        ],
        [
            (
                _("What can go wrong"),
                _(
                    "It can miss danger. It can give a text the wrong topic. "
                    "So staff can read each text, and what it is not sure of, it asks."
                ),
            ),
            (
                _("How long it is kept"),
                _("What it finds is kept with your words, and goes when they go."),
            ),
        ],
    )


def _how_to_switch_it_off() -> Section:
    sorts = current_app.config["SORT_TEXTS"]
    return Section(
        _("How to switch it off"),
        [
            _(
                "You: below the box where you write, take the check mark off “Help me while I "
                "write”. Then it reads nothing before you tap Send."
            ),
            _("The department: it can end the topics and the places. It has not done so.")
            if sorts
            else _("The department has ended the topics and the places."),
            _("What looks for danger, an officer and private details stays on."),
        ],
    )
