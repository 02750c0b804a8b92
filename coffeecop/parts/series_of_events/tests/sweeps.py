PAGES_OF_EVENT = ["series", "series/new"]
MISTAKES = [("series/new", "#weeks", "button[formaction]")]
STAFF = {"officer", "organizer", "complaints", "records", "admin"}
SERIES = "/staff/events/<int:event_id>/series"
OPEN_TO = [
    (f"GET {SERIES}", STAFF),
    *(
        (route, {"organizer"})
        for route in (
            f"POST {SERIES}",
            f"GET {SERIES}/new",
            f"POST {SERIES}/preview",
            f"POST {SERIES}/publication",
        )
    ),
]
