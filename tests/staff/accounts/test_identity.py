"""What providers that we know say of a person, and what of it we believe."""

import pytest

from coffeecop.config.openid import OpenIDSettings
from coffeecop.staff.accounts.identity import identity_of

GOOGLE = "https://accounts.google.com"
TENANT = "11111111-2222-3333-4444-555555555555"
MICROSOFT = f"https://login.microsoftonline.com/{TENANT}/v2.0"
EMAIL = "ana.diaz@example.gov"


def identity(issuer, **claims):
    settings = OpenIDSettings(issuer, "id", "secret", None, frozenset(), {}, False)
    return identity_of({"iss": issuer, "sub": "1", **claims}, settings)


@pytest.mark.parametrize(("hd", "email"), [("example.gov", EMAIL), (None, None), ("", None)])
def test_a_google_account_counts_only_if_an_organization_runs_it(hd, email):
    assert identity(GOOGLE, email=EMAIL, email_verified=True, hd=hd).email == email


def test_without_a_mailbox_microsofts_name_of_the_account_is_the_address():
    assert identity(MICROSOFT, tid=TENANT, preferred_username=EMAIL).email == EMAIL
    both = identity(MICROSOFT, tid=TENANT, preferred_username="p1@example.gov", email=EMAIL)
    assert both.email == EMAIL


def test_elsewhere_people_choose_that_name_themselves():
    issuer = "https://accounts.example.gov"

    assert identity(issuer, email_verified=True, preferred_username=EMAIL).email is None


def test_only_microsoft_may_leave_out_whether_the_address_is_verified():
    for issuer in ("https://accounts.example.gov", "https://login.microsoftonline.com.example.org"):
        assert identity(issuer, tid=TENANT, email=EMAIL).email is None
    assert identity(GOOGLE, email=EMAIL, hd="example.gov").email is None


@pytest.mark.parametrize("tenant", ["99999999-2222-3333-4444-555555555555", None, ""])
def test_microsoft_vouches_for_the_people_of_our_own_tenant_alone(tenant):
    assert identity(MICROSOFT, tid=tenant, email=EMAIL).email is None


@pytest.mark.parametrize("verified", [True, "true"])
def test_some_providers_write_yes_as_a_text(verified):
    issuer = "https://accounts.example.gov"

    assert identity(issuer, email=EMAIL, email_verified=verified).email == EMAIL
    assert identity(issuer, email=EMAIL, email_verified="false").email is None
    assert identity(issuer, email=EMAIL, email_verified=False).email is None
    assert identity(issuer, email=EMAIL.upper(), email_verified=verified).email == EMAIL


@pytest.mark.parametrize("email", [None, "ana", 7])
def test_what_is_no_address_is_none(email):
    assert identity("https://accounts.example.gov", email=email, email_verified=True).email is None


def test_groups_may_be_called_roles():
    assert identity(MICROSOFT, groups=["Leads", 7], roles=["Chiefs"]).groups == {"Leads", "Chiefs"}


@pytest.mark.parametrize("groups", [None, "Leads", {"Leads": 1}, [None, 7]], ids=str)
def test_what_is_no_list_of_names_is_no_group(groups):
    assert identity(MICROSOFT, groups=groups).groups == frozenset()
