import pytest

# Their assertions then say what they compared, as those in test files do.
pytest.register_assert_rewrite("tests.visitor", "tests.journeys.checks")
