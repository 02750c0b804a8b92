PAGES_OF_EVENT = ["capture"]
EVERYBODY = {"officer", "organizer", "complaints", "records", "admin"}
CAPTURE = "/staff/events/<int:event_id>/capture"
OPEN_TO = [
    (f"GET {CAPTURE}", EVERYBODY),
    (f"POST {CAPTURE}", EVERYBODY),
    (f"POST {CAPTURE}/guesses", EVERYBODY),
    (f"POST {CAPTURE}/<int:concern_id>/undo", EVERYBODY),
    (f"GET {CAPTURE}/<int:concern_id>/receipt", EVERYBODY),
    (f"POST {CAPTURE}/<int:concern_id>/receipt", EVERYBODY),
]
# Only who noted it.
NOT_FOUND_BY_A_COLLEAGUE = ["capture.undo", "capture.receipt", "capture.hand_over"]
