import pytest

# So that failed assertions in these modules show the compared values.
pytest.register_assert_rewrite("tests.visitor", "tests.journeys.checks")
