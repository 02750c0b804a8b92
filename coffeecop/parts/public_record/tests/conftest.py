from tests.mail.conftest import mail_port  # noqa: F401  (fixtures)
from tests.mail.test_digest import clock  # noqa: F401  (fixtures)
from tests.staff.conftest import plain_officer  # noqa: F401  (fixtures)
