"""What to do about each problem of the mail server.

The commands print it in English, the page in its language; the server's own words say more.
"""

from flask_babel import lazy_gettext as _l

from coffeecop.mail.diagnosis import Problem

PROBLEMS = {
    Problem.UNREACHABLE: _l(
        "This machine cannot reach the server. Check the name and the port in SMTP_URL, "
        "and the firewalls in between: 587 goes with smtp:// and 465 with smtps://. A server that "
        "hangs up may not want mail from this machine's address; those who run it can allow it."
    ),
    Problem.NOT_ENCRYPTED: _l(
        "The connection is not encrypted, so nothing secret is sent. Use port 587 with smtp://, or "
        "465 with smtps://. The server needs a certificate for the name in SMTP_URL that this "
        "machine trusts."
    ),
    Problem.NO_TOKEN: _l(
        "There is no access token. Compare the settings MAIL_OAUTH_… with what the app's page "
        "shows: the secret may have expired, or been taken back."
    ),
    Problem.NOT_SIGNED_IN: _l(
        "The server does not let this mailbox in. It says why; docs/operating.md lists what its "
        "usual answers mean."
    ),
    Problem.SENDER_REFUSED: _l(
        "The server does not take mail from the address in MAIL_FROM. Use the mailbox's own "
        "address, or give the mailbox the right Send As for the other one."
    ),
    Problem.RELAY_DENIED: _l(
        "The server does not pass on mail for this machine. Sign in, or have this machine's "
        "address allowed on the server."
    ),
    Problem.DOMAIN_UNPROVEN: _l(
        "Nothing proves that this mail is from your domain. Check its SPF, DKIM and DMARC, as "
        "docs/operating.md explains."
    ),
    Problem.SENDING_LIMIT: _l(
        "The mailbox has sent as much as it may for now, or it is blocked. Those who run the "
        "server can see which."
    ),
    Problem.TRY_LATER: _l("The server asks for some time. Test again in a few minutes."),
    Problem.REFUSED: _l(
        "The server does not take this mail. Check how the address is written. If it refuses the "
        "mail itself, a filter is often the cause."
    ),
}


def advice(problem: Problem) -> str:
    return f"{PROBLEMS[problem]} For each step, run: mail test ADDRESS"
