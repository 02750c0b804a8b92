from flask_babel import lazy_gettext as _l

from coffeecop.staff.events.forms import paragraphs_field
from coffeecop.web.forms import SPANISH_LATER, VersionForm


class WeDidForm(VersionForm):
    we_did_en = paragraphs_field(
        _l("What you did, in English"),
        _l(
            "Write a paragraph for each thing: “You said: … We did: …”. Use your own words. "
            "Do not quote what a resident wrote."
        ),
        most=4000,
    )
    we_did_es = paragraphs_field(_l("What you did, in Spanish"), SPANISH_LATER, most=4000)
