from flask_babel import lazy_gettext as _l

# Beside the e-mail in the forms of an RSVP and of a concern.
WANTS_NEWS = _l("Also send me what came of the event")
