from tests.server.test_preparation import new_app  # noqa: F401  (a fixture)
