from tests.factories import make_matter

# Friday, February 27, 2026.
SIGN = (
    "Radar sign 7\n"
    "Lane,Time,Speed\n"
    "1,2026-02-27 17:59:00,50\n"
    "1,2026-02-27 18:00:00,36\n"
    "1,2026-02-27 23:59:59,24 mph\n"
    "1,2026-02-28 19:00:00,60\n"
    "1,2026-03-06 20:00:00,31.5\n"
    "1,never,31\n"
)

PAGES_OF_ROWS = [lambda: [f"/staff/matters/{make_matter().id}?open=figure"]]
