EVERYBODY = {"officer", "organizer", "complaints", "records", "admin"}
PAGES = ["/staff/settings/duty", "/staff/settings/duty/teams"]
OPEN_TO = [
    ("GET /staff/settings/duty", {"admin"}),
    *(
        (f"{way} /staff/settings/duty/{page}", {"admin"})
        for way in ("GET", "POST")
        for page in ("teams", "<monday>")
    ),
    ("POST /staff/settings/duty/test", {"admin"}),
    ("POST /staff/account/wakes", EVERYBODY),
    *((f"POST /staff/account/phone{rest}", EVERYBODY) for rest in ("", "/off", "/test")),
]
LEFT_EMPTY = ["teams_url"]
