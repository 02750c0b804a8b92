"""What providers that we know say of a person, and what of it we believe."""

import pytest

from coffeecop.parts.openid.identity import identity_of
from coffeecop.parts.openid.settings import OpenIDSettings

GOOGLE = "https://accounts.google.com"
TENANT = "11111111-2222-3333-4444-555555555555"
MICROSOFT = f"https://login.microsoftonline.com/{TENANT}/v2.0"
ELSEWHERE = "https://accounts.example.gov"
EMAIL = "ana.diaz@example.gov"
VERIFIED = {"email": EMAIL, "email_verified": True}
OURS = {"email": EMAIL, "tid": TENANT}


def identity(issuer, **claims):
    settings = OpenIDSettings(issuer, "id", "secret", None, frozenset(), {}, False)
    return identity_of({"iss": issuer, "sub": "1", **claims}, settings)


@pytest.mark.parametrize(
    ("issuer", "claims", "email"),
    [
        # A Google account counts only if an organization runs it.
        (GOOGLE, {**VERIFIED, "hd": "example.gov"}, EMAIL),
        (GOOGLE, {**VERIFIED, "hd": None}, None),
        (GOOGLE, {**VERIFIED, "hd": ""}, None),
        # Without a mailbox, Microsoft's name of the account is the address.
        (MICROSOFT, {"tid": TENANT, "preferred_username": EMAIL}, EMAIL),
        (MICROSOFT, {**OURS, "preferred_username": "p1@example.gov"}, EMAIL),
        # Elsewhere people choose that name themselves.
        (ELSEWHERE, {"email_verified": True, "preferred_username": EMAIL}, None),
        # Only Microsoft may leave out whether the address is verified, for our own tenant alone.
        (ELSEWHERE, OURS, None),
        ("https://login.microsoftonline.com.example.org", OURS, None),
        (GOOGLE, {"email": EMAIL, "hd": "example.gov"}, None),
        (MICROSOFT, {**OURS, "tid": "99999999-2222-3333-4444-555555555555"}, None),
        (MICROSOFT, {**OURS, "tid": None}, None),
        (MICROSOFT, {**OURS, "tid": ""}, None),
        # Some providers write yes as a text.
        (ELSEWHERE, {**VERIFIED, "email": EMAIL.upper()}, EMAIL),
        (ELSEWHERE, {"email": EMAIL, "email_verified": "true"}, EMAIL),
        (ELSEWHERE, {"email": EMAIL, "email_verified": "false"}, None),
        (ELSEWHERE, {"email": EMAIL, "email_verified": False}, None),
        # What is no address.
        *((ELSEWHERE, {**VERIFIED, "email": email}, None) for email in (None, "ana", 7)),
    ],
)
def test_an_address_counts_if_somebody_vouches_for_it(issuer, claims, email):
    assert identity(issuer, **claims).email == email


def test_groups_may_be_called_roles():
    assert identity(MICROSOFT, groups=["Leads", 7], roles=["Chiefs"]).groups == {"Leads", "Chiefs"}


@pytest.mark.parametrize("groups", [None, "Leads", {"Leads": 1}, [None, 7]], ids=str)
def test_what_is_no_list_of_names_is_no_group(groups):
    assert identity(MICROSOFT, groups=groups).groups == frozenset()
