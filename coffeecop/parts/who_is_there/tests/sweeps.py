EVERYBODY = {"officer", "organizer", "complaints", "records", "admin"}
SETTINGS = "/staff/settings/who-is-there"
OF_EVENT = "/staff/events/<int:event_id>/who-was-there"
# It is there once an event is over of which something was told: see test_who_is_there.py.
NO_PAGES = ["who_is_there.check"]
PAGES = [SETTINGS]
OPEN_TO = [
    *((f"{way} {SETTINGS}", {"admin"}) for way in ("GET", "POST")),
    *((f"{way} {OF_EVENT}", EVERYBODY) for way in ("GET", "POST")),
]
FOR_RESIDENTS = [
    f"coffeecop/parts/who_is_there/{file}"
    for file in ("sentences.py", "templates/who_is_there/event.html")
]
