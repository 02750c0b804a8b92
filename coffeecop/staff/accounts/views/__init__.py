"""Sign-in, the own account and the staff; each module adds its views to the blueprint."""

from coffeecop.staff.accounts.views import account, people, sign_in
from coffeecop.staff.accounts.views.blueprint import bp

__all__ = ["account", "bp", "people", "sign_in"]
