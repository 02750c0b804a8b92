"""Accounts: sign-in, the own account, and staff management. Each module adds its views."""

from coffeecop.staff.accounts.views import (
    account,
    confirmation,
    people,
    second_factor,
    sign_in_code,
)
from coffeecop.staff.accounts.views.sign_in import bp

__all__ = ["account", "bp", "confirmation", "people", "second_factor", "sign_in_code"]
