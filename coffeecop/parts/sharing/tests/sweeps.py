FILES = ["sharing.picture", "sharing.home_picture", "sharing.matter_picture", "sharing.feed"]
NO_PAGES = FILES
FOR_EVERYBODY = FILES
PAGES_OF_EVENT = ["share-kit"]
OPEN_TO = [
    (
        "GET /staff/events/<int:event_id>/share-kit",
        {"officer", "organizer", "complaints", "records", "admin"},
    )
]
FOR_RESIDENTS = [f"coffeecop/parts/sharing/{file}" for file in ("cards.py", "feed.py")]
