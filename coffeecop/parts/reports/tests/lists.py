from coffeecop import models
from tests.staff.settings.lists.kinds import Kind

COMMUNITY = Kind(
    "community",
    models.CommunityShare,
    models.AuditAction.SHARES_CHANGED,
    {"kind": models.ShareKind.AREA, "name": "Old Mill", "percent": 40, "place_names": "Oak\nElm"},
    "Old Mill 40 percent, Oak, Elm",
    {"area": "Old Mill", "percent": "40", "place_names": "Oak\r\nElm"},
    "Old Mill",
    {"percent": "32"},
    {"percent": 32},
    {"percent": "many"},
    "Write a whole number from 1 to 100.",
)
LISTS = [COMMUNITY]
