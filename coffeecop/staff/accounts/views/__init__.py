"""Accounts: sign-in, the own account, and staff management. Each module adds its views."""

from coffeecop.staff.accounts.views import account, links, password, people, second_factor
from coffeecop.staff.accounts.views.sign_in import bp
