"""Accounts: sign-in, the own account, and staff management. Each module adds its views."""

from importlib import import_module
from pkgutil import iter_modules

from coffeecop.staff.accounts.views.sign_in import bp as bp

for each in iter_modules(__path__, f"{__name__}."):
    import_module(each.name)
