"""Accounts: sign-in, the own account, and staff management. Each module adds its views."""

from coffeecop.staff.accounts.views import account, openid, people, sign_in
from coffeecop.staff.accounts.views.blueprint import bp

__all__ = ["account", "bp", "openid", "people", "sign_in"]
