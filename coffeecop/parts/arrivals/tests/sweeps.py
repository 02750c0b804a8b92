PAGES_OF_EVENT = ["arrivals"]
PAGES_OF_EVENT_FOR_RESIDENTS = ["arrival", "arrival/thanks"]
SENT_AT_EVENT = ["arrival"]
EVERYBODY = {"officer", "organizer", "complaints", "records", "admin"}
OF_EVENT = "/staff/events/<int:event_id>"
OPEN_TO = [
    (f"GET {OF_EVENT}/arrivals", EVERYBODY),
    (f"POST {OF_EVENT}/arrivals", EVERYBODY),
    (f"POST {OF_EVENT}/arrivals/undo", EVERYBODY),
    (f"POST {OF_EVENT}/heads", EVERYBODY),
]
FOR_EVERYBODY = ["arrivals.new", "arrivals.create", "arrivals.thanks"]
FOR_RESIDENTS = [
    f"coffeecop/parts/arrivals/{file}"
    for file in (
        "part.py",
        "templates/arrivals/door_code.html",
        "templates/arrivals/new.html",
        "templates/arrivals/thanks.html",
        "views/door.py",
    )
]
