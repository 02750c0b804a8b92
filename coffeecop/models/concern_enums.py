import enum


class Kind(enum.StrEnum):
    CONCERN = "concern"
    QUESTION = "question"
    IDEA = "idea"
    THANKS = "thanks"


class ConcernSource(enum.StrEnum):
    """How a concern came in: from a resident's own device, said to an officer, or on paper."""

    RESIDENT = "resident"
    CAPTURE = "capture"
    PAPER = "paper"


class ConcernStatus(enum.StrEnum):
    NEW = "new"
    LOOKED_INTO = "looked_into"
    TALKED_ABOUT = "talked_about"
    ANSWERED = "answered"
    # Passed on to somebody outside the department.
    REFERRED = "referred"
    # The department cannot do it, and says why.
    DECLINED = "declined"
    CLOSED = "closed"


# Closed by staff, with or without an answer.
DONE = (
    ConcernStatus.ANSWERED,
    ConcernStatus.REFERRED,
    ConcernStatus.DECLINED,
    ConcernStatus.CLOSED,
)
# Set with one tap: they need no reason and nobody outside.
SIMPLE = (
    ConcernStatus.NEW,
    ConcernStatus.LOOKED_INTO,
    ConcernStatus.TALKED_ABOUT,
    ConcernStatus.ANSWERED,
    ConcernStatus.CLOSED,
)


class Better(enum.StrEnum):
    """The resident's follow-up weeks later: did it get better?"""

    YES = "yes"
    SOMEWHAT = "somewhat"
    NO = "no"


class HiddenFor(enum.StrEnum):
    """Why a held concern is hidden. Never because of the opinion in it."""

    SPAM = "spam"
    DUPLICATE = "duplicate"
    PERSONAL_DATA = "personal_data"
    THREAT = "threat"


class FlagAction(enum.StrEnum):
    """What staff did about a flagged concern: called, passed it on, or found nothing to do."""

    CALL = "call"
    REFER = "refer"
    NOTHING = "nothing"


class AssignedBy(enum.StrEnum):
    RESIDENT = "resident"
    ENGINE = "engine"
    STAFF = "staff"
