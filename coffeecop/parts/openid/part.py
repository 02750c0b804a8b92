"""OpenID sign-in: staff come in with the account that the department has given them anyway."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from coffeecop.models import StaffMember
from coffeecop.parts import Part
from coffeecop.parts.hooks import SignIn, SignInProvider
from coffeecop.parts.links import PersonTool
from coffeecop.parts.openid.admission import OpenIDAction
from coffeecop.parts.openid.setup import current_provider
from coffeecop.parts.openid.sign_in import Refusal
from coffeecop.parts.openid.views import bp
from coffeecop.staff.audit import details, labels


def provider_here() -> SignInProvider | None:
    provider = current_provider()
    if provider is None:
        return None
    settings = provider.settings
    return SignInProvider(
        name=settings.name,
        issuer=settings.issuer,
        is_only_way=settings.is_only_way,
        start="openid.door.start",
        # Google does not ask anew when it is told to.
        confirmation="" if settings.is_google else "openid.door.confirm",
        sign_out="openid.door.sign_out",
    )


def why_unlink(person: StaffMember) -> str:
    if not person.is_linked_to_provider:
        return ""
    return _(
        "%(name)s signs in with the department's account. Unlink it if"
        " the account there was created again, or if it is the wrong person's.",
        name=person.name,
    )


PART = Part(
    name="openid",
    title=_l("Sign-in by another account"),
    purpose=_l("Sign in with your department's account"),
    starts_on=True,
    blueprints=[bp],
    audit={"people": OpenIDAction},
    links=[
        SignIn(provider_here),
        PersonTool(
            "openid.unlink",
            _l("Department's account"),
            why_unlink,
            _l("Unlink, and sign out everywhere"),
        ),
    ],
)
labels.TO_ONESELF |= {
    OpenIDAction.LINKED: _l("%(who)s signs in with the department's account from now on"),
    OpenIDAction.UNLINKED: _l("%(who)s no longer signs in with the department's account"),
}
details.VALUES["provider"] = details.labels_of(Refusal)
