"""Signing in and out through the department's OpenID Connect provider."""

from coffeecop.parts.openid.views.door import door
from coffeecop.parts.openid.views.people import bp

# Is not refused where a department has the part off: nobody is locked out.
bp.register_blueprint(door)
