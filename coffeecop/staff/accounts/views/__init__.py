"""Accounts: sign-in, the own account, and staff management. Each module adds its views."""

from coffeecop.staff.accounts.views import account, people, sign_in
from coffeecop.staff.accounts.views.blueprint import bp

__all__ = ["account", "bp", "people", "sign_in"]
