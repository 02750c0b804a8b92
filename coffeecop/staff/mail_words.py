"""The sentences of a mail test. The command prints them in English, the page in its language."""

from typing import Any

from flask_babel import lazy_gettext as _l

from coffeecop.mail.diagnosis import Problem
from coffeecop.mail.trial import Step, StepResult

STEPS = {
    Step.FIND: _l("Find the server"),
    Step.CONNECT: _l("Connect to it"),
    Step.ENCRYPT: _l("Encrypt the connection"),
    Step.TOKEN: _l("Get an access token"),
    Step.SIGN_IN: _l("Sign in"),
    Step.SENDER: _l("Name the sender"),
    Step.RECIPIENT: _l("Name the recipient"),
    Step.MESSAGE: _l("Hand over the mail"),
}
# Written after a step that was not refused but has found no encryption.
UNENCRYPTED = _l("The server offers none, so mail travels in the clear.")
PROBLEMS = {
    Problem.UNKNOWN_HOST: _l(
        "No server of this name is known. Check the name in SMTP_URL, and that this machine can "
        "look up names."
    ),
    Problem.CONNECTION_REFUSED: _l(
        "Nothing answers at this port. Check the port in SMTP_URL: most servers use 587, or 465 "
        "with smtps://."
    ),
    Problem.TIMED_OUT: _l(
        "No answer came in time. A firewall may block the way out, or the port is wrong: 587 goes "
        "with smtp:// and 465 with smtps://."
    ),
    Problem.UNREACHABLE: _l(
        "This machine finds no way to the server. Check its network and its firewall."
    ),
    Problem.HUNG_UP: _l(
        "The server hung up. It may not want mail from this machine's address; its own log says "
        "why."
    ),
    Problem.TURNED_AWAY: _l(
        "The server does not talk to this machine. It may block its address; those who run the "
        "server can allow it."
    ),
    Problem.CERTIFICATE_OF_ANOTHER_NAME: _l(
        "The server's certificate is for another name. Write the name that stands in the "
        "certificate into SMTP_URL."
    ),
    Problem.CERTIFICATE_EXPIRED: _l(
        "The server's certificate has expired. Those who run the server must renew it. Check the "
        "clock of this machine too."
    ),
    Problem.CERTIFICATE_UNTRUSTED: _l(
        "This machine does not trust the server's certificate. Add the one it was signed with to "
        "those that this machine trusts."
    ),
    Problem.TLS_FAILED: _l(
        "The two could not agree on encryption. smtp:// goes with port 587 and smtps:// with port "
        "465, not the other way round."
    ),
    Problem.NOT_ENCRYPTED: _l(
        "The connection is not encrypted, so nothing secret is sent. Use port 587, or smtps:// "
        "with port 465."
    ),
    Problem.TOKEN_UNAVAILABLE: _l(
        "The server that gives access tokens does not answer. Check that this machine may reach "
        "it, and MAIL_OAUTH_TOKEN_URL if it is set."
    ),
    Problem.TENANT_UNKNOWN: _l(
        "Microsoft does not know this tenant. Copy the Directory (tenant) ID of the app into "
        "MAIL_OAUTH_TENANT."
    ),
    Problem.CLIENT_UNKNOWN: _l(
        "This app is not known there, or it is turned off. Compare MAIL_OAUTH_CLIENT_ID, and for "
        "Microsoft MAIL_OAUTH_TENANT, with what the app's page shows."
    ),
    Problem.SECRET_WRONG: _l(
        "The client secret does not fit the client ID. For Microsoft, copy the Value of the "
        "secret, not its Secret ID, into MAIL_OAUTH_CLIENT_SECRET."
    ),
    Problem.SECRET_EXPIRED: _l(
        "The client secret has expired. Make a new one under Certificates & secrets, and copy its "
        "Value into MAIL_OAUTH_CLIENT_SECRET."
    ),
    Problem.SCOPE_UNKNOWN: _l(
        "This cloud does not know the scope. Leave MAIL_OAUTH_SCOPE out, or in GCC High set it to "
        "https://outlook.office365.us/.default"
    ),
    Problem.REFRESH_TOKEN_REVOKED: _l(
        "The refresh token does not work any more: somebody took it back, the mailbox got a new "
        "password, or no mail went out for six months. Make a new one."
    ),
    Problem.TOKEN_REFUSED: _l("The server that gives access tokens refuses. It says why."),
    Problem.SIGN_IN_NOT_OFFERED: _l(
        "The server does not offer this way to sign in: XOAUTH2 with MAIL_OAUTH, a password "
        "without. Check the server and the port in SMTP_URL."
    ),
    Problem.SIGN_IN_NEEDED: _l(
        "The server takes mail only from those who sign in. Write the mailbox into SMTP_URL."
    ),
    Problem.PASSWORD_REFUSED: _l(
        "The mailbox or its password is wrong. Special letters in SMTP_URL need to be written as "
        "the README shows."
    ),
    Problem.APP_PASSWORD_NEEDED: _l(
        "Google wants an app password here, not the mailbox's own password. It is made in the "
        "mailbox's Google Account, once 2-Step Verification is on."
    ),
    Problem.PASSWORDS_DISABLED: _l(
        "Microsoft does not take a password here any more. Set MAIL_OAUTH=microsoft, as "
        "docs/operating.md says step by step."
    ),
    Problem.SMTP_AUTH_DISABLED: _l(
        "Sending is turned off for this mailbox. In the Microsoft 365 admin center, open the "
        "mailbox, then Mail, Manage email apps, and turn on Authenticated SMTP. If it is on, it "
        "is off for the whole tenant."
    ),
    Problem.SIGN_IN_BLOCKED: _l(
        "A rule of the tenant blocks this, such as security defaults or Conditional Access. Set "
        "MAIL_OAUTH=microsoft if it is not set, or let the rule leave out this mailbox or app."
    ),
    Problem.MAILBOX_NOT_PERMITTED: _l(
        "There is a token, but it does not open this mailbox. For Microsoft, check three things: "
        "SMTP.SendAsApp with admin consent, New-ServicePrincipal with the Object ID from "
        "Enterprise applications, and Add-MailboxPermission. A change can take an hour. For "
        "Google, SMTP_URL must name the mailbox that allowed the app."
    ),
    Problem.SENDER_REFUSED: _l(
        "The server does not take mail from the address in MAIL_FROM. Use one that exists there."
    ),
    Problem.SEND_AS_DENIED: _l(
        "The mailbox that signs in may not send as MAIL_FROM. Use its own address, or give it the "
        "right Send As for the other one."
    ),
    Problem.RELAY_DENIED: _l(
        "The server does not pass on mail for this machine. Sign in, or have this machine's "
        "address allowed on the server."
    ),
    Problem.RECIPIENT_REFUSED: _l(
        "The server does not take mail to this address. Check how it is written."
    ),
    Problem.DOMAIN_UNPROVEN: _l(
        "Nothing proves that this mail is from your domain. Check its SPF, DKIM and DMARC, as "
        "docs/operating.md explains."
    ),
    Problem.SENDING_LIMIT: _l(
        "The mailbox has sent as much as it may for now, or it is blocked. Those who run the "
        "server can see which."
    ),
    Problem.MESSAGE_REFUSED: _l(
        "The server has read the mail and does not want it. Often a filter is the cause."
    ),
    Problem.TRY_LATER: _l("The server asks for some time. Test again in a few minutes."),
    Problem.OTHER: _l("Something else went wrong. The answer of the server may say what."),
}


def explain(result: StepResult) -> Any:
    """Return what to know about a step: what is wrong and what to do, or nothing."""
    if result.problem:
        return PROBLEMS[result.problem]
    is_clear = result.step is Step.ENCRYPT and not result.answer
    return UNENCRYPTED if is_clear else ""
