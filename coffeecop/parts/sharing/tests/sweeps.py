FILES = ["sharing.picture", "sharing.home_picture", "sharing.matter_picture", "sharing.feed"]
NO_PAGES = FILES
FOR_EVERYBODY = FILES
PAGES_OF_EVENT = ["share-kit"]
EVERYBODY = {"officer", "organizer", "complaints", "records", "admin"}
OPEN_TO = [("GET /staff/events/<int:event_id>/share-kit", EVERYBODY)]
FOR_RESIDENTS = [f"coffeecop/parts/sharing/{file}" for file in ("cards.py", "feed.py")]
