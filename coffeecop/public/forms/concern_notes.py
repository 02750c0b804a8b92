"""Notes on a text before it is sent: where to get help, and which personal details it has."""

from collections.abc import Collection
from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _l

from coffeecop.concerns.arriving import would_be_hidden
from coffeecop.engine.detectors.complaint import sounds_like_complaint
from coffeecop.engine.detectors.emergency import dangers_in, is_now
from coffeecop.engine.detectors.personal import OF_OFFICERS, Personal, find_personal

# The text that replaces a removed detail.
REPLACEMENTS = {
    Personal.PHONE: _l("[phone]"),
    Personal.EMAIL: _l("[e-mail]"),
    Personal.PLATE: _l("[plate]"),
    Personal.SSN: _l("[social security number]"),
    Personal.CARD: _l("[card]"),
    Personal.ADDRESS: _l("[address]"),
    Personal.LICENSE: _l("[license number]"),
    Personal.BIRTH_DATE: _l("[date of birth]"),
    Personal.HANDLE: _l("[account]"),
    Personal.BADGE: _l("[badge]"),
    Personal.OFFICER: _l("[officer]"),
}

# Without these a text still says the same. A plate or an address may be what it is about.
TAKEN_OUT_EASILY = frozenset(
    {
        Personal.PHONE,
        Personal.EMAIL,
        Personal.SSN,
        Personal.CARD,
        Personal.LICENSE,
        Personal.BIRTH_DATE,
    }
)

# The name of the question about an officer among what the resident was shown.
COMPLAINT = "complaint"


@dataclass(frozen=True)
class NotedDetail:
    """A personal detail; `words` is its text in the concern."""

    words: str
    kind: Personal
    chosen: bool


@dataclass(frozen=True)
class Notes:
    """What was found in a text. `seen`: what the resident was shown before."""

    emergencies: list[str] = field(default_factory=list)
    # It is said plainly; otherwise in a lower voice.
    is_now: bool = False
    details: list[NotedDetail] = field(default_factory=list)
    # The text sounds like a complaint about an officer, so the form asks whether it is one.
    sounds_like_complaint: bool = False
    # And officers do not read it unless somebody says that it is none.
    is_hidden_if_open: bool = False
    seen: frozenset[str] = frozenset()

    @property
    def to_see(self) -> list[str]:
        asked = [COMPLAINT] if self.sounds_like_complaint else []
        return [*self.emergencies, *asked, *(detail.words for detail in self.details)]

    @property
    def has_new(self) -> bool:
        return not self.seen.issuperset(self.to_see)

    @property
    def identify_officer(self) -> bool:
        return any(detail.kind in OF_OFFICERS for detail in self.details)


def find_notes(
    text: str, *, seen: Collection[str], chosen: Collection[str], keeps_officer: bool = False
) -> Notes:
    """Return the notes on a text. Of new details those are selected that it does not need.

    What tells who an officer is stays where it is about one, or thanks one.
    """
    asks = sounds_like_complaint(text)
    kinds = {
        text[start:end]: kind
        for start, end, kind in find_personal(text)
        if kind not in OF_OFFICERS or not (keeps_officer or asks)
    }
    return Notes(
        dangers_in(text),
        is_now(text),
        [
            NotedDetail(
                words,
                kind,
                chosen=words in chosen or (words not in seen and kind in TAKEN_OUT_EASILY),
            )
            for words, kind in kinds.items()
        ],
        asks,
        asks and would_be_hidden(text),
        frozenset(seen),
    )


def redact(text: str, chosen: Collection[str]) -> str:
    """Return the text with each chosen detail replaced by a placeholder."""
    for start, end, kind in reversed(find_personal(text)):
        if text[start:end] in chosen:
            text = f"{text[:start]}{REPLACEMENTS[kind]}{text[end:]}"
    return text
