"""What a page says about a text before it is sent: where help is, and what in it is personal."""

from collections.abc import Collection
from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from coffeecop.engine.detectors.emergency import Emergency, find_emergency
from coffeecop.engine.detectors.personal import Personal, find_personal

NAMES = {
    Personal.PHONE: _l("Phone number"),
    Personal.EMAIL: _l("E-mail address"),
    Personal.PLATE: _l("License plate"),
    Personal.SSN: _l("Social security number"),
    Personal.CARD: _l("Card number"),
    Personal.ADDRESS: _l("Street address"),
    Personal.OFFICER: _l("Name of an officer"),
}
# What stands in the text in its place.
STAND_INS = {
    Personal.PHONE: _l("[phone]"),
    Personal.EMAIL: _l("[e-mail]"),
    Personal.PLATE: _l("[plate]"),
    Personal.SSN: _l("[social security number]"),
    Personal.CARD: _l("[card]"),
    Personal.ADDRESS: _l("[address]"),
    Personal.OFFICER: _l("[officer]"),
}


@dataclass(frozen=True)
class Detail:
    """Something personal, as it stands in the text."""

    words: str
    kind: Personal
    chosen: bool

    @property
    def name(self) -> LazyString:
        return NAMES[self.kind]


@dataclass(frozen=True)
class Notes:
    """What was found, and of it what the resident has seen before."""

    emergencies: list[Emergency] = field(default_factory=list)
    details: list[Detail] = field(default_factory=list)
    seen: frozenset[str] = frozenset()

    @property
    def to_see(self) -> list[str]:
        return [*self.emergencies, *(detail.words for detail in self.details)]

    @property
    def are_new(self) -> bool:
        return not self.seen.issuperset(self.to_see)

    @property
    def name_an_officer(self) -> bool:
        return any(detail.kind is Personal.OFFICER for detail in self.details)


def read_notes(text: str, *, seen: Collection[str], chosen: Collection[str]) -> Notes:
    """Read a text. Everything new is chosen to be taken out until the resident says otherwise."""
    emergencies = find_emergency(text)
    kinds = {text[start:end]: kind for start, end, kind in find_personal(text)}
    return Notes(
        [kind for kind in Emergency if kind in emergencies],
        [
            Detail(words, kind, chosen=words in chosen or words not in seen)
            for words, kind in kinds.items()
        ],
        frozenset(seen),
    )


def take_out(text: str, chosen: Collection[str]) -> str:
    """Return the text with a word for each chosen detail in its place."""
    for start, end, kind in reversed(find_personal(text)):
        if text[start:end] in chosen:
            text = f"{text[:start]}{STAND_INS[kind]}{text[end:]}"
    return text
