from tests.journeys.fixtures import base_url  # noqa: F401  (as pytest-playwright has one, too)
