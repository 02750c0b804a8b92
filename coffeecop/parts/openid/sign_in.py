"""Signing in by the provider: an attempt, and why nobody was signed in."""

import re
from dataclasses import dataclass
from datetime import timedelta

from coffeecop.config.labels import N_, Labelled
from coffeecop.db import now
from coffeecop.models import StaffMember

# How far the provider's clock and ours may be apart.
LEEWAY_SECONDS = 60
ATTEMPT_LIFETIME = timedelta(minutes=10)
ERROR_CODE = re.compile(r"[A-Za-z_]{1,40}")
# Errors of RFC 6749 and OpenID Connect that a person brings about.
GAVE_UP = {"access_denied", "login_required", "interaction_required", "consent_required"}
FAILED_THERE = {"server_error", "temporarily_unavailable"}


class Refusal(Labelled):
    """Why nobody was signed in. The values are for the log and the audit log."""

    UNAVAILABLE = "the provider cannot be reached", N_("it cannot be reached")
    MISCONFIGURED = (
        "the provider and our settings do not agree",
        N_("its settings and ours do not fit"),
    )
    GAVE_UP = "the person gave up at the provider", N_("they gave up there")
    STALE = "not the answer that was awaited", N_("it took too long, or was not begun here")
    TOO_MANY = "too many tries", N_("too many tries")
    UNTRUSTED = "the token is not valid", N_("its answer was not valid")
    NOT_INVITED = (
        "nobody was invited under this address",
        N_("nobody was invited under this address"),
    )
    OTHER_IDENTITY = (
        "the account belongs to another person at the provider",
        N_("it is another person's now"),
    )
    NOT_CONFIRMED = (
        "the provider did not ask this person anew",
        N_("they were not asked there again"),
    )
    DISABLED = "the account is disabled", N_("the account is disabled")
    NO_GROUP = "in no group with a role", N_("they are in no group with a role")


class SignInRefused(Exception):
    """The provider, or what we know of the person, does not let them in."""

    def __init__(
        self, refusal: Refusal, *, code: str | None = None, member: StaffMember | None = None
    ) -> None:
        super().__init__(refusal)
        self.refusal = refusal
        # The provider's own error code, or the name of what failed. For the log.
        self.code = code if code and ERROR_CODE.fullmatch(code) else None
        self.member = member


@dataclass(frozen=True)
class Attempt:
    """A sign-in that has begun. Kept in the session cookie until the provider answers."""

    state: str
    nonce: str
    code_verifier: str
    redirect_uri: str
    begun_at: float
    next_page: str | None = None
    is_own_device: bool = False
    # Of somebody signed in, who is asked again.
    is_confirmation: bool = False

    @property
    def is_current(self) -> bool:
        return 0 <= now().timestamp() - self.begun_at < ATTEMPT_LIFETIME.total_seconds()


def refused_by_provider(code: str | None) -> SignInRefused:
    if code in GAVE_UP:
        return SignInRefused(Refusal.GAVE_UP, code=code)
    if code in FAILED_THERE:
        return SignInRefused(Refusal.UNAVAILABLE, code=code)
    # The code was used before, or was not ours.
    if code == "invalid_grant":
        return SignInRefused(Refusal.STALE, code=code)
    return SignInRefused(Refusal.MISCONFIGURED, code=code)
