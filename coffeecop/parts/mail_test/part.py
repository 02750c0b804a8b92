"""Testing mail: each step up to a mail that the server takes, with its answer and what to do."""

from flask_babel import lazy_gettext as _l

from coffeecop.cli.mail import mail
from coffeecop.parts import Part
from coffeecop.parts.links import AuditFields, MailTester
from coffeecop.parts.mail_test.advice import PROBLEMS, advice
from coffeecop.parts.mail_test.commands import test_mail
from coffeecop.parts.mail_test.trial import MailTestAction
from coffeecop.parts.mail_test.views import bp

mail.add_command(test_mail)

PART = Part(
    name="mail_test",
    title=_l("Testing mail"),
    purpose=_l("Sends you a mail, and shows what the mail server says at each step"),
    starts_on=True,
    blueprints=[bp],
    audit={"installation": MailTestAction},
    links=[
        MailTester("mail_test/form.html", advice),
        AuditFields(
            {"problem": _l("Problem"), "accepted": _l("The mail server took it")},
            lambda _, problem: PROBLEMS.get(problem, problem),
        ),
    ],
)
