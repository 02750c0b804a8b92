from tests.mail.conftest import mail_port  # noqa: F401  (a fixture)
