from flask_babel import lazy_gettext as _l

from coffeecop.parts.resident_links import Lack

SHORT_RECEIPT = Lack(
    "2.2.1",
    "On the shared tablet a receipt goes after 30 seconds, to protect who wrote it; it can be "
    "scanned or written down, not held longer.",
    "coffeecop/parts/tablet/tests/test_tablet.py"
    "::test_a_receipt_leaves_the_screen_and_no_way_back_leads_to_it",
    _l("On the shared tablet, the words of a receipt go after 30 seconds."),
)
