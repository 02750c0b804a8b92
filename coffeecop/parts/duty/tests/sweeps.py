EVERYBODY = {"officer", "organizer", "complaints", "records", "admin"}
PAGES = ["/staff/settings/duty"]
OPEN_TO = [
    *((f"{way} /staff/settings/duty", {"admin"}) for way in ("GET", "POST")),
    ("POST /staff/settings/duty/test", {"admin"}),
    ("POST /staff/account/wakes", EVERYBODY),
    *((f"POST /staff/account/phone{rest}", EVERYBODY) for rest in ("", "/off", "/test")),
]
LEFT_EMPTY = ["teams_url"]
CHECKS = [
    ("duty_weeks", "deputy_id = staff_id", "deputy_is_another"),
    ("duty_alerts", "agency_id = NULL", "to_a_phone_or_a_channel"),
    ("duty_alerts", "attempts = -1", "attempts_counted"),
    ("duty_alerts", "sent_at = created_at, failed_at = created_at", "sent_or_failed"),
]
