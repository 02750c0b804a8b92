"""Settings of the sign-in through a provider: what is taken, and what is refused."""

from types import SimpleNamespace

import pytest

from coffeecop.config import PROJECT, UnsafeSetting
from coffeecop.parts.openid.settings import SETTINGS, openid_settings
from coffeecop.parts.openid.setup import set_up

TENANT = "11111111-2222-3333-4444-555555555555"
MICROSOFT = f"https://login.microsoftonline.com/{TENANT}/v2.0"
NEEDED = {
    "OIDC_ISSUER": "https://accounts.google.com",
    "OIDC_CLIENT_ID": "coffeecop",
    "OIDC_CLIENT_SECRET": "a secret of the provider",
}


def settings(**environ):
    return openid_settings({**NEEDED, **environ})


def test_without_settings_there_is_no_provider():
    assert openid_settings({}) is None
    assert openid_settings({"OIDC_ONLY": "0", "OIDC_ISSUER": ""}) is None


def test_a_backup_holds_what_was_set_and_the_example_names_each():
    environ = {**NEEDED, "OIDC_NAME": "", "OIDC_ONLY": "1", "OTHER": "x"}
    app = SimpleNamespace(config={"ENVIRON": environ, "SETTINGS": {"PORT": "80"}}, extensions={})

    set_up(SimpleNamespace(app=app))

    assert app.config["SETTINGS"] == {**NEEDED, "OIDC_ONLY": "1", "PORT": "80"}
    assert app.extensions["openid_provider"].settings.is_only_way
    example = (PROJECT / "deploy/coffeecop.env.example").read_text()
    assert [name for name in SETTINGS if f"\n#{name}=" not in example] == []


@pytest.mark.parametrize(
    ("issuer", "name"),
    [
        ("https://accounts.google.com", "Google"),
        (MICROSOFT, "Microsoft"),
        (MICROSOFT.replace(".com", ".us") + "/", "Microsoft"),
        ("https://accounts.example.gov/realms/city", None),
        ("http://127.0.0.1:9000", None),
        ("http://localhost:9000", None),
    ],
)
def test_the_button_is_named_after_a_provider_that_we_know(issuer, name):
    assert settings(OIDC_ISSUER=issuer).name == name
    assert settings(OIDC_ISSUER=issuer, OIDC_NAME="City account").name == "City account"


def test_without_more_only_who_is_invited_may_come_and_passwords_stay():
    made = settings()

    assert (made.allowed_domains, made.groups, made.is_only_way) == (frozenset(), {}, False)
    assert "a secret of the provider" not in repr(made)


def test_domains_and_roles_of_groups_are_read():
    made = settings(
        OIDC_ALLOWED_DOMAINS="Example.gov, police.example.gov",
        OIDC_GROUPS="Coffee leads = officer + organizer, cn=coffee=admin,Coffee leads=records",
        OIDC_ONLY="1",
    )

    assert made.allowed_domains == {"example.gov", "police.example.gov"}
    assert made.groups == {
        "Coffee leads": {"officer", "organizer", "records"},
        "cn=coffee": {"admin"},
    }
    assert made.is_only_way


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"OIDC_CLIENT_ID": ""}, "OIDC_ISSUER is set, but OIDC_CLIENT_ID is not."),
        (
            {"OIDC_ISSUER": "", "OIDC_CLIENT_SECRET": ""},
            "OIDC_CLIENT_ID is set, but OIDC_ISSUER and OIDC_CLIENT_SECRET are not.",
        ),
        ({**dict.fromkeys(NEEDED, ""), "OIDC_ONLY": "1"}, "OIDC_ONLY is set, but OIDC_ISSUER"),
        ({"OIDC_ISSUER": "http://accounts.example.gov"}, "must be the https address"),
        ({"OIDC_ISSUER": "accounts.google.com"}, "must be the https address"),
        ({"OIDC_ISSUER": "https://"}, "must be the https address"),
        ({"OIDC_ISSUER": "https://accounts.example.gov:port"}, "must be the https address"),
        ({"OIDC_ISSUER": "https://accounts.example.gov?tenant=1"}, "must be the https address"),
        ({"OIDC_ISSUER": "https://ann@accounts.example.gov"}, "must be the https address"),
        ({"OIDC_ISSUER": "https://login.microsoftonline.com/common/v2.0"}, "your own tenant"),
        ({"OIDC_ISSUER": "https://login.microsoftonline.com/{tenantid}/v2.0"}, "your own tenant"),
        ({"OIDC_ISSUER": f"https://login.microsoftonline.com/{TENANT}"}, "your own tenant"),
        ({"OIDC_ALLOWED_DOMAINS": "@example.gov"}, "OIDC_ALLOWED_DOMAINS names '@example.gov'"),
        ({"OIDC_ALLOWED_DOMAINS": "gov"}, "Set it to what stands after the @"),
        ({"OIDC_GROUPS": "officers"}, "OIDC_GROUPS has 'officers'. Write each group"),
        ({"OIDC_GROUPS": "officers="}, "OIDC_GROUPS has"),
        ({"OIDC_GROUPS": "=officer"}, "OIDC_GROUPS has"),
        ({"OIDC_GROUPS": "officers=officer+"}, "OIDC_GROUPS has"),
        ({"OIDC_ONLY": "yes"}, "OIDC_ONLY is 'yes'. Set it to 1 for yes or 0 for no."),
    ],
)
def test_what_is_missing_or_unsafe_is_refused_in_a_sentence(environ, sentence):
    with pytest.raises(UnsafeSetting) as refusal:
        settings(**environ)

    assert sentence in str(refusal.value)
    assert str(refusal.value).count("\n") == 0
