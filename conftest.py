"""Fixtures and options of all tests: those in tests/ and those in the folder of each part."""

pytest_plugins = [
    "tests.fixtures",
    "tests.journeys.fixtures",
    "tests.mail.fixtures",
    "tests.staff.fixtures",
]
