"""The mail server of the mail tests."""

from tests.mail.conftest import mail_port, post

__all__ = ["mail_port", "post"]
