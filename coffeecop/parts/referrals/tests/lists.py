from coffeecop.parts.referrals.models import ReferralAction, ReferralPartner
from tests.staff.settings.lists.kinds import Kind

PARTNERS = Kind(
    "partners",
    ReferralPartner,
    ReferralAction.PARTNERS_CHANGED,
    {"name_en": "Animals", "name_es": "Animales", "email": "animals@example.gov"},
    "Animals animals@example.gov",
    {"name_en": "Animals", "name_es": "Animales", "email": "animals@EXAMPLE.gov"},
    "Animals",
    {"name_en": "Streets"},
    {"name_en": "Streets"},
    {"email": "nobody"},
    "Write an e-mail address, such as name@example.org.",
)
LISTS = [PARTNERS]
