"""What people do to sign in through the provider, and what came of it."""

from urllib.parse import urlencode

from coffeecop.db import now
from coffeecop.models import AuditAction, StaffSession
from coffeecop.parts.openid.setup import current_provider
from coffeecop.parts.openid.sign_in import SignInRefused
from coffeecop.parts.openid.tests.provider import path_of, query_of
from tests.staff.form_filling import as_shown, whole
from tests.stored import all_of, audit_entries

EMAIL = "ana.diaz@example.gov"
RETURN = "/staff/sign-in/provider"
RETURN_ADDRESS = f"http://127.0.0.1:8000{RETURN}"


def start(visitor, **query):
    """Press the button of the sign-in page; return the address at the provider."""
    answer = visitor.get(f"{RETURN}/new?{urlencode(query)}")
    assert answer.status == 302, answer.words
    return answer.location


def come_back(visitor, address):
    """Open the page that the provider leads to, and continue from it."""
    page = visitor.get(path_of(address))
    assert page.status == 200
    visitor.csrf_token = page.value("#provider-form [name=csrf_token]")
    return visitor.post(RETURN, **as_shown(page))


def sign_in_there(visitor, provider, subject):
    return come_back(visitor, provider.sign_in(start(visitor), subject))


def is_signed_in(visitor):
    return whole(visitor, "/staff/account").status == 200


def assert_refused(visitor, answer, status, sentence):
    assert answer.status == status, answer.words
    assert sentence in answer.text("[role=alert]")
    assert not is_signed_in(visitor)
    assert all_of(StaffSession) == []


def identify(provider):
    """Let Ana sign in at the provider; return whom its answer names, or why it names nobody."""
    ours = current_provider()
    try:
        address, attempt = ours.begin(RETURN_ADDRESS)
        code = query_of(provider.sign_in(address, "ana"))["code"]
        return ours.identify(attempt, code).subject
    except SignInRefused as refused:
        return refused.refusal


def failure():
    (entry,) = audit_entries(AuditAction.SIGN_IN_FAILED)
    return entry.staff_id, entry.subject_id, entry.details


def seconds_ago(seconds):
    return int(now().timestamp()) - seconds
