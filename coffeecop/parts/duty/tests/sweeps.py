from coffeecop.parts.duty.tests.factories import make_one_of_each

EVERYBODY = {"officer", "organizer", "complaints", "records", "admin"}
PAGES = ["/staff/settings/duty"]
OPEN_TO = [
    *((f"{way} /staff/settings/duty", {"admin"}) for way in ("GET", "POST")),
    ("POST /staff/settings/duty/test", {"admin"}),
    ("POST /staff/account/wakes", EVERYBODY),
    *((f"POST /staff/account/phone{rest}", EVERYBODY) for rest in ("", "/off", "/test")),
]
MAKE_ONE_OF_EACH = [make_one_of_each]
LEFT_EMPTY = ["teams_url"]
CONSTRAINTS = [
    "duty_weeks.deputy_is_another: deputy_id = staff_id",
    "duty_alerts.to_a_phone_or_a_channel: agency_id = NULL",
    "duty_alerts.attempts_counted: attempts = -1",
    "duty_alerts.sent_or_failed: sent_at = created_at, failed_at = created_at",
]
