EVERYBODY = {"officer", "organizer", "complaints", "records", "admin"}
PAGES = ["/staff/settings/duty"]
OPEN_TO = [
    *((f"{way} /staff/settings/duty", {"admin"}) for way in ("GET", "POST")),
    ("POST /staff/settings/duty/test", {"admin"}),
    ("POST /staff/account/wakes", EVERYBODY),
    *((f"POST /staff/account/phone{rest}", EVERYBODY) for rest in ("", "/off", "/test")),
]
LEFT_EMPTY = ["teams_url"]
