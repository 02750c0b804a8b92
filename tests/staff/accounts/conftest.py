"""Fixtures of accounts."""

import pytest


@pytest.fixture
def staff_command(app):
    def run(*arguments, typed=None):
        return app.test_cli_runner().invoke(args=["staff", *arguments], input=typed)

    return run
